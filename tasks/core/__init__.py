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
I32 = npt.NDArray[np.int32]
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


def _at(array: npt.NDArray[Any], kind: npt.DTypeLike) -> int:
    """The address of an array's first value; raises TypeError for one that C would read wrongly."""
    if array.dtype != kind or not array.flags.c_contiguous:
        raise TypeError(f"the core needs a contiguous array of {np.dtype(kind)}, not {array.dtype} {array.strides}")
    if array.size and array.flags.writeable:
        return ctypes.addressof(ctypes.c_char.from_buffer(array.data))  # a quarter of the time
    address: int = array.ctypes.data
    return address


def _bytes(text: str) -> bytes:
    """A text as the core reads it; lone surrogates stay what they are."""
    return text.encode("utf-8", "surrogatepass")


# ---- fold.c ----------------------------------------------------------------------------------------------------------

_fold_small = _declared("fold_small", _SIZE, _POINTER, _SIZE, _POINTER)
_fold_letters = _declared("fold_letters", _SIZE, _POINTER, _SIZE, _POINTER)


def small_letters(text: str) -> bytes:
    """A text in small letters, in UTF-8; those that are not one character stay large.

    >>> small_letters("The FERRY was late").decode()
    'the ferry was late'
    """
    return _folded(_fold_small, text)


def letters(text: str) -> bytes:
    r"""The casefolded letters and digits of a text, and its line breaks, in UTF-8.

    >>> letters("One: 2\n“STRASSE” – Straße").decode()
    'one2\nstrassestrasse'
    """
    return _folded(_fold_letters, text)


def _folded(fold: Any, text: str) -> bytes:
    raw = _bytes(text)
    folded = np.empty(3 * len(raw), np.uint8)
    size: int = fold(raw, len(raw), _at(folded, np.uint8))
    return folded[:size].tobytes()


# ---- near.c ----------------------------------------------------------------------------------------------------------

SHINGLE = 5  # words that a shingle has, as in words.h
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
    made = np.where(counts > 0, np.maximum(counts - SHINGLE + 1, 1), 0)
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


# ---- trees.c, story_*.c ----------------------------------------------------------------------------------------------

NODE = np.dtype([("bound", np.int32), ("feature", np.uint16), ("child", np.uint16)])  # `struct node`
PAIR = ("paragraph", "word", "bucket", "earlier", "later", "before", "behind", "begun", "weighs", "is")  # `struct pair`
BUCKETS = 1 << 16  # of the table that says how common words are


class Trees(ctypes.Structure):
    """`struct trees`: made by `trees`, which looks that no node leads out of them."""

    _fields_ = (*((name, _POINTER) for name in ("nodes", "values", "roots")), ("count", _SIZE), ("depth", _SIZE))
    width: int  # columns of the rows that they are asked about, at least
    kept: tuple[npt.NDArray[Any], ...]  # whose memory the pointers point to


class Wording(ctypes.Structure):
    """`struct wording`: made by `wording`."""

    _fields_ = (*((name, _POINTER) for name in ("common", "listed", "lists")), ("count", _SIZE), ("maybe", _POINTER))
    kept: tuple[npt.NDArray[Any], ...]


_trees_say = _declared("trees_say", None, ctypes.POINTER(Trees), _POINTER, _SIZE, _SIZE, _POINTER)
_story_mark = _declared("story_mark", None, _POINTER, _SIZE, _POINTER)
_story_room = _declared("story_room", _SIZE, _SIZE, _SIZE)
_story_numbers = _declared("story_numbers", _SIZE, _POINTER, _SIZE, _POINTER, _POINTER)
_page = (_POINTER, _SIZE, _SIZE, ctypes.POINTER(Wording))
_story_pairs = _declared("story_pairs", _SIZE, *_page, _POINTER, _POINTER)
_story_read = _declared("story_read", _SIZE, *_page, *[ctypes.POINTER(Trees)] * 2, *[_POINTER] * 3)
_story_heard = _declared("story_heard", None, _POINTER, _SIZE, _POINTER)

