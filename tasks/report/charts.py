"""Histograms, drawn by pygal: pure Python, an SVG of a few kilobytes, no script and no font to load.

pygal brings style and script of its own, and writes the date down; they are taken out, so that the
page's own style draws the chart in light, in dark and on paper, and the same data give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import NamedTuple
from xml.etree import ElementTree

import pygal
from markupsafe import Markup
from pygal.etree import etree

SVG = "{http://www.w3.org/2000/svg}"


class Chart(NamedTuple):
    """A histogram from 0 to 1, its legend, and its numbers for those who cannot see it."""

    title: str
    note: str
    names: list[str]
    bins: list[str]
    counts: list[list[int]]  # by name, then by bin
    svg: Markup


def histogram(title: str, note: str, series: Mapping[str, Sequence[int]]) -> Chart:
    """Stacked bars; each series has one count for each bin from 0 to 1.  Without series nothing is drawn."""
    if not series:
        return Chart(title, note, [], [], [], Markup())
    width = max(map(len, series.values()), default=0)
    bins = [f"{n / width:g}" for n in range(width)]
    tops = _steps(max(map(sum, zip(*series.values(), strict=True)), default=0))
    etree.to_etree()  # the standard library's, also where lxml is installed: the same bytes
    chart = pygal.StackedBar(
        width=420, height=240, margin=6, spacing=4, show_legend=False, js=[], css=[], print_values=False,
        show_minor_x_labels=False, x_labels_major=bins[:: max(1, width // 5)], truncate_label=-1,
        y_labels=tops, range=(0, tops[-1]), value_formatter=lambda value: f"{value:,.0f}", no_prefix=True,
    )  # fmt: skip
    chart.x_labels = bins
    for name, counts in series.items():
        chart.add(name, list(counts))
    return Chart(
        title, note, list(series), bins, [list(counts) for counts in series.values()], _svg(chart.render_tree(), title)
    )


def _steps(top: int) -> list[int]:
    """Round numbers from 0 to at least `top`, at most seven.

    >>> _steps(3), _steps(587)
    ([0, 1, 2, 3], [0, 100, 200, 300, 400, 500, 600])
    """
    step, factors = 1, cycle((2, 2.5, 2))
    while step * 6 < top:
        step = int(step * next(factors))
    return list(range(0, max(top, 1) + step, step))[: 2 + (max(top, 1) - 1) // step]


def _svg(root: ElementTree.Element, title: str) -> Markup:
    """The drawing without what pygal adds for a page of its own."""
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.tag if isinstance(child.tag, str) else ""
            if name.removeprefix(SVG) in ("", "defs", "title", "desc") or child.get("class") == "tooltip":
                parent.remove(child)
    for name in ("id", "xmlns"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", title)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  (serialised, so escaped)
