"""Settings: every knob there is, with its unit, its bounds, its default and why.

One frozen model, nested by stage.  The same model is the flow's parameter (so the Prefect UI draws
a form of it), the TOML file of `--settings` and the names of `--set`.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tasks.refusal import Refusal

Relation = Literal["exact", "copy", "excerpt", "version", "template", "related"]
KeepKey = Literal["corrected", "source", "complete", "earliest", "latest", "longest"]


class BadSettings(Refusal):
    """A setting that does not exist or has a value out of bounds; the message names the cure."""


def _in_order(schema: dict[str, Any]) -> None:
    """Number the fields: PostgreSQL, where a server keeps the form, sorts names; Prefect's pages go by `position`."""
    for number, field in enumerate(schema["properties"].values()):
        field["position"] = number


class Section(BaseModel):
    """What all sections share: frozen, no unknown names, a form in the order of the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_in_order, defer_build=True)


class Columns(Section):
    """What the input calls the fields of a record."""

    text: str = Field("text", description="the article's text; the only field a record must have")
    id: str = Field("id", title="ID", description="the input's own identifier")
    url: str = Field("url", title="URL", description="address of the page")
    title: str = Field("title", description="headline; wins over one found in the text")
    published_at: str = Field("published_at", title="Published at", description="date or time; `date` is read as well")
    source: str = Field("source", description="who published it")
    language: str = Field("language", description="language code, such as en")


class Read(Section):
    """Files to records."""

    shard_articles: int = Field(
        1_000,
        title="Shard size (articles)",
        ge=1,
        le=100_000,
        description="articles a unit of work holds in memory at once",
    )
    encoding: str = Field("", description="encoding of all text files; empty: found out for each file")
    settle_seconds: float = Field(
        0.0,
        title="Settle time (seconds)",
        ge=0,
        le=86_400,
        description="leave files changed within so many seconds to the next run (an inbox: 60)",
    )
    max_record_bytes: int = Field(
        20_000_000,
        title="Longest record (bytes)",
        ge=1_000,
        le=2_000_000_000,
        description="bytes a record may have; a longer one is rejected",
    )
    max_reject_share: float = Field(
        0.9,
        title="Rejects allowed (share of the records)",
        ge=0,
        le=1,
        description="share of the records read that may be rejected; above it (and above 100) a run stops",
    )
    max_expansion: float = Field(
        200.0,
        title="Expansion allowed (times)",
        ge=1,
        le=100_000,
        description="times a compressed file may grow; news text grows 3 to 12 times",
    )

    @field_validator("encoding")
    @classmethod
    def _of_text(cls, name: str) -> str:
        try:
            b"a".decode(name or "utf-8", "replace")  # Python does not look at the name when there are no bytes
        except LookupError as error:
            raise ValueError(f"write an encoding as Python does, such as cp1252 ({error})") from error
        return name


class Repair(Section):
    """What a machine broke."""

    mojibake: bool = Field(True, description="put back text that was decoded with the wrong encoding")
    emoji: Literal["injected", "keep"] = Field(
        "injected", description="injected: remove emoji that a machine put into prose; keep: touch none"
    )
    spacing: bool = Field(True, description="put back spaces that were lost where a line ended")


class Story(Section):
    """What is the story and what is not."""

    caution: Literal["cautious", "balanced", "thorough"] = Field(
        "balanced", description="how much evidence it takes to cut what follows the story"
    )


class Near(Section):
    """Near-duplicate stories."""

    similarity: float = Field(
        0.5,
        title="Similarity (Jaccard, 0 to 1)",
        ge=0.1,
        le=1.0,
        description="Jaccard similarity of word 5-grams that must be found",
    )
    recall: float = Field(
        0.99,
        title="Recall (probability)",
        ge=0.5,
        le=0.9999,
        description="probability to find a pair of just that similarity; LSH bands follow from both",
    )
    permutations: int = Field(
        128, title="Signature size (values)", ge=16, le=1024, description="values a signature has"
    )
    seed: int = Field(1, ge=0, le=2**32 - 1, description="seed of the permutations, as datasketch draws them")
    window_days: int = Field(
        0,
        title="Window (days)",
        ge=0,
        le=36_500,
        description="days two articles may lie apart to be compared; 0: any; undated: always",
    )
    remove: tuple[Relation, ...] = Field(
        ("exact", "copy", "excerpt", "version"),
        description="relations that move an article to `duplicates`; template and related never do",
    )
    keep: tuple[KeepKey, ...] = Field(
        ("corrected", "source", "complete", "earliest", "longest"),
        description="which article of a cluster stays: first by these keys in turn, then by content",
    )
    preferred_sources: tuple[str, ...] = Field(
        (), title="Preferred sources", description="sources or sites to keep first, best one first"
    )
    max_cluster_share: float = Field(
        0.5,
        title="Largest cluster (share of a run)",
        ge=0,
        le=1,
        description="share of a run's articles one cluster may remove before the breaker holds it back",
    )
    max_site_share: float = Field(
        0.9,
        title="Largest loss of a site (share of its articles)",
        ge=0,
        le=1,
        description="share of its articles one site may lose before the breaker holds them back",
    )


class Run(Section):
    """How the work is done.  None of these changes a row."""

    where: Literal["here", "processes", "dask"] = Field("processes", description="where shards are worked on")
    workers: int = Field(
        0, title="Workers (processes)", ge=0, le=1024, description="processes that work at once; 0: one for each core"
    )
    dask_address: str = Field(
        "", title="Dask address", description="address of a Dask scheduler, such as tcp://host:8786"
    )

    @model_validator(mode="after")
    def _has_its_address(self) -> Self:
        if self.where == "dask" and not self.dask_address:
            raise ValueError("dask needs run.dask_address, such as tcp://host:8786")
        return self


class Settings(Section):
    """Everything that can be set, by stage."""

    columns: Columns = Field(default_factory=Columns, title="Columns", description="names of the input's fields")
    read: Read = Field(default_factory=Read, title="Read", description="files to records")
    repair: Repair = Field(default_factory=Repair, title="Repair", description="what a machine broke")
    story: Story = Field(default_factory=Story, title="Story", description="what is the story")
    near: Near = Field(default_factory=Near, title="Near-duplicates", description="found, typed, proven")
    run: Run = Field(default_factory=Run, title="Run", description="where and how many at once")


# What other tools call a setting, or make one of, and what to set here instead.
CALLED_ELSEWHERE = {
    **dict.fromkeys(("bands", "rows", "lsh"), "bands and their rows follow from near.similarity and near.recall"),
    **dict.fromkeys(("threshold", "jaccard", "jaccard_threshold"), "it is called near.similarity here"),
    **dict.fromkeys(("num_perm", "num_hashes", "hashes", "signature"), "it is called near.permutations here"),
    **dict.fromkeys(("ngram", "ngrams", "n_gram", "shingle", "shingles"), "shingles are always five words"),
}


def load(file: Path | None = None, assignments: Iterable[str] = ()) -> Settings:
    """Settings from a TOML file, then from `name=value` assignments; later ones win.

    Raises BadSettings with the place, the value and the nearest known name.

    >>> load(assignments=["near.similarity=0.7"]).near.similarity
    0.7
    >>> load(assignments=["near.similarty=0.7"])
    Traceback (most recent call last):
    tasks.settings.BadSettings: --set near.similarty: there is no such setting; did you mean near.similarity?
    """
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise BadSettings(f"{file}: cannot be read: {error.strerror}. Name a TOML file of settings") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadSettings(f"{file}: is not TOML: {error}") from error
        _refuse_unknown(values, f"{file}:")
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise BadSettings(f"--set {assignment}: write it as name=value, such as near.similarity=0.7")
        *sections, last = name.strip().split(".")
        place = values
        for section in sections:
            place = place.setdefault(section, {})
            if not isinstance(place, dict):
                raise BadSettings(f"{section} = {place!r}: {_cure(section, 'model_type', '')}")
        place[last] = _value(value.strip())
        _refuse_unknown(_nested(sections, last), "--set")
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSettings(f"{name} = {first['input']!r}: {_cure(name, first['type'], first['msg'])}") from error


def _cure(name: str, kind: str, says: str) -> str:
    """What is wrong with a value, and how to write it; pydantic's words where they say it."""
    if kind == "model_type":
        return f"is a section; set one of {', '.join(known for known in names() if known.startswith(f'{name}.'))}"
    if kind == "tuple_type":
        return f'must be a list, such as {name}=["one", "two"] (in quotes for the shell)'
    return says.removeprefix("Value error, ").replace("Input should", "must")


