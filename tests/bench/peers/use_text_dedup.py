"""text-dedup: its MinHash command, with 128 permutations, then Parquet.

    python tests/bench/peers/use_text_dedup.py news.jsonl out      writes out/articles.parquet

It cleans nothing.  xxh3 in place of its default sha1, and 128 values in place of its default 250: both are faster.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(source: Path, output: Path) -> None:
    """Run the command, then write what it kept as Parquet."""
    os.environ |= {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": str(output / "home")}
    import datasets
    import pyarrow.parquet as pq
    from text_dedup.minhash import main as minhash

    options = {
        "path": "json",
        "data_files": source,
        "split": "train",
        "cache_dir": output / "cache",
        "column": "text",
        "ngram": 5,
        "num_perm": 128,
        "threshold": 0.7,
        "hash_func": "xxh3",
        "num_proc": 1,
        "output": output / "kept",
    }
    minhash([str(part) for name, value in options.items() for part in (f"--{name}", value)], standalone_mode=False)
    kept = datasets.load_from_disk(str(output / "kept")).with_format("arrow")[:]
    pq.write_table(kept, output / "articles.parquet", compression="zstd")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
