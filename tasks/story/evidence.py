"""Evidence: what can be counted about a paragraph that speaks for another story having begun.

Everything here looks at a paragraph and at what stands before it, never at what comes after: cutting a
tail changes nothing that was counted about the story, but how rare its words are on the page.
"""

from __future__ import annotations

import numpy as np

from tasks.story.facts import AT, HEADLINES, SENTENCES, Facts, Matrix
from tasks.story.words import LONGEST, TELLING, Marks, Numbers

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
WHOLE = 2.0**32  # rareness is summed in whole parts of so many, and so in any order
REPEATED = 2  # times a story says a word before that is a keyword
SHORTEST_NAME = 5  # letters of a site's name, to be told from a word


def evidence(page: Facts, site: str = "") -> Matrix:
    """One row of FEATURES for each paragraph."""
    words, count = page.words, len(page.lines)
    rows = page.rows.copy()
    telling = words.kind & TELLING > 0
    old = telling & ((words.earlier > 0) | words.varied)
    content, seen = words.marked(telling), words.marked(old)
    seen_share = np.where(content > 2, seen / np.maximum(content, 1), 0.4)
    rare = _rare(page, telling, old)
    # What is usual is what was counted where the story begins.
    begins = _begins(page.size)
    counted = np.minimum(np.arange(count), begins)
    usual = np.cumsum([page.head, rows[:, AT["you"]], page.one, seen_share, rare], axis=1)
    usual = np.hstack([np.zeros((5, 1)), usual])[:, counted] / np.maximum(counted, 1)
    rows[:, AT["headline_usual"]] = page.head * usual[0]
    rows[1:, AT["headline_run"]] = page.head[1:] * page.head[:-1]
    rows[:, AT["seen"]] = seen_share
    rows[:, AT["seen_less"]] = usual[3] - seen_share
    rows[:, AT["rare_seen_less"]] = usual[4] - rare
    rows[:, AT["nothing_seen"]] = (seen == 0) & (content > 2)
    rows[:, AT["names_new"]] = page.plain * np.minimum(words.names, 6) / 3
    rows[:, AT["keywords"]] = page.plain * np.minimum(words.marked(telling & (words.told > REPEATED)), 5) / 3
    rows[:, AT["one_sentence_usual"]] = page.plain * page.one * usual[2]
    rows[:, AT["you_usual"]] = rows[:, AT["you"]] * usual[1]
    rows[:, AT["site"]] = _names_site(page, site)
    rows[:, AT["length"]] = np.clip(np.log((page.size + 1) / (_usual_size(page.size, counted) + 1)), -2.0, 2.0)
    rows[:, AT["speaker"]], rows[:, AT["expands_again"]] = page.speaker, page.expands
    rows[1:, AT["signed"]] = np.maximum.accumulate(page.signed)[:-1]
    rows[:, AT["early"]] = 1.0 / np.arange(1, count + 1)
    return rows


def _rare(page: Facts, telling: Marks, old: Marks) -> Matrix:
    """Share of a paragraph's content that was seen above, words that stand in few paragraphs counting more."""
    words, count = page.words, len(page.lines)
    stands = np.bincount(words.word[telling], minlength=int(words.word.max(initial=0)) + 1)
    rareness = np.rint(np.log((count + 1) / np.maximum(stands, 1)) * WHOLE)[words.word]
    total, found = (np.bincount(words.paragraph[which], rareness[which], minlength=count) for which in (telling, old))
    return np.where(total > 0, found / np.maximum(total, 1.0), 0.3)


def _begins(size: Matrix) -> int:
    """How many paragraphs are the beginning of the story."""
    above = np.cumsum(size) - size
    return int(((above < STORY_BEGINS[0]) & (np.arange(len(size)) < STORY_BEGINS[1])).sum())


def _usual_size(size: Matrix, counted: Numbers) -> Matrix:
    """For each paragraph the median size of those that were counted above it; its own where there is none."""
    lengths: list[float] = []
    medians = [float(size[0])]
    for length in size[: int(counted[-1])].tolist():
        lengths = sorted([*lengths, length])
        medians.append(lengths[len(lengths) // 2])
    return np.array(medians)[counted]


def _names_site(page: Facts, site: str) -> Matrix:
    """1 for a paragraph that names the site, and speaks to the reader or offers something."""
    found = np.zeros(len(page.lines))
    if name := _name(site):
        for n in np.flatnonzero(page.addresses).tolist():
            found[n] = name in page.lines[n][:LONGEST].casefold().replace(" ", "")
    return found


def boundaries(rows: Matrix, page: Facts) -> Matrix:
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
        page.signed[: count - 1],
    )
    found = np.empty((count - 1, len(BOUNDARY)))
    for place, column in enumerate(columns):
        found[:, place] = column
    return found


def _name(site: str) -> str:
    """The letters of a site's name: bbc of bbc.co.uk; empty for a name too short to be told from a word."""
    label = site.split(".")[0].replace("-", "").casefold()
    return label if len(label) >= SHORTEST_NAME else ""
