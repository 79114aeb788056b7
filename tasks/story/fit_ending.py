"""Fit the weights of `ending` to labelled articles: `python -m tasks.story.fit_ending LABELLED.jsonl... > ending.json`.

A labelled article is a line of JSON with `text` (one paragraph a line) and `n_lines_article`, the number of
lines that are the story; `site`, `weight` and `kind` may be given.  Articles without a tail teach what must stay.

The model is a log-linear change point: of all places k where the story could end, and of the possibility
that it has no tail, the labelled one shall be the most probable.  Tails of headlines and tails of
sentences are fitted apart, each against all articles without a tail, by L-BFGS with an L2 penalty.
A third kind, standfirsts on the story's own beat, is fitted to the articles that name it as their `kind`.
Then the fifth of the tails that fits worst is set aside (labels are made by rules and sometimes
wrong; one wrong label costs as much as ten right ones teach) and the rest is fitted again.

Fitted once on pages of some 80 sites and on clean wire stories, to which leads and headlines of other
stories had been appended; the third kind on wire stories above standfirsts of the stories most like them.
None of that text is in this project.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tasks.story.echo import ECHOES, echoes
from tasks.story.evidence import BOUNDARY, boundaries, evidence
from tasks.story.facts import AT, FEATURES, Matrix, facts

L2 = {
    "headlines": 0.8,
    "sentences": 0.5,
    "standfirsts": 0.5,
}  # real tails of headlines are few, so they are held shorter
SET_ASIDE = 0.2
KINDS = ("headlines", "sentences", "standfirsts")
_PLAIN = (*FEATURES, *BOUNDARY)
NAMES = {"headlines": _PLAIN, "sentences": _PLAIN, "standfirsts": (*ECHOES, *_PLAIN)}
_HEADLINE = ("page", "short", "short_headline", "cut_short", "question", "headline", "long_headline", "you")


class Example(NamedTuple):
    """One labelled article: the evidence for every place it could end, the last row for no end."""

    places: Matrix
    right: int
    kind: str  # of its tail; empty for none
    weight: float


def example(lines: Sequence[str], story: int, site: str = "", weight: float = 1.0, kind: str = "") -> Example:
    """Count the evidence in paragraphs of which the first `story` are the story."""
    page = facts(lines)
    rows = evidence(page, site)
    none = np.zeros((1, len(NAMES["standfirsts"])))
    if len(lines) < 2:
        return Example(none, 0, "", weight)
    sums = np.cumsum(np.hstack([echoes(page), rows])[::-1], axis=0)[::-1]
    places = np.vstack([np.hstack([sums[1:], boundaries(rows, page)]), none])
    tail = rows[story:]
    if not len(tail):
        return Example(places, story - 1, "", weight)
    headlines = tail[:, [AT[name] for name in _HEADLINE]].any(axis=1).mean() >= 0.5
    return Example(places, story - 1, kind or KINDS[not headlines], weight)


def fit(examples: Iterable[Example]) -> dict[str, Matrix]:
    """The weights of each kind of tail."""
    known = list(examples)
    weights = {}
    for kind in KINDS:
        tails = [_columns(one, kind) for one in known if one.kind == kind]
        whole = [_columns(one, kind) for one in known if not one.kind]
        fitted = _fit([*whole, *tails], L2[kind])
        for _ in range(2):
            likely = np.array([_log_chance(one, fitted) for one in tails])
            kept = [one for one, chance in zip(tails, likely, strict=True) if chance >= np.quantile(likely, SET_ASIDE)]
            fitted = _fit([*whole, *kept], L2[kind])
        weights[kind] = fitted
    return weights


def _columns(one: Example, kind: str) -> Example:
    """What counts for one kind of tail: the echoes stand first."""
    return one._replace(places=one.places[:, -len(NAMES[kind]) :])


def _fit(examples: Sequence[Example], penalty: float) -> Matrix:
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    places = np.vstack([one.places for one in examples])
    sizes = [len(one.places) for one in examples]
    starts = np.append(0, np.cumsum(sizes)[:-1])
    of = np.repeat(np.arange(len(examples)), sizes)
    right = starts + np.array([one.right for one in examples])
    weight = np.array([one.weight for one in examples])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = places @ weights
        highest = np.maximum.reduceat(scores, starts)
        chance = np.exp(scores - highest[of])
        total = np.add.reduceat(chance, starts)
        chance *= (weight / total)[of]
        chance[right] -= weight
        value = (weight * (highest + np.log(total) - scores[right])).sum() + penalty / 2 * weights @ weights
        return float(value), chance @ places + penalty * weights

    start = np.zeros(places.shape[1])
    found: Matrix = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return found


def _log_chance(one: Example, weights: Matrix) -> float:
    scores = one.places @ weights
    return float(scores[one.right] - np.logaddexp.reduce(scores))


def _read(paths: Iterable[str]) -> Iterable[Example]:
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            record: dict[str, Any] = json.loads(line)
            story = record["text"].split("\n")[: record["n_lines_article"]]
            lines = [paragraph.strip() for paragraph in record["text"].split("\n") if paragraph.strip()]
            length = sum(bool(paragraph.strip()) for paragraph in story)
            if length:
                more = {name: record[name] for name in ("site", "weight", "kind") if name in record}
                yield example(lines, length, **more)


def main() -> None:
    """Fit to the files named on the command line and print the weights."""
    fitted = fit(_read(sys.argv[1:]))
    rounded = {
        kind: dict(zip(NAMES[kind], np.round(weights, 3).tolist(), strict=True)) for kind, weights in fitted.items()
    }
    print(json.dumps(rounded, indent=1))


if __name__ == "__main__":
    main()