# The columns of features by group, as story.h has them; what is heard of them; the kinds of lists of words.
_named = {
    name: tuple(some)
    for name, *some in map(str.split, _declared("story_columns", ctypes.c_char_p)().decode().split("\n"))
}
STORY_HEARD, STORY_KINDS = _named.pop("heard"), _named.pop("kinds")
STORY_COLUMNS = _named
_FEATURES = sum(map(len, STORY_COLUMNS.values()))


def trees(nodes: npt.NDArray[Any], values: I32, roots: U32) -> Trees:
    """Trees that the core can walk; raises ValueError where a node leads out of them."""
    child = np.arange(len(nodes)) + nodes["child"]
    if len(values) != len(nodes) or max((child + (nodes["child"] > 0)).max(initial=0), *roots.tolist()) >= len(nodes):
        raise ValueError(f"a tree leads out of its {len(nodes)} nodes and {len(values)} values")
    depth, level = -1, roots.astype(np.int64)
    while len(level):
        depth, left = depth + 1, child[level[nodes["child"][level] > 0]]
        level = np.concatenate([left, left + 1])
    made = Trees(_at(nodes, NODE), _at(values, np.int32), _at(roots, np.uint32), len(roots), depth)
    made.kept, made.width = (nodes, values, roots), int(nodes["feature"].max(initial=0)) + 1
    return made


def trees_say(trees: Trees, rows: I32) -> I64:
    """What trees say together of each row."""
    count, width = rows.shape
    if width < trees.width:
        raise ValueError(f"the trees ask for {trees.width} columns, and there are {width}")
    said = np.empty(count, np.int64)
    _trees_say(trees, _at(rows, np.int32), count, width, _at(said, np.int64))
    return said


