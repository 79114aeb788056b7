"""Fit the weights of `ending`: python -m tasks.story.ending.fit --help.

All files are JSON lines, plain or .zst.  A page is a record with `site` (or `url`, or `id`), `text` (one paragraph a
line) and `n_lines_article`, the number of lines that are the story; an article is a page without a tail, and may name
its `lang`, its `group` (articles whose first sentences may stand below one another) and lines that are `furniture`.
`weight` and `kind` may be given.  A story (`clean`) and `teasers` that were put below it are a page, too.

Pages teach where stories end; made ones, and pages composed of the articles (`compose`), prepare them.  What is printed
was reached on sites that were held out: every page is judged by weights that saw no page of its site.  Needs
lightgbm (the extra `fit`); what it fits is evaluated without.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tasks.story.ending import places, tokens
from tasks.story.ending.compose import Record, compose
from tasks.story.ending.features import features
from tasks.story.ending.places import Model
from tasks.story.ending.reached import doubts, reliability, report, temperature
from tasks.story.ending.tokens import Integers
from tasks.story.ending.trees import SCALE, Trees

FOLDS = 4  # parts of the sites: each is judged by weights that the others taught
REMEMBERED = 0.3  # weight of a page as a site with a memory sees it
COMPOSED, WHOLE = 0.2, 0.4  # weights of a composed page, and of a whole article, among real ones
ALONE = 0.45  # of a composed page of which there is no real one: of its language, or run together
ROWS = 25  # a longer page weighs as much as one of so many paragraphs
NEAR, FAR = 10, 4  # paragraphs from the end of the story on; of those further off one in so many is looked at
VARIANT = 0.4  # weight of a variant, of that of its page
FEW, SHORT = 8, 5  # lines of a tail that stay, at most; paragraphs of a story that is cut short, more than
LONG_TEASER = 40  # characters of the shortest line of a tail of which a variant is made
COMMON = 5  # times a word must be seen in a language to be called common
LEAST_SHARE = 2.0**-8  # of the paragraphs of a language that have it

_SHARED = {"verbose": -1, "seed": 3, "deterministic": True, "force_row_wise": True, "max_bin": 127, "num_threads": 1}
MADE = {
    **_SHARED,
    **{"objective": "binary", "learning_rate": 0.1, "num_leaves": 24, "max_depth": 7, "min_data_in_leaf": 100},
    **{"feature_fraction": 0.4, "bagging_fraction": 0.6, "bagging_freq": 1, "lambda_l2": 5.0},
}
REAL = {**MADE, "learning_rate": 0.05, "min_data_in_leaf": 60}
PLACE = {
    **_SHARED,
    **{"learning_rate": 0.06, "num_leaves": 15, "max_depth": 6, "min_data_in_leaf": 80},
    **{"feature_fraction": 0.6, "lambda_l2": 5.0},
}
ROUNDS = {"made": 200, "real": 280, "place": 200}


class Pages(NamedTuple):
    """Pages and the features of their paragraphs, one page behind the other."""

    records: list[Record]
    rows: Integers
    start: Integers  # of each page in the rows, and the end
    story: Integers  # paragraphs that are the story
    weight: Any

    @property
    def below(self) -> Any:
        """Whether each paragraph stands below the story."""
        sizes = np.diff(self.start)
        return np.arange(len(self.rows)) - np.repeat(self.start[:-1], sizes) >= np.repeat(self.story, sizes)

    def some(self, which: Any) -> Pages:
        """A part of the pages."""
        at = np.flatnonzero(which)
        rows = [np.arange(self.start[n], self.start[n + 1]) for n in at]
        sizes = [len(some) for some in rows]
        return Pages(
            [self.records[n] for n in at],
            self.rows[np.concatenate(rows)] if rows else self.rows[:0],
            np.append(0, np.cumsum(sizes)).astype(np.int64),
            self.story[at],
            self.weight[at],
        )


def read(paths: Iterable[str]) -> Iterator[Record]:
    """The records of some files, each with its `site`, its `kind` and, where it has a `lang`, its `group`."""
    for path in paths:
        kind = Path(path).name.split(".")[0]
        with pa.input_stream(path, compression="zstd" if path.endswith(".zst") else None) as stream:
            for number, line in enumerate(stream.read().decode("utf-8").split("\n"), 1):
                if not line.strip():
                    continue
                record = _page({"kind": kind, **json.loads(line)})
                site = _site(record)
                if "text" not in record or not site:
                    raise SystemExit(f"{path}:{number}: a record needs `text`, and one of `site`, `url`, `id`")
                if "lang" in record:
                    record.setdefault("group", f"{record['lang']}/{record.get('source') or site}")
                not_story = {line.strip() for line in record.get("furniture", ())}
                if not_story:
                    record["text"] = "\n".join(x for x in record["text"].split("\n") if x.strip() not in not_story)
                yield {**record, "site": site}


def _page(record: Record) -> Record:
    r"""The record; one that gives its story (`clean`) and the `teasers` below it apart as a page.

    >>> page = _page({"kind": "damage", "clean": "The river rose.\n\nIt fell.", "teasers": ["A bridge opened."]})
    >>> page["text"].split("\n"), page["n_lines_article"], page["kind"]
    (['The river rose.', 'It fell.', 'A bridge opened.'], 2, 'damage')
    """
    if "clean" not in record:
        return record
    story, tail = _lines(record["clean"]), record["teasers"]
    kind = record["kind"] if tail else f"{record['kind']}_whole"
    return {**record, "text": "\n".join([*story, *tail]), "n_lines_article": len(story), "kind": kind}


def _site(record: Record) -> str:
    """To which site a record belongs; where nothing says it, it is a site of its own."""
    name = record.get("site") or (re.match(r"\w+://([^/?#]+)", record.get("url") or "") or ["", ""])[1]
    return re.sub(r"^(?:www|m|edition|eu|us|uk|amp)\d*\.", "", str(name).lower()) or str(record.get("id") or "")


def weighed(page: Record, weights: Sequence[str]) -> Record:
    """The page with the weight that is asked for its kind: NAME=WEIGHT for kinds that begin with the name.

    >>> weighed({"kind": "news_part"}, ["news=2", "shop=0.5"])["weight"]
    2.0
    """
    for name, _, weight in (asked.partition("=") for asked in weights):
        if str(page.get("kind", "")).startswith(name):
            return {**page, "weight": float(weight)}
    return page


def serves(article: Record, only: str) -> bool:
    """Whether an article that has a field has one of the values that are asked for: NAME=VALUE,VALUE.

    >>> serves({"part": "near"}, "part=near,far"), serves({"part": "daily"}, "part=near,far"), serves({}, "part=near")
    (True, False, True)
    """
    name, _, values = only.partition("=")
    return name not in article or str(article[name]) in values.split(",")


def variants(page: Record) -> Iterator[Record]:
    """A page; and, where stories end is rare to see, what can be made of it.

    Some lines of its tail alone; the story cut short; of a tail of long teasers their whole sentences alone, which no
    headline betrays.
    """
    yield page
    if "teasers" in page:  # planted at random, and of these there are enough
        return
    lines, kind = page["text"].split("\n"), str(page.get("kind", ""))
    story, tail = lines[: page["n_lines_article"]], lines[page["n_lines_article"] :]
    whole = [line for line in tail if _SENTENCE.match(line)]
    if 1 < len(whole) < len(tail) and min(map(len, tail)) >= LONG_TEASER:
        yield {**page, "text": "\n".join(story + whole), "kind": f"{kind}_sentences"}
    story, tail = _lines("\n".join(story)), _lines("\n".join(tail))
    chance, light = random.Random(page["text"]), page.get("weight", 1.0) * VARIANT
    if len(tail) > 2:
        some = sorted(chance.sample(range(len(tail)), chance.randint(1, min(FEW, len(tail) - 1))))
        text = "\n".join([*story, *(tail[n] for n in some)])
        yield {**page, "text": text, "n_lines_article": len(story), "kind": f"{kind}_few", "weight": light}
    if len(story) > SHORT and tail:
        ends = chance.randint(3, len(story) - 1)
        text = "\n".join([*story[:ends], *tail])
        yield {**page, "text": text, "n_lines_article": ends, "kind": f"{kind}_cut", "weight": light}


_SENTENCE = re.compile(r"\s*(?=[^a-z])(?:\S+\s+){9}.*[.!?…][\"”’)]?\s*\Z", re.DOTALL)


def whole(articles: Sequence[Record]) -> Iterator[Record]:
    """The articles as pages without a tail."""
    for article in articles:
        yield {**article, "n_lines_article": article["text"].count("\n") + 1, "kind": "article", "weight": WHOLE}


def fold(site: str, folds: int = FOLDS, salt: str = "") -> int:
    """To which part a site belongs, in every file the same."""
    return blake2b(f"{salt}{site}".encode()).digest()[0] % folds


def learn_common(records: Iterable[Record]) -> Any:
    """How common words are: of each bucket the highest share of the paragraphs of a language, in UNITs above RAREST."""
    stands: dict[str, Any] = defaultdict(lambda: np.zeros(tokens.BUCKETS))
    seen: Counter[str] = Counter()
    for record in records:
        lines = _lines(record["text"])[: record.get("n_lines_article") or None]
        if not lines:
            continue
        language = record.get("lang") or "en"
        stands[language] += tokens.stands(lines)
        seen[language] += len(lines)
    common = np.zeros(tokens.BUCKETS)
    for language in sorted(stands):
        shares = np.where(stands[language] >= COMMON, stands[language] / seen[language], 0.0)
        known = np.where(shares >= LEAST_SHARE, tokens.RAREST + tokens.UNIT * np.log2(np.maximum(shares, 1e-9)), 0.0)
        common = np.maximum(common, known)
    return np.rint(common).astype(np.uint8)


def extract(records: Iterable[Record], common: Any) -> Pages:
    """The features of some pages."""
    kept, rows, sizes, story, weight = [], [], [0], [], []
    for record in records:
        lines = record["text"].split("\n")
        ends = record.get("n_lines_article")
        stays = len(_lines("\n".join(lines[: len(lines) if ends is None else ends])))
        found = _lines(record["text"])
        if stays < 1 or len(found) < 2:
            continue
        kept.append({key: value for key, value in record.items() if key != "text"} | {"lines": found})
        rows.append(features(found, common).astype(np.int16))
        sizes.append(len(found))
        story.append(stays)
        weight.append(record.get("weight", 1.0))
    return Pages(kept, np.vstack(rows), np.cumsum(sizes), np.array(story), np.array(weight))


def _lines(text: str) -> list[str]:
    return [bare for line in text.split("\n") if (bare := line.strip())]


class Taught(NamedTuple):
    """Weights, and what weights that saw no page of a site say of its pages."""

    model: Model
    scores: dict[int, Integers]  # of the places of each page, by its number


def teach(made: Pages, real: Pages, common: Any, rounds: Mapping[str, int] = ROUNDS) -> Taught:
    """The three stages: the second hears the first; the third is taught what the second says of sites unseen.

    Scores are multiplied by what makes their probabilities true on the sites held out.
    """
    of_made, of_real = (np.array([fold(record["site"]) for record in pages.records]) for pages in (made, real))
    of_row = np.repeat(of_real, np.diff(real.start))
    odds = np.zeros(len(real.rows), np.int64)
    for part in sorted(set(of_real)):
        odds[of_row == part] = _odds(made.some(of_made != part), real, of_real == part, rounds)
    seen = _seen(real, odds)
    scores: dict[int, Integers] = {}
    for part in sorted(set(of_real)):
        learned = _places(seen, of_real != part, rounds["place"])
        scores.update((n, learned(seen.rows[0][n])) for n in np.flatnonzero(of_real == part).tolist())
    scale = temperature(scores, real)
    first = _paragraphs(made, made.rows, MADE, rounds["made"])
    second = _paragraphs(real, hear(real, first), REAL, rounds["real"])
    third = _places(seen, np.ones(len(of_real), bool), rounds["place"], scale)
    return Taught(
        Model(common, first, second, third),
        {n: np.rint(said * scale).astype(np.int64) for n, said in scores.items()},
    )


def _odds(made: Pages, real: Pages, unseen: Any, rounds: Mapping[str, int]) -> Integers:
    """What the second stage says of the paragraphs of some pages, taught by all others."""
    first = _paragraphs(made, made.rows, MADE, rounds["made"])
    taught, asked = real.some(~unseen), real.some(unseen)
    return _paragraphs(taught, hear(taught, first), REAL, rounds["real"])(hear(asked, first))


def hear(pages: Pages, first: Trees) -> Integers:
    """The rows with what the first stage says of them."""
    odds = first(pages.rows)
    heard = [places.heard(odds[a:b]) for a, b in zip(pages.start[:-1], pages.start[1:], strict=True)]
    return np.hstack([pages.rows, np.vstack(heard)])


def _paragraphs(pages: Pages, rows: Integers, settings: dict[str, Any], rounds: int) -> Trees:
    import lightgbm

    sizes = np.diff(pages.start)
    weight = np.repeat(pages.weight * np.minimum(1.0, ROWS / sizes), sizes)
    # Where the story is not about to end paragraphs are alike: of those a part stands for all.
    far = np.abs(np.arange(len(rows)) - np.repeat(pages.start[:-1] + pages.story, sizes)) > NEAR
    kept = np.flatnonzero(~far | (np.random.default_rng(7).random(len(rows)) < 1 / FAR))
    weight = np.where(far, weight * FAR, weight)[kept]
    data = lightgbm.Dataset(rows[kept].astype(np.float32), pages.below[kept].astype(float), weight=weight)
    return _trees(lightgbm.train(settings, data, rounds))


class Seen(NamedTuple):
    """What the third stage sees of each page: without a memory, and with one."""

    rows: tuple[list[Integers], list[Integers]]
    story: Integers
    weight: Any


def _seen(pages: Pages, odds: Integers) -> Seen:
    chance = np.random.default_rng(5)
    rows: tuple[list[Integers], list[Integers]] = ([], [])
    for n, (a, b) in enumerate(zip(pages.start[:-1], pages.start[1:], strict=True)):
        page = places.Read(pages.rows[a:b].astype(np.int64), odds[a:b])
        rows[0].append(places.places(page, np.zeros(b - a, np.int64)))
        rows[1].append(places.places(page, remembered(b - a, int(pages.story[n]), chance)))
    return Seen(rows, pages.story, pages.weight)


def _places(seen: Seen, which: Any, rounds: int, scale: float = 1.0) -> Trees:
    """The third stage: softmax over the places of each of some pages."""
    import lightgbm

    at = np.flatnonzero(which).tolist()
    tables = [known[n] for known in seen.rows for n in at]
    start = np.append(0, np.cumsum([len(table) for table in tables]))
    target = np.zeros(start[-1])
    target[start[:-1] + np.tile(seen.story[at], 2) - 1] = 1
    weights = np.concatenate([(1 - REMEMBERED) * seen.weight[at], REMEMBERED * seen.weight[at]])
    each = np.repeat(weights, np.diff(start))

    def gradient(said: Any, _: Any) -> tuple[Any, Any]:
        p = softmax(said, start)
        return each * (p - target), each * np.maximum(2 * p * (1 - p), 1e-3)

    data = lightgbm.Dataset(np.vstack(tables).astype(np.float32), target)
    return _trees(lightgbm.train({**PLACE, "objective": gradient}, data, rounds), scale)


def remembered(count: int, story: int, chance: Any) -> Integers:
    """What a memory might know of a page: much of the tail or little, and now and then something of the story."""
    known = np.zeros(count, np.int64)
    tail = np.arange(count) >= story
    kinds = chance.choice([1, 2, 3, 4], count, p=[0.15, 0.15, 0.3, 0.4])
    known[tail] = np.where(chance.random(tail.sum()) < chance.random(), kinds[tail], 0)
    stray = ~tail & (chance.random(count) < 0.004)
    known[stray] = kinds[stray]
    if story > 4 and chance.random() < 0.04:  # paragraphs that it shares with another report
        first = int(chance.integers(1, story - 1))
        known[first : min(story, first + int(chance.integers(1, 5)))] = 1 + int(chance.random() < 0.3)
    return known


def softmax(scores: Any, start: Any) -> Any:
    """Probabilities within each page."""
    sizes = np.diff(start)
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, start[:-1]), sizes))
    return raised / np.repeat(np.add.reduceat(raised, start[:-1]), sizes)


def _trees(fitted: Any, scale: float = 1.0) -> Trees:
    """Trees of whole numbers from those of lightgbm."""
    feature, bound, child, value, root = columns = [list[int]() for _ in range(5)]

    def put(node: dict[str, Any], at: int) -> None:
        if "leaf_value" in node:
            value[at] = round(node["leaf_value"] * SCALE * scale)
            return
        feature[at], bound[at] = node["split_feature"], int(np.floor(node["threshold"]))
        child[at] = len(feature)
        for column, empty in zip(columns, (0, 0, -1, 0), strict=False):
            column.extend([empty, empty])
        put(node["left_child"], child[at])
        put(node["right_child"], child[at] + 1)

    for tree in fitted.dump_model()["tree_info"]:
        root.append(len(feature))
        for column, empty in zip(columns, (0, 0, -1, 0), strict=False):
            column.append(empty)
        put(tree["tree_structure"], root[-1])
    return Trees.of(feature, bound, child, value, root)


def save(model: Model, path: Path) -> None:
    """Write the weights to one file."""
    columns = {"common": model.common}
    for stage in ("made", "real", "place"):
        for name, column in getattr(model, stage).columns().items():
            columns[f"{stage}_{name}"] = column
    np.savez_compressed(path, **columns)


def gathered(asked: argparse.Namespace) -> tuple[Pages, Pages, Any]:
    """Pages for the first stage, for the others, and how common words are."""
    made = list(read(asked.made))
    made, spare = made[: asked.most_made], made[asked.most_made :]
    articles = [
        article
        for article in read(asked.articles)
        if not article.get("copy_of") and all(serves(article, only) for only in asked.only)
    ]
    articles += [page for page in spare if page["n_lines_article"] > page["text"].count("\n")]
    labelled = (page for page in read(asked.pages) if not page.get("copy_of"))
    pages = [variant for page in labelled for variant in variants(weighed(page, asked.weight))]
    # An archive with planted teasers is of one house, whose beat would make its words common.
    common = learn_common([*made, *articles, *(page for page in pages if "teasers" not in page)])
    prepared = extract([*made, *compose(articles, asked.composed, seed=1)], common)
    told = {page.get("lang") or "en" for page in pages}
    more = [
        {**page, "weight": ALONE if page["joined"] or (page["lang"] or "en") not in told else COMPOSED}
        for page in compose(articles, asked.composed, seed=2)
    ]
    real = extract([*pages, *more, *whole(articles)], common)
    return prepared, real, common


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit to the files named on the command line."""
    from tasks.story.ending.tail import LEVELS

    parser = argparse.ArgumentParser(prog="python -m tasks.story.ending.fit", description=__doc__.split("\n")[0])
    parser.add_argument("--pages", nargs="+", required=True, help="real pages, labelled")
    parser.add_argument("--made", nargs="*", default=[], help="made pages, labelled, for the first stage alone")
    parser.add_argument("--articles", nargs="*", default=[], help="whole articles, of which pages are composed")
    parser.add_argument("--weight", nargs="*", default=[], help="of pages, by how their kind begins: NAME=WEIGHT")
    parser.add_argument("--only", nargs="*", default=[], help="articles that serve: NAME=VALUE,VALUE of a field")
    parser.add_argument("--most-made", type=int, default=12_000, help="made pages; the whole ones behind are articles")
    parser.add_argument("--composed", type=int, default=4_000, help="pages that are composed, for each of two stages")
    parser.add_argument("--trees", type=float, default=1.0, help="share of the usual number of trees")
    parser.add_argument("--out", type=Path, help="where the weights go (.npz); without it they are only tried")
    asked = parser.parse_args(arguments)
    prepared, real, common = gathered(asked)
    print(f"{len(prepared.records)} pages to prepare, {len(real.records)} to teach", flush=True)
    rounds = {stage: max(1, round(trees * asked.trees)) for stage, trees in ROUNDS.items()}
    taught = teach(prepared, real, common, rounds)
    print(f"held out by site, {FOLDS} parts")
    usual = (taught.scores, real, LEVELS["balanced"])
    for line in (*report(taught.scores, real, LEVELS), *reliability(*usual), *doubts(*usual)):
        print(line)
    if asked.out:
        save(taught.model, asked.out)
        print(f"{asked.out}: {asked.out.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
