"""Families of near-duplicates as newsrooms make them: fictional, from a seed, as many as wanted.

Each family is a function of a random source that gives stories and what the pairs of them are.
"""

# ruff: noqa: E501  (forms of news are easier to read on one line)

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.harness.newsroom import Story

NOUNS = (
    "harbour council bridge river ministry budget school hospital railway tunnel market farm union court strike vote port "
    "airline bank mine forest dam power grid water road festival museum election inquiry tax wage pension factory "
    "contract licence permit fleet vessel ferry storm flood drought harvest vaccine clinic laboratory satellite rocket "
    "army border treaty embassy envoy summit deal merger bid loan bond auction tender audit fine appeal verdict jury "
    "prison police patrol rescue search fire blast leak spill cleanup reef whale wolf orchard vineyard brewery theatre "
    "orchestra library archive stadium league coach referee transfer medal marathon regatta"
)
VERBS = (
    "approved rejected delayed opened closed praised criticised expected warned denied confirmed questioned backed "
    "defended blocked expanded reduced reviewed signed postponed welcomed disputed financed inspected replaced restored "
    "suspended measured ordered promised challenged abandoned revived"
)
QUALITIES = (
    "new old costly northern southern eastern coastal disputed long narrow public private regional national early late "
    "local foreign joint broad partial hidden urgent modest rapid slow secret open final second third major minor"
)
ENDS = (
    "after weeks of talks|despite objections from residents|in a close decision|for the first time in a decade|"
    "without giving a reason|as engineers looked on|because costs had doubled|during a closed session|"
    "before the start of winter|under pressure from lenders|with support from neighbours|since records began|"
    "while talks went on elsewhere|at the request of the owners|following a complaint|ahead of the deadline"
)
WORDS = {
    "noun": NOUNS.split(),
    "verb": VERBS.split(),
    "quality": QUALITIES.split(),
    "end": ENDS.split("|"),
    "start": [
        "bel",
        "cor",
        "dav",
        "fen",
        "gal",
        "hul",
        "jor",
        "kes",
        "lan",
        "mor",
        "nev",
        "ost",
        "pel",
        "rud",
        "sil",
        "tor",
        "vas",
    ],
    "middle": ["a", "e", "i", "o", "u", "an", "er", "in", "ol", "ar"],
    "finish": ["da", "mir", "nik", "sen", "ta", "vik", "ro", "lund", "pes", "gar", "wyn", "sto"],
}


class Expected(NamedTuple):
    """What a pair of stories is: one of these relations (empty: anything that keeps them apart)."""

    one: str
    other: str
    relations: frozenset[str]
    together: bool


Family = tuple[list[Story], list[Expected]]


