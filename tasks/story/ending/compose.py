"""Compose: pages made of a corpus, to learn from where real ones are few: a story, and below it what pages show there.

The corpus is articles of any language, whole, one paragraph a line; those of one group (site, or site and language)
share tails.  A tail is made of the other articles: headlines, first sentences, openings, sentences from inside, pairs,
with bullets, times, labels and short lines between or without.  Stories end as stories do: with lists, tables, results,
dates, steps, credits, questions, which are made of the story's own words and belong to it; some are run together into
a few long lines.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

Record = dict[str, Any]

TAILS = {
    "none": 28, "firsts": 22, "openings": 8, "heads": 12, "pairs": 9, "cut": 5, "joined": 4, "mixed": 8, "lines": 4,
    "inner": 14,
}  # fmt: skip
ENDS = {"as it is": 68, "list": 5, "table": 5, "results": 5, "dates": 4, "steps": 4, "questions": 3, "credit": 6}
SIZES = (1, 1, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 20, 22)
ON_THE_BEAT = 0.5  # share of the tails whose stories are of the same field
SHORT_LINES = 0.4  # share of the tails that have some
JOINED = 0.35  # share of the stories that a scraper has run together into a few long lines
LEAST, MOST = 3, 60  # paragraphs of an article that serves

_SENTENCE = re.compile(r"(?<=[.!?。！？።।؟…])[\"”’»」』)]*(?:\s+|(?<=[。！？”」』]))")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WIDE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def compose(articles: Iterable[Record], count: int, seed: int = 1) -> Iterator[Record]:
    r"""So many pages with `site`, `text`, `n_lines_article`, `kind` and `joined`, the same for the same seed.

    >>> told = [{"site": f"{n % 2}", "text": "\n".join([f"The river rose to {n} ells."] * 4)} for n in range(8)]
    >>> pages = list(compose(told, 3))
    >>> [page["text"].split("\n")[0][:14] for page in pages]
    ['The river rose', 'The river rose', 'The river rose']
    """
    groups: dict[str, list[Record]] = defaultdict(list)
    for article in articles:
        lines = [line for line in article["text"].split("\n") if line.strip()]
        if LEAST <= len(lines) <= MOST * 4:
            group = article.get("group") or article["site"]
            groups[group].append(
                {**article, "lines": [line.strip() for line in lines[:MOST]], "words": _words(lines[:MOST])}
            )
    names = sorted(name for name, some in groups.items() if len(some) > 3)
    weights = [min(len(groups[name]), 40 + len(groups[name]) // 4) for name in names]
    chance = random.Random(seed)
    for _ in range(count if names else 0):
        some = groups[chance.choices(names, weights)[0]]
        yield _page(chance.choice(some), some, chance)


def _page(article: Record, group: Sequence[Record], chance: random.Random) -> Record:
    story = list(article["lines"])
    if len(story) > 8 and chance.random() < 0.3:
        story = story[: chance.randint(3, len(story))]
    end = _choose(ENDS, chance)
    story = story[: len(story) - chance.randint(0, 2) or 1] + _ends(end, story, chance) if end != "as it is" else story
    joined = chance.random() < JOINED
    if joined:
        story = _joined(story, chance)
    kind = _choose(TAILS, chance)
    tail = [] if kind == "none" else _tail(kind, article, group, chance)
    return {
        "site": article["site"],
        "lang": article.get("lang", ""),
        "title": article.get("title") or "",
        "text": "\n".join([*story, *tail]),
        "n_lines_article": len(story),
        "kind": f"{end}/{kind}",
        "joined": joined,
    }


def _joined(story: Sequence[str], chance: random.Random) -> list[str]:
    """A story in one to three lines."""
    breaks = sorted(chance.sample(range(1, len(story)), min(chance.choice((0, 0, 1, 1, 1, 2)), len(story) - 1)))
    return [" ".join(story[first:end]) for first, end in pairwise([0, *breaks, len(story)])]


def _words(lines: Sequence[str]) -> frozenset[str]:
    """The longer words of an article, or its pairs of characters."""
    text = "\n".join(lines)
    wide = _WIDE.search(text) is not None
    return frozenset(map("".join, pairwise(text)) if wide else (word for word in _WORD.findall(text) if len(word) > 4))


def _choose(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _tail(kind: str, article: Record, group: Sequence[Record], chance: random.Random) -> list[str]:
    """Lines below a story, made of its group's other articles."""
    others = [one for one in group if one is not article and one["lines"][0] != article["lines"][0]]
    count = min(chance.choice(SIZES), len(others))
    if chance.random() < ON_THE_BEAT:  # the field's own: those that share most words with the story
        near = chance.sample(others, min(100, len(others)))
        others = sorted(near, key=lambda one: len(one["words"] & article["words"]), reverse=True)[:count]
    else:
        others = chance.sample(others, count)
    bullet = chance.choice(("",) * 12 + ("• ", "- ", "» ", "* ", "> "))
    dotted, stamped = chance.random() < 0.12, chance.random() < 0.12
    labelled = chance.random() < 0.1
    label = _some_words(article, chance)
    lines: list[str] = []
    for one in others:
        head, first = _headline(one, chance), _first(one, chance)
        if dotted:
            first = _clip(first, chance.randint(60, 160)) + chance.choice(("...", "…", " ..."))
        what = kind if kind != "mixed" else chance.choice(("heads", "firsts", "pairs", "openings"))
        item = {
            "heads": [head],
            "firsts": [first],
            "openings": [_opening(one)],
            "pairs": [head, first],
            "cut": [_clip(_opening(one), chance.randint(60, 220)) + chance.choice(("...", "…", ""))],
            "joined": [head + chance.choice((": ", " - ", " – ", ". ", " ")) + first],
            "lines": [head],
            "inner": [_inner(one, chance)],
        }[what]
        item[0] = bullet + item[0]
        if labelled:
            item.insert(0, label if chance.random() < 0.7 else _some_words(one, chance))
        if stamped:
            item.insert(chance.choice((0, len(item))), _stamp(chance))
        lines += item
    if kind == "lines" or chance.random() < SHORT_LINES:
        for _ in range(chance.choice((1, 2, 3, 5, 8, 14))):
            line = _short(chance.choice(group), chance)
            lines.insert(chance.choice((0, len(lines), chance.randint(0, len(lines)))), line)
    return [line for line in lines if line.strip()]


