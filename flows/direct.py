"""The flows without Prefect: the same pipeline in this process, started within a second."""

from __future__ import annotations

from collections.abc import Sequence

from flows import pipeline, where
from tasks.settings import Settings


def run(sources: Sequence[str], output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """Clean and deduplicate sources into the datasets of a folder, telling how far it is."""
    with where.executor(settings.run) as submit:
        return pipeline.run(sources, output, settings, where.mapper(submit, tell))


def rebuild(output: str, settings: Settings, tell: where.Tell) -> pipeline.Summary:
    """The same as `run`, for a dataset that is made again from its own originals."""
    with where.executor(settings.run) as submit:
        return pipeline.rebuild(output, settings, where.mapper(submit, tell))