class Desk:
    """Invents names, numbers and sentences."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def word(self, kind: str) -> str:
        return self.rng.choice(WORDS[kind])

    def name(self) -> str:
        return (self.word("start") + self.word("middle") + self.word("finish")).capitalize()

    def number(self) -> str:
        pick = self.rng.random()
        if pick < 0.4:
            return f"{self.rng.randint(11, 990)}"
        return (
            f"{self.rng.randint(1, 98)}.{self.rng.randint(1, 9)}"
            if pick < 0.7
            else f"{self.rng.randint(2, 98)},{self.rng.randint(100, 999)}"
        )

    def sentence(self, people: list[str]) -> str:
        """Some twenty words that nobody has written before."""
        who = self.rng.choice(people)
        first = f"The {self.word('quality')} {self.word('noun')} {self.word('verb')} {self.number()} {self.word('quality')} {self.word('noun')}s"
        second = (
            f"and the {self.word('noun')} of {who} {self.word('verb')} the {self.word('quality')} {self.word('noun')}"
        )
        forms = (
            f"{first} {second} {self.word('end')}.",
            f"“We {self.word('verb')} the {self.word('noun')} and every {self.word('noun')},” {who} told {self.word('quality')} reporters {self.word('end')}.",
            f"According to {who}, the {self.word('noun')} {self.word('verb')} its {self.word('quality')} {self.word('noun')} {self.word('end')}.",
        )
        return self.rng.choice(forms).replace("of the", f"of the {self.word('quality')}")

    def paragraphs(self, count: int, people: list[str]) -> list[str]:
        return [" ".join(self.sentence(people) for _ in range(self.rng.randint(1, 2))) for _ in range(count)]

    def story(self, name: str, count: int = 8, **fields: object) -> tuple[Story, list[str], list[str]]:
        """A story, its paragraphs and the people in it."""
        people = [f"{self.name()} {self.name()}" for _ in range(3)]
        paragraphs = self.paragraphs(count, people)
        paragraphs[0] = f"{self.name().upper()} (Reuters) - {paragraphs[0]}"
        title = f"{people[0]} {self.word('verb')} {self.word('quality')} {self.word('noun')}"
        return Story(name, "\n".join(paragraphs), title, **fields), paragraphs, people  # type: ignore[arg-type]


def wire_edit(desk: Desk, tag: str) -> Family:
    """A paper takes a wire story: own first paragraph, own last one, two cut, credit added."""
    wire, text, people = desk.story(f"{tag} wire", 9, site="wire.example")
    cut = [p for i, p in enumerate(text) if i not in (0, 3, 8)]
    own = f"{people[0]} and the {desk.word('noun')}: {desk.sentence(people)}"
    edited = [own, *cut, f"The {desk.word('noun')} lies {desk.number()} miles from {desk.name()}. (Alder Wire)"]
    paper = Story(f"{tag} paper", "\n".join(edited), wire.title, site="paper.example", day=0.3)
    return [wire, paper], [Expected(wire.name, paper.name, frozenset({"copy"}), True)]


def update(desk: Desk, tag: str) -> Family:
    """The same report hours later: a sharper first paragraph, a number changed, two paragraphs more."""
    first, text, people = desk.story(f"{tag} first", 8)
    later = [f"{text[0]} {desk.sentence(people)}", *text[1:4], *desk.paragraphs(2, people), *text[4:]]
    second = Story(f"{tag} second", "\n".join(later), first.title, day=0.2)
    return [first, second], [Expected(first.name, second.name, frozenset({"version"}), True)]


def correction(desk: Desk, tag: str) -> Family:
    """One number was wrong; the correction says so."""
    wrong, text, people = desk.story(f"{tag} wrong", 6)
    line = f"The {desk.word('noun')} cost {{}} million, {people[0]} said."
    before = [*text[:2], line.format(400), *text[2:]]
    after = [*text[:2], line.format(40), *text[2:]]
    head = desk.rng.choice([f"CORRECTED-{wrong.title}", wrong.title])
    note = [] if head != wrong.title else ["(Corrects paragraph 3 to show cost was 40 million, not 400 million)"]
    stories = [wrong._replace(body="\n".join(before)), Story(f"{tag} right", "\n".join([*note, *after]), head, day=0.4)]
    return stories, [Expected(wrong.name, f"{tag} right", frozenset({"version"}), True)]


def weather(desk: Desk, tag: str) -> Family:
    """One form, filled for two cities and two days."""

    def report(name: str, city: str, day: str, when: float) -> Story:
        rng = desk.rng
        body = (
            f"{city.upper()}, {day} - {city} will see {desk.word('quality')} skies on {day} with highs near {rng.randint(10, 35)} "
            f"degrees and lows around {rng.randint(-5, 9)} degrees, the weather office said.\n"
            f"Winds will blow from the {rng.choice(['north', 'south', 'east', 'west'])} at {rng.randint(5, 60)} kilometres an hour, and the chance of rain is "
            f"{rng.randint(0, 99)} percent.\nSunrise is at {rng.randint(5, 8)}.{rng.randint(10, 59)} and sunset at {rng.randint(16, 21)}.{rng.randint(10, 59)}. "
            "Residents are advised to follow the forecasts of the weather office and to call the service line with questions. "
            "Roads may be slippery in the morning and drivers should keep their distance, the office said in its daily bulletin."
        )
        return Story(name, body, f"{city} weather for {day}", day=when)

    one, other = desk.name(), desk.name()
    stories = [
        report(f"{tag} one", one, "Monday", 0), report(f"{tag} next day", one, "Tuesday", 1), report(f"{tag} other", other, "Monday", 0),
    ]  # fmt: skip
    form = frozenset({"template"})
    return stories, [Expected(stories[0].name, s.name, form, False) for s in stories[1:]]


def earnings(desk: Desk, tag: str) -> Family:
    """One form of results, filled for two companies."""

    def report(name: str) -> Story:
        firm, chief = f"{desk.name()} {desk.name()}", f"{desk.name()} {desk.name()}"
        body = (
            f"{firm} Inc on Tuesday reported quarterly profit of ${desk.number()} million, or ${desk.number()} a share, compared with "
            f"${desk.number()} million, or ${desk.number()} a share, a year earlier.\nRevenue was ${desk.number()} million. Analysts on average "
            f"had expected ${desk.number()} million, according to market data.\nShares of {firm} were at ${desk.number()} in afternoon trading. "
            f"“We are pleased with the quarter,” said Chief Executive {chief}.\nThe company expects revenue of ${desk.number()} million to "
            f"${desk.number()} million in the next quarter. It said demand remained steady across its main markets and that it would "
            "continue to control costs, invest in new products and return cash to its shareholders over the coming year.\n"
            "The results were released after the close of regular trading and a conference call with analysts will be held later."
        )
        return Story(name, body, f"{firm} reports quarterly results")

    stories = [report(f"{tag} one"), report(f"{tag} other")]
    return stories, [Expected(stories[0].name, stories[1].name, frozenset({"template"}), False)]


def market(desk: Desk, tag: str) -> Family:
    """The closing report of two days."""

    def report(name: str, day: str, when: float) -> Story:
        rng = desk.rng
        body = (
            f"Shares in Oru closed {rng.choice(['higher', 'lower'])} on {day}, with the main index at {desk.number()} points, a change of {desk.number()} points "
            f"or {desk.number()} percent from the day before.\nTurnover was {desk.number()} million shares worth {desk.number()} million crowns, the exchange said. "
            f"The bank index stood at {desk.number()} and the mining index at {desk.number()}.\nAmong the most traded were {desk.name()} at {desk.number()} crowns, "
            f"{desk.name()} at {desk.number()} crowns and {desk.name()} at {desk.number()} crowns. Advancing issues numbered {desk.number()}, declining ones {desk.number()}.\n"
            "Dealers said that trading was quiet and that most investors were waiting for the figures of the central bank later in the week. "
            "Foreign investors were on the buying side for most of the session, while local funds took profits, the dealers said."
        )
        return Story(name, body, f"Oru shares on {day}", day=when)

    stories = [report(f"{tag} one", "Monday", 0), report(f"{tag} next", "Tuesday", 1)]
    return stories, [Expected(stories[0].name, stories[1].name, frozenset({"template"}), False)]


def excerpt(desk: Desk, tag: str) -> Family:
    """The first paragraphs elsewhere, and where to read on."""
    full, text, _ = desk.story(f"{tag} full", 12, site="wire.example")
    part = Story(
        f"{tag} part", "\n".join([*text[:4], "Read more at wire.example"]), full.title, site="portal.example", day=0.1
    )
    return [full, part], [Expected(full.name, part.name, frozenset({"excerpt"}), True)]


def digest(desk: Desk, tag: str) -> Family:
    """Five shorts, and the morning's digest of all of them."""
    shorts = [desk.story(f"{tag} short {i}", 3)[0] for i in range(5)]
    whole = Story(f"{tag} digest", "\n".join(s.body for s in shorts), "Morning news in brief", day=0.3)
    return [*shorts, whole], [Expected(s.name, whole.name, frozenset({"related"}), False) for s in shorts]


