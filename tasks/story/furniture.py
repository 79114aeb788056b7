"""Furniture: what a page puts around a story, in lines of its own.

`furniture` knows single lines (share bars, newsletter boxes, ...), each kind with a confidence; `heading`
knows the lines above lists of other stories, and cuts what they head.  Both look at whole short lines
only: the same words inside a sentence are the story's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tasks.edits import Edit
from tasks.story.layout import lines_of, once, without

if TYPE_CHECKING:
    from tasks.page import Page

LONGEST = 300  # letters of a line of furniture; newsletter boxes are the longest
# How sure a kind must be to be cut, by `story.caution`.
THRESHOLD = {"cautious": 0.93, "balanced": 0.8, "thorough": 0.6}

_BUTTON = r"""
    (?: share (?:\ (?:this|on|via|the)\b
          (?:\ (?:article|story|post|page|facebook|twitter|x|whatsapp|e-?mail|linkedin))? )?
      | tweet | post | e-?mail | print | facebook | twitter | x | whats\ ?app | linked\ ?in | pinterest | reddit
      | telegram
      | flipboard | messenger | sms | pocket | copy\ link | save | listen (?:\ to\ (?:this\ )?article)? | \d{1,2}:\d\d
      | teilen | drucken | merken | partager | imprimer | compartir | imprimir | condividi | stampa | chia\ sẻ
      | bagikan | cetak
    )
