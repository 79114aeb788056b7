"""Evidence: what can be counted about a paragraph that speaks for another story having begun.

Everything here looks at a paragraph and at what stands before it, never at what comes after: cutting a
tail changes nothing that was counted about the story.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tasks.story.facts import AT, HEADLINES, LONGEST, SENTENCES, facts

Matrix: TypeAlias = npt.NDArray[np.float64]

BOUNDARY = (
    "cut",
    "log_story",  # log of the number of paragraphs left
    "log_tail",
    "one",  # a tail of one paragraph
    "two",
    "first_short",
    "first_plain",  # a sentence that does not speak to the reader
    "first_seen",
    "last_plain",
    "last_headline",
    "last_short",
    "last_credit",
)
STORY_BEGINS = 2_500, 12  # characters, paragraphs: they show what is usual in this story


def evidence(lines: Sequence[str], site: str = "") -> Matrix:
    """One row of FEATURES for each paragraph."""
    rows: list[list[float]] = []
    vocabulary: set[str] = set()
    counts: Counter[str] = Counter()
    repeated: set[str] = set()
    marks: set[str] = set()
    lengths: list[int] = []
    usual = [0.0] * 5  # headlines, you, one sentence, seen, rare ones seen
    begins, signed, run = 0, False, 0.0
    name = _name(site)
    known = [facts(line) for line in lines]
    stands: Counter[str] = Counter()
    for fact in known:
        stands.update(fact.content)
    rareness = [0.0, *(math.log((len(lines) + 1) / count) for count in range(1, len(lines) + 1))]  # by paragraphs
    for n, fact in enumerate(known):
        content, size, head, plain = fact.content, fact.size, fact.head, fact.plain
        old = content & vocabulary
        new = content - vocabulary
        varied = [word for word in new if word[:-1] in vocabulary or word + "s" in vocabulary]
        if varied:
            old = old.union(varied)
        seen = len(old) / len(content) if len(content) > 2 else 0.4
        rarity = math.fsum([rareness[stands[word]] for word in content])
        rare = math.fsum([rareness[stands[word]] for word in old]) / rarity if rarity else 0.3
        counted = len(lengths) or 1
        median = lengths[len(lengths) // 2] if lengths else size
        row = list(fact.row)
        you = row[AT["you"]]
        if head:
            row[AT["headline_usual"]] = head * (usual[0] / counted)
            row[AT["headline_run"]] = head * run
        row[AT["seen"]] = seen
        row[AT["seen_less"]] = usual[3] / counted - seen
        row[AT["rare_seen_less"]] = usual[4] / counted - rare
        row[AT["nothing_seen"]] = float(not old and len(content) > 2)
        if plain:
            row[AT["names_new"]] = min(len(fact.names - vocabulary), 6) / 3
            row[AT["keywords"]] = plain * min(len(content & repeated), 5) / 3
            row[AT["one_sentence_usual"]] = plain * fact.one * (usual[2] / counted)
        row[AT["you_usual"]] = you * (usual[1] / counted)
        if name and fact.addresses:
            row[AT["site"]] = float(name in lines[n][:LONGEST].casefold().replace(" ", ""))
        row[AT["length"]] = max(-2.0, min(2.0, math.log((size + 1) / (median + 1))))
        row[AT["speaker"]] = float(bool(fact.mark) and fact.mark in marks)
        row[AT["expands_again"]] = float(any(short in vocabulary for short in fact.shorts))
        row[AT["signed"]] = float(signed)
        row[AT["early"]] = 1.0 / (n + 1)
        rows.append(row)
        if begins < STORY_BEGINS[0] and n < STORY_BEGINS[1]:
            lengths = sorted([*lengths, size])
            for place, value in enumerate((head, you, fact.one, seen, rare)):
                usual[place] += value
            begins += size
        vocabulary |= fact.kinds
        counts.update(fact.told)
        repeated.update([word for word in content if counts[word] > 2])
        marks.add(fact.mark)
        run = head
        signed = signed or fact.signed
    return np.array(rows)


def boundaries(rows: Matrix, lines: Sequence[str]) -> Matrix:
    """One row of BOUNDARY for each place the story could end: before paragraph 1, 2, ... of these."""
    count = len(rows)
    head = rows[:, HEADLINES].sum(axis=1)
    plain = rows[:, SENTENCES].sum(axis=1) * (1 - np.maximum(rows[:, AT["you"]], rows[:, AT["offer"]]))
    short = rows[:, AT["short"]] + rows[:, AT["short_headline"]]
    stays = np.arange(1, count)
    tail = count - stays
    columns = (
        1,
        np.log(stays),
        np.log(tail),
        tail == 1,
        tail == 2,
        short[1:],
        plain[1:],
        rows[1:, AT["seen"]],
        plain[:-1],
        head[:-1],
        short[:-1],
        [facts(line).signed for line in lines[: count - 1]],
    )
    found = np.empty((count - 1, len(BOUNDARY)))
    for place, column in enumerate(columns):
        found[:, place] = column
    return found


def _name(site: str) -> str:
    """The letters of a site's name: bbc of bbc.co.uk; empty for a name too short to be told from a word."""
    label = site.split(".")[0].replace("-", "").casefold()
    return label if len(label) > 4 else ""