def live_blog(desk: Desk, tag: str) -> Family:
    """Entries are added on top."""
    first, text, people = desk.story(f"{tag} noon", 7)
    early = [f"{11 - i}:{desk.rng.randint(10, 59)} {p}" for i, p in enumerate(text)]
    late = [f"{15 - i}:{desk.rng.randint(10, 59)} {p}" for i, p in enumerate(desk.paragraphs(5, people))]
    title = f"Live: {first.title}"
    stories = [
        Story(f"{tag} noon", "\n".join(early), title, day=0.5),
        Story(f"{tag} evening", "\n".join([*late, *early]), title, day=0.7),
    ]
    return stories, [Expected(stories[0].name, stories[1].name, frozenset({"version"}), True)]


def press_release(desk: Desk, tag: str) -> Family:
    """Two releases of one company with the same last paragraphs, and a reprint of the first."""
    firm = f"{desk.name()} {desk.name()}"
    about = [f"About {firm}", *(f"{firm} is known for this: {p}" for p in desk.paragraphs(2, [firm]))]
    one = [
        f"{firm} announced on Monday: {desk.sentence([firm])}",
        *desk.paragraphs(4, [firm, f"{desk.name()} {desk.name()}"]),
    ]
    two = [
        f"{firm} said on Friday: {desk.sentence([firm])}",
        *desk.paragraphs(4, [firm, f"{desk.name()} {desk.name()}"]),
    ]
    stories = [
        Story(f"{tag} one", "\n".join([*one, *about]), f"{firm} opens", site="firm.example"),
        Story(f"{tag} two", "\n".join([*two, *about]), f"{firm} signs", site="firm.example", day=4),
        Story(
            f"{tag} reprint",
            "\n".join([*one, *about, "Source: the company"]),
            f"{firm} opens",
            site="paper.example",
            day=0.2,
        ),
    ]
    return stories, [
        Expected(stories[0].name, stories[1].name, frozenset(), False),
        Expected(stories[0].name, stories[2].name, frozenset({"copy"}), True),
    ]


