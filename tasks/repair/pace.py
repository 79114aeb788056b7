"""Whether this process repairs so much that the compiled kernels are worth their start."""

from __future__ import annotations

from tasks.light import Kernels

# To load them takes 0.5 s, to compile them for the first time 20 s; they save 0.5 s (sound) to 2.5 s (damaged)
# in a thousand articles of 4,000 characters, in this run and in all that follow.
kernels = Kernels("tasks.repair.kernels", loaded=1_000_000, fresh=16_000_000)
