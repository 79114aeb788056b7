"""Which tokens of a text look like two words: the question that every article is asked.

Sound copy is answered from the tokens that were once found plain: two sets of them, or a table of hashes where the
kernels are worth it.  A token seen for the first time costs a few dictionary look-ups where its shape is common
(`OF_RUNS`, `NUMBER`; the kernels know more of them); only what those leave open is taken apart.  All of them are
caches of pure functions: what they hold changes nothing but the time.
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
        return scanned().suspects(text)
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

        from tasks.repair import kernels, tokens

        self.numpy, self.kernels, self.dictionary = np, tokens, kernels.dictionary()
        self._forget()

    def _forget(self) -> None:
        # A table of hashes, half full at most, with a verdict on each.
        self.known = self.numpy.zeros(ROOM, self.numpy.uint64)
        self.count = 0

    def suspects(self, text: str) -> frozenset[str]:
        """The tokens of a text that look like two words."""
        np, kernels = self.numpy, self.kernels
        raw = text.encode("utf-8", "surrogatepass")
        data = np.frombuffer(raw, np.uint8)
        size = len(raw) // 2 + 1
        tokens, keys = np.empty((size, 2), np.int32), np.empty(size, np.uint64)
        count = kernels.scan(data, self.known, tokens, keys)
        if not count:
            return frozenset()
        if self.count >= ROOM // 2:
            self._forget()
        tokens, free = tokens[:count], ROOM // 2 - self.count
        count, learned, verdicts, *places = self._judge(data, tokens, keys[:count], self.known, free, False)
        self.count += learned
        names = spelled(raw, tokens[:count])
        _remember(names, *places)
        found: dict[str, bool] = {}  # of each token, whether it is a suspect
        new = []
        for n, (token, verdict) in enumerate(zip(names, verdicts[:count].tolist(), strict=True)):
            if token not in found:
                found[token] = verdict == kernels.STRANGE or _is_suspect(token)
                if verdict == kernels.OPEN:
                    new.append(n)
                    verdicts[n] = self._verdict(token, found[token])
        if new:
            new = new[: max(0, ROOM // 2 - self.count)]
            kernels.learn(data, tokens[new], verdicts[new], self.known)
            self.count += len(new)
        return frozenset(token for token, strange in found.items() if strange)

    def judged(self, data: Any, tokens: Any) -> tuple[Any, ...]:
        """What is told of every one of these tokens; none becomes known."""
        keys, nothing = self.numpy.zeros((2, max(2, len(tokens))), self.numpy.uint64)
        return self._judge(data, tokens, keys, nothing[:2], 0, True)

    def _judge(self, data: Any, tokens: Any, keys: Any, known: Any, free: int, every: bool) -> tuple[Any, ...]:
        """tokens.judge: how many tokens it tells of, how many it learned, then what it tells."""
        empty, np = self.numpy.empty, self.numpy
        verdicts, bounds = empty(len(tokens), np.uint8), empty(len(tokens) + 2, np.int32)
        places, scores = empty((len(data), 2), np.int16), empty(len(data))
        count = self.kernels.judge(
            *(data, tokens, keys, known, free, every, self.dictionary, verdicts, bounds, places, scores),
        )
        return count, int(bounds[count + 1]), verdicts, bounds, places, scores

    def _verdict(self, token: str, strange: bool) -> int:
        if strange:
            return self.kernels.STRANGE
        return self.kernels.PLAIN if SPLITS.get(token, True) else self.kernels.BARE


def take_apart(data: Any, spots: Any, tokens: list[str]) -> None:
    """Remember the places of those tokens that the kernels know all about; they stand at these bytes of a text."""
    if new := [n for n, token in enumerate(tokens) if token not in SPLITS]:
        _, _, _, *places = scanned().judged(data, spots[new].astype("int32"))
        _remember([tokens[n] for n in new], *places)


def _remember(tokens: list[str], bounds: Any, places: Any, scores: Any) -> None:
    """Keep what the kernels found in these tokens, as splits would say it; where they found none it is to be asked."""
    if last := int(bounds[len(tokens)]):
        bounds, places, scores = bounds[: len(tokens) + 1].tolist(), places[:last].tolist(), scores[:last].tolist()
        for token, low, high in zip(tokens, bounds, bounds[1:], strict=False):
            if high > low and "http" not in token.lower():
                some = zip(places[low:high], scores[low:high], strict=True)
                SPLITS.keep(token, [Split(at, score, "names" if named else "words") for (at, named), score in some])


def spelled(raw: bytes, tokens: Any) -> list[str]:
    """Tokens of a text, given by their bytes."""
    return [raw[start:stop].decode("utf-8", "surrogatepass") for start, stop in tokens.tolist()]


scanned = cache(Scanned)


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
        return self.keep(token, self.ask(token))

    def keep(self, token: str, found: list[T]) -> list[T]:
        """Remember what is said of a token."""
        if len(self) > MEMORY:
            self.clear()
        self[token] = found
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