def shared_footer(desk: Desk, tag: str) -> Family:
    """Two shorts of a site that puts the same text below everything."""
    footer = desk.paragraphs(3, ["The Oru Courier", "Oru"])
    stories = []
    for i in range(2):
        short, text, _ = desk.story(f"{tag} short {i}", 2)
        stories.append(short._replace(body="\n".join([*text, *footer])))
    return stories, [Expected(stories[0].name, stories[1].name, frozenset(), False)]


def site_lead(desk: Desk, tag: str) -> Family:
    """Different stories of which a news interface shows little more than what the site puts above all of them."""
    house = f"The {' '.join(desk.name() for _ in range(9))} Gazette. {' '.join(desk.name() for _ in range(9)).capitalize()}."
    stories = []
    for i in range(3):
        story, text, _ = desk.story(f"{tag} page {i}", 2, site="house.example", day=float(i))
        body = f"{house}\n{text[0][:40]}… [+{desk.rng.randint(900, 4000)} chars]"
        stories.append(story._replace(body=body))
    return stories, [Expected(stories[0].name, s.name, frozenset(), False) for s in stories[1:]]


def cut_off(desk: Desk, tag: str) -> Family:
    """The first two hundred characters elsewhere, and how many are missing; the headline has the site's name behind it."""
    full, text, _ = desk.story(f"{tag} full", 9, site="wire.example")
    cut = f"{' '.join(text)[:200]}… [+{len(full.body)} chars]"
    part = Story(f"{tag} part", cut, f"{full.title} - Alder Portal", site="portal.example", day=None)
    return [full, part], [Expected(full.name, part.name, frozenset({"excerpt"}), True)]


def syndicated_update(desk: Desk, tag: str) -> Family:
    """A site tells its report anew; another site goes on showing the old text."""
    old, text, people = desk.story(f"{tag} old", 7, site="home.example")
    line = f"The {desk.word('noun')} will take {{}} weeks, {people[0]} said."
    old = old._replace(body="\n".join([*text, line.format(6)]))
    copy = old._replace(name=f"{tag} copy", site="elsewhere.example", day=0.1)
    new = old._replace(name=f"{tag} new", body="\n".join([*text, line.format(8), desk.sentence(people)]), day=0.3)
    return [old, copy, new], [
        Expected(old.name, copy.name, frozenset({"exact"}), True),
        Expected(old.name, new.name, frozenset({"version"}), True),
    ]


def edition(desk: Desk, tag: str) -> Family:
    """A list of facts that is issued again: the next day with one more, eleven days later with other numbers."""
    first, text, people = desk.story(f"{tag} first", 8)
    title = f"FACTBOX-{first.title}"
    facts = [
        f"* The {desk.word('noun')} has {desk.number()} {desk.word('noun')}s and {desk.number()} {desk.word('noun')}s."
        for _ in range(6)
    ]
    later = [
        fact
        if i % 3
        else f"* The {desk.word('noun')} has {desk.number()} {desk.word('noun')}s and {desk.number()} {desk.word('noun')}s."
        for i, fact in enumerate(facts)
    ]
    stories = [
        first._replace(body="\n".join([*text, *facts]), title=title),
        Story(f"{tag} next day", "\n".join([*text, *facts, f"* {desk.sentence(people)}"]), title, day=1.0),
        Story(f"{tag} later", "\n".join([*text, *later]), title, day=11.0),
    ]
    return stories, [Expected(stories[0].name, stories[1].name, frozenset({"version", "copy"}), True)]


