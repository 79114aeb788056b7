"""The figures and the examples as one HTML page.

Jinja2 escapes everything that is put in.  The page may run its own script and use its own style, each
allowed by its hash, and load nothing at all (Content-Security-Policy).
"""

from __future__ import annotations

import base64
import hashlib
import json
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel

from tasks.report.charts import Chart, histogram
from tasks.report.examples import Examples
from tasks.report.figures import BINS, Figures
from tasks.report.marks import plain, shortened
from tasks.report.reliability import ENDING
from tasks.settings import Relation, Settings

HERE = Path(__file__).parent
RELATIONS = get_args(Relation)
SITES = 40  # rows of a table; the rest is summed up in one
TITLE = 140  # code points


def render(figures: Figures, examples: Examples, name: str) -> str:
    """The page, complete."""
    style, script = (Markup((HERE / file).read_text(encoding="utf-8")) for file in ("style.css", "filters.js"))  # noqa: S704
    last = figures.runs[-1] if figures.runs else {}
    return (
        _environment()
        .get_template("page.html")
        .render(
            name=name,
            quoted=shlex.quote(plain(name)),
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'",
            f=figures,
            x=examples,
            last=last,
            funnel=_funnel(figures),
            charts=_charts(figures),
            cuts=[(row, figures.cuts[row.least]) for row in ENDING] if figures.cuts else [],
            rules=sorted(figures.rules.values(), key=lambda rule: (-rule.edits, rule.stage, rule.rule)),
            sites=sorted(figures.sites.values(), key=lambda site: (-site.articles - site.duplicates, site.site)),
            most=SITES,
            settings=_settings(last.get("settings", {})),
            changed=len({json.dumps(run["settings"], sort_keys=True) for run in figures.runs}) > 1,
            search=last.get("counts", {}).get("search", {}),
        )
    )


def _funnel(figures: Figures) -> list[dict[str, Any]]:
    """What went in, what was taken out on the way, what is left; `at` and `wide` in percent of what went in."""
    kept, removed, rejects = (figures.rows[name] for name in ("articles", "duplicates", "rejects"))
    read = kept + removed + rejects
    steps = [("read", read, 0, "records, each once, in all runs")]
    steps += [("rejected", rejects, kept + removed, "could not be read as an article")]
    by_relation = sorted(figures.removed.items(), key=lambda item: (_rank(item[0]), item[0]))
    listed = ", ".join(f"{number:,} {relation}" for relation, number in by_relation)
    steps += [("duplicates", removed, kept, listed or "nothing repeats another article")]
    steps += [("articles", kept, 0, "kept, one for each distinct piece of copy")]
    scale = 100 / max(1, read)
    return [
        {"name": name, "count": count, "at": f"{at * scale:.2f}", "wide": f"{count * scale:.2f}", "says": says}
        for name, count, at, says in steps
    ]


def _charts(figures: Figures) -> list[Chart]:
    def below_one(
        histograms: Mapping[str, np.ndarray], beside: Mapping[str, np.ndarray] | None = None
    ) -> dict[str, list[int]]:
        """The series to draw; two charts side by side have the same names, so that each name has one colour."""
        drawn = {name for each in (histograms, beside or {}) for name, counts in each.items() if counts[:BINS].sum()}
        return {name: histograms[name][:BINS].tolist() for name in sorted(drawn, key=lambda name: (_rank(name), name))}

    def note(histograms: Mapping[str, np.ndarray], what: str) -> str:
        sure = sum(int(counts[BINS]) for counts in histograms.values())
        every = sum(int(counts.sum()) for counts in histograms.values())
        return f"{every:,} {what}" + (f", not drawn: {sure:,} at exactly 1" if sure else "")

    return [
        histogram("Similarity (Jaccard) of related pairs", note(figures.jaccard, "pairs"),
                  below_one(figures.jaccard, figures.inside)),
        histogram("Containment: how much of one stands in the other", note(figures.inside, "pairs"),
                  below_one(figures.inside, figures.jaccard)),
        histogram("Confidence of edits", note(figures.confidence, "edits"), below_one(figures.confidence)),
    ]  # fmt: skip


def _rank(name: str) -> int:
    return RELATIONS.index(name) if name in RELATIONS else len(RELATIONS)


def _settings(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every setting of the last run: its name, value, default and meaning."""
    found: list[dict[str, Any]] = []

    def walk(model: type[BaseModel], values: Mapping[str, Any], prefix: str) -> None:
        for name, field in model.model_fields.items():
            inner = field.annotation
            value = values.get(name)
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                walk(inner, value if isinstance(value, Mapping) else {}, f"{prefix}{name}.")
            elif name in values:
                default = json.dumps(field.default, ensure_ascii=False)
                shown = json.dumps(value, ensure_ascii=False)
                row = {"name": prefix + name, "value": shown, "default": default, "means": field.description}
                found.append({**row, "changed": shown != default})

    walk(Settings, values, "")
    return found


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "n": lambda number: f"{number:,.0f}",
        "share": lambda part, whole: f"{part / whole:.1%}" if whole else "–",
        "p2": lambda number: "–" if number is None else f"{number:.2f}",
        "line": lambda text, longest=TITLE: plain(shortened(text or "", longest)),
        "link": link,
    }
    return environment


def link(url: str | None) -> str | None:
    """An address a reader may follow: http or https, and nothing else.

    >>> link("https://example.org/a"), link("javascript:alert(1)"), link("//example.org"), link("http://[")
    ('https://example.org/a', None, None, None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc and len(url or "") <= 2000 else None


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
