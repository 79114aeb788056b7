"""Whether this process repairs so much that the compiled kernels are worth their start."""

from __future__ import annotations

from tasks.light import Kernels

# To load them takes 0.5 s, to compile them for the first time 20 s, which is 110 million characters of sound copy: so
# much do they save there.  They are compiled where half of that is to be expected: the runs that follow profit as well.
kernels = Kernels("tasks.repair.kernels", loaded=1_000_000, fresh=60_000_000)
DAMAGED = 24  # times what a character of sound copy costs, without them, in an article whose lines are looked for
