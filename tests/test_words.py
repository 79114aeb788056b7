"""The words of a page are counted at once, by a kernel or by numpy, as one would count them by hand."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from tasks.story import words
from tasks.story.words import STOP, Words, number

# Letters of all sorts, what may join them, and what parts them; what has another length in small letters is left out.
LETTERS = st.text(st.sampled_from("aAbBsSéÉßñ日x' ’-_.1 \t“—"), max_size=12)
WORDS = st.sampled_from(["the", "said", "you", "Offer", "newsletter", "Rao", "O’Brien", "don't", "river", "rivers"])
LINES = st.lists(st.lists(LETTERS | WORDS, max_size=8).map(" ".join), min_size=1, max_size=6)


def by_hand(lines: list[str]) -> dict[str, object]:
    above: set[str] = set()
    told: Counter[str] = Counter()
    stands: Counter[str] = Counter()
    rows, names, small, size, titled = [], [], [], [], []
    for line in lines:
        found = re.findall(r"[^\W\d_][\w’'-]*", line.lower())
        called = {name.lower() for name in re.findall(r"[^\W\d_a-z](?<=\W.)[\w’'-]{2,}", line)}
        for word in sorted(set(found)):
            telling = len(word) > 3 and word not in STOP
            varied = word[:-1] in above or word + "s" in above
            rows.append((len(names), int(number(word)), telling, stands[word], told[word], varied))
        names.append(len(called - above))
        small.append(sum(word in words.SMALL for word in found))
        size.append(len(found))
        inner = [word for word in re.findall(r"[^\W\d_][\w’'-]*", line)[1:] if len(word) > 3]
        titled.append((len(inner), sum(word[0].isupper() for word in inner)))
        above.update(found)
        told.update(found)
        stands.update(set(found))
    return {"rows": sorted(rows), "names": names, "small": small, "size": size, "titled": titled}


def counted(found: Words) -> dict[str, object]:
    columns = (found.numbers[found.word], found.kind & words.TELLING > 0, found.earlier, found.told, found.varied)
    rows = zip(found.paragraph.tolist(), *(column.tolist() for column in columns), strict=True)
    paragraphs = {name: getattr(found, name).tolist() for name in ("names", "small", "size")}
    titled = list(zip(found.long.tolist(), found.titled.tolist(), strict=True))
    return {"rows": sorted(rows), **paragraphs, "titled": titled}


def codes(lines: list[str]) -> object:
    return words.codes("\n".join([*lines, ""]))


@given(LINES)
@example(["The River rose.", "Rivers rise, the Rao said: O’Brien-Rao's river."])
def test_they_are_those_that_one_counts_by_hand(lines: list[str]) -> None:
    assert counted(words.counted(codes(lines), len(lines))) == by_hand(lines)


@given(st.lists(st.text().filter(lambda line: "\n" not in line), min_size=1, max_size=8) | LINES)
@example(["İstanbul, ΣΑΣ", "\ud800 \U0010ffff", ""])
def test_the_kernel_counts_the_same(lines: list[str]) -> None:
    page = codes(lines)
    numpy, kernel = words.counted(page, len(lines)), words.compiled(page, len(lines))
    assert counted(kernel) == counted(numpy)
    assert kernel.kinds.tolist() == numpy.kinds.tolist()
    assert kernel.promotion.tolist() == numpy.promotion.tolist()
    first = [dict(zip(found.numbers.tolist(), found.first.tolist(), strict=True)) for found in (numpy, kernel)]
    assert first[0] == first[1]


@given(LINES, st.integers(0, 6))
def test_nothing_depends_on_the_paragraphs_below(lines: list[str], end: int) -> None:
    end = min(end, len(lines))
    assert counted(words.read(lines).upto(end)) == counted(words.read(lines[:end])) if end else True
