"""Sketches: what the search for duplicates needs of each article, from one reading of its text.

They are made while an article is staged, by whoever has its text at hand, and stand beside it in the
staged file; the search itself opens a body only to compare it with another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tasks.near import bands, shingles, signature
from tasks.records import STAGED
from tasks.settings import Near

CORRECTED = re.compile(
    r"\A\W{0,3}(?:corrected|correction|corrects|corrige|refile|refiles|writethru)\b"
    r"|\A[^\n]{0,40}\((?:corrects|corrected|correction|refiles|this (?:story|version) corrects)\b"
    r"|\bthis (?:story|article|report|version) (?:has been|was|is) (?:corrected|updated to correct)\b"
    r"|\b(?:an earlier|a previous) version of this (?:story|article|report) (?:mis|incorrect|gave|wrongly|said)"
    r"|^correction:",
    re.IGNORECASE | re.MULTILINE,
)
UNFINISHED = re.compile(
    r"(?:\.\.\.|…|\[\+\d+ chars\])\W*\Z"
    r"|^(?:read|see|continue reading|click for)\b.{0,20}\b(?:more|on|full story|at)\b.{0,60}\Z",
    re.IGNORECASE | re.MULTILINE,
)
INVITATIONS = ("read", "see", "continue", "click")


def sketch(
    titles: Sequence[str | None], bodies: Sequence[str], flags: Sequence[Sequence[str]], settings: Near
) -> dict[str, pa.Array]:
    """The columns of a staged file that are made of bodies, by name.

    >>> made = sketch([None, "Correction: rain in Oru"], ["Rain fell on ...", "Rain fell."], [[], []], Near())
    >>> [(name, made[name].to_pylist()) for name in ("words", "corrected", "complete")]
    [('words', [3, 2]), ('corrected', [False, True]), ('complete', [False, True])]
    """
    signatures = np.full((len(bodies), settings.permutations), signature.EMPTY, np.uint32)
    words, sampled = np.zeros(len(bodies), np.uint32), np.zeros(len(bodies), np.int64)
    samples = [np.zeros(0, np.uint32)]
    for start, stop in shingles.chunks(bodies):
        read = shingles.read(bodies[start:stop])
        made, lengths = shingles.shingle(read)
        signature.fill(made, lengths, settings, signatures[start:stop])
        hashes, owner = bands.sample(made, lengths)
        words[start:stop] = read.counts
        sampled[start:stop] = np.bincount(owner, minlength=stop - start)
        samples.append(hashes)
    columns = {
        "signature": _bytes(np.full(len(bodies), settings.permutations), signatures),
        "sample": _bytes(sampled, np.concatenate(samples)),
        "words": pa.array(words),
        "corrected": [corrected(title or "", body) for title, body in zip(titles, bodies, strict=True)],
        "complete": [
            "end_uncertain" not in marks and not unfinished(body) for marks, body in zip(flags, bodies, strict=True)
        ],
    }
    return {name: pa.array(column, STAGED.field(name).type) for name, column in columns.items()}


def values(column: pa.ChunkedArray) -> tuple[shingles.U32, shingles.I64]:
    """The 32-bit values of a column of bytes, one row after the other, and how many each row has."""
    made, counts = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for chunk in column.chunks:
        _, places, data = chunk.buffers()
        ends = np.frombuffer(places, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        made.append(np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]].view("<u4"))
        counts.append(np.diff(ends).astype(np.int64) // 4)
    return np.concatenate(made), np.concatenate(counts)


def corrected(title: str, body: str) -> bool:
    """Whether an article says of itself that it is a correction.

    >>> corrected("CORRECTED-Oru votes to rebuild the bridge", ""), corrected("Oru corrected its course", "")
    (True, False)
    """
    folded = f"{title}\n{body[:600]}\n{body[-400:]}".lower()
    # What every match holds; looking for these costs a hundredth.
    marked = "correct" in folded or "version of this" in folded or "refile" in folded or "writethru" in folded
    return (marked or "corrige" in folded) and any(map(CORRECTED.search, (title, body[:600], body[-400:])))


def unfinished(body: str) -> bool:
    """Whether an article breaks off: it ends in dots, or tells where to read on.

    >>> unfinished("The vote was ..."), unfinished("Read more at oru.example"), unfinished("They read more.")
    (True, True, False)
    """
    end = body[-80:]
    breaks = "..." in end or "…" in end or "chars]" in end.lower()  # what every match ends or begins with
    return (breaks or end.rpartition("\n")[2].casefold().startswith(INVITATIONS)) and bool(UNFINISHED.search(end))


def _bytes(counts: shingles.I64, made: shingles.U32) -> pa.Array:
    """So many values a row as a column of bytes."""
    ends = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(4 * counts, out=ends[1:])
    data = np.ascontiguousarray(made, "<u4")
    return pa.Array.from_buffers(pa.binary(), len(counts), [None, pa.py_buffer(ends), pa.py_buffer(data)])
