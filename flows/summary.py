"""The end of a run, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.pipeline import Summary

PAGES = (".html", ".htm", ".warc", ".warc.gz")  # what the extra `html` reads


def lines(summary: Summary) -> Iterator[str]:
    """The summary of a run, a line at a time."""
    known = f", {summary.known:,} of them known already" if summary.known else ""
    yield f"read        {summary.read:>9,} records of {_files(summary.files)}{known}"
    if summary.known_files:
        yield f"known       {summary.known_files:>9,} files of which earlier runs took all they hold"
    yield f"kept        {summary.articles:>9,} articles"
    yield f"duplicates  {summary.duplicates:>9,}"
    yield f"rejected    {summary.rejects:>9,}" + (f"   see {summary.output}/rejects" if summary.rejects else "")
    for reason, count in summary.reasons:
        yield f"  {count:>19,} x {printable(reason)}"
    if summary.in_vain:
        yield "nothing was kept of what was read" + (": the remedy stands above" if summary.reasons else "")
    if summary.moved:
        yield f"moved       {summary.moved:>9,} articles of earlier batches, in the light of this one"
    if summary.edits:
        yield "edits       " + _listed(summary.edits)
    if summary.flags:
        yield "flags       " + _listed(summary.flags)
    if summary.relations:
        yield "relations   " + _listed(summary.relations)
    yield "seconds     " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items())
    if max(summary.memory.values(), default=0):
        yield f"memory      {max(summary.memory.values()):>9,} MB at most in one process"
    for path in summary.unknown[:10]:
        cure = "; pip install 'cleancopy[html]' reads it" if path.lower().endswith(PAGES) else ""
        yield f"not read    {printable(path)}: its ending names no format known here{cure}"
    if len(summary.unknown) > 10:
        yield f"not read    and {len(summary.unknown) - 10:,} more like these"
    for path, reason in summary.left[:10]:
        yield f"left alone  {printable(path)}: {reason}"
    for warning in summary.warnings:
        yield f"warning     {warning}"
    yield f"output      {summary.output} (batch {summary.batch}); to look at it: cleancopy report {summary.output}"


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"


def printable(text: str) -> str:
    """Text without anything that could steer a terminal."""
    return "".join(ch if ch.isprintable() else f"\\x{ord(ch):02x}" for ch in text)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
