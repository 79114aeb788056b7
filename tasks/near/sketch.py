"""Sketches: what the search for duplicates needs of each article, from one reading of its text.

They are made while an article is staged, by whoever has its text at hand, and stand beside it in the
staged file; the search itself opens a body only to compare it with another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tasks.core import I64, U32
from tasks.near import headline, lsh, minhash, shingles
from tasks.near.content import cut_off, worth
from tasks.near.facts import code
from tasks.schemas import STAGED
from tasks.settings import Near

CORRECTED = re.compile(
    r"^\W{0,3}(?:corrects|refiles)\b|\((?:corrects|corrected|refiles|korrigiert|berichtigt|corrige|corrigé)\b"
    r"|\A\W{0,3}(?:corrected|correction|corrections|corrige|refile|writethru|korrektur|berichtigung|rectificatif|correctif|correcci[oó]n)\b"
    r"|\A\W{0,3}(?:rettifica|correção|rectificatie|sprostowanie|поправка|исправление|更正|訂正)"
    r"|\A[^\n]{0,40}\((?:corrects|corrected|correction|refiles|this (?:story|version) corrects)\b"
    r"|\bthis (?:story|article|report|version) (?:has been|was|is) (?:corrected|updated to correct)\b"
    r"|\b(?:an earlier|a previous) version of this (?:story|article|report) (?:mis|incorrect|gave|wrongly|said)"
    r"|^(?:correction|clarification|korrektur|rectificatif|correcci[oó]n|correção|rettifica|更正|訂正) ?[:：]",
    re.IGNORECASE | re.MULTILINE,
)
UNFINISHED = re.compile(
    r"(?:\.\.\.|…|\[\+\d+ chars\])\W*\Z"
    r"|^(?:read|see|continue reading|click for)\b.{0,20}\b(?:more|on|full story|at)\b.{0,60}\Z",
    re.IGNORECASE | re.MULTILINE,
)
INVITATIONS = ("read", "see", "continue", "click")
INCOMPLETE = frozenset({"end_uncertain", "truncated", "paywalled"})  # flags of a text that may go on elsewhere
# What every match of `CORRECTED` holds; looking for these costs a hundredth.
MARKS = (
    "correct", "version of this", "refile", "writethru", "corrige", "korr", "berichtig", "rectif", "correcci",
    "correção", "rettifica", "sprostowanie", "clarification", "поправка", "исправление", "更正", "訂正",
)  # fmt: skip
OPENING = 12  # words: a text that was cut off begins as the whole one does, and may share too few samples with it
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:www\.)?", re.IGNORECASE)
CAMPAIGN = re.compile(r"(?<![^&])(?:utm_\w+|fbclid|gclid)=[^&]*&?")


def sketch(
    titles: Sequence[str | None],
    bodies: Sequence[str],
    texts: Sequence[str],
    flags: Sequence[Sequence[str]],
    urls: Sequence[str | None],
    settings: Near,
) -> dict[str, pa.Array]:
    """The columns of a staged file that are made of bodies, their content (`texts`), headlines and addresses, by name.

    >>> bodies = ["Rain fell on ...", "Rain fell."]
    >>> made = sketch([None, "Correction: rain in Oru"], bodies, bodies, [[], []], ["", None], Near())
    >>> [(name, made[name].to_pylist()) for name in ("words", "corrected", "complete")]
    [('words', [3, 2]), ('corrected', [False, True]), ('complete', [False, True])]
    """
    signatures = np.full((len(bodies), settings.permutations), minhash.EMPTY, np.uint32)
    words, sampled = np.zeros(len(bodies), np.uint32), np.zeros(len(bodies), np.int64)
    openings = np.zeros(len(bodies), np.uint64)
    samples = [np.zeros(0, np.uint32)]
    for start, stop in shingles.chunks(texts):
        read = shingles.read(texts[start:stop])
        made, lengths = shingles.shingle(read)
        signatures[start:stop] = minhash.of(made, lengths, settings)
        hashes, owner = lsh.sample(made, lengths)
        words[start:stop] = read.counts
        openings[start:stop] = _openings(read)
        sampled[start:stop] = np.bincount(owner, minlength=stop - start)
        samples.append(hashes)
    cut = [cut_off(body) for body in bodies]
    columns = {
        "signature": _bytes(np.full(len(bodies), settings.permutations), signatures),
        "sample": _bytes(sampled, np.concatenate(samples)),
        "words": pa.array(words),
        "worth": [worth(text) for text in texts],
        "page": [page(url) for url in urls],
        "headline": [named(title) for title in titles],
        "opening": pa.array(openings),
        "cut": cut,
        "corrected": [corrected(title or "", body) for title, body in zip(titles, bodies, strict=True)],
        "complete": [
            not (short or INCOMPLETE.intersection(marks) or unfinished(text))
            for short, marks, text in zip(cut, flags, texts, strict=True)
        ],
    }
    return {name: pa.array(column, STAGED.field(name).type) for name, column in columns.items()}


def page(url: str | None) -> int:
    """A page as a number: its address without scheme, fragment and where a reader came from; 0 for none.

    >>> page("https://www.oru.example/a/?utm_source=rss#top") == page("http://oru.example/a") != page("oru.example")
    True
    """
    address, _, query = ADDRESS.sub("", (url or "").strip().partition("#")[0]).partition("?")
    query = CAMPAIGN.sub("", query).rstrip("&")
    host, slash, path = address.rstrip("/").partition("/")
    return code(f"{host.casefold()}{slash}{path}?{query}") if "." in host else 0


def named(title: str | None) -> int:
    """A headline as a number, in which case and punctuation do not count; 0 for one too short to name a story.

    >>> named("Rain in Oru again!") == named("RAIN IN ORU AGAIN"), named("Lock")
    (True, 0)
    """
    return code(re.sub(r"\W+", " ", title).strip().casefold()) if title and headline.same(title, title) else 0


def values(column: pa.ChunkedArray) -> tuple[U32, I64]:
    """The 32-bit values of a column of bytes, one row after the other, and how many each row has."""
    made, counts = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for chunk in column.chunks:
        _, places, data = chunk.buffers()
        ends = np.frombuffer(places, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        made.append(np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]].view("<u4"))
        counts.append(np.diff(ends).astype(np.int64) // 4)
    return np.concatenate(made), np.concatenate(counts)


def corrected(title: str, body: str) -> bool:
    r"""Whether an article says of itself that it is a correction.

    >>> corrected("CORRECTED-Oru votes to rebuild the bridge", ""), corrected("Oru corrected its course", "")
    (True, False)
    >>> corrected("Ferry stops", "The ferry stops on 11 May.\n(Corrects date in first paragraph.)")
    True
    """
    folded = f"{title}\n{body[:600]}\n{body[-400:]}".lower()
    marked = any(mark in folded for mark in MARKS)
    return marked and any(map(CORRECTED.search, (title, body[:600], body[-400:])))


def unfinished(body: str) -> bool:
    """Whether an article breaks off: it ends in dots, or tells where to read on.

    >>> unfinished("The vote was ..."), unfinished("Read more at oru.example"), unfinished("They read more.")
    (True, True, False)
    """
    end = body[-80:]
    breaks = "..." in end or "…" in end or "chars]" in end.lower()  # what every match ends or begins with
    return (breaks or end.rpartition("\n")[2].casefold().startswith(INVITATIONS)) and bool(UNFINISHED.search(end))


def _openings(read: shingles.Words) -> np.ndarray:
    """The first words of each text as a number; 0 for a text that has fewer."""
    made = np.zeros(len(read.counts), np.uint64)
    long = np.flatnonzero(read.counts >= OPENING)
    first = (np.cumsum(read.counts) - read.counts)[long]
    value = np.full(len(long), 0x9E3779B97F4A7C15, np.uint64)
    for n in range(OPENING):
        value = (value ^ read.hashes[first + n]) * np.uint64(0xFF51AFD7ED558CCD)
        value ^= value >> np.uint64(32)
    made[long] = value
    return made


def _bytes(counts: I64, made: U32) -> pa.Array:
    """A column of bytes, with `counts` values in each row."""
    ends = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(4 * counts, out=ends[1:])
    data = np.ascontiguousarray(made, "<u4")
    return pa.Array.from_buffers(pa.binary(), len(counts), [None, pa.py_buffer(ends), pa.py_buffer(data)])
