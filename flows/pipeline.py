"""The whole job, and the only place that knows its order.

    plan -> read, repair -> learn -> story, sign -> match, relate -> publish

`run` is handed a way to work on many pieces at once (an `Each`): a plain one, a pool of processes, a
Dask cluster, or Prefect's.  All of them give the same rows.  It is handed a way to do a stage, too (a
`Stage`): with Prefect each is a task run.
"""

from __future__ import annotations

import itertools
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flows.clean import Chunk, Ingest, Stored, Strip, Stripped, ingest, prune, strip
from flows.where import Each, Stage, at_once, peak
from tasks import files
from tasks.publish import ledger, restore, runs, staging, storage, versions, write
from tasks.publish.signatures import Signing
from tasks.read.names import frequent
from tasks.read.plan import Shard, changed, plan, settled
from tasks.read.sources import File, Found, Left, find, shown
from tasks.refusal import Refusal
from tasks.remote import is_remote
from tasks.schemas import SCHEMAS
from tasks.settings import Near, Settings
from tasks.story import site_memory

if TYPE_CHECKING:
    from tasks.near.step_cluster import Outcome

T = TypeVar("T")

LEARN_AT_ONCE, WORTH_A_PIECE = 16, 5_000  # pieces in which the memory learns at most; articles for which one more pays


class Summary(NamedTuple):
    """What a run did, for people and machines."""

    output: str
    batch: str
    read: int  # records that were read, known ones among them
    files: int  # files that were read
    known_files: int  # files of which nothing was read: earlier runs took all they hold
    known: int  # records that were read, and had been taken already
    articles: int
    duplicates: int
    rejects: int
    moved: int  # articles of earlier batches whose verdict changed
    edits: dict[str, int]  # by rule
    relations: dict[str, int]  # pairs found related, by relation
    search: dict[str, Any]  # how duplicates were searched: candidates, compared, expected recall, seconds, ...
    seconds: dict[str, float]  # by stage
    memory: dict[str, int]  # MB of the largest process at most, up to the end of a stage
    unknown: list[str]  # files whose ending says nothing
    left: list[tuple[str, str]]  # files that were left alone, and why: still being written, not a file, ...
    warnings: list[str]
    # The most frequent reasons of rejects, remedy included, and how often each was given.
    reasons: Sequence[tuple[str, int]] = ()
    flags: Mapping[str, int] = MappingProxyType({})  # articles by flag

    @property
    def in_vain(self) -> bool:
        """Whether something was read and nothing of it was kept, now or by earlier runs."""
        return self.rejects > 0 and not (self.articles or self.duplicates or self.known)


class Implausible(Refusal):
    """So much was rejected that the fault is likelier in the settings than in the input; nothing was published."""


class DoesNotAddUp(RuntimeError):
    """A record is missing or counted twice; nothing was published."""


class Learn(NamedTuple):
    """Work: add what was observed to some buckets of the memory, and lay out what is known of its sites."""

    observations: tuple[Path, ...]
    previous: Path | None
    target: Path
    laid: Path
    buckets: Sequence[int]


def learn(work: Learn) -> None:
    """Add the observations to the buckets of the memory, then lay out what is known of the sites."""
    site_memory.learn(work.observations, work.previous, work.target, work.buckets)
    site_memory.lay_out(work.observations, work.target, work.laid, work.buckets)


class Put(NamedTuple):
    """Work: write one staged piece into the datasets of the new version."""

    staged: Path
    edits: Path
    verdicts: Path
    fresh: Path
    batch: str
    part: int
    near: Near


def put(work: Put) -> dict[str, int]:
    """Write one staged piece."""
    return write.put(work.staged, work.edits, files.table_of(work.verdicts), *work[3:6], signing(work.near))


def signing(settings: Near) -> Signing:
    """How the signatures of kept articles are made, and what is said of them."""
    from tasks.near import minhash

    return Signing(minhash.about(settings), partial(minhash.lists, settings=settings))


