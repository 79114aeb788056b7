"""Refusal: what is said to a user whose call cannot be done as it stands."""


class Refusal(ValueError):
    """The message names the place, the value and the remedy; the command prints it and ends with 2."""
