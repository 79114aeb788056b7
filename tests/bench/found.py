"""What a tool found of the damage in a generated corpus, by the corpus's own truth.

    python -m tests.bench.found truth.jsonl news.jsonl OUT      prints the counts as JSON

OUT holds either the datasets of cleancopy or a peer's `articles`, a Parquet file or a folder of them, with `id` and
`text`.
Counted on what the tool kept, since a removed article has no text left to look at.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.made.corpus import SIGN_OFFS
from tests.made.damage import EMOJI

BARS = (0.7, 0.5, 0.0)  # planted copies are counted by the similarity of the sound texts, from each bar to the next


def found(truths: dict[str, dict[str, Any]], given: dict[str, str], kept: dict[str, str]) -> dict[str, int]:
    """Counts; `X of` is the number of X there were."""
    return {**_copies(truths, kept), **_repairs(truths, given, kept)}


def _copies(truths: dict[str, dict[str, Any]], kept: dict[str, str]) -> dict[str, int]:
    """A planted copy is found when it and what it was made of were not both kept.

    Of a family of n articles n - 1 removals are right, and each further one loses a story.
    """
    n = {name: 0 for bar in BARS for name in (f"copies {bar}", f"copies {bar} of")}
    family: dict[str, set[str]] = {}  # copies are made of originals only: a family is an original and its copies
    for name, truth in truths.items():
        family.setdefault(truth["copy_of"] or name, set()).add(name)
        if truth["copy_of"]:
            similarity = jaccard(truth["clean"], truths[truth["copy_of"]]["clean"])
            bar = next(bar for bar in BARS if similarity >= bar)
            n[f"copies {bar} of"] += 1
            n[f"copies {bar}"] += not {name, truth["copy_of"]} <= kept.keys()
    n["right removals of"] = len(truths) - len(kept)
    n["right removals"] = sum(min(len(some - kept.keys()), len(some) - 1) for some in family.values())
    return n


def _repairs(truths: dict[str, dict[str, Any]], given: dict[str, str], kept: dict[str, str]) -> dict[str, int]:
    names = ("emoji left", "teasers left", "mojibake left", "spaces put back", "undamaged changed", "words lost")
    n = {name: 0 for kind in names for name in (kind, f"{kind} of")}
    for name, text in kept.items():
        truth, damage = truths[name], set(truths[name]["damage"])
        clean, text = _unsigned(truth["clean"]), _unsigned(text)
        if "mojibake" not in damage:  # which turns emoji into other signs, and teasers and gaps too
            n["emoji left of"] += sum(given[name].count(sign) for sign in EMOJI)
            n["emoji left"] += sum(text.count(sign) for sign in EMOJI)
            flat, sound = _letters(text), _letters(clean)
            n["teasers left of"] += len(truth["teasers"])
            left = [line for line in map(_letters, truth["teasers"]) if line in flat and line not in sound]
            n["teasers left"] += len(left)
        else:
            n["mojibake left of"] += 1
            n["mojibake left"] += bool(_signs(text) - _signs(clean))
        if not damage & {"mojibake", "glue"}:
            words = Counter(map(_letters, clean.split()[:-1]))  # the last one may have a sign-off glued to it
            n["words lost of"] += words.total()
            n["words lost"] += (words - Counter(map(_letters, text.split()))).total()
        if "glue" in damage and "mojibake" not in damage:
            lost = _gaps(clean) - _gaps(given[name])
            n["spaces put back of"] += len(lost)
            n["spaces put back"] += len(lost & _gaps(text, of=clean))
        if not damage:
            n["undamaged changed of"] += 1
            n["undamaged changed"] += text.split() != clean.split()
    return n


def jaccard(one: str, other: str) -> float:
    """Share of the word 5-grams of both that they have in common.

    >>> jaccard("a b c d e f", "a b c d e"), jaccard("a", "b")
    (0.5, 0.0)
    """
    a, b = (set(zip(*(re.findall(r"\w+", text.lower())[k:] for k in range(5)), strict=False)) for text in (one, other))
    return len(a & b) / len(a | b) if a or b else 0.0


def _unsigned(text: str) -> str:
    """The text without its sign-off and the full stop before it: cleancopy keeps a sign-off in a column of its own.

    >>> [_unsigned(text) for text in ("Rain fell./.", "Rain fell.-VKNA", "Rain fell. /", "Rain fell.")]
    ['Rain fell', 'Rain fell', 'Rain fell', 'Rain fell']
    """
    text = text.rstrip()
    for sign in sorted(SIGN_OFFS, key=len, reverse=True):
        text = text.removesuffix(sign.strip())
    return text.rstrip().rstrip(".")


def _letters(text: str) -> str:
    """Letters without accents and digits only: what no repair of quotes, spaces or encodings touches."""
    return re.sub("[^a-z0-9]+", "", text.lower())


def _gaps(text: str, of: str | None = None) -> set[int]:
    """After how many letters a space stands, as far as the letters are those `of` another text."""
    ends, at = set(), 0
    for word in text.split():
        at += len(_letters(word))
        ends.add(at)
    same = len(os.path.commonprefix([_letters(text), _letters(of)])) if of else at  # noqa: RUF071 (not paths)
    return {end for end in ends if 0 < end < min(at, same)}


def _signs(text: str) -> set[str]:
    return {char for char in re.sub("|".join(EMOJI), "", text) if ord(char) > 127}


def kept_by(folder: Path) -> Iterator[tuple[str, str]]:
    """Identifier and text of every article a tool kept."""
    articles = folder / "articles"
    whole = articles if articles.exists() else articles.with_suffix(".parquet")
    for path in sorted(whole.rglob("*.parquet")) if whole.is_dir() else [whole]:
        table = pq.ParquetFile(path)
        columns = ["source_id", "body"] if "body" in table.schema_arrow.names else ["id", "text"]
        yield from zip(*(column.to_pylist() for column in table.read(columns=columns).select(columns)), strict=True)


def main(truth: Path, source: Path, output: Path) -> None:
    """Print the counts."""
    with truth.open(encoding="utf-8") as file:
        truths = {line["id"]: line for line in map(json.loads, file)}
    with source.open(encoding="utf-8") as file:
        given = {line["id"]: line["text"] for line in map(json.loads, file)}
    sys.stdout.write(json.dumps(found(truths, given, dict(kept_by(output)))) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