class Clock:
    """Runs the stages one after the other and keeps the seconds of each, and the memory used up to its end."""

    def __init__(self, stage: Stage) -> None:
        self.seconds: dict[str, float] = {}
        self.memory: dict[str, int] = {}  # MB of the largest process
        self._stage = stage
        self._last = time.perf_counter()

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """The result of the work, which is done as a stage of this name."""
        result = self._stage(name, work)
        self.done(name)
        return result

    def done(self, stage: str) -> None:
        """Count what has passed since the last call as this stage's."""
        self.memory[stage] = peak()
        now = time.perf_counter()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - self._last, 3)
        self._last = now


def run(
    sources: Sequence[str],
    output: str | Path,
    settings: Settings,
    each: Each,
    stage: Stage = at_once,
    find: Callable[[Sequence[str]], Found] = find,
) -> Summary:
    """Clean and deduplicate sources into the datasets of a folder or URL; all of it is published or nothing.

    Raises BadSource for a source that does not exist, Busy when another run writes to the same folder,
    Lost when another has published at the same URL meanwhile.
    """
    clock = Clock(stage)
    with storage.writable(output) as folder:
        old, found, shards = clock("plan", lambda: _planned(folder, find(sources), settings))
        summary = _publish(folder, settings, each, clock, old, shards, found)
    clock.done("publish")
    return summary._replace(output=str(output))


def rebuild(output: str | Path, settings: Settings, each: Each, stage: Stage = at_once) -> Summary:
    """Clean and deduplicate everything again, from the originals the dataset can restore."""
    clock = Clock(stage)
    with storage.writable(output, whole=True) as folder:
        old, parts = clock("plan", lambda: _parts(folder))
        summary = _publish(folder, settings, each, clock, old, parts, None)
    clock.done("publish")
    return summary._replace(output=str(output))


def _planned(folder: Path, found: Found, settings: Settings) -> tuple[Path | None, Found, list[Shard]]:
    """The current version, the files to read, and the shards made of them."""
    old = versions.current(folder)
    if old:
        versions.refuse_mixture(old, runs.about(settings))
        versions.refuse_damage(old, ("index", "memory", "ledger"), by_size=tuple(SCHEMAS))
    files, young = settled(found.files, settings)
    shards = plan(files, settings, _known(old, files))
    return old, found._replace(files=files, left=[*found.left, *young]), shards


def _parts(folder: Path) -> tuple[Path, list[Stored]]:
    """The current version, and its parts, to be read again."""
    old = versions.existing(folder)
    versions.refuse_damage(old, versions.KEPT)
    return old, [Stored(old, batch, part) for batch, part, _ in ledger.ids(old)]


class Draft(NamedTuple):
    """A version that is being made."""

    fresh: Path  # its folder
    staging: Path  # the folder of what nobody needs afterwards
    previous: Path | None  # the version whose articles it adds to; a rebuild adds to none
    number: int
    batch: str
    near: Near