"""


class Kind(NamedTuple):
    """One kind of furniture: how it may open (three letters each), and the form of the whole line.

    `confidence` says how seldom such a line was held to be part of the story in 917 articles whose extent
    was known.  Kinds below 0.8 were that as often as not: markers, links and notices that editors leave in.
    """

    what: str
    confidence: float
    openers: str
    form: str


KINDS = (
    Kind(
        "a share bar",
        0.97,
        "sha twe pos e-m ema pri fac twi x wha lin pin red tel fli mes sms poc cop sav lis 0 tei dru mer par imp com"
        " con sta chi bag cet",
        rf"{_BUTTON} (?: [\ ·|,/•:]+ {_BUTTON} ){{1,14}} [\ ·|,/•:]*",
    ),
    Kind(
        "a newsletter box",
        0.95,
        "sig sub reg joi get you ent by tha ple our new dai fre for",
        r"""for\ .{4,120}\ (?:sign\ up|subscribe)\ .{0,80} newsletters?\W{0,2} | (?: sign\ up | subscribe
          | register | join | get )\b (?!\ (?:in|by)\b) .{0,160}
              (?: \bour\ (?:free\ )?(?:\w+\ ){0,3}newsletters? | \b(?:to|in)\ your\ inbox
                | newsletters?\ (?:here|now|today)
              | delivered\ (?:right|straight)?\ ?to\ you ) .{0,100}
          | (?: your | enter\ your | by\ (?:submitting|entering|providing)\ your ) \ e-?mail .{0,160}
          | thank\ you\ for\ (?:subscribing|signing\ up) .{0,80} | please\ enter\ a\ valid\ e-?mail .{0,60}
          | (?:sign\ up|subscribe)\ (?:now|here|today)\W{0,2} | (?:our|daily|free)?\ ?newsletter\ sign-?\ ?up\W{0,2}""",
    ),
    Kind(
        "a newsletter box",
        0.7,
        "get",
        r"""get\ (?:breaking|the\ latest)\ .{0,80} (?:alerts|updates|reports) .{0,120}
          (?: delivered | and\ more ) .{0,60}""",
    ),
    Kind(
        "a copyright line",
        0.9,
        "cop © c) all",
        r"""(?: copyright\ ?)? (?: © | \(c\) ) \ ? .{2,120}
            (?: \d{4} | rights\ reserved | alle\ rechte | tous\ droits | derechos ) .{0,120}
          | (?: copyright\ ?)? (?: © | \(c\) ) \ ? \d{4} .{0,120}
          | copyright\b .{2,160} may\ not\ be\ (?:published|reproduced) .{0,120}
          | all\ rights\ reserved .{0,80}""",
    ),
    Kind("a copyright line", 0.7, "cop", r"copyright\b .{2,160} all\ rights\ reserved .{0,120}"),
    Kind(
        "a button of a picture",
        0.9,
        "cli tap enl ope ima pho sli vie clo hid pla wat bil agr amp",
        r"""(?: (?:click|tap)\ (?:on\ )?(?:the\ )?(?:image\ |photo\ |picture\ |here\ )?(?:to|for)
                (?:\ enlarge|\ expand|\ a\ larger\ \w+)
              | enlarge\ (?:this\ )?(?:image|photo) | open\ (?:image|photo)\ in\ gallery
              | (?:image|photo|slide)\ \d{1,3}\ (?:of|/)\ \d{1,3}
              | (?:view|close|open)\ (?:the\ )?(?:photo\ )?gallery | hide\ caption
              | (?:play|watch)\ video | bild\ vergrößern | agrandir\ l['’]image | ampliar\ (?:foto|imagen) ) \W{0,3}""",
    ),
    Kind("a button of a picture", 0.7, "vie", r"view\ (?:full[\ -]?size|larger)\ (?:image|photo|picture)\W{0,2}"),
    Kind(
        "an advertisement marker",
        0.97,
        "adv spo pai anz wer pub quả ikl ann rek рек sto art scr con ski",
        r"""\W{0,4} (?: advertisements? | advertising | sponsored(?:\ content)? | paid\ content | anzeige
          | werbung | publicité | publicidad
              | publicidade | pubblicità | advertentie | quảng\ cáo | iklan | annons | reklama | реклама
              | (?:story|article)\ continues\ (?:below|after)(?:\ (?:this\ )?(?:ad|advert|advertisement))?
              | scroll\ (?:down\ )?to\ continue(?:\ reading)? | continue\ reading\ (?:below|the\ main\ story)
              | skip\ advertisement )
          \W{0,4}""",
    ),
    Kind("a marker of the lay-out", 0.7, "sto", r"story\ continued\ below\W{0,2}"),
    Kind(
        "a read-more line",
        0.9,
        "rea lir à les le lea te lei leg lee xem đọc bac läs læs czy чит",
        r"""\W{0,3} (?: read\ (?:more|next) | (?:à\ )?lire\ aussi | lesen\ sie\ auch | le[ae]\ también
          | te\ puede\ interesar
              | leia\ (?:também|mais) | leggi\ anche | lees\ ook | xem\ thêm | đọc\ thêm | baca\ juga
              | läs\ (?:också|även)
              | les\ også | læs\ også | czytaj\ (?:także|też|również) | читайте\ также ) \ ?[:|>»]+ \ ? .{4,200}""",
    ),
    Kind(
        "a read-more line",
        0.7,
        "rea see als wat rel",
        r"""\W{0,3} (?: (?:see|read)\ also | also\ (?:read|on|see|watch)\b.{0,30} | watch | related )
            \ ?[:|>»]+ \ ? .{4,200}""",
    ),
    Kind(
        "a tag line",
        0.9,
        "tag key sch mot eti từ fil",
        r"""(?: tags? | keywords? | schlagw[oö]rter? | mots[\ -]clés | etiquetas | từ\ khóa
          | tagi ) \ ?: .{2,280} (?<![.!?”"])
          | filed\ (?:under|in)\b .{2,200} (?<![.!?”"])""",
    ),
    Kind("a tag line", 0.7, "top", r"topics? \ ?: .{2,280} (?<![.!?”\"])"),
    Kind(
        "a call to follow",
        0.7,
        "fol lik fin joi dow wha",
        r"""(?: (?:follow|like|find|join)\ us\b .{0,120}
          | (?:follow|like)\ .{2,80}\ on\ (?:whatsapp|telegram|google\ news|twitter|x|facebook|instagram)\b .{0,80}
              | follow\ (?:.{2,60}\ )?@\w{2,30} | download\ (?:our|the\ .{2,30})\ app\b .{0,80}
              | whatsapp\ channel .{0,60} )""",
    ),
)
# By opening, so that a line is held against two or three forms at most, and nearly always none.
_FORMS: dict[str, list[tuple[str, float, re.Pattern[str]]]] = {}
for _kind in KINDS:
    _whole_line = re.compile(rf"(?:{_kind.form})\Z", re.IGNORECASE | re.VERBOSE)
    for _start in _kind.openers.split():
        _FORMS.setdefault(_start, []).append((_kind.what, _kind.confidence, _whole_line))