def _first(article: Record, chance: random.Random) -> str:
    """The first sentence of the first paragraph that is one; now and then two, or the standfirst's part of one."""
    sentences = [part for part in _SENTENCE.split(_opening(article)) if part]
    first: str = sentences[0] if sentences else _opening(article)
    if len(first) < 40 and len(sentences) > 1:
        first += " " + sentences[1]
    return _clip(first, 300) if chance.random() < 0.8 else first


def _inner(article: Record, chance: random.Random) -> str:
    """A sentence or two from inside a story, as a standfirst may be: it names people whom nothing introduces."""
    inner = [line for line in article["lines"][1:] if len(line) >= 1.5 * _long(line)]
    line = chance.choice(inner) if inner else _opening(article)
    sentences = [part for part in _SENTENCE.split(line) if part] or [line]
    return " ".join(sentences[: chance.choice((1, 1, 2, 3))])


def _opening(article: Record) -> str:
    lines: list[str] = article["lines"]
    return next((line for line in lines[:3] if len(line) >= _long(line)), lines[0])


def _long(line: str) -> int:
    return 30 if _WIDE.search(line) else 60


def _headline(article: Record, chance: random.Random) -> str:
    """The title; else the first line where that is short; else the beginning of its first sentence."""
    if article.get("title"):
        return str(article["title"])
    first: str = article["lines"][0]
    if len(first) < 1.7 * _long(first) and first[-1].isalnum():
        return first
    return _clip(_SENTENCE.split(_opening(article))[0], chance.randint(40, 90)).rstrip(".,;:。，、؛،")


