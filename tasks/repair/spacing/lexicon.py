"""How likely a word is: wordfreq's list and the words of a kind as one table of the core a language, made once for a
machine.

A table is a file of 4 MB in the user's cache folder that all processes map; its name tells what it was made of.
To make it takes .2 s; importing wordfreq would take .2 s and its own loader .5 s and 78 MB, in every process.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tasks import core
from tasks.repair.spacing.languages import Lists, lists

FULL = 420_000  # words: of more, the rarest are left out, since a table that is full is slow
NEPERS_A_CENTIBEL = -0.023025850929940458  # ln(10) / 100: the list counts in hundredths of a power of ten
CORE = Path(core.__file__).parent


class NoLexicon(RuntimeError):
    """wordfreq is not installed as expected; the message says what to do."""


# ---- the table -------------------------------------------------------------------------------------------------------


def lexicon(language: str = "en") -> core.U64:
    """The table that the core looks words of a language up in; in memory where no folder can be written.

    Raises NoLexicon without wordfreq.
    """
    return _lexicon(language)


@cache
def _lexicon(language: str) -> core.U64:
    made_of = _digest([_frequencies(language)], CORE / "lexicon.c", CORE / "spacing.h", words=lists(language))
    return _kept(f"{language}-{made_of}.lexicon", np.dtype(np.uint64), partial(_made, language), core.LEXICON_SLOTS)


def _kept(
    name: str, kind: np.dtype[Any], make: Callable[[], npt.NDArray[Any]], size: int | None = None
) -> npt.NDArray[Any]:
    """An array made once for a machine and mapped by all processes; in memory where no folder can be written."""
    path = _folder() / name
    with contextlib.suppress(OSError, ValueError):
        return _mapped(path, kind, size)
    made = make()
    with contextlib.suppress(OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=name, delete=False) as half:
            made.tofile(half)
        Path(half.name).replace(path)
        return _mapped(path, kind, size)
    return made


def _mapped(path: Path, kind: np.dtype[Any], size: int | None) -> npt.NDArray[Any]:
    """The array in a file; ValueError for one that has not the size."""
    return np.memmap(path, kind, "r", shape=size and (size,)).view(np.ndarray)


def _folder() -> Path:
    """Where a program may keep what it can make again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "cleancopy"


def _digest(listed: Iterable[Path], *files: Path, words: Lists | None = None) -> str:
    """A digest of all that a table depends on; of a list of words its own checksum, which ends the file."""
    made = hashlib.blake2b(digest_size=8)
    for path in listed:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            made.update(file.read())
    made.update(repr([sorted(some) for some in words or ()]).encode())
    for path in files:
        made.update(path.read_bytes())
    return made.hexdigest()


def _bins(language: str) -> list[list[str]]:
    """The words of a language by their frequency, in centibels below 1."""
    path = _frequencies(language)
    import msgpack  # only here: where the tables are there it is not needed

    header, *bins = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    if header.get("format") != "cB" or header.get("version") != 1:
        raise NoLexicon(f"{path}: format {header}, not cB 1; install wordfreq>=3.1.1,<4")
    return bins


def _made(language: str) -> core.U64:
    """The table: of each word its step of the list, and the lists that have it."""
    bins = _bins(language)
    while sum(map(len, bins)) > FULL:
        bins.pop()
    words = [word for some in bins for word in some]
    steps = np.repeat(np.arange(1, len(bins) + 1, dtype=np.uint32), [len(some) for some in bins])
    bits: dict[str, int] = {}
    for bit, listed in _bits(lists(language)):
        bits.update((word, bits.get(word, 0) | bit) for word in listed)
    table = np.zeros(core.LEXICON_SLOTS, np.uint64)
    core.lexicon_enter(words, steps, table)
    core.lexicon_enter(list(bits), np.array(list(bits.values()), np.uint32), table)
    return table


def _bits(own: Lists) -> list[tuple[int, frozenset[str]]]:
    """The bits of spacing.h, and the words that have them."""
    listed = (
        *(own.short, (own.prefixes | own.suffixes) - (own.closed - own.particles), own.closed - own.particles),
        *(own.particles, own.leads, own.heads, own.late, own.telling, own.units, own.abbreviations),
        own.elided,
    )
    return [(1 << (10 + n), words) for n, words in enumerate(listed)]