_HEADINGS = r"""
    related (?:\ (?:articles?|stor(?:y|ies)|news|posts?|links?|coverage|content|topics?|reading|videos?|items))?
  | (?:read|see|view|show|load)\ more (?:\ (?:articles?|stor(?:y|ies)|news|posts?))? | read\ (?:also|next|on)
  | also\ (?:read|see) | (?:more|latest|other|top|trending|popular|recent|breaking|today['’]s\ top)
    \ (?:articles?|stories|news|posts?|headlines|videos?|reads?)
  | more\ (?:from|on|in|about|like)\ [^.!?:\n]{2,50} | most\ (?:read|popular|viewed|shared|commented)(?:\ [\w ]{2,20})?
  | recommended (?:\ (?:for\ you|stories|reading|articles?|by\ \w+))?
  | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in) | in\ case\ you\ missed\ it
  | (?:what\ to\ )?read\ next | up\ next | next\ (?:article|up|story) | previous\ (?:article|story)
  | trending(?:\ now)? | don['’]t\ miss | editor['’]?s['’]?\ (?:picks?|choice)
  | (?:around|from)\ (?:the\ web|our\ partners) | promoted\ (?:stories|links|content)
  | mehr\ zum\ thema | das\ könnte\ sie\ auch\ interessieren | lesen\ sie\ auch | auch\ interessant
  | weitere\ (?:artikel|meldungen|nachrichten|themen) | meistgelesen
  | (?:à\ )?lire\ aussi | sur\ le\ même\ (?:sujet|thème) | articles\ (?:liés|similaires|connexes)
  | (?:les\ )?plus\ lus | à\ ne\ pas\ manquer
  | (?:noticias|artículos|notas)\ relacionad[ao]s | te\ puede\ interesar | le[ae]\ también
  | más\ (?:noticias|leíd[ao]s|información) | ver\ más
  | leia\ (?:também|mais) | (?:notícias|artigos|matérias)\ relacionad[ao]s | veja\ (?:também|mais)
  | (?:as\ )?mais\ lidas
  | leggi\ anche | articoli\ correlati | potrebbe\ interessarti(?:\ anche)? | i\ più\ letti
  | lees\ ook | meer\ nieuws | gerelateerd(?:e\ artikelen)?
  | (?:tin|bài)\ (?:liên\ quan|cùng\ chuyên\ mục|khác|mới|đọc\ nhiều|viết\ liên\ quan) | xem\ thêm | đọc\ thêm
  | có\ thể\ bạn\ quan\ tâm | baca\ juga | (?:berita|artikel)\ (?:terkait|lainnya|terpopuler) | terpopuler
  | läs\ (?:också|även|mer) | les\ også | læs\ også | czytaj\ (?:także|też|również) | zobacz\ (?:też|także|również)
  | ilgili\ haberler | читайте\ также | по\ теме | 相关(?:阅读|新闻|报道) | 延伸阅读 | 関連記事
  | 관련\ ?기사 | اقرأ\ أيضا
"""
HEADING = re.compile(rf"\W{{0,4}} (?:{_HEADINGS}) [\ :…»>.|-]{{0,5}} \Z", re.IGNORECASE | re.VERBOSE)
HEADING_LETTERS = 70
LINK_WORDS = 30  # a link has fewer words,
QUESTION_WORDS = 10  # and one that asks fewer still: a longer question is an interviewer's
BOX = 9  # lines a box of links inside a story has at most
# A heading opens with one of these.
_OPENERS = frozenset(
    """
    rel rea see vie sho loa als mor lat oth top tre pop rec bre tod mos you wha up nex pre don edi aro fro pro in
    meh das les auc wei mei à lir sur art plu not te le lea más ver lei mat vej as mai leg pot i lee mee ger
    tin bài xem đọc có bac ber ter läs læs czy zob ilg чит по 相关阅 相关新 相关报 延伸阅 関連記 관련기 관련 اقر
    """.split()  # noqa: SIM905 - sixty strings are easier to read without their quotes
)
_EDGE = " \t-–—*•·|([<>«»:+&▶►→.\"“'"