def wording(common: U8, listed: U64, lists: I64) -> Wording:
    """How common words are, by bucket, and the numbers of the words on lists, ascending, with a bit for each list."""
    if len(common) != BUCKETS or len(listed) != len(lists):
        raise ValueError(f"{len(common)} of {BUCKETS} buckets; {len(listed)} words and {len(lists)} lists")
    maybe = np.zeros(BUCKETS // 8, np.uint8)
    _story_mark(_at(listed, np.uint64), len(listed), _at(maybe, np.uint8))
    words = _at(common, np.uint8), _at(listed, np.uint64), _at(lists, np.int64)
    made = Wording(*words, len(listed), _at(maybe, np.uint8))
    made.kept = common, listed, lists, maybe
    return made


def story_numbers(line: str) -> U64:
    """The numbers of the words of one line."""
    text = _bytes(line)
    room, numbers = np.empty(_story_room(-1, 0), np.uint8), np.empty(len(text) + 1, np.uint64)
    found = _story_numbers(text, len(text), _at(room, np.uint8), _at(numbers, np.uint64))
    return numbers[:found]


def _page_of(lines: Sequence[str]) -> tuple[bytes, int, U8]:
    """Paragraphs as one text, its length, and room to read it."""
    text = _bytes("\n".join(lines))
    return text, len(text), np.empty(_story_room(len(text), len(lines)), np.uint8)


def story_pairs(lines: Sequence[str], wording: Wording) -> dict[str, I32]:
    """The words of some paragraphs, each once a paragraph: columns as PAIR."""
    text, size, room = _page_of(lines)
    pairs = np.empty((size + len(lines), len(PAIR)), np.int32)
    found = _story_pairs(text, size, len(lines), wording, _at(room, np.uint8), _at(pairs, np.int32))
    if found < 0:
        raise ValueError("a paragraph has a line break")
    return dict(zip(PAIR, pairs[:found].T, strict=True))


def story_read(
    lines: Sequence[str], wording: Wording, made: Trees | None = None, real: Trees | None = None
) -> tuple[I32, I64]:
    """A row of features for each paragraph, and the log-odds that it stands below the story (without trees: of no use).

    A row goes on with what the second trees, `real`, hear of the first.
    """
    text, size, room = _page_of(lines)
    rows, odds = np.empty((len(lines), _FEATURES + len(STORY_HEARD)), np.int32), np.empty(len(lines), np.int64)
    if (made and made.width > _FEATURES) or (real and real.width > rows.shape[1]) or (made is None) != (real is None):
        raise ValueError("the trees are not made for these features")
    into = (_at(room, np.uint8), _at(rows, np.int32), _at(odds, np.int64))
    if lines and _story_read(text, size, len(lines), wording, made, real, *into) < 0:
        raise ValueError("a paragraph has a line break")
    return rows, odds


def story_heard(odds: I64) -> I32:
    """What the second trees hear of the first: a row of STORY_HEARD for each paragraph."""
    heard = np.empty((len(odds), len(STORY_HEARD)), np.int32)
    _story_heard(_at(odds, np.int64), len(odds), _at(heard, np.int32))
    return heard


_story_places = _declared(
    "story_places", _SIZE, *[_POINTER] * 2, _SIZE, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE, _POINTER
)
_story_scores = _declared(
    "story_scores",
    _SIZE,
    *(*[_POINTER] * 2, _SIZE, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE, ctypes.POINTER(Trees), _POINTER, _POINTER),
)
_story_place = _declared("story_place", _SIZE, _POINTER, _SIZE, _POINTER, _SIZE, *[_POINTER] * 3)
_story_chances = _declared("story_chances", None, _POINTER, _SIZE, _POINTER, _SIZE, _POINTER)
_story_cheapest = _declared("story_cheapest", _SIZE, _POINTER, *[_SIZE] * 4)
STORY_PLACES = tuple(_declared("story_place_columns", ctypes.c_char_p)().decode().split())


def story_places(odds: I64, known: I64, rows: I32, features: I64, below: int) -> I32:
    """A row for each place where a story could end, the last for no tail: STORY_PLACES, and features of both sides.

    `odds` and `known` of each paragraph, and its `rows`; `features` are columns of those: the first `below` of the
    paragraph below a place, the others of the one above it.
    """
    count, width = rows.shape
    if not len(odds) == len(known) == count or not 0 <= below <= len(features):
        raise ValueError(f"{len(odds)} odds, {len(known)} known, {count} rows; {below} of {len(features)} features")
    places = np.empty((count, len(STORY_PLACES) + len(features)), np.int32)
    done = _story_places(
        *(_at(odds, np.int64), _at(known, np.int64), count, _at(rows, np.int32), width),
        *(_at(features, np.int64), below, len(features) - below, _at(places, np.int32)),
    )
    if done < 0:
        raise ValueError(f"there is no paragraph, or no such feature among {width}")
    return places


def story_scores(odds: I64, known: I64 | None, rows: I32, features: I64, below: int, trees: Trees) -> I64:
    """What trees say of each place of `story_places`, whose arguments the others are; without `known` nothing is."""
    count, width = rows.shape
    if not len(odds) == count == (count if known is None else len(known)) or not 0 <= below <= len(features):
        raise ValueError(f"{len(odds)} odds, {known} known, {count} rows; {below} of {len(features)} features")
    if trees.width > len(STORY_PLACES) + len(features):
        raise ValueError(f"the trees ask for {trees.width} columns, of {len(STORY_PLACES) + len(features)}")
    places, scores = np.empty((count, len(STORY_PLACES) + len(features)), np.int32), np.empty(count, np.int64)
    done = _story_scores(
        *(_at(odds, np.int64), None if known is None else _at(known, np.int64), count, _at(rows, np.int32), width),
        *(_at(features, np.int64), below, len(features) - below, trees, _at(places, np.int32), _at(scores, np.int64)),
    )
    if done < 0:
        raise ValueError(f"there is no paragraph, or no such feature among {width}")
    return scores


def story_place(scores: I64, powers: I64, credited: bytes, costs: tuple[int, int, int]) -> tuple[int, list[int]]:
    """As `story_cheapest`, and the chances; no tail begins at a paragraph that is `credited`: one byte for each."""
    if len(credited) != len(scores):
        raise ValueError(f"{len(credited)} paragraphs are credited or not, of {len(scores)}")
    chances = (ctypes.c_int64 * len(scores))()
    found: int = _story_place(
        *(_at(scores, np.int64), len(scores), _at(powers, np.int64), len(powers), credited),
        *((ctypes.c_int64 * 3)(*costs), chances),
    )
    return found, chances[:]


def story_chances(scores: I64, powers: I64) -> I64:
    """Whole numbers in proportion to the exponentials of scores; `powers` are those of the parts of a doubling."""
    chances = np.empty(len(scores), np.int64)
    _story_chances(_at(scores, np.int64), len(scores), _at(powers, np.int64), len(powers), _at(chances, np.int64))
    return chances


def story_cheapest(chances: I64, dear: int, exact: int, whole: int) -> int:
    """The place, from 1 on, where to cut costs least, as `Costs` in story/ending/places.py has it."""
    found: int = _story_cheapest(_at(chances, np.int64), len(chances), dear, exact, whole)
    return found


# ---- lexicon.c -------------------------------------------------------------------------------------------------------

LEXICON_SLOTS = 1 << 19
LEXICON_STEP = 0x3FF  # of an entry: how rare the word is, from 1; 0 for one that is not listed
_lexicon_enter = _declared("lexicon_enter", _SIZE, _POINTER, _SIZE, _POINTER, _SIZE, _POINTER)
_lexicon_entry = _declared("lexicon_entry", _U32, _POINTER, _POINTER, _SIZE)
_lexicon_slip = _declared("lexicon_slip", _U32, _POINTER, _POINTER, _SIZE)
_lexicon_count = _declared("lexicon_count", None, _POINTER, _POINTER, _SIZE, _POINTER)


def _lexicon(table: U64) -> int:
    if len(table) != LEXICON_SLOTS:
        raise ValueError(f"a lexicon has {LEXICON_SLOTS} slots, not {len(table)}")
    return _at(table, np.uint64)


def lexicon_enter(words: Sequence[str], entries: U32, table: U64) -> None:
    """Put words into a table, and what it is to hold on each; of one that is there already, add what is new."""
    if len(words) != len(entries):
        raise ValueError(f"{len(words)} words, and entries for {len(entries)}")
    joined = _bytes("\n".join([*words, ""]))
    number = _lexicon_enter(joined, len(joined), _at(entries, np.uint32), len(entries), _lexicon(table))
    if number != len(words):
        raise ValueError(f"the table has room for {number} of {len(words)} words")


def lexicon_entry(table: U64, word: str) -> int:
    """What a table holds on a word in small letters; 0 for nothing."""
    raw = _bytes(word)
    entry: int = _lexicon_entry(_lexicon(table), raw, len(raw))
    return entry


def lexicon_slip(table: U64, word: str) -> int:
    """The step of the likeliest word that is one slip of the keyboard away from one of ASCII letters; 0 for none."""
    raw = _bytes(word)
    step: int = _lexicon_slip(_lexicon(table), raw, len(raw))
    return step


def lexicon_count(table: U64, text: str) -> tuple[int, int, int]:
    """How many tokens a text has, and how many of them are telling, and of a closed class."""
    raw, counts = _bytes(text), np.empty(3, np.int64)
    _lexicon_count(_lexicon(table), raw, len(raw), _at(counts, np.int64))
    words, telling, closed = counts.tolist()
    return words, telling, closed


# ---- spacing.c -------------------------------------------------------------------------------------------------------

_DOUBLES = ctypes.c_double


class SpacingBounds(ctypes.Structure):
    """`struct bounds` of spacing.h; repair/spacing/bounds.py fills it, and says what each means."""

    _fields_ = (
        *((name, _DOUBLES) for name in ("sure", "telling", "least")),
        *((name, _DOUBLES) for name in ("closed", "particle", "late", "everyday", "words", "names", "possessive")),
        *((name, _DOUBLES * 3) for name in ("unlisted", "letter")),
        *((name, _DOUBLES) for name in ("capital", "own", "initial", "rare", "glued", "common")),
        *((name, _DOUBLES) for name in ("seen_apart", "repeated", "wrong_way", "damaged", "paragraph", "enough")),
        *((name, _DOUBLES) for name in ("joint", "side", "unknown", "native", "certainly")),
        *((name, _DOUBLES) for name in ("affix", "compounds", "low_quotes")),
        *((name, _DOUBLES) for name in ("mean", "deviation", "wild", "alike", "astray", "far", "near", "shorter")),
        *((name, _DOUBLES) for name in ("words_far", "longer", "longer_share")),
        *(("normal", _DOUBLES * 450 * 5), ("density", _DOUBLES * 57 * 5)),
    )


if _declared("spacing_bounds", _SIZE)() != ctypes.sizeof(SpacingBounds):
    raise NoCore(f"SpacingBounds in {__file__} is not struct bounds in spacing.h; write the same fields in both")
_FOUND = np.dtype([("at", np.int64), ("share", np.float64), ("kind", np.int32), ("alone", np.int32)])
_LONGEST = 60  # characters of a token
_BOUNDS = ctypes.POINTER(SpacingBounds)
_spacing_suspects = _declared("spacing_suspects", _SIZE, _POINTER, _BOUNDS, _POINTER, _SIZE, _SIZE, _POINTER)
_spacing_splits = _declared("spacing_splits", _SIZE, _POINTER, _BOUNDS, _POINTER, _SIZE, _POINTER)
_spacing_find = _declared("spacing_find", _SIZE, _POINTER, _BOUNDS, _POINTER, _SIZE, _POINTER, _SIZE, _POINTER, _SIZE)


def spacing_suspects(lexicon: U64, bounds: SpacingBounds, text: str, most: int = 0) -> list[str]:
    """The tokens of a text that look like two words, as often as they stand there; the first `most`, or all."""
    raw = _bytes(text)
    room = most or len(raw) // 3 + 1
    found = np.empty((room, 2), np.int64)
    number = _spacing_suspects(_lexicon(lexicon), bounds, raw, len(raw), room, _at(found, np.int64))
    if not number:
        return []
    return [raw[start:stop].decode("utf-8", "surrogatepass") for start, stop in found[:number].tolist()]


def spacing_splits(lexicon: U64, bounds: SpacingBounds, token: str) -> list[tuple[int, float, int, int]]:
    """The places in one token where a space may be missing: characters before it, score, kind."""
    raw, found = _bytes(token), np.empty(_LONGEST + 1, _FOUND)
    number = _spacing_splits(_lexicon(lexicon), bounds, raw, len(raw), found.__array_interface__["data"][0])
    places: list[tuple[int, float, int, int]] = found[:number].tolist()
    return places


def spacing_find(lexicon: U64, bounds: SpacingBounds, text: str) -> list[tuple[int, float, int, int]]:
    """Where spaces were lost: characters before it, how probable, what grew together, whether the words alone show it.

    A place may be there twice, then at last as the lines show it.
    """
    raw = _bytes(text)
    most, room = len(raw) // 16 + 64, 64 * len(raw) + 32_768
    while True:
        found, memory = np.empty(most, _FOUND), np.empty(room // 8, np.uint64)
        number = _spacing_find(
            *(_lexicon(lexicon), bounds, raw, len(raw), _at(memory, np.uint64), memory.nbytes),
            *(found.__array_interface__["data"][0], most),
        )
        if number >= 0:
            places: list[tuple[int, float, int, int]] = found[:number].tolist()
            return places
        most, room = 2 * most, 4 * room


# ---- joints.c --------------------------------------------------------------------------------------------------------

_joints_move = _declared("joints_move", None, _POINTER, _BOUNDS, _POINTER, _SIZE, _POINTER, _SIZE)


def joints_move(lexicon: U64, bounds: SpacingBounds, text: str, places: Sequence[int]) -> list[int]:
    """Places between two words, in order, moved by a letter or a few to where the likelier words meet."""
    raw, moved = _bytes(text), np.array(sorted(places), np.int64)
    _joints_move(_lexicon(lexicon), bounds, raw, len(raw), _at(moved, np.int64), len(moved))
    found: list[int] = moved.tolist()
    return found


# ---- sentences.c -----------------------------------------------------------------------------------------------------

_sentences_foreign = _declared(
    "sentences_foreign", None, _POINTER, _BOUNDS, *[_POINTER, _SIZE] * 2, *[_POINTER, _SIZE] * 2, _POINTER
)


def sentences_foreign(
    lexicon: U64, bounds: SpacingBounds, text: str, places: Sequence[int], strange: Iterable[str]
) -> list[list[int]]:
    """Of places in order: whether the sentence is in another language, and where the token begins and ends.

    `strange` words tell of no language: they may be two.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    words = [*strange, ""]
    joined, table = _bytes("\n".join(words)), np.zeros(1 << (2 * len(words)).bit_length(), np.uint64)
    asked, found = np.array(places, np.int64), np.empty((len(places), 3), np.int64)
    _sentences_foreign(
        *(_lexicon(lexicon), bounds, _at(points, np.uint32), len(points), joined, len(joined)),
        *(_at(table, np.uint64), len(table), _at(asked, np.int64), len(asked), _at(found, np.int64)),
    )
    said: list[list[int]] = found.tolist()
    return said


# ---- phrases.c -------------------------------------------------------------------------------------------------------


class _List(ctypes.Structure):
    _fields_ = (*((name, _POINTER) for name in ("bytes", "begins", "first", "next")), ("count", ctypes.c_int32))


_phrases_chain = _declared("phrases_chain", None, _POINTER, _POINTER, _SIZE, _POINTER, _POINTER)
_phrases_find = _declared("phrases_find", _SIZE, _POINTER, _SIZE, ctypes.POINTER(_List), _POINTER)


class Phrases:
    """Phrases that are looked for in a text in one pass, however many they are.

    >>> some = Phrases(["the mayor", "mayor", "©"])
    >>> some.any("A mayor spoke."), some.any("Nobody spoke."), some.found("The mayor of Oru, © 2026")
    (True, False, ['mayor', '©'])
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Keep the phrases; those of fewer than four bytes Python finds faster, each by itself."""
        encoded = {phrase: _bytes(phrase) for phrase in phrases}
        self._order = tuple(encoded)
        self._short = tuple(phrase for phrase, raw in encoded.items() if len(raw) < 4)
        self._short_raw = tuple(map(_bytes, self._short))
        self._long = tuple(phrase for phrase, raw in encoded.items() if len(raw) >= 4)
        self._bytes = b"".join(encoded[phrase] for phrase in self._long)
        self._begins = np.cumsum([0, *(len(encoded[phrase]) for phrase in self._long)], dtype=np.int32)
        self._first, self._next = np.empty(4096, np.int32), np.empty(len(self._long), np.int32)
        begins, first, follows = (_at(array, np.int32) for array in (self._begins, self._first, self._next))
        _phrases_chain(self._bytes, begins, len(self._long), first, follows)
        room = ctypes.cast(ctypes.c_char_p(self._bytes), _POINTER)
        self._list = _List(room, begins, first, follows, len(self._long))

    def any(self, text: str | bytes) -> bool:
        """Whether one of the phrases stands in a text, or in its UTF-8, written just so."""
        raw = text if isinstance(text, bytes) else _bytes(text)
        return _phrases_find(raw, len(raw), self._list, None) > 0 or any([short in raw for short in self._short_raw])  # noqa: C419

    def found(self, text: str) -> list[str]:
        """The phrases that stand in a text, in the order of the list."""
        raw = _bytes(text)
        marked = np.zeros(len(self._long), np.uint8)
        _phrases_find(raw, len(raw), self._list, _at(marked, np.uint8))
        found = {self._long[n] for n in np.flatnonzero(marked).tolist()}
        found |= {phrase for phrase in self._short if phrase in text}
        return [phrase for phrase in self._order if phrase in found] if found else []
