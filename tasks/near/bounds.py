"""Bounds: every number that decides what two articles are to each other, with what it decides and what was measured.

`relation` asks `reaches(name, measure)` and nothing else.  `below` and `above` say how many labelled pairs fell on
either side when the bound was asked for: where one of them is 0, nothing measured holds the number in its place.

Measured on 2026-11-30, on 5,172 pairs: real news by the word 5-grams they share and as a reader labelled them, issues
of daily forms in four languages, near-copies in seventeen, and several extractions of one page, two thirds of each;
the last third was looked at when all was done.  tests/test_bounds.py prints the same for invented families, so that
a change shows.
"""

from __future__ import annotations

from typing import NamedTuple


class Bound(NamedTuple):
    """A number from which on something is so."""

    value: float
    unit: str
    decides: str
    below: int = 0
    above: int = 0


BOUNDS = {
    # whether there is anything to tell
    "related": Bound(0.25, "share of the shorter text", "less is shared: the two are not related", 149, 5023),
    "akin": Bound(
        0.5, "share of the shorter headline's terms", "headlines that have so much in common tell of one thing", 17, 84
    ),
    "headline shared": Bound(
        0.34,
        "share of a headline's terms",
        "what is shared tells of a headline if so many of them stand in both texts",
        2,
        2,
    ),
    "apart words": Bound(150, "words", "so long a shared text is a story, whatever the headlines say", 385, 1938),
    # furniture: shared, and no story
    "furniture lead": Bound(
        0.25, "share of the lead", "with less of either lead shared, what is shared may be furniture", 178, 4281
    ),
    "furniture inside": Bound(0.8, "share of the shorter text", "so much of a text is no furniture", 158, 20),
    "furniture runs": Bound(3, "runs of 8 words", "furniture comes in fewer pieces", 60, 98),
    "furniture block": Bound(
        0.85, "share of the shared words", "unless one of them is nearly all that is shared", 94, 64
    ),
    "rewritten inside": Bound(
        0.6, "share of the shorter text", "below a rewritten lead the wire's text is so much", 51, 18
    ),
    "rewritten from": Bound(0.35, "share of the text", "and begins before this place", 37, 38),
    "rewritten to": Bound(0.97, "share of the text", "and goes on to the end", 29, 8),
    "rewritten names": Bound(2, "names", "and names so many that the lead names", 0, 1),
    "stranger inside": Bound(0.8, "share of the shorter text", "so much is shared by no strangers", 310, 3601),
    "stranger names": Bound(2, "names", "strangers have so many names each that the other has not", 69, 241),
    # templates: a form filled with other facts
    "corrected inside": Bound(
        0.6, "share of the shorter text", "a correction has so much of what it corrects: no form", 3, 14
    ),
    "told at length": Bound(
        80, "words in a row", "so long a shared run, and half of the sentences, are no form", 1146, 3231
    ),
    "told in sentences": Bound(0.5, "share of the sentences", "as above", 54, 3177),
    "hardly a number": Bound(
        0.2, "share of the fewer numbers", "unless there are many, of which fewer agree", 66, 2109
    ),
    "numbers differ": Bound(
        0.5, "share of the fewer numbers", "with fewer in common the sentences must agree", 296, 970
    ),
    "many numbers": Bound(5, "numbers", "and nearly all of them where there are so many numbers", 1802, 2575),
    "form sentences": Bound(
        0.65, "share of the sentences", "shared ones, with their numbers, from which on it is the same report", 10, 4
    ),
    "form sentences, many numbers": Bound(
        0.8, "share of the sentences", "the same where there are many numbers", 291, 0
    ),
    "numbers agree": Bound(0.8, "share of the fewer numbers", "from here on numbers do not make a template", 93, 877),
    "slots": Bound(
        0.5, "share of the stretches that differ", "short ones that hold a number or a name: the slots of a form", 84, 9
    ),
    "form days": Bound(4, "days apart", "from here on an issue of a form is another one, by its numbers", 363, 192),
    "form numbers": Bound(0.5, "share of all numbers", "issues so far apart agree in fewer", 60, 129),
    "edition numbers": Bound(
        0.97, "share of all numbers", "and editions of a FACTBOX, a TIMELINE or the like in fewer than this", 119, 6
    ),
    # excerpts
    "excerpt inside": Bound(0.8, "share of the shorter text", "an excerpt stands in the longer text", 305, 3601),
    "excerpt length": Bound(
        0.7, "length of the shorter in that of the longer", "from here on it is no excerpt", 1871, 1730
    ),
    "excerpt names": Bound(
        2, "names", "of the shared part that stand in the rest of the longer text: it tells of the same", 70, 569
    ),
    "excerpt names share": Bound(0.2, "share of the shared part's names", "as above", 165, 404),
    "excerpt lead": Bound(0.4, "share of the lead", "the longer text begins with the excerpt", 103, 301),
    "excerpt from": Bound(0.1, "share of the longer text", "or it stands no further down", 19, 26),
    "excerpt runs": Bound(3, "runs of 8 words", "or in so many places", 45, 58),
    "opens from": Bound(
        12, "words", "a text that begins before the longer one's so many first words opens it", 1680, 191
    ),
    "opens share": Bound(0.85, "share of the shorter text", "and goes on for so much of it in one run", 66, 1614),
    "part similarity": Bound(
        0.4, "Jaccard", "so similar texts are a report and its longer version, whatever they name", 56, 205
    ),
    "own excerpt days": Bound(3, "days apart", "on one site a longer text within these days is a version", 23, 0),
    # versions and copies: one report
    "much similarity": Bound(
        0.8, "Jaccard", "nearly the same text: a week apart, or with the same numbers", 1227, 1199
    ),
    "much numbers": Bound(0.9, "share of the fewer numbers", "as above", 6, 1188),
    "half similarity": Bound(0.5, "Jaccard", "a week apart", 268, 432),
    "some similarity": Bound(0.35, "Jaccard", "two days apart, with the bounds below", 132, 136),
    "some inside": Bound(
        0.5, "share of the shorter text", "dated, and similar to some degree; or dated, with shared leads", 12, 61
    ),
    "some inside, undated": Bound(0.8, "share of the shorter text", "the same without dates", 45, 53),
    "little inside": Bound(0.65, "share of the shorter text", "less similar than that", 75, 55),
    "top lead": Bound(0.25, "share of the lead", "so much of both leads is shared", 53, 733),
    "page inside": Bound(0.8, "share of the shorter text", "one page, told on", 124, 293),
    "week": Bound(7.5, "days apart", "too far for reports that are half or nearly the same", 2238, 9),
    "two days": Bound(2.5, "days apart", "too far for reports that are less so", 2216, 31),
    "living days": Bound(1.5, "days apart", "a timeline or the like goes on for weeks: later is another issue", 22, 38),
    "living days, similar": Bound(3, "days apart", "or this, where it is similar enough", 16, 22),
    "living similarity": Bound(0.6, "Jaccard", "which is this much", 14, 2),
    "living least": Bound(0.5, "Jaccard", "and never less than this", 16, 8),
    "living inside": Bound(0.9, "share of the shorter text", "or so much of the shorter one", 16, 0),
    "whole sentences": Bound(0.45, "share of the sentences", "a report shares so many whole ones", 1, 2081),
    "long run": Bound(0.3, "share of the shorter text", "or so much in one run", 1, 0),
    "few words": Bound(100, "words", "a text of fewer is mostly form", 36, 2046),
    "few words similarity": Bound(0.6, "Jaccard", "and must be so similar", 25, 11),
    "few words inside": Bound(0.8, "share of the shorter text", "or stand so far in the other", 24, 1),
    "copy similarity": Bound(
        0.97, "Jaccard", "on one site so similar texts with the same numbers are copies, else versions", 514, 210
    ),
    "altered similarity": Bound(
        0.8, "Jaccard", "elsewhere, so similar texts with other numbers each are versions", 2, 0
    ),
    # removal
    "goes, similarity": Bound(0.5, "Jaccard", "a copy or version that is less similar stays", 2762, 5942),
    "goes, inside": Bound(0.9, "share of the removed text", "unless so much of it stands in the kept one", 3928, 4776),
    "goes, version inside": Bound(
        0.7, "share of the removed text", "of a similar version so much must stand there", 630, 2976
    ),
    "goes, excerpt inside": Bound(0.8, "share of the removed text", "of an excerpt", 0, 671),
}


def reaches(name: str, measure: float) -> bool:
    """Whether a measure reaches a bound.

    >>> reaches("week", 7.5), reaches("week", 7.4)
    (True, False)
    """
    return measure >= BOUNDS[name].value
