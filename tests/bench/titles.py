"""How many headlines are found where the first line is one, and how often a line is taken that is none.

    python -m tests.bench.titles pages.jsonl [--part fit|held|all] [--show 20]

A record of the files: `text`, `headline` (its first line, or null where it has none), `language`; it may have `url`
and `site`.  Each text is read twice: as it is, and without its headline, where nothing at all may be taken.  A third
of the sites is held back by their hash (of the id, where a language has one site only): fit on the rest, look at
these last.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tasks.page import Page
from tasks.story import tell


def held_back(record: dict[str, Any]) -> bool:
    """Whether a record belongs to the third that is looked at last."""
    key = record.get("site") or record.get("id") or record["text"][:100]
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % 3 == 0


def records(paths: list[Path], part: str) -> Iterator[dict[str, Any]]:
    """The records of some files that belong to a part."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if part == "all" or held_back(record) == (part == "held"):
                yield record


def verdicts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What became of a record: (verdict, the line it is about)."""
    text, headline = record["text"], record.get("headline")
    page = Page(url=record.get("url") or "", language=record.get("language"))
    if headline:
        told = tell(text, page)
        if told.title == headline.strip():
            yield "found", told.title
        elif told.title:
            yield "wrong", told.title
        elif "title_uncertain" in told.flags:
            yield "uncertain", headline
        else:
            yield "missed", headline
        text = text.replace(headline, "", 1).lstrip("\n")
    told = tell(text, page)
    yield ("taken from none", told.title) if told.title else ("none", "")


def main() -> None:
    """Print one row a language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--part", choices=("fit", "held", "all"), default="fit")
    parser.add_argument("--show", type=int, default=0, help="lines of each kind but the right ones to print")
    given = parser.parse_args()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[str] = Counter()
    for record in records(given.files, given.part):
        for verdict, line in verdicts(record):
            table[record.get("language") or "?"][verdict] += 1
            table["all"][verdict] += 1
            if verdict not in ("found", "none") and (shown.update([verdict]) or shown[verdict] <= given.show):
                print(f"{verdict:>15}  {record.get('language')}  {record.get('id')}  {line[:120]}")
    print(f"{'':8}{'headlines':>10}{'found':>8}{'flagged':>9}{'wrong':>7}   without one:{'taken':>7}{'of':>7}")
    for language, row in sorted(table.items()):
        headlines = sum(row[name] for name in ("found", "wrong", "uncertain", "missed"))
        none = row["none"] + row["taken from none"]
        found = f"{row['found'] / headlines:.1%}" if headlines else ""
        doubtful, wrong, taken = row["uncertain"], row["wrong"], row["taken from none"]
        print(f"{language:8}{headlines:10}{found:>8}{doubtful:9}{wrong:7}{taken:22}{none:7}")


if __name__ == "__main__":
    main()
