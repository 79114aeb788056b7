"""Core: the loops over text, in C, and what they take and give, in Python.

The C files beside this one are compiled when the package is installed (`backend.py`).  They say how; what is looked
for and why stands where it is asked.  Each function here checks the arrays it is handed, makes room for the answer and
passes lengths on; ctypes lets go of the interpreter meanwhile.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks.core import backend

U8 = npt.NDArray[np.uint8]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]

_POINTER, _SIZE, _U32 = ctypes.c_void_p, ctypes.c_int64, ctypes.c_uint32


class NoCore(ImportError):
    """The compiled core is missing, or is not made of the C files beside it."""


def _opened() -> ctypes.CDLL:
    path = backend.library()
    remedy = f"compile it: python {backend.__file__}, or pip install again"
    try:
        library = ctypes.CDLL(str(path))
        made_of = library.core_sources
    except (OSError, AttributeError) as error:
        raise NoCore(f"{path} cannot be loaded: {error}. {remedy}") from error
    made_of.restype = ctypes.c_char_p
    if made_of().decode() != backend.digest():
        raise NoCore(f"{path} was made of other C files than those beside it. {remedy}")
    return library


_library = _opened()


def _declared(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(_library, name)
    function.restype, function.argtypes = result, arguments
    return function


def _at(array: npt.NDArray[Any], kind: type[np.generic]) -> int:
    """The address of an array's first value; raises TypeError for one that C would read wrongly."""
    if array.dtype != kind or not array.flags.c_contiguous:
        raise TypeError(f"the core needs a contiguous array of {kind.__name__}, not {array.dtype} {array.strides}")
    address: int = array.__array_interface__["data"][0]
    return address


# ---- near.c ----------------------------------------------------------------------------------------------------------

_near_words = _declared("near_words", _SIZE, *[_POINTER, _SIZE] * 2, *[_POINTER] * 3)
_near_shingles = _declared("near_shingles", _SIZE, _POINTER, _POINTER, _SIZE, _POINTER, _POINTER)
_near_minhash = _declared("near_minhash", None, *[_POINTER] * 2, _SIZE, *[_POINTER] * 2, _SIZE, *[_POINTER] * 2)
_near_sample = _declared("near_sample", _SIZE, _POINTER, _POINTER, _SIZE, _U32, _U32, _POINTER)