def opener(line: str) -> str:
    """How a line opens: its first word's first three letters; `0` for a number.

    >>> opener("► Read more: the flood"), opener("12 comments"), opener("By the river")
    ('rea', '0', 'by')
    """
    return _opener(line[:3] if line[:1].isalpha() else line.lstrip(_EDGE)[:3])


@lru_cache(maxsize=4096)
def _opener(start: str) -> str:
    return "0" if start[:1].isdigit() else start.casefold().split(" ", 1)[0]


@lru_cache(maxsize=4096)
def _fits(start: str) -> bool:
    """Whether a line that starts with these three characters may open as furniture does."""
    if not start or start[0] not in _EDGE:
        return _opener(start) in _FORMS
    known = start[1:].casefold()  # what the first word begins with, behind a quote or a bullet
    return len(start) < 3 or not known.isalpha() or any([form.startswith(known) for form in _FORMS])  # noqa: C419


@once
def fixed(text: str) -> Sequence[tuple[int, str]]:
    """Gate of `furniture`: the lines that open as furniture does, with their numbers."""
    likely = [(n, line) for n, line in enumerate(lines_of(text)) if _fits(line[:3]) and len(line) <= LONGEST]
    return [(n, line) for n, line in likely if opener(line) in _FORMS]


def furniture(text: str, page: Page) -> Iterator[Edit]:
    r"""Lines that belong to the page: bars, boxes, buttons, markers, copyright and tag lines.

    Only a whole line counts, and only kinds sure enough for the setting `story.caution`.

    >>> from tasks.page import Page
    >>> [edit.old for edit in furniture("Share | Tweet | Email\nThe river rose. Share the news.", Page())]
    ['Share | Tweet | Email\n']
    """
    least = THRESHOLD[page.settings.story.caution]
    found = {}
    for n, line in fixed(text):
        for what, sure, form in _FORMS[opener(line)]:
            if sure >= least and form.match(line):
                found[n] = what, sure
                break
    if found:
        yield from without(text, found)


def heading(text: str, page: Page) -> Iterator[Edit]:
    r"""A line that heads other stories, and those stories: links, short lines without a full stop.

    Above sentences it is a subheading of the story and stays.  The last line of a text heads nothing that
    is left: it goes.

    >>> from tasks.page import Page
    >>> text = "The river rose.\nIt fell again.\nRelated stories\nBridge to open in May\nFerry sold to Marlow"
    >>> [edit.old for edit in heading(text, Page())]
    ['\nRelated stories', '\nBridge to open in May', '\nFerry sold to Marlow']
    """
    lines = lines_of(text)
    below = [len(lines)] * (len(lines) + 1)  # of each line: the first line from it on that is no link
    for n in range(len(lines) - 1, -1, -1):
        below[n] = below[n + 1] if _is_link(lines[n]) else n
    found: dict[int, tuple[str, float]] = {}
    for n in range(2, len(lines)):
        if n in found or not is_heading(lines[n]):
            continue
        end = below[n + 1]
        at_the_end = end == len(lines)
        if not at_the_end and (end - n > BOX or all(map(is_heading, lines[n + 1 : end]))):
            continue
        sure = 0.95 if at_the_end else 0.85
        if sure >= THRESHOLD[page.settings.story.caution]:
            found |= dict.fromkeys(range(n, end), (f"below the heading {lines[n]}", sure))
    if found:
        yield from without(text, found)


def is_heading(line: str) -> bool:
    """Whether a line could head other stories."""
    return 0 < len(line) <= HEADING_LETTERS and opener(line) in _OPENERS and HEADING.match(line) is not None


@once
def heads(text: str) -> bool:
    """Gate of `heading`: whether any line could head other stories."""
    return any([is_heading(line) for line in lines_of(text) if len(line) <= HEADING_LETTERS])  # noqa: C419 - faster


def _is_link(line: str) -> bool:
    if is_heading(line):
        return True
    most = QUESTION_WORDS if line.endswith("?") else LINK_WORDS
    return (
        bool(line) and line[-1] not in ".:,;。" and line.count(" ") + 1 < most and not line.endswith((".”", '."', ".'"))
    )
