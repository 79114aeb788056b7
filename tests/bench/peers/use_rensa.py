"""The script of `script.py` with rensa for the near-duplicates.

    python tests/bench/peers/use_rensa.py news.jsonl out      writes out/articles.parquet

R-MinHash is a scheme of its own: its signatures are not datasketch's.  16 bands find a pair of similarity 0.7 with
probability 0.61; what they find is checked against the estimate, as rensa's own example does.
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
    from rensa import RMinHash, RMinHashLSH

    with source.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    for record in records:
        record["text"] = emoji.replace_emoji(ftfy.fix_text(record["text"]), "")

    lsh = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=16)
    signatures, kept = {}, []
    for n, record in enumerate(records):
        words = re.findall(r"\w+", record["text"].lower())
        signature = RMinHash(num_perm=128, seed=42)
        signature.update([" ".join(words[k : k + 5]) for k in range(max(1, len(words) - 4))])
        if not any(signatures[other].jaccard(signature) >= 0.7 for other in lsh.query(signature)):
            signatures[n] = signature
            lsh.insert(n, signature)
            kept.append(record)

    output.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(kept), output / "articles.parquet", compression="zstd")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
