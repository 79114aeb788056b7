"""datatrove: its ftfy formatter and its four steps of MinHash, with its default 14 bands of 8.

    python tests/bench/peers/use_datatrove.py news.jsonl out      writes out/articles/*.parquet

One worker, so that everything happens in this process: its worker processes come from a fork server and would
escape the count of CPU seconds.  It has no step for emoji.  Its filters for web pages (C4, Gopher) are left out: they
drop a quarter of a news corpus.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(source: Path, output: Path) -> None:
    """Repair, sign, find the buckets, cluster, filter."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.readers import JsonlReader, ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    config = MinhashConfig()
    name = "${rank}.parquet"
    repaired, signatures, buckets, removed = (
        str(output / part) for part in ("repaired", "signs", "buckets", "removed")
    )
    records = JsonlReader(str(source.parent), glob_pattern=source.name)
    steps = (
        (1, [records, FTFYFormatter(), ParquetWriter(repaired, name, compression="zstd")]),
        (1, [ParquetReader(repaired), MinhashDedupSignature(signatures, config)]),
        (config.num_buckets, [MinhashDedupBuckets(signatures, buckets, config=config)]),
        (1, [MinhashDedupCluster(buckets, removed, config=config)]),
        (
            1,
            [
                ParquetReader(repaired),
                MinhashDedupFilter(removed),
                ParquetWriter(str(output / "articles"), name, compression="zstd"),
            ],
        ),
    )
    for n, (tasks, pipeline) in enumerate(steps):
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=str(output / "logs" / str(n))).run()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