def _publish(
    output: Path,
    settings: Settings,
    each: Each,
    clock: Clock,
    old: Path | None,
    shards: Sequence[Shard | Stored],
    found: Found | None,
) -> Summary:
    """From shards to a new current version.  Without found files the shards are the old version's own parts."""
    started = datetime.now(UTC)
    fresh, number = versions.begin(output)
    previous = None if found is None else old
    draft = Draft(fresh, versions.staging(fresh), previous, number, f"r{number:06d}", settings.near)

    chunks, unread = clock("read and repair", lambda: _read(shards, draft, settings, each))
    clock("learn", lambda: _learn(chunks, draft, each))
    strips = [Strip(chunk.stem, draft.staging / "memory", settings) for chunk in chunks]
    stripped = clock("find the stories", lambda: each("find the stories", strip, strips, lambda made: made.articles))
    staged = [result.staged for result in stripped]
    outcome, related = clock("find duplicates", lambda: _search(staged, draft, settings, each))
    counts, moved, reasons = clock("write", lambda: _write(chunks, stripped, outcome, draft, old, each))

    read = {part["path"] for shard in _of_files(shards) for part in shard["parts"]}
    summary = Summary(
        output=str(output),
        batch=draft.batch,
        read=sum(chunk.records for chunk in chunks),
        files=len(read),
        known_files=len(found.files) - len(read) if found else 0,
        known=sum(chunk.known for chunk in chunks),
        articles=counts["articles"],
        duplicates=counts["duplicates"],
        rejects=sum(chunk.rejects for chunk in chunks),
        moved=moved,
        edits=_total([result.rules for result in stripped]),
        relations=related["related"],
        search={name: value for name, value in related.items() if name not in ("related", "warnings")},
        seconds=clock.seconds,
        memory=clock.memory,
        unknown=found.unknown if found else [],
        left=[*(found.left if found else []), *unread],
        warnings=list(related["warnings"]),
        reasons=reasons,
        flags=_total([result.flags for result in stripped]),
    )

    def commit() -> None:
        _add_up(summary)
        taken = _taken(_of_files(shards), {left.path for left in unread})
        ledger.write_files([*ledger.files(old), *taken], fresh)
        runs.note({**summary._asdict(), "rebuilt": found is None}, started, settings, fresh, draft.batch)
        write.fill_empty(fresh, draft.batch)
        versions.commit(output, fresh, runs.about(settings))

    clock("publish", commit)
    return summary


def _read(
    shards: Sequence[Shard | Stored], draft: Draft, settings: Settings, each: Each
) -> tuple[list[Chunk], list[Left]]:
    """The pieces that were read and repaired, and the files that changed meanwhile: nothing of those may be taken."""
    known = ledger.gathered(draft.previous, draft.staging / "known.npy")
    work = [Ingest(shard, n, draft.staging, settings, known) for n, shard in enumerate(shards)]
    ingested = each("read and repair", ingest, work, lambda chunks: sum(chunk.records for chunk in chunks))
    chunks = list(itertools.chain.from_iterable(ingested))
    unread = sorted({*changed(_of_files(shards)), *(left for chunk in chunks for left in chunk.changed)})
    chunks = _pruned(chunks, {left.path for left in unread})
    _plausible(chunks, settings)
    return chunks, unread


