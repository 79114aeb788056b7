"""What people write in an hour: ftfy, emoji, datasketch, Parquet.

    python tests/bench/peers/script.py news.jsonl out      writes out/articles.parquet

It repairs the encoding, takes every emoji out and keeps the first of what MinHash LSH holds for one article.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path


def main(source: Path, output: Path) -> None:
    """Clean, deduplicate, write."""
    import emoji
    import ftfy
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasketch import MinHash, MinHashLSH

    with source.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        record["text"] = emoji.replace_emoji(ftfy.fix_text(record["text"]), "")

    lsh = MinHashLSH(threshold=0.7, num_perm=128)
    kept = []
    for n, record in enumerate(records):
        words = re.findall(r"\w+", record["text"].lower())
        grams = {" ".join(words[k : k + 5]).encode() for k in range(max(1, len(words) - 4))}
        signature = MinHash(num_perm=128)
        signature.update_batch(grams)
        if not lsh.query(signature):
            lsh.insert(n, signature)
            kept.append(record)

    output.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(kept), output / "articles.parquet", compression="zstd")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