def near_words(texts: Sequence[str]) -> tuple[U32, U8, I64]:
    """The words of texts, one after the other: 32-bit hashes, flags, and how many words each text has."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    ends = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    joined = b"".join(encoded)
    hashes, flags = np.empty(len(joined), np.uint32), np.empty(len(joined), np.uint8)
    counts = np.empty(len(texts), np.int64)
    total = _near_words(
        *(joined, len(joined), _at(ends, np.int64), len(ends)),
        *(_at(hashes, np.uint32), _at(flags, np.uint8), _at(counts, np.int64)),
    )
    return hashes[:total].copy(), flags[:total].copy(), counts


def near_shingles(words: U32, counts: I64) -> tuple[U32, I64]:
    """The hashes of all runs of five words of several texts, and how many each text has."""
    if counts.sum() > len(words):
        raise ValueError(f"{counts.sum()} words are counted, and {len(words)} are there")
    shingles, lengths = np.empty(len(words), np.uint32), np.empty(len(counts), np.int64)
    total = _near_shingles(
        *(_at(words, np.uint32), _at(counts, np.int64), len(counts), _at(shingles, np.uint32), _at(lengths, np.int64)),
    )
    return shingles[:total], lengths


def near_minhash(shingles: U32, lengths: I64, slopes: U32, shifts: U32) -> U32:
    """The signature of each text: a row of the least values, one for each slope and shift; all ones for no shingle."""
    if lengths.sum() > len(shingles) or len(slopes) != len(shifts):
        raise ValueError(f"{lengths.sum()} of {len(shingles)} shingles; {len(slopes)} slopes, {len(shifts)} shifts")
    mixed = np.empty(int(lengths.max(initial=0)), np.uint32)
    made = np.empty((len(lengths), len(slopes)), np.uint32)
    _near_minhash(
        *(_at(shingles, np.uint32), _at(lengths, np.int64), len(lengths), _at(slopes, np.uint32)),
        *(_at(shifts, np.uint32), len(slopes), _at(mixed, np.uint32), _at(made, np.uint32)),
    )
    return made


def near_sample(shingles: U32, lengths: I64, salt: int, limit: int) -> U64:
    """Of all shingles whose mixed hash is below a limit: the number of the text (high half), and that hash."""
    if lengths.sum() > len(shingles):
        raise ValueError(f"{lengths.sum()} shingles are counted, and {len(shingles)} are there")
    made = np.empty(len(shingles), np.uint64)
    total = _near_sample(
        *(_at(shingles, np.uint32), _at(lengths, np.int64), len(lengths), salt, limit, _at(made, np.uint64)),
    )
    return made[:total]


# ---- pairs.c ---------------------------------------------------------------------------------------------------------

COLUMNS = 37  # numbers of a pair: the fields of `evidence.Evidence`, in their order
_near_compare = _declared(
    "near_compare",
    None,
    *(_POINTER, _SIZE, *[_POINTER] * 3, _SIZE, _POINTER, _POINTER, _SIZE, ctypes.c_double, *[_POINTER] * 7),
)
_near_article_size = _declared("near_article_size", _SIZE)


def near_compare(words: tuple[U32, U8, I64], shingles: U32, pairs: I64, common: U32, least: float) -> I64:
    """What the two articles of each pair share: a row of COLUMNS a pair.

    `words` and `shingles` are those of all articles, `pairs` two positions among them a row, `common` sorted words that
    are no names.  Of a pair that shares less than `least` of the shorter article the first three numbers are told.
    """
    hashes, flags, counts = words
    made = np.where(counts > 0, np.maximum(counts - 4, 1), 0)
    if counts.sum() > min(len(hashes), len(flags)) or made.sum() > len(shingles):
        raise ValueError(f"{counts.sum()} words of {len(hashes)}, {made.sum()} shingles of {len(shingles)}")
    if pairs.size and not 0 <= int(pairs.min()) <= int(pairs.max()) < len(counts):
        raise ValueError(f"a pair names article {pairs.min()} or {pairs.max()} of {len(counts)}")
    longest = int(counts.max(initial=0))
    articles = np.empty(len(counts) * _near_article_size() // 8 + 1, np.int64)
    sets, values, sorted_ = (np.empty(size, np.uint32) for size in (2 * len(hashes) + len(shingles), longest, longest))
    ends, inside = np.empty(2 * longest + 2, np.int64), np.empty(longest, np.uint8)
    out = np.zeros((len(pairs), COLUMNS), np.int64)
    _near_compare(
        *(_at(pairs, np.int64), len(pairs), _at(hashes, np.uint32), _at(flags, np.uint8), _at(counts, np.int64)),
        *(len(counts), _at(shingles, np.uint32), _at(common, np.uint32), len(common), least),
        *(_at(articles, np.int64), _at(sets, np.uint32), _at(values, np.uint32), _at(sorted_, np.uint32)),
        *(_at(ends, np.int64), _at(inside, np.uint8), _at(out, np.int64)),
    )
    return out


# ---- phrases.c -------------------------------------------------------------------------------------------------------


class _List(ctypes.Structure):
    _fields_ = (*((name, _POINTER) for name in ("bytes", "begins", "first", "next")), ("count", ctypes.c_int32))


_phrases_chain = _declared("phrases_chain", None, _POINTER, _POINTER, _SIZE, _POINTER, _POINTER)
_phrases_find = _declared("phrases_find", _SIZE, _POINTER, _SIZE, ctypes.POINTER(_List), _SIZE, _POINTER)


class Phrases:
    """Phrases that are looked for in a text in one pass, however many they are.

    >>> some = Phrases(["the mayor", "mayor", "©"])
    >>> some.any("A mayor spoke."), some.any("Nobody spoke."), some.found("The mayor of Oru, © 2026")
    (True, False, ['mayor', '©'])
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Keep the phrases; those of fewer than four bytes Python finds faster, each by itself."""
        encoded = {phrase: phrase.encode("utf-8", "surrogatepass") for phrase in phrases}
        self._order = tuple(encoded)
        self._short = tuple(phrase for phrase, raw in encoded.items() if len(raw) < 4)
        self._long = tuple(phrase for phrase, raw in encoded.items() if len(raw) >= 4)
        self._bytes = b"".join(encoded[phrase] for phrase in self._long)
        self._begins = np.cumsum([0, *(len(encoded[phrase]) for phrase in self._long)], dtype=np.int32)
        self._first, self._next = np.empty(4096, np.int32), np.empty(len(self._long), np.int32)
        begins, first, follows = (_at(array, np.int32) for array in (self._begins, self._first, self._next))
        _phrases_chain(self._bytes, begins, len(self._long), first, follows)
        room = ctypes.cast(ctypes.c_char_p(self._bytes), _POINTER)
        self._list = _List(room, begins, first, follows, len(self._long))

    def any(self, text: str) -> bool:
        """Whether one of the phrases stands in a text, written just so."""
        return any(phrase in text for phrase in self._short) or bool(self._look(text, every=False).any())

    def found(self, text: str) -> list[str]:
        """The phrases that stand in a text, in the order of the list."""
        found = {self._long[n] for n in np.flatnonzero(self._look(text, every=True)).tolist()}
        found |= {phrase for phrase in self._short if phrase in text}
        return [phrase for phrase in self._order if phrase in found] if found else []

    def _look(self, text: str, every: bool) -> U8:
        raw = text.encode("utf-8", "surrogatepass")
        found = np.zeros(len(self._long), np.uint8)
        _phrases_find(raw, len(raw), self._list, every, _at(found, np.uint8))
        return found