def weekly(desk: Desk, tag: str) -> Family:
    """The same few sentences each week, with the week's numbers."""

    def report(name: str, day: float) -> Story:
        number = desk.number
        body = (
            f"The central bank of Oru sold {number()} million crowns in the week, after {number()} million in the week before, and bought {number()} million.\n"
            f"Its reserves stood at {number()} billion, compared with {number()} billion, of which gold made up {number()} billion. "
            "The bank does not comment on single operations, and publishes what it has done on each Friday after the close of trading.\n"
            "Dealers said that the bank had stepped in to smooth the market and not to defend a rate, as it has said many times before."
        )
        return Story(name, body, "Oru central bank sells foreign currency", day=day)

    stories = [report(f"{tag} one", 0), report(f"{tag} next", 7), report(f"{tag} third", 14)]
    form = frozenset({"template"})
    return stories, [Expected(stories[0].name, s.name, form, False) for s in stories[1:]]


def thai_daily(desk: Desk, tag: str) -> Family:
    """A form in a script without stops, with spaces between clauses only; undated."""

    def report(name: str) -> Story:
        number = lambda: f"{desk.rng.randint(11, 990)}.{desk.rng.randint(10, 99)}"  # noqa: E731
        body = (
            f"ดัชนีตลาดข้าวของเมืองโอรูปิดที่ระดับ {number()} จุด เพิ่มขึ้น {number()} จุด มูลค่าการซื้อขายรวม {number()} ล้านบาท โดยระหว่างวันทำจุดสูงสุดที่ {number()} จุด\n"
            f"ผู้ค้ากล่าวว่าตลาดวันนี้แกว่งตัวตามราคาในภูมิภาคและยังรอผลการประชุมของสหกรณ์ชาวนา คาดว่าพรุ่งนี้มีแนวรับที่ {number()} จุด และแนวต้านที่ {number()} จุด\n"
            f"ราคาข้าวเปลือกปิดที่ {number()} บาทต่อเกวียน ลดลงจากวันก่อนหน้าที่ {number()} บาทต่อเกวียน"
        )
        return Story(name, body, "", day=None)

    stories = [report(f"{tag} one"), report(f"{tag} other")]
    return stories, [Expected(stories[0].name, stories[1].name, frozenset({"template"}), False)]


def brief(desk: Desk, tag: str) -> Family:
    """Three sentences, and the same three elsewhere with a word or two changed."""
    one, *_ = desk.story(f"{tag} one", 2)
    words = one.body.split(" ")
    words[len(words) // 2] = desk.word("quality")
    other = Story(f"{tag} other", " ".join(words), one.title, site="paper.example", day=0.2)
    return [one, other], [Expected(one.name, other.name, frozenset({"copy", "version"}), True)]


FAMILIES: tuple[Callable[[Desk, str], Family], ...] = (
    wire_edit, update, correction, weather, earnings, market, excerpt, digest, live_blog, press_release, shared_footer,
    site_lead, cut_off, syndicated_update, edition, weekly, thai_daily, brief,
)  # fmt: skip


def families(seed: int, each: int) -> Family:
    """So many of each family; the story names begin with the family's."""
    stories: list[Story] = []
    expected: list[Expected] = []
    for make in FAMILIES:
        for i in range(each):
            some, pairs = make(Desk(random.Random(f"{seed} {make.__name__} {i}")), f"{make.__name__} {i}")
            stories += some
            expected += pairs
    return stories, expected


def record(story: Story, **more: object) -> dict[str, object]:
    day = None if story.day is None else f"2030-01-{1 + int(story.day):02d}T00:00:00Z"
    url = f"https://{story.site}/{story.name.replace(' ', '-')}"
    return {"id": story.name, "title": story.title, "text": story.body, "url": url, "published_at": day, **more}


def write(path: Path, stories: list[Story]) -> Path:
    path.write_text("".join(json.dumps(record(story)) + "\n" for story in stories), encoding="utf-8")
    return path
