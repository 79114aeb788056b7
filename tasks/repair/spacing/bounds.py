"""Bounds: what was measured of lost spaces, and in what text; the core is handed all of it.

Scores are nepers, natural logarithms of how much likelier two tokens are than one; shares are natural logarithms of
shares of running text.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

from tasks.core import SpacingBounds
from tasks.repair.spacing.languages import spoken

SURE = 9.15  # at which the words alone suffice; at 9.7, of 7.9 million words of real pages, five places less, all right
TELLING = 6.5  # at which a place counts as a sign of damage
LEAST = -6.0  # a place below is not worth carrying along

# The most that two words can say, measured on 600,000 tokens of clean news and 18,000 pairs of neighbours glued at
# random.  With 7.5 for words and names 2 % of sound words planted in damaged copy were split, with these 1 %, for 0.3 %
# of the recall.
CLOSED = 13.0  # `tocontrol`, `inThe`: a closed-class word on a side
PARTICLE, LATE = 9.1, 1.9  # `inbranch`: one that compounds are made with; less rarely so behind a long word
EVERYDAY = -9.6  # ln share of words before which a particle is one: `inpolicy`, against `inartful` and `onchain`
WORDS = 5.0  # `harbouroperations`, more or less by their make
NAMES = 6.0  # `VietnamDepartment`, against `BlackRock`
POSSESSIVE = 10.0  # `EU’sCSDP`

# By how a run is written: small, with a capital in front, otherwise.
UNLISTED = (-9.5, -5.0, -8.5)  # ln share of tokens that no list knows
LETTER = (2.4, 2.0, 2.0)  # nepers a letter of an unlisted word costs
CAPITAL = -2.0  # ln share of a word's occurrences that have a capital, names aside
OWN = -8.0  # ln share of a word that the article itself uses
INITIAL = -7.0  # ln share of an initial, or of the first letter of U.S.
RARE = -14.5  # ln share below which what the list holds of three or four letters is no word
GLUED = 6.0  # lists made from the web hold `ofthe` and `thetwo`, rarer than the pair by so much
COMMON = -12.6  # ln share of the words that no list holds by mistake

SEEN_APART = 5.0  # for a pair of words that stands apart elsewhere in the article
REPEATED = 3.0  # against a name or compound, for every time it is repeated
WRONG_WAY = 6.0  # against an opening quote that would close, and the reverse

DAMAGED = -7.0  # ln odds that an article has lost its line ends, before it is read
PARAGRAPH = 0.6  # share of a damaged article's paragraphs that are damaged
ENOUGH = 0.5  # probability at which a space is put back
JOINT = 1.5  # by which another place beside one must be likelier; below it the width of the lines knows better
SIDE = -13.5  # ln share of a word that may be a side of it: once in 700,000 words

# Mean ln share in English of a sentence's words, names aside, where none is English only: of 43,000 English sentences
# .1 % lie below the first bound, of 30,000 in 22 other languages 1 % above it.  Below the second such words are loans.
NATIVE, CERTAINLY = -11.0, -12.0
AFFIX = 0.0  # of a particle that words begin or end with, beside a word of an open class: `anwandelt`
COMPOUNDS = 1.0  # whether the fit to English compounds is asked: runs.c
LOW_QUOTES = 0.0  # whether quotes open „so“
UNKNOWN = -19.0  # ln share of a word there that no list knows

USUAL = 77.0, 15.0  # mean width of the lines of news copy, over many sources, and its standard deviation
SPREADS = 0.4, 1.2, 2.5, 4.5, 7.0  # of one article's lines: programs fill them to the last character, people do not
WILD = 0.002  # what a pair that is no line adds to the likelihood of any width
ALIKE = 1e-9  # of indents that differ by no more, the least is taken
ASTRAY = 0.001  # share of lines that keep to no width: a heading that was joined, a line broken at a hyphen
FAR = 80.0  # characters after which such a line's end is e times less likely,
WORDS_FAR = 20.0  # and the ends of words there, roughly
NEAR, SHORTER = 35, 0.02  # a line as short as that is less likely still: nobody breaks a line that has room
LONGER, LONGER_SHARE = 20, 0.02  # characters that a line may have gained since, and the share of lines that have

WIDEST = 150  # characters; lines wider than that are paragraphs
REACH = 28  # characters from a mean: four times the widest spread


def bounds(language: str = "en") -> SpacingBounds:
    """All of them, as the core takes them; a language may have some of its own.

    >>> bounds().sure
    9.15
    """
    return _bounds(language)


@cache
def _bounds(language: str) -> SpacingBounds:
    # By name, each field of the structure that is the same constant here; then the three that are made of others.
    own = {name: globals()[name.upper()] for name, *_ in SpacingBounds._fields_ if name.upper() in globals()}
    own |= spoken()[language].get("bounds", {})
    made = SpacingBounds(**own, mean=USUAL[0], deviation=USUAL[1])
    unfilled = {name for name, *_ in SpacingBounds._fields_} - own.keys() - {"mean", "deviation", "normal", "density"}
    if unfilled:
        raise NotImplementedError(f"bounds.py does not say {', '.join(sorted(unfilled))}; spacing.h needs them")
    for normal, density, spread in zip(made.normal, made.density, SPREADS, strict=True):
        below = [(1.0 + math.erf((x - 0.5) / spread / math.sqrt(2.0))) / 2.0 for x in range(-WIDEST, 2 * WIDEST)]
        normal[:] = below
        far = math.ceil(4 * spread)
        steps = pairwise(below[WIDEST - REACH : WIDEST + REACH + 2])
        density[:] = [
            high - low if abs(x) <= far else 0.0 for x, (low, high) in zip(range(-REACH, REACH + 1), steps, strict=True)
        ]
    return made