def names(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """The dotted name of every setting."""
    found: list[str] = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += names(inner, f"{prefix}{name}.")
        else:
            found.append(prefix + name)
    return found


def _nested(sections: list[str], last: str) -> dict[str, Any]:
    nested: dict[str, Any] = {last: None}
    for section in reversed(sections):
        nested = {section: nested}
    return nested


def _value(text: str) -> Any:
    """A TOML value where it is one, else the text itself: `--set read.encoding=cp1252` needs no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _refuse_unknown(values: Mapping[str, Any], place: str, model: type[BaseModel] = Settings, prefix: str = "") -> None:
    for name, value in values.items():
        if name not in model.model_fields:
            raise BadSettings(f"{place} {prefix}{name}: there is no such setting; {_instead(name, model, prefix)}")
        inner = model.model_fields[name].annotation
        if isinstance(value, Mapping) and isinstance(inner, type) and issubclass(inner, BaseModel):
            _refuse_unknown(value, place, inner, f"{prefix}{name}.")


def _instead(name: str, model: type[BaseModel], prefix: str) -> str:
    """What to write for a name that is none: the nearest of its section, else of all, else what there is."""
    if name in CALLED_ELSEWHERE:
        return CALLED_ELSEWHERE[name]
    section = names(model, prefix)
    for known in (section, names()):
        if near := difflib.get_close_matches(prefix + name, known, n=1, cutoff=0.8 if prefix else 0.6):
            return f"did you mean {near[0]}?"
    return f"there are {', '.join(section)}"
