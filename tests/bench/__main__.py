"""python -m tests.bench"""

from tests.bench.compare import main

main()
