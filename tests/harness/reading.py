"""Records of files, read in this process as a run reads them."""

from __future__ import annotations

import json
from pathlib import Path

from tasks.read.plan import plan
from tasks.read.shards import Chunk, read
from tasks.read.sources import find
from tasks.settings import Settings, load
from tests.made import hostile

SETTINGS = load(assignments=[f"read.max_record_bytes={hostile.LIMIT}"])


def run(*sources: Path | str, settings: Settings = SETTINGS) -> Chunk:
    whole = Chunk([], [], [])
    for shard in json.loads(json.dumps(plan(find([str(source) for source in sources]).files, settings))):
        for chunk in read(shard, settings):
            for all_of_it, part in zip(whole[:3], chunk[:3], strict=True):
                all_of_it.extend(part)
    return whole