def _clip(text: str, size: int) -> str:
    if _WIDE.search(text):
        return text[: size // 2]
    return text if len(text) <= size else text[:size].rsplit(" ", 1)[0]


def _some_words(article: Record, chance: random.Random) -> str:
    """A label: one or two words of an article, as a section or a tag has them."""
    line = chance.choice(article["lines"])
    if _WIDE.search(line):
        at = chance.randrange(max(1, len(line) - 4))
        return str(line[at : at + chance.randint(2, 6)])
    words = _WORD.findall(line) or ["News"]
    at = chance.randrange(len(words))
    found = " ".join(words[at : at + chance.choice((1, 1, 2, 3))])
    return found[:1].upper() + found[1:]


def _stamp(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2008, 2026)
    hour, minute = chance.randint(0, 23), chance.randint(0, 59)
    return chance.choice(
        (
            f"{day}/{month}/{year}",
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{hour}:{minute:02}",
            f"{day:02}/{month:02}/{year} {hour:02}:{minute:02}",
            f"{year}年{month}月{day}日",
        )
    )


def _short(article: Record, chance: random.Random) -> str:
    """A line of navigation, a label, a date, a number, a name, a row of tags."""
    what = chance.random()
    if what < 0.5:
        return _some_words(article, chance)
    if what < 0.65:
        return _stamp(chance)
    if what < 0.72:
        return str(chance.randint(0, 999))
    mark = chance.choice((" | ", ", ", " • ", " / ", " ", " › "))
    return mark.join(_some_words(article, chance) for _ in range(chance.randint(2, 7)))


def _ends(kind: str, story: Sequence[str], chance: random.Random) -> list[str]:
    """What belongs to the story and stands at its end, made of its own words."""
    source: Record = {"lines": list(story)}
    sentences = [part for line in story for part in _SENTENCE.split(line) if 15 < len(part) < 200] or [story[-1]]
    count = chance.choice((2, 3, 3, 4, 5, 6, 8, 10, 14, 20))
    words = [_some_words(source, chance) for _ in range(count)]
    head = [_some_words(source, chance) + ":"] if chance.random() < 0.6 else []
    if kind == "list":
        bullet = chance.choice(("• ", "- ", "* ", "", "– "))
        return head + [bullet + one for one in chance.sample(sentences, min(count, len(sentences)))]
    if kind == "steps":
        chosen = chance.sample(sentences, min(count, len(sentences)))
        return head + [f"{n}. {one}" for n, one in enumerate(chosen, 1)]
    if kind == "table":
        columns, mark = chance.randint(1, 5), chance.choice((" ", "  ", "\t", " | "))
        return head + [mark.join([one, *(_figure(chance) for _ in range(columns))]) for one in words]
    if kind == "results":
        joined = chance.choice((" {} - {} {}", " {}, {} {}", ": {} – {}{}", " {}:{} {}"))
        rows = [one + joined.format(chance.randint(0, 9), "", chance.randint(0, 99)) for one in words]
        polls = [f"{one}{chance.choice((': ', ' ', ' – '))}{chance.randint(1, 70)}%" for one in words]
        return head + (rows if chance.random() < 0.6 else polls)
    if kind == "dates":
        dated = [(_stamp(chance), _some_words(source, chance)) for _ in words]
        mark = chance.choice((" – ", ": ", " ", ", "))
        return head + [mark.join(row if chance.random() < 0.9 else row[::-1]) for row in dated]
    if kind == "questions":
        found: list[str] = []
        for one in chance.sample(sentences, min(count, len(sentences))):
            found += [
                one.rstrip(".。") + chance.choice(("?", "？" if _WIDE.search(one) else "?")),
                chance.choice(story),
            ]
        return found
    return [
        chance.choice(("{} / {}", "({}; {})", "— {} {}", "{}, {}", "[{}] {}", "{}: {}")).format(
            _some_words(source, chance), _some_words(source, chance)
        )
    ]


def _figure(chance: random.Random) -> str:
    number = chance.choice((chance.randint(0, 9), chance.randint(10, 999), chance.randint(1000, 99999)))
    return chance.choice(
        (f"{number}", f"{number}", f"{number / 10:.1f}", f"{number:,}", f"{number % 100}%", f"+{number}")
    )
