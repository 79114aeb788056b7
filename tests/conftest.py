"""For all tests: Hypothesis measures no time, which says more of the machine than of the code (see `growing`)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "cleancopy",
    settings(),
    deadline=None,
    suppress_health_check=[*settings().suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("cleancopy")
