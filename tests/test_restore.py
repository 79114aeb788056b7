"""What was published gives back what was read, by whichever version of the program it was published."""

import pyarrow.parquet as pq

from tasks.files import parquet
from tasks.publish import restore, versions
from tests.harness.published import run

PAGE = "River rises\nMARLOW (NWA) - The ferry of Marlow stayed in the harbour on Monday.\nThe river rose again.\n"


def test_a_dataset_from_before_a_column_came_gives_its_records_back(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.txt").write_text(PAGE)
    run([tmp_path / "in"], tmp_path / "out")
    version = versions.existing(tmp_path / "out")
    (path,) = (version / "articles").rglob("*.parquet")
    batch = path.parent.name.removeprefix("batch=")
    now = list(restore.records(version, batch, 0))
    rows = parquet(path).drop_columns(["place", "byline"])
    path.unlink()
    pq.write_table(rows, path)
    assert list(restore.records(version, batch, 0)) == now
    assert [record.text for record in now] == [PAGE]
