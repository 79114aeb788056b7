"""What holds for all tests: a busy machine is no failure, and the gate's texts are the same each time.

CLEANCOPY_EXAMPLES=20000 pytest ... is the long version of what Hypothesis makes up, and goes elsewhere each time.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "gate",
    deadline=None,
    derandomize=not os.environ.get("CLEANCOPY_EXAMPLES"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gate")
# The tests run side by side themselves: a run uses one process where a test does not say otherwise.
os.environ.setdefault("PYTHON_CPU_COUNT", "1")
