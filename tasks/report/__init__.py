"""One page for people: what went in, what came out, and the decisions a person should look at first.

Comes in: the folder of a version, with its Parquet datasets.  Goes out: one HTML file that needs no
network and runs nothing but the few lines of script it brings.

    figures     what can be counted, in one pass over the datasets, part by part
    examples    which edits, removals and stories are shown, and their texts
    marks       what was struck and what was put in, for one edit and for two articles
    charts      histograms
    page        the figures and the examples as HTML
    brief       a few of them as Markdown, for the pages of a server

However large the dataset is, it is read part by part, texts are loaded only of the articles shown, and
the page stays below LIMIT bytes.  The same dataset gives the same page, byte for byte.
"""

from __future__ import annotations

from pathlib import Path

from tasks.refusal import Refusal
from tasks.report.examples import choose
from tasks.report.figures import count
from tasks.report.page import render

LIMIT = 1_500_000  # bytes of the page: opens at once on a phone, passes as an attachment
SAMPLE = 160  # edits shown; all other numbers of examples follow from it


class Unwritable(Refusal):
    """The page cannot be put where it should stand."""


def report(version: Path, target: Path) -> Path:
    """Write the page about the datasets of a version, whole or not at all; returns where it stands."""
    figures = count(version)
    sample = SAMPLE
    page = render(figures, choose(version, figures, sample), target.parent.resolve().name).encode()
    while len(page) > LIMIT and sample > 1:  # only where texts are all markup and signs
        sample //= 2
        page = render(figures, choose(version, figures, sample), target.parent.resolve().name).encode()
    part = target.with_name(f"_{target.name}.part")
    try:
        part.write_bytes(page)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unwritable(f"{target}: cannot be written: {error.strerror}. `--to FILE` writes elsewhere") from error
    return target