def _frequencies(language: str) -> Path:
    """Data: wordfreq 3.1.1 (Robyn Speer), CC BY-SA 4.0, read from the installed package."""
    spec = find_spec("wordfreq")
    if spec is None or not spec.submodule_search_locations:
        raise NoLexicon("wordfreq is not installed; pip install wordfreq")
    path = Path(spec.submodule_search_locations[0]) / "data" / f"large_{language}.msgpack.gz"
    path = path if path.is_file() else path.with_name(f"small_{language}.msgpack.gz")
    if not path.is_file():
        raise NoLexicon(f"{path}: there is no such list; install wordfreq>=3.1.1,<4")
    return path


# ---- words -----------------------------------------------------------------------------------------------------------


def share(word: str, otherwise: float = -99.0, language: str = "en") -> float:
    """The natural logarithm of a word's share of running text; the word in small letters.

    >>> share("the") > share("house") > share("penury") > share("xqzzy")
    True
    """
    step = core.lexicon_entry(lexicon(language), word) & core.LEXICON_STEP
    return (step - 1) * NEPERS_A_CENTIBEL if step else otherwise


def is_listed(word: str, language: str = "en") -> bool:
    """Whether the list has a word, given in small letters."""
    return bool(core.lexicon_entry(lexicon(language), word) & core.LEXICON_STEP)


def slip(run: str, language: str = "en") -> float:
    """The share of the likeliest word that is one slip of the keyboard away from a run of small letters.

    >>> slip("recordor") == share("recorder"), slip("xqzzy") < -19
    (True, True)
    """
    step = core.lexicon_slip(lexicon(language), run)
    return (step - 1) * NEPERS_A_CENTIBEL if step else -99.0


def is_english(text: str) -> bool:
    """Whether a text is English: in news every third word is a closed-class one, every sixth one that is English only.

    The bounds are far lower, for headlines and names; Danish, Dutch and German stay below.

    >>> is_english("The river has risen"), is_english("Der Fluss war in der Nacht gestiegen")
    (True, False)
    """
    return speaks(text, "en")


def speaks(text: str, language: str) -> bool:
    """Whether a text is in a language: as `is_english`, and in others every fourth word is of a closed class.

    >>> speaks("Der Fluss ist in der Nacht gestiegen und die Brücke gesperrt", "de"), speaks("The river is shut", "de")
    (True, False)
    """
    words, telling, closed = core.lexicon_count(lexicon(language), text)
    return are_english(words, telling, closed) and (language == "en" or closed * 4 >= words)


def are_english(words: int, telling: int, closed: int = 0) -> bool:
    """Whether so many words are English, by how many are English only or of a closed class."""
    return telling * 16 >= words or (telling * 32 >= words and closed * 10 >= words)


# ---- words of the languages that MacRoman was used for ---------------------------------------------------------------

ACCENTED = ("es", "pt", "fr", "it", "de")
COMMON = 700  # centibels below 1: once in ten million words
WIDEST = 40  # bytes of a word


def is_accented(word: str) -> bool:
    """Whether a word is a common one of Spanish, Portuguese, French, Italian or German; parted at what is no letter.

    >>> is_accented("Señor"), is_accented("l’été"), is_accented("xqzzy")
    (True, True, False)
    """
    parts = [part.encode() for part in re.findall(r"[^\W\d_]+", word.casefold())]
    if not parts or max(map(len, parts)) > WIDEST:
        return False
    table = _accented()
    at = np.minimum(np.searchsorted(table, parts), len(table) - 1)
    return all(table[n] == part for n, part in zip(at, parts, strict=True))


@cache
def _accented() -> npt.NDArray[np.bytes_]:
    """Their words, sorted."""
    made_of = _digest(map(_frequencies, ACCENTED), Path(__file__))
    return _kept(f"accented-{made_of}.lexicon", np.dtype(f"S{WIDEST}"), _accented_made)


def _accented_made() -> npt.NDArray[np.bytes_]:
    words = {word.encode() for language in ACCENTED for some in _bins(language)[: COMMON + 1] for word in some}
    return np.array(sorted(word for word in words if len(word) <= WIDEST), f"S{WIDEST}")
