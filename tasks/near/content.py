"""Content: what of a body counts when two articles are compared.

A marker that says how much was cut off, a notice about cookies, subscriptions or rights, a placeholder: such text says
the same below any headline.  It stays in the body; it is left out of signatures, samples and comparisons.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.core import Phrases, small_letters


class Notice(NamedTuple):
    """A kind of text that tells no story: a line in which something of each group stands, in lower case, is one.

    `most` is the longest such line in code points: a story about cookies has longer paragraphs, or does not speak to
    its reader.  `pattern`, where there is one, must be found as well.
    """

    name: str
    most: int
    groups: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]


# The conventions of consent platforms, newspapers' subscription boxes and agencies' rights lines; no page's own words.
NOTICES = (
    Notice(
        "consent", 2_000,
        (
            ("cookie", "on a device", "on your device", "personal data", "auf ihrem gerät", "personenbezogen",
             "données personnelles", "datos personales", "dati personali", "dados pessoais", "файлы"),
            ("consent", "accept", "agree", "partner", "privacy", "einwillig", "zustimm", "akzeptier", "datenschutz",
             "partenaire", "acept", "consenti", "accett", "aceita", "consenso", "toestemming", "akkoord", "zgod",
             "соглас", "принима"),
        ),
        re.compile(
            r"\b(?:you|your|we|our|us|sie|ihren?|wir|unsere?n?|vous|votre|nous|nos|usted|su|nosotros|nuestr[ao]s?|voc[eê]"
            r"|seus?|n[oó]s|noss[ao]s?|noi|nostr[aoi]|jij|uw|wij|onze|twoj|nasz|вы|ваш|мы|наш)\b"
        ),
    ),
    Notice(
        "subscription", 400,
        (("subscri", "log in", "sign in", "keep reading", "continue reading", "abonn", "suscr", "continuare a leggere",
          "riservato", "assinante", "continuar lendo", "lire la suite", "free articles"),),
        re.compile(
            r"subscri(?:be|ption|ber)s?\b.{0,80}\b(?:read|continue|access|unlock|article|story|log ?in|sign ?in)\b"
            r"|\b(?:log|sign) in\b.{0,40}\b(?:to read|to continue|for full access)|\bto (?:continue|keep) reading\b"
            r"|\balready (?:a |have an? )?(?:subscriber|subscribed|account|member)|\b(?:free|remaining) articles?\b"
            r"|\b(?:nur )?für abonnenten\b|\bjetzt abonnieren|\bréservé (?:à nos|aux) abonnés|\bpour lire la suite\b"
            r"|\b(?:solo|exclusivo) para suscriptores\b|\bsuscr[ií]bete\b.{0,60}\bleer\b|\bper continuare a leggere\b"
            r"|\bcontenuto riservato\b|\bpara (?:assinantes|continuar lendo)\b"
        ),
    ),
    Notice(
        "rights", 500,
        (("©", "(c)", "copyright", "all rights reserved", "alle rechte vorbehalten", "droits réservés", "reservados",
          "diritti riservati", "may not be"),),
        re.compile(
            r"^\W*(?:©|\(c\)|copyright)|\ball rights reserved|\balle rechte vorbehalten|\bdroits réservés"
            r"|\b(?:derechos|direitos) reservados|\bdiritti riservati"
            r"|\bmay not be (?:published|reproduced|broadcast|copied|rewritten|redistributed)\b"
        ),
    ),
)  # fmt: skip
# How news interfaces cut a text: dots, and how many characters are missing.  The word before the dots is cut as well.
CUT = re.compile(r"\w*(?:…|\.\.\.)?\s*\[\s*\+?\s*\d[\d,. ]*\s*\w{2,12}\s*\]\s*\Z")
# A body of one bracketed remark, such as a page that was taken down leaves.
PLACEHOLDER = re.compile(r"\s*[\[(<][^\n\])>]{1,40}[\])>]\s*")
HINTS = Phrases(hint for kind in NOTICES for hint in kind.groups[0])


def content_of(body: str) -> str:
    r"""The part of a body that counts in a comparison: no mark of a cut, no notices, no placeholder.

    A function of the text alone, so that it comes out the same in any order; it takes time in proportion.

    >>> content_of("The river rose by two me… [+612 chars]")
    'The river rose by two '
    >>> content_of("The river rose.\nWe and our partners store cookies on your device. Do you accept?\nIt fell again.")
    'The river rose.\nIt fell again.'
    >>> content_of("[Removed]"), content_of("Ministers agreed on a law about cookies and consent.")[:9]
    ('', 'Ministers')
    """
    if len(body) < 60 and PLACEHOLDER.fullmatch(body):
        return ""
    marked = CUT.search(body, max(0, len(body) - 80)) if body.rstrip().endswith("]") else None
    if marked:
        body = body[: marked.start()]
    if not HINTS.any(small_letters(body)):
        return body
    lines = body.split("\n")
    kept = [line for line in lines if not notice(line)]
    return body if len(kept) == len(lines) else "\n".join(kept)


def notice(line: str) -> str:
    """The kind of notice a line is; empty where it is none.

    >>> notice("Already a subscriber? Log in to continue reading."), notice("She subscribes to three newspapers.")
    ('subscription', '')
    """
    folded = line.lower()
    for kind in NOTICES:
        fits = len(line) <= kind.most and all(any(hint in folded for hint in group) for group in kind.groups)
        if fits and kind.pattern.search(folded):
            return kind.name
    return ""


def doubts(text: str) -> list[str]:
    """Flags of an article that tells a text: where that is nothing it is like no other, and never removed for one.

    >>> doubts(content_of("[Removed]")), doubts(content_of("Rain fell."))
    (['no_story'], [])
    """
    return [] if any(map(str.isalnum, text)) else ["no_story"]


def cut_off(body: str) -> bool:
    """Whether a body ends in a mark that says how much is missing.

    >>> cut_off("She had not tur… [+612 chars]"), cut_off("She said [sic]")
    (True, False)
    """
    return body.rstrip().endswith("]") and bool(CUT.search(body, max(0, len(body) - 80)))


def worth(body: str) -> int:
    r"""Words in lines that are sentences, less those in lines that are none: the story, less furniture.

    A line of fewer than forty code points that ends in no stop is no sentence, in any script.

    >>> worth("Rain fell on the town of Oru.\nShare\nPrint this page")
    3
    """
    total = 0
    for line in body.split("\n"):
        line = line.strip()
        size = len(line.split()) if " " in line else -(-len(line) // 5)
        stray = len(line) < 40 and not line.endswith(STOPS)
        total += -size if stray else size
    return total


STOPS = tuple('.!?…"”’»)」』。！？؟۔।።:;')