def _learn(chunks: Sequence[Chunk], draft: Draft, each: Each) -> None:
    """Add what was observed to what is known of the sites, in a few pieces, and lay it out for the next stage."""
    new = sum(chunk.articles for chunk in chunks)
    seen = tuple(chunk.stem.with_suffix(".seen") for chunk in chunks)
    count = min(LEARN_AT_ONCE, 1 + new // WORTH_A_PIECE)
    before, learned, laid = draft.previous and draft.previous / "memory", draft.fresh / "memory", draft.staging
    learns = [Learn(seen, before, learned, laid / "memory", site_memory.ALL[n::count]) for n in range(count)]
    each("learn", learn, learns, lambda _: new // count)


def _write(
    chunks: Sequence[Chunk], stripped: Sequence[Stripped], outcome: Outcome, draft: Draft, old: Path | None, each: Each
) -> tuple[Counter[str], int, list[tuple[str, int]]]:
    """Write the datasets of the new version: rows of each, old articles with another verdict, reasons of rejects."""
    puts = [
        Put(
            made.staged,
            made.edits,
            verdicts,
            draft.fresh,
            *((chunk.batch, chunk.part) if chunk.batch else (draft.batch, n)),
            draft.near,
        )
        for n, (made, verdicts, chunk) in enumerate(zip(stripped, outcome.verdicts, chunks, strict=True))
    ]
    counts = sum(map(Counter, each("write", put, puts, lambda held: sum(held.values()))), Counter())
    moved = _inherit(old, outcome, draft)
    return counts, moved, _rejects(chunks, draft.fresh, draft.batch)


def _of_files(shards: Sequence[Shard | Stored]) -> list[Shard]:
    return [shard for shard in shards if not isinstance(shard, Stored)]


def _known(old: Path | None, files: Sequence[File]) -> dict[tuple[str, str], list[str]]:
    """What earlier runs took, with the paths spelled as this run spells them."""
    spelled = {_absolute(file.path): file.path for file in files}
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in ledger.files(old):
        path = str(row["path"])
        known[str(row["name"]), str(row["digest"])].append(spelled.get(path, path))
    return known


def _taken(shards: Sequence[Shard], unread: set[str]) -> list[dict[str, object]]:
    """Rows of the ledger for the files that this run has read whole."""
    parts = {part["path"]: part for shard in shards for part in shard["parts"]}
    columns = ("name", "copy", "size", "mtime", "digest")
    return [
        {"path": _absolute(path), **{name: part[name] for name in columns}}  # type: ignore[literal-required]
        for path, part in parts.items()
        if part["digest"] and path not in unread
    ]


def _absolute(path: str) -> str:
    return path if is_remote(path) else shown(os.path.realpath(path))


def _pruned(chunks: list[Chunk], changed: set[str]) -> list[Chunk]:
    """Pieces without the rows that may not be taken: of changed files, and of records that stand twice."""
    twice = staging.repeated([chunk.stem for chunk in chunks])
    shown_paths = {shown(path) for path in changed}
    return [prune(chunk, twice[n], shown_paths) if changed or twice[n] else chunk for n, chunk in enumerate(chunks)]


def _plausible(chunks: Sequence[Chunk], settings: Settings) -> None:
    records, rejects = sum(chunk.records for chunk in chunks), sum(chunk.rejects for chunk in chunks)
    if rejects > max(100, settings.read.max_reject_share * records):
        held = staging.rejects_of([chunk.stem for chunk in chunks])
        reasons = "; ".join(f"{count:,} x {reason}" for reason, count in frequent(staging.reasons(held)))
        raise Implausible(
            f"{rejects:,} of {records:,} records would be rejected: {reasons}. Nothing was published. "
            "Map the columns (--set columns.text=...), or allow it: --set read.max_reject_share=1"
        )


def _search(staged: Sequence[Path], draft: Draft, settings: Settings, each: Each) -> tuple[Outcome, dict[str, Any]]:
    from flows.search import search

    before = draft.previous and draft.previous / "index"
    bodies = partial(_bodies, draft.previous)
    return search(staged, before, draft.fresh / "index", bodies, settings.near, draft.staging / "search", each)


def _bodies(version: Path | None, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return restore.find(version, list(ids)) if version else {}


def _inherit(old: Path | None, outcome: Outcome, draft: Draft) -> int:
    """Take over what the new version shares with the old one; returns how many old articles changed their verdict."""
    replaced = write.relations(
        outcome.relations, outcome.dropped, draft.previous, draft.fresh, draft.batch, draft.number
    )
    if old is None:
        return 0
    if draft.previous is None:
        versions.inherit(draft.fresh, old, only=("rejects", "runs"))
        return 0
    moved = files.table_of(outcome.moved)
    replaced |= write.change(old, draft.fresh, moved, draft.number, signing(draft.near))
    versions.inherit(draft.fresh, old, without=replaced)
    return int(moved.num_rows)


def _rejects(chunks: Sequence[Chunk], fresh: Path, batch: str) -> list[tuple[str, int]]:
    """Publish what was rejected, and return the most frequent reasons."""
    rows = staging.rejects_of([chunk.stem for chunk in chunks])
    if rows.num_rows:
        write.write_parquet(rows, fresh / "rejects" / f"batch={batch}" / "part-00000.parquet")
    return frequent(staging.reasons(rows))


def _total(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    total = sum(map(Counter, counts), Counter())
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _add_up(summary: Summary) -> None:
    put_away = summary.articles + summary.duplicates + summary.rejects
    counted = summary.read - summary.known
    if put_away != counted:
        raise DoesNotAddUp(
            f"{counted} new records were read, {put_away} came out ({summary.articles} articles, {summary.duplicates} "
            f"duplicates, {summary.rejects} rejects); nothing was published. This is a defect of cleancopy: report it"
        )
