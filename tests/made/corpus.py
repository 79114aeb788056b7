"""Fictional news of any amount, from a seed: for benchmarks, scale tests and recomputed quality floors.

    for record, truth in corpus(10_000, seed=7, mix=DIRTY): ...
    python -m tests.made.corpus 10000 --dirty > news.jsonl

A grammar writes the sentences, `corpus_words.toml` holds the words: plain English with a Zipf-like
spread and fourteen fields of life, so that words look up as English words do; names of people, towns
and bodies are made of syllables and form the long tail.  Two articles that are no copies of each
other share next to no word 5-gram.  A batch of articles is drawn at once (numpy), so an article costs
about a tenth of a millisecond.  The same seed gives the same articles; the first thousand of a
million are the thousand of a thousand.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from tests.made import damage

BATCH = 500  # articles drawn at once
MEMORY = 4_000  # earlier articles a near-copy may be made of
ROOMS = 8_192  # places in a lottery drum: a word has as many as it is likely
SITES = 40
CAST = 16  # names an article has: people, their surnames, towns, bodies
AGENCIES = ("VKNA", "Sarrano Wire", "TolPress", "Meridian Feed", "Littoral", "Nordic Isle Press", "EastWire")
SIGN_OFFS = ("-VKNA", "(END)", "./.", " /", "\n-30-", "\n###")
START = datetime(2024, 1, 1, tzinfo=UTC)


class Mix(NamedTuple):
    """What share of the articles has which damage, and how long they are."""

    mojibake: float = 0.0  # all non-ASCII characters of the article; the few articles without any stay sound
    emoji: float = 0.0  # one to three
    teasers: float = 0.0  # five to twenty-five leads of the site's earlier stories, with no heading
    glue: float = 0.0  # lost spaces at every seam, or at 60 % of them
    copies: float = 0.0  # near-copies of an earlier article
    words: int = 500  # on average


CLEAN = Mix()
DIRTY = Mix(mojibake=0.05, emoji=0.30, teasers=0.30, glue=0.10, copies=0.15)

# One line a rule, alternatives between bars.  Capitals are other rules or drums of words.
GRAMMAR = """
SENTENCE CLAUSE . | CLAUSE . | PP , CLAUSE . | CLAUSE , SAYER SAID . | CLAUSE and VS . | CLAUSE CONJ CLAUSE .
SENTENCE QUOTED . | SAYER SAID that CLAUSE . | SAYER SAID DAY that CLAUSE .
QUOTED “ CLAUSE ,” SAID SAYER | “ CLAUSE ,” SAYER SAID PP
LEDE SUBJ VPAST DAY | SUBJ VPAST DAY , SAYER SAID | SUBJ VPAST PP DAY , CONJ CLAUSE
LEDE SUBJ will VBASE PP , SAYER SAID DAY
LEAD LEDE . | LEDE . | PP , NP VPAST DAY .
HEADLINE NPH VT NPH | NPH VI PP | NPH to VTBASE NPH | ADJ NOUNS VT NPH in TOWN | NPH ADV VT NPH | TOWN NOUN VI after NPH
CLAUSE SUBJ VS | NP VS | NPS VP | NP will VBASE | there were NUM ADJ NOUNS PP | NPS VP PP
CLAUSE NP could not VBASE CONJ NP VS
VS VPAST | VPAST PP | ADV VPAST | VPAST , VING NP | had VPP NP | was ADV VPP by NP | was VPP PP | did not VTBASE NP
VP VPAST | VPAST PP | ADV VPAST | have VPP NP | were ADV VPP by NP | were VPP PP | did not VIBASE | were ADJ and ADJ
VPAST VT NP | VT NP | VI PP | VI ADV | VT NPS PP | VI PP , VING NP | VT NP and VT NPS | VT NPS in TOWN
VBASE VTBASE NP | VTBASE NPS PP | VIBASE PP | VIBASE ADV | be VPP PP | be ADJ
SUBJ NP | PERSON , a ADJ NOUN , | the NOUN , which VT NP , | SURNAME , who VT the NOUN , | the BODY
NP the NOUN | the ADJ NOUN | the NOUN of the NOUN | a NOUN | a ADJ , ADJ NOUN | a ADJ NOUN | the NOUN NOUN | the BODY
NP PERSON | the ADJ NOUN in TOWN | the NOUN of TOWN | SURNAME | the ADJ NOUN of a NOUN | every NOUN | no NOUN
NPS NOUNS | ADJ NOUNS | the NOUNS | NUM NOUNS | more than NUM ADJ NOUNS | NOUNS and NOUNS | the ADJ NOUNS of TOWN
NPS PCT percent of the NOUNS | two ADJ NOUNS | some of the ADJ NOUNS | many NOUNS in TOWN
NPH NOUN NOUN | ADJ NOUN | NOUNS | TOWN NOUN | ADJ NOUN NOUN
PP in TOWN | near the NOUN | with NP | for NPS | from the ADJ NOUN | after NP VPAST | before the NOUN | under a ADJ NOUN
PP on the NOUN | by NUM NOUNS | at a NOUN in TOWN | despite NPS | without NP | through the NOUN | against NP | in YEAR
CONJ because | while | although | and | but | , even if | until | , but | since
SAYER SURNAME | SURNAME | PERSON | PERSON of the BODY | the NOUN | a NOUN | the ADJ NOUN | the BODY
"""


class Pattern(NamedTuple):
    """Sentences as rows of drums: for each place the drum to draw from, or the one word that stands there."""

    drum: np.ndarray  # row of the tables; -1 where a fixed word stands, -2 to -5 for the cast
    word: np.ndarray  # the fixed word
    start: np.ndarray  # where each pattern starts
    length: np.ndarray


PERSON, SURNAME, TOWN, BODY = -2, -3, -4, -5
CAST_DRUMS = {"PERSON": PERSON, "SURNAME": SURNAME, "TOWN": TOWN, "BODY": BODY}


class Language(NamedTuple):
    """Everything that is the same for all articles."""

    words: list[str]
    forms: list[str]  # every word three times: " word", " Word", "Word"
    vowel: np.ndarray  # whether a word is "an"'s
    common: list[str]  # plain words, for rewording
    tables: np.ndarray  # field x drum x ROOMS -> word
    body: Pattern
    lead: Pattern
    headline: Pattern
    first: list[str]
    surnames: list[str]
    towns: list[str]
    kinds: list[str]  # what a body is: "Harbour Council"


def corpus(number: int, seed: int = 0, mix: Mix = CLEAN) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Records as cleancopy reads them (`id url title published_at source text`), each with the truth about it.

    Truth: `clean` (the sound text), `damage` (its kinds), `teasers` (the lines appended), `copy_of` (the id of the
    article it was made from, or None) and `kind` of copy.

    >>> record, truth = next(corpus(1, seed=1))
    >>> sorted(record), record["text"] == truth["clean"]
    (['id', 'published_at', 'source', 'text', 'title', 'url'], True)
    """
    rng = Random(f"corpus {seed}")
    memory: list[tuple[str, str, str]] = []  # id, title, clean text of earlier originals
    leads: dict[str, list[str]] = {}  # site -> first paragraphs of its stories, which its other pages tease
    n = 0
    for batch in range(-(-number // BATCH)):
        for title, text, lead in _originals(seed, batch, mix.words):
            if n == number:
                return
            name = f"{seed}-{n:07}"
            copied, kind = None, None
            if rng.random() < mix.copies and memory:
                copied, title, source = rng.choice(memory)
                text, kind = near_copy(source, text, rng)
            else:
                _remember(memory, (name, title, text), rng, MEMORY)
            site = f"{_language().towns[rng.randrange(SITES)].lower()}-news.example"
            dirty, kinds, teasers = _damage(text, mix, leads.setdefault(site, []), rng)
            if copied is None:
                _remember(leads[site], lead, rng, 200)
            record = {
                "id": name,
                "url": f"https://www.{site}/{n}",
                "title": title,
                "published_at": (START + timedelta(seconds=97 * n)).isoformat(),
                "source": site.removesuffix(".example"),
                "text": dirty,
            }
            truth = {"id": name, "clean": text, "damage": kinds, "teasers": teasers, "copy_of": copied, "kind": kind}
            yield record, truth
            n += 1


def _remember(memory: list[Any], item: Any, rng: Random, size: int) -> None:
    if len(memory) < size:
        memory.append(item)
    else:
        memory[rng.randrange(size)] = item


# ---- near-copies ---------------------------------------------------------------------------------------------------


def near_copy(text: str, other: str, rng: Random) -> tuple[str, str]:
    """What another paper makes of a wire text; `other` is an unrelated article it takes a local paragraph from.

    >>> near_copy("One.\\nTwo.\\nThree.", "Local one.\\nLocal two.", Random(5))[1] in {"exact", "light", "heavy", "cut"}
    True
    """
    paragraphs = text.split("\n")
    kind = rng.choices(("exact", "light", "heavy", "cut"), (1, 5, 3, 1))[0]
    if kind == "cut":  # an excerpt: the head of the story
        paragraphs = paragraphs[: max(2, len(paragraphs) // 2)]
    if kind in ("light", "heavy"):
        if len(paragraphs) > 4:
            for _ in range(1 if kind == "light" else rng.randint(1, 3)):
                paragraphs.pop(rng.randrange(2, len(paragraphs)))
        share = rng.uniform(0.0, 0.015) if kind == "light" else rng.uniform(0.01, 0.07)
        paragraphs = [reword(paragraph, share, rng) for paragraph in paragraphs]
        for _ in range(rng.randint(0, 1) if kind == "light" else rng.randint(1, 2)):
            paragraphs.insert(rng.randrange(1, len(paragraphs) + 1), rng.choice(other.split("\n")[1:] or [other]))
    return "\n".join(paragraphs), kind


def reword(paragraph: str, share: float, rng: Random) -> str:
    """Each lower-case word replaced by another one with probability `share`."""
    words, common = paragraph.split(" "), _language().common
    for n in [n for n in range(len(words)) if rng.random() < share]:
        if words[n].islower() and words[n].isalpha():
            words[n] = rng.choice(common)
    return " ".join(words)


# ---- damage --------------------------------------------------------------------------------------------------------


def _damage(text: str, mix: Mix, leads: Sequence[str], rng: Random) -> tuple[str, list[str], list[str]]:
    kinds, teasers = [], []
    if rng.random() < mix.glue:
        text = damage.lose_wraps(text, rng.choice((68, 72, 76, 80)), rng.choice((1.0, 1.0, 0.6)), rng)
        kinds.append("glue")
    if rng.random() < mix.emoji:
        paragraphs = text.split("\n")
        prose = [n for n, paragraph in enumerate(paragraphs) if len(paragraph) > 30]
        for _ in range(rng.randint(1, 3)):
            place = rng.choice(prose)
            paragraphs[place] = damage.inject_emoji(paragraphs[place], rng)
        text = "\n".join(paragraphs)
        kinds.append("emoji")
    if rng.random() < mix.teasers and len(leads) >= 5:
        teasers = rng.sample(leads, rng.randint(5, min(25, len(leads))))
        text = "\n".join([text, *teasers])
        kinds.append("teasers")
    if rng.random() < mix.mojibake and not text.isascii():
        text = damage.mojibake(text, rng.choice(("cp1252", "latin-1", "double", "cp1252")))
        kinds.append("mojibake")
    return text, kinds, teasers


# ---- sound articles ------------------------------------------------------------------------------------------------


def _originals(seed: int, batch: int, words: int) -> Iterator[tuple[str, str, str]]:
    """BATCH sound articles: title, text, first paragraph without its dateline."""
    language = _language()
    rng = np.random.default_rng([seed, batch])
    pool, cast = _pool(language, rng)
    sentences = np.clip(rng.lognormal(np.log(words / 18.0) - 0.125, 0.5, BATCH), 4, 200).astype(np.int64)
    fields = rng.integers(0, language.tables.shape[0], BATCH)
    leads = _draw(language, language.lead, np.ones(BATCH, np.int64), fields, rng, pool)
    titles = _draw(language, language.headline, np.ones(BATCH, np.int64), fields, rng, pool)
    bodies = _draw(language, language.body, sentences, fields, rng, pool)
    datelines, signs, agencies, forms = rng.random((4, BATCH))
    for n, body in enumerate(bodies):
        lead, text = leads[n], leads[n]
        if datelines[n] < 0.6:
            town, agency = cast[n], AGENCIES[int(agencies[n] * len(AGENCIES))]
            form = ("{} ({}) – ", "{}, March 4 ({}) -- ", "{} ({}) — ")[int(forms[n] * 3)]
            text = form.format(town.upper() if forms[n] > 0.33 else town, agency) + lead
        sign = SIGN_OFFS[int(signs[n] / 0.4 * len(SIGN_OFFS))] if signs[n] < 0.4 else ""
        body = body.removesuffix(".") if sign == "./." else body
        yield titles[n], f"{text}\n{body}{sign}", lead


def _draw(
    language: Language, pattern: Pattern, sentences: np.ndarray, fields: np.ndarray, rng: np.random.Generator, pool: Any
) -> list[str]:
    """One text an article: `sentences[n]` sentences in the field `fields[n]`, a line break before some of them."""
    count = len(language.words)
    chosen = rng.integers(0, len(pattern.start), int(sentences.sum()))
    length = pattern.length[chosen]
    first = np.concatenate(([0], np.cumsum(length)[:-1]))  # where each sentence begins
    total = int(length.sum())
    place = np.arange(total) + np.repeat(pattern.start[chosen] - first, length)
    article = np.repeat(np.repeat(np.arange(BATCH), sentences), length)
    drum, lot = pattern.drum[place], rng.integers(0, ROOMS, total, dtype=np.int32)
    ids = language.tables[fields[article], np.maximum(drum, 0), lot].astype(np.int64)
    ids = np.where(drum == -1, pattern.word[place], ids)
    ids[:-1] += (ids[:-1] == _A) & (drum[:-1] == -1) & language.vowel[ids[1:]]  # "a" is followed by "an" in the words
    form = np.zeros(total, np.int64)
    begins = np.concatenate(([0], np.cumsum(sentences)[:-1]))  # the first sentence of each article
    breaks = rng.random(len(chosen)) < 0.5
    breaks[begins] = True
    form[first] = 1 + breaks
    opening = (ids == _OPEN) & (drum == -1)
    form[1:][opening[:-1]] = 2
    ids += form * count
    for kind, slots in ((PERSON, 0), (SURNAME, 4), (TOWN, 8), (BODY, 12)):
        mine = np.flatnonzero(drum == kind)
        slot = slots + lot[mine] % 4
        ids[mine] = 3 * count + (article[mine] * CAST + slot) * 2 + (form[mine] == 2)
    pieces = pool[ids]
    ends = np.cumsum(np.bincount(article, minlength=BATCH))
    out, done = [], 0
    broken = np.zeros(total, bool)
    broken[first[breaks]] = True
    broken[first[begins]] = False
    pieces[broken] = "\n" + pieces[broken]
    pieces = pieces.tolist()
    for end in ends.tolist():
        out.append("".join(pieces[done:end]))
        done = end
    return out


def _pool(language: Language, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Every form of every word, then the names of the articles of this batch; and the town of each dateline."""
    names: list[str] = []
    datelines = []
    first = rng.integers(0, len(language.first), BATCH * 4).tolist()
    last = rng.integers(0, len(language.surnames), BATCH * 4).tolist()
    town = np.minimum(rng.zipf(1.4, BATCH * 8), len(language.towns)).tolist()
    kind = rng.integers(0, len(language.kinds), BATCH * 4).tolist()
    for n in range(0, BATCH * 4, 4):
        surnames = [language.surnames[k] for k in last[n : n + 4]]
        towns = [language.towns[k - 1] for k in town[n : n + 4]]
        people = [f"{language.first[k]} {surname}" for k, surname in zip(first[n : n + 4], surnames, strict=True)]
        bodies = [
            f"{language.towns[t - 1]} {language.kinds[k]}"
            for t, k in zip(town[BATCH * 4 + n : BATCH * 4 + n + 4], kind[n : n + 4], strict=True)
        ]
        datelines.append(towns[0])
        for name in (*people, *surnames, *towns, *bodies):
            names += " " + name, name
    pool = np.empty(len(language.forms) + len(names), dtype=object)
    pool[:] = language.forms + names
    return pool, datelines


# ---- the language --------------------------------------------------------------------------------------------------

_A, _AN, _OPEN = 0, 1, 2
_FIXED = ("a", "an", "“")


@cache
def _language() -> Language:
    """Words, drums and patterns; made once, the same in every process."""
    source = tomllib.loads(Path(__file__).with_name("corpus_words.toml").read_text("utf-8"))
    rng = Random("language")
    nouns = {field: words.split() for field, words in source["nouns"].items()}
    general = nouns.pop("general")
    verbs = {kind: [_verb(v) for v in words.split()] for kind, words in source["verbs"].items()}
    drums: dict[str, list[list[str]]] = {}  # drum -> for each field its words, the likeliest first
    for name, form in (("NOUN", str), ("NOUNS", _plural)):
        drums[name] = []
        for own in nouns.values():
            others = [word for words in nouns.values() if words is not own for word in words]
            ranked = rng.sample(own, len(own)) + rng.sample(general, len(general)) + rng.sample(others, len(others))
            drums[name].append([form(word.replace("-", " ")) for word in ranked])
    kinds = {"VT": "transitive", "VI": "intransitive", "SAID": "saying"}
    simple = {
        **{name: [past for _, past, _ in verbs[kind]] for name, kind in kinds.items()},
        "VTBASE": [base for base, _, _ in verbs["transitive"]],
        "VIBASE": [base for base, _, _ in verbs["intransitive"]],
        "VPP": [participle for *_, participle in verbs["transitive"]],
        "VING": [_ing(base) for base, _, _ in verbs["transitive"]],
        "ADJ": source["adjectives"]["all"].split(),
        "ADV": source["adverbs"]["all"].split(),
        "DAY": [f"on {d}" for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")],
        "YEAR": [str(year) for year in range(2024, 1950, -1)],
        "PCT": [f"{n / 10:g}" for n in range(2, 990)],
        "NUM": [_number(rng) for _ in range(4_000)],
    }
    for name, words in simple.items():
        drums[name] = [rng.sample(words, len(words)) if name not in ("SAID", "YEAR") else words for _ in nouns]
    literals = {part for rule in GRAMMAR.split() for part in [rule] if part not in "|.," and not part.isupper()}
    words = [*_FIXED, ".", ",", ",”"]
    words += sorted(({w for rows in drums.values() for row in rows for w in row} | literals) - set(words))
    index = {word: n for n, word in enumerate(words)}
    tables = np.empty((len(nouns), len(drums), ROOMS), np.uint16)
    for d, rows in enumerate(drums.values()):
        for f, row in enumerate(rows):
            weight = 1.0 / np.arange(3, len(row) + 3) ** (0.2 if len(row) < 10 else 0.85)
            bounds = np.round(np.cumsum(weight) / weight.sum() * ROOMS).astype(int)
            tables[f, d] = np.repeat([index[word] for word in row], np.diff(bounds, prepend=0))
    glued = {".", ",", ",”"}
    space = [w if w in glued else " " + w for w in words]
    upper = [w[:1].upper() + w[1:] for w in words]
    rules: dict[str, list[list[str]]] = {}
    for line in GRAMMAR.strip().split("\n"):
        name, _, body = line.partition(" ")
        rules.setdefault(name, []).extend(alternative.split() for alternative in body.split("|"))
    rows = {name: n for n, name in enumerate(drums)}
    return Language(
        words=words,
        forms=space + [" " + u if w not in glued else w for w, u in zip(words, upper, strict=True)] + upper,
        vowel=np.array([w[0].lower() in "aeiou" and not w.startswith(("uni", "use", "usu", "euro")) for w in words]),
        common=[w for w in words if w.isalpha() and w.islower() and len(w) > 3],
        tables=tables,
        body=_patterns("SENTENCE", 6_000, rules, rows, index, rng),
        lead=_patterns("LEAD", 2_000, rules, rows, index, rng),
        headline=_patterns("HEADLINE", 500, rules, rows, index, rng),
        first=source["names"]["first"].split(),
        surnames=_names(rng, 20_000, "surname"),
        towns=_names(rng, 3_000, "town"),
        kinds=[
            f"{w.capitalize()} {b}"
            for w in nouns["town"] + nouns["sea"]
            if "-" not in w
            for b in _NAMES["body"].split()
        ],
    )


def _patterns(
    top: str, number: int, rules: dict[str, list[list[str]]], rows: dict[str, int], index: dict[str, int], rng: Random
) -> Pattern:
    """So many sentences of the grammar, as rows of drums."""
    drum: list[int] = []
    word: list[int] = []
    start, length = [], []
    while len(start) < number:
        row = _expand(top, rules, rng, 0)
        if not 4 <= len(row) <= 45:
            continue
        start.append(len(drum))
        length.append(len(row))
        for part in row:
            drum.append(CAST_DRUMS.get(part, rows.get(part, -1)))
            word.append(index.get(part, 0))
    return Pattern(np.array(drum), np.array(word), np.array(start), np.array(length))


def _expand(symbol: str, rules: dict[str, list[list[str]]], rng: Random, depth: int) -> list[str]:
    if symbol not in rules:
        return [symbol]
    choices = rules[symbol] if depth < 9 else sorted(rules[symbol], key=len)[:1]
    return [part for inner in rng.choice(choices) for part in _expand(inner, rules, rng, depth + 1)]


_NAMES = {
    "start": """Ar Bel Bran Cal Cor Dal Dar Dun El Fal Far Gar Glen Hal Har Hol Is Kar Kel Lan Lor Mal Mar Mer Mor Nor
        Oak Or Pel Quen Ral Ros Sal Sel Stan Tal Tor Ul Val Ven Wes Win Yar Ash Brom Crav Drum Esk Frost Grim Hart""",
    "middle": "a e i o u an er in ol ar en il or et ur am os eth and ing",
    "surname": "berg son man ley dale ard ott ski ova well more wick stein ner quist ini ado ela eau ström ías",
    "town": "ham ford haven bury mere stad ton wick port vale holm field gate cross bridge minster ra via ona",
    "body": "Council Board Union Company Institute Association Trust Office Agency Federation Group Fund",
}


def _names(rng: Random, number: int, kind: str) -> list[str]:
    starts, middles, ends = (_NAMES[part].split() for part in ("start", "middle", kind))
    names: dict[str, None] = {}
    while len(names) < number:
        names[rng.choice(starts) + "".join(rng.choices(middles, k=rng.randint(0, 2))) + rng.choice(ends)] = None
    return list(names)


def _number(rng: Random) -> str:
    return rng.choice((f"{rng.randint(2, 99)}", f"{rng.randint(100, 999)}", f"{rng.randint(1_000, 99_999):,}"))


def _verb(entry: str) -> tuple[str, str, str]:
    """Base, past and participle.

    >>> _verb("deny"), _verb("stop"), _verb("win:won:won")
    (('deny', 'denied', 'denied'), ('stop', 'stopped', 'stopped'), ('win', 'won', 'won'))
    """
    base, *irregular = entry.split(":")
    if irregular:
        return base, irregular[0], irregular[1]
    if base in _SAME:
        return base, base, base
    past = base + "d" if base.endswith("e") else _stem(base) + "ed"
    if base[-1] == "y" and base[-2] not in "aeiou":
        past = base[:-1] + "ied"
    return base, past, past


_SAME = {"said", "added", "explained", "argued", "insisted", "warned", "noted", "recalled", "admitted", "promised"}
_SAME |= {"predicted", "complained", "announced", "suggested", "stressed", "replied"}
_DOUBLED = {"admit", "permit", "drop", "plan", "skip", "stop", "win", "cut", "begin", "run", "sit", "swim"}
_DOUBLED |= {"cancel", "control", "occur", "quarrel", "total", "travel"}


def _stem(base: str) -> str:
    return base + base[-1] if base in _DOUBLED else base


def _ing(base: str) -> str:
    return base[:-1] + "ing" if base.endswith("e") and base[-2] not in "eo" else _stem(base) + "ing"


def _plural(noun: str) -> str:
    """More than one of it.

    >>> _plural("party"), _plural("loss"), _plural("knife"), _plural("woman")
    ('parties', 'losses', 'knives', 'women')
    """
    odd = {"man": "men", "child": "children", "person": "people", "calf": "calves", "wolf": "wolves", "sheep": "sheep"}
    odd |= {"knife": "knives", "loaf": "loaves", "thief": "thieves", "bacterium": "bacteria", "people": "people"}
    odd |= {"half": "halves", "deer": "deer", "species": "species", "crisis": "crises", "thesis": "theses"}
    odd |= {"diagnosis": "diagnoses", "salmon": "salmon", "herring": "herring", "cod": "cod", "aircraft": "aircraft"}
    for single, plural in odd.items():
        if noun == single or (single == "man" and noun.endswith("man")):
            return noun[: -len(single)] + plural
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun[-1] == "y" and noun[-2] not in "aeiou" else noun + "s"


def main() -> None:
    """Write a corpus to standard output, as JSON lines."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dirty", action="store_true", help="with damage and near-copies")
    parser.add_argument("--truth", type=Path, help="write the truth about each article to this file")
    options = parser.parse_args()
    truths = options.truth.open("w", encoding="utf-8") if options.truth else None
    for record, truth in corpus(options.number, options.seed, DIRTY if options.dirty else CLEAN):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        if truths:
            truths.write(json.dumps(truth, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
