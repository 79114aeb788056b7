"""Which tokens of a text look like two words: the question that every article is asked.

Sound copy is answered from the tokens that were once found plain: two sets of them, or a table of hashes where the
kernels are worth it.  A token seen for the first time costs a few dictionary look-ups where its shape is common
(`OF_RUNS`, `NUMBER`); only what those leave open is taken apart.  All of them are caches of pure functions: what they
hold changes nothing but the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from tasks.repair.lexicon import english
from tasks.repair.pace import kernels
from tasks.repair.runs import NEVER, may_hold
from tasks.repair.splits import COMMON, DAY_YEAR, LONGEST, TELLING, Split, splits

T = TypeVar("T")

SIGNS = ".,;:!?\"'()[]“”‘’–—-…"

MEMORY = 200_000  # tokens that are remembered: twice as many are, at most
ROOM = 1 << 19  # of the kernels' table, of which they fill a half
_plain: set[str] = set()  # tokens that show no sign of damage
_plain_before: set[str] = set()  # the same, of the time before `_plain` was full
# Runs of letters, hyphens between them, a clitic, one sign before and one or two behind: where such a token may lack
# a space, it is within a run, or not TELLING.
OF_RUNS = re.compile(
    r"[.,;:!?\"'()\[\]“”‘’–—…-]?"
    r"([^\W\d_]+(?:-[^\W\d_]+)*)"
    r"(?:['’](?:[stdm]|re|ve|ll))?"
    r"(?:[.,;:!?][\"”’')\]]|[\"”’')\]][.,;:!?]|[.,;:!?\"'()\[\]“”‘’–—…-])?"
)
# A number and its unit, or a hyphen and runs; between digits and letters, only a closed-class word is TELLING.
NUMBER = re.compile(
    r"[\"“$£€(]?\d+(?:[.,:]\d+)*"
    r"(?:%|-?([^\W\d_]+(?:-[^\W\d_]+)*))?"
    r"[.,;:)\"”]?"
)


@lru_cache(maxsize=1)
def suspects(text: str) -> frozenset[str]:
    """The tokens of a text that look like two words, damage or not.  Of the same text it is asked more than once.

    >>> sorted(suspects("He came tothe river andwill swim in the countryside."))
    ['andwill', 'tothe']
    """
    if kernels(len(text)):
        return _scanned().suspects(text)
    strange = set(text.split()).difference(_plain)
    again = strange & _plain_before
    _plain.update(again)
    found = set()
    for token in strange - again:
        if len(token) > LONGEST:
            continue
        if _is_suspect(token):
            found.add(token)
        else:
            _plain.add(token)
    if len(_plain) > MEMORY:
        _plain_before.clear()
        _plain_before.update(_plain)
        _plain.clear()
    return frozenset(found)


class Scanned:
    """The same by the kernels, which see what they need in the text's bytes."""

    def __init__(self) -> None:
        """No token is known yet."""
        import numpy as np

        from tasks.repair import kernels

        self.numpy, self.kernels = np, kernels
        self._forget()

    def _forget(self) -> None:
        self.plain = self.numpy.zeros(ROOM, self.numpy.uint64)  # a table of hashes, half full at most
        self.count = 0

    def suspects(self, text: str) -> frozenset[str]:
        """The tokens of a text that look like two words."""
        np, kernels = self.numpy, self.kernels
        raw = text.encode("utf-8", "surrogatepass")
        data = np.frombuffer(raw, np.uint8)
        tokens = np.empty((len(raw) // 2 + 1, 2), np.int32)
        tokens = tokens[: kernels.scan(data, self.plain, tokens)]
        found: set[str] = set()
        if len(tokens):
            plain = np.empty(len(tokens), np.bool_)
            kernels.plain(data, tokens, kernels.dictionary(), plain)
            left = np.flatnonzero(~plain)
            for n, (start, stop) in zip(left.tolist(), tokens[left].tolist(), strict=True):
                token = raw[start:stop].decode("utf-8", "surrogatepass")
                if token not in found:
                    if _is_suspect(token):
                        found.add(token)
                    else:
                        plain[n] = True
            self._learn(data, tokens[plain])
        return frozenset(found)

    def _learn(self, data: Any, tokens: Any) -> None:
        if self.count + len(tokens) > ROOM // 2:
            self._forget()
        tokens = tokens[: ROOM // 2]
        self.kernels.learn(data, tokens, self.plain)
        self.count += len(tokens)


_scanned = cache(Scanned)


class Remembered(dict[str, list[T]], Generic[T]):
    """What a pure function says of tokens: asked once for each, as long as there is room."""

    def __init__(self, ask: Callable[[str], list[T]]) -> None:
        """Nothing yet."""
        super().__init__()
        self.ask = ask

    def __missing__(self, token: str) -> list[T]:
        """Ask; what is too long to be looked at is not kept."""
        if len(token) > LONGEST:
            return []
        if len(self) > MEMORY:
            self.clear()
        found = self[token] = self.ask(token)
        return found


def _telling(token: str) -> list[Split]:
    if token not in SPLITS and not kernels() and not _may_tell(token):
        return []
    found = SPLITS[token]
    return found if any(split.score >= TELLING for split in found) else []


SPLITS = Remembered(splits)  # token -> the places where a space may be missing
TOLD = Remembered(_telling)  # the same, of a token with a place that is `TELLING`; none of another


def _is_suspect(token: str) -> bool:
    """Whether a place in a token is `TELLING`, sound words that are listed aside."""
    language = english()
    bare = token.strip(SIGNS)
    if bare.isalpha() and (
        bare.isupper() or ((bare.islower() or bare[1:].islower()) and language.words.get(bare.lower(), NEVER) > COMMON)
    ):
        return False
    return bool(TOLD[token])


def _may_tell(token: str) -> bool:
    """Whether a place in a token may be `TELLING`: a bound, from its runs of letters alone."""
    language = english()
    shape = OF_RUNS.fullmatch(token)
    if not shape:
        shape = NUMBER.fullmatch(token)
        if not shape or DAY_YEAR.search(token):
            return True
        if not shape[1]:
            return False
        if shape[1].partition("-")[0].lower() in language.closed:
            return True
    *others, last = shape[1].split("-")
    behind = shape.end(1)
    return may_hold(last, TELLING, language, token[behind : behind + 1] == "-") or any(
        may_hold(run, TELLING, language, True) for run in others
    )
