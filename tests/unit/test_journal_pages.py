"""Pages of a long answer cost the same however long it is: no page sorts or scans the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite", "pc")
    with made.transaction() as connection:
        connection.execute(
            "INSERT INTO submissions VALUES ('s','n','r','p','m','','{}','queued','','','')"
        )
        connection.execute(
            "INSERT INTO assays (id, submission, place, study, name, folder, stage) "
            "VALUES (1, 's', 0, 'S', 'A', 'I/S/A', 'queued')"
        )
        connection.execute(
            "INSERT INTO files (assay, source, size, mtime_ns, volume, file_id, target, key, "
            "fileset, format, state, since, round) "
            "VALUES (1, '/a', 1, 1, '1', '1', 'a', 'a', 'a', 'file', 'queued', '', 1)"
        )
    yield made
    made.close()


def _plan(journal: Journal, statement: str) -> str:
    return "; ".join(row["detail"] for row in journal.some(f"EXPLAIN QUERY PLAN {statement}"))


def test_pages_come_from_an_index_in_its_order(journal: Journal) -> None:
    asked: list[str] = []
    journal._connection.set_trace_callback(asked.append)
    assert [file.target for file, _ in records.proved_files(journal, 1)] == ["a"]
    assert records.files_in(journal, 1, FileState.QUEUED)
    journal._connection.set_trace_callback(None)
    plans = {one: _plan(journal, one) for one in asked if one.startswith("SELECT")}
    journal.close()
    assert len(plans) >= 3
    assert not [
        (one, plan) for one, plan in plans.items() if "SCAN" in plan or "TEMP B-TREE" in plan
    ]
    assert not [one for one, plan in plans.items() if "(assay=?)" in plan]
