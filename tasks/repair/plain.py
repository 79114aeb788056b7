"""Plain characters, which no rule on characters needs to see, set aside once for all their gates."""

from __future__ import annotations

from functools import lru_cache

PLAIN = bytes(byte for byte in range(0x20, 0x7F) if byte != ord("&")) + b"\t\n"


@lru_cache(maxsize=1)
def odd(text: str) -> str:
    """The characters of a text that are not plain ASCII, in order: on these the gates look for a sign of damage.

    Five microseconds for an article of 4 KB, where one regular expression over all of a text with a
    single curly quote takes forty.  Every gate asks about the same text in turn, so one is remembered.

    >>> odd("Clean copy.")
    ''
    >>> odd("It’s “R&D”.")
    '’“&”'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, PLAIN).decode("utf-8", "surrogatepass")
