"""The end of a run, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.pipeline import Summary

PAGES = (".html", ".htm", ".warc", ".warc.gz")  # what the extra `html` reads


def lines(summary: Summary) -> Iterator[str]:
    """The summary of a run, a line at a time."""
    known = f", {summary.known:,} of them known already" if summary.known else ""
    of = f" of {counted(summary.files, 'file')}" if summary.files or not summary.read else ""  # a rebuild reads none
    yield f"read        {summary.read:>9,} {_word(summary.read, 'record')}{of}{known}"
    if summary.known_files:
        files = _word(summary.known_files, "file")
        yield f"known       {summary.known_files:>9,} {files} of which earlier runs took all they hold"
    yield f"kept        {summary.articles:>9,} {_word(summary.articles, 'article')}"
    yield f"duplicates  {summary.duplicates:>9,}"
    yield f"rejected    {summary.rejects:>9,}" + (f"   see {summary.output}/rejects" if summary.rejects else "")
    for reason, count in summary.reasons:
        yield f"  {count:>19,} x {printable(reason)}"
    if (others := summary.rejects - sum(count for _, count in summary.reasons)) > 0:
        yield f"  {others:>19,} for other reasons"
    if summary.in_vain:
        yield "nothing was kept of what was read" + ("; why stands above" if summary.reasons else "")
    yield from _work(summary)
    yield from _left(summary)
    for warning in summary.warnings:
        yield f"warning     {warning}"
    yield f"output      {summary.output} (batch {summary.batch}); to look at it: cleancopy report {summary.output}"


def _work(summary: Summary) -> Iterator[str]:
    """What was done, and what it took."""
    if summary.moved:
        articles = _word(summary.moved, "article")
        yield f"moved       {summary.moved:>9,} {articles} of earlier batches, in the light of this one"
    if summary.edits:
        yield "edits       " + _listed(summary.edits)
    if summary.flags:
        yield "flags       " + _listed(summary.flags)
    if summary.relations:
        yield "relations   " + _listed(summary.relations)
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items())
    yield f"seconds     {sum(summary.seconds.values()):>9,.1f}: {stages}"
    if max(summary.memory.values(), default=0):
        yield f"memory      {max(summary.memory.values()):>9,} MB at most in one process"


def _left(summary: Summary) -> Iterator[str]:
    """Files that were not read, and why."""
    for path in summary.unknown[:10]:
        cure = "; pip install 'cleancopy[html]' reads it" if path.lower().endswith(PAGES) else ""
        yield f"not read    {printable(path)}: its ending names no format known here{cure}"
    if len(summary.unknown) > 10:
        yield f"not read    and {len(summary.unknown) - 10:,} more like these"
    for path, reason in summary.left[:10]:
        yield f"left alone  {printable(path)}: {reason}"


def sentence(summary: Summary) -> str:
    """The end of a run in a line, as the state of a run on a server says it."""
    if not summary.read:
        known = (
            f": earlier runs took all that {counted(summary.known_files, 'file')} hold" if summary.known_files else ""
        )
        return f"nothing new{known}"
    if summary.known == summary.read:
        return f"nothing new: {counted(summary.known, 'record')} known already"
    parts = [f"{summary.articles:,} kept", counted(summary.duplicates, "duplicate")]
    if summary.rejects:
        reasons = ", ".join(f"{count:,} x {printable(shortened(reason))}" for reason, count in summary.reasons)
        parts.append(f"{summary.rejects:,} rejected ({reasons})")
    if summary.known:
        parts.append(f"{summary.known:,} known already")
    if summary.moved:
        parts.append(f"{summary.moved:,} of earlier batches moved")
    parts += [printable(shortened(warning)) for warning in summary.warnings]
    return f"read {summary.read:,}: {', '.join(parts)}"


def shortened(text: str, longest: int = 120) -> str:
    """Text of at most `longest` code points.

    >>> shortened("the river rose", 9)
    'the rive…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _word(count: int, what: str) -> str:
    return what if count == 1 else f"{what}s"


def counted(count: int, what: str) -> str:
    """A number with its noun, in the singular or plural.

    >>> counted(1, "article"), counted(2000, "article")
    ('1 article', '2,000 articles')
    """
    return f"{count:,} {_word(count, what)}"


def printable(text: str) -> str:
    """Text without anything that could steer a terminal."""
    return "".join(ch if ch.isprintable() else f"\\x{ord(ch):02x}" for ch in text)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
