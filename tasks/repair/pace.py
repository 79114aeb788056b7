"""Whether this process repairs so much that the compiled kernels are worth their start."""

from __future__ import annotations

from tasks.light import Kernels

# Those of words: to load them takes 0.2 s, to compile them for the first time 10 s, which is 70 million characters of
# sound copy: so much do they save there.  They are compiled where a third of that is to be expected, since the runs
# that follow profit as well.
kernels = Kernels("tasks.repair.kernels", loaded=1_000_000, fresh=25_000_000)
# Those of lines, for articles that may have lost their line ends, whose characters alone count: 0.1 s to load, 12 s to
# compile, which is 8 million of them.
loops = Kernels("tasks.repair.loops", loaded=100_000, fresh=4_500_000, of=kernels)
