from __future__ import annotations

import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import SCHEMA_VERSION, Journal

MACHINE = "this machine"

NEW_SUBMISSION = (
    "INSERT INTO submissions (id, node, route, person, manager, landing, frozen, stage, "
    "created_at) VALUES (?, 'node', 'folder', 'Ana', 'ana', '', '{}', 'queued', "
    "'2026-01-01T00:00:00+00:00')"
)
NEW_ASSAY = (
    "INSERT INTO assays (id, submission, place, study, name, folder, stage) "
    "VALUES (1, 's', 0, 'S', 'A', 'I/S/A', 'queued')"
)
NEW_FILE = (
    "INSERT INTO files (assay, source, size, mtime_ns, volume, file_id, target, key, fileset, "
    "format, state, since, round) VALUES (1, ?1, 1, 1, '1', '1', ?1, ?1, ?1, 'czi', 'queued', "
    "'2026-01-01T00:00:00+00:00', 1)"
).replace("?1", ":name")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal(path, MACHINE)) as made:
        yield made


def fill(journal: Journal, files: int) -> None:
    with journal.transaction() as connection:
        connection.execute(NEW_SUBMISSION, ("s",))
        connection.execute(NEW_ASSAY)
        names = ({"name": f"{number:05}"} for number in range(files))
        connection.executemany(NEW_FILE, names)


def pragma(journal: Journal, name: str) -> object:
    row = journal.one(f"PRAGMA {name}")
    assert row is not None
    return row[0]


def count(journal: Journal, table: str = "submissions") -> int:
    row = journal.one(f"SELECT count(*) FROM {table}")  # noqa: S608 - a constant
    assert row is not None
    return int(row[0])


def ids(journal: Journal) -> Iterator[int]:
    rows = journal.stream(
        "SELECT * FROM files WHERE assay = ? AND id > ? ORDER BY id LIMIT ?", (1,), size=10
    )
    return (row["id"] for row in rows)


# -- how it is opened


def test_what_is_committed_survives_a_power_cut(journal: Journal) -> None:
    assert pragma(journal, "journal_mode") == "wal"
    assert pragma(journal, "synchronous") == 2  # FULL: the WAL is synced at every commit
    assert pragma(journal, "foreign_keys") == 1
    assert pragma(journal, "user_version") == SCHEMA_VERSION


def test_it_is_for_this_account_alone(path: Path, journal: Journal) -> None:
    if sys.platform != "win32":
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_keeps_its_identity(path: Path, journal: Journal, tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "other.sqlite", MACHINE)) as other:
        assert other.identity != journal.identity
    identity = journal.identity
    journal.close()
    with closing(Journal(path, MACHINE)) as again:
        assert again.identity == identity != ""


def test_a_later_programs_journal_is_refused(path: Path, journal: Journal) -> None:
    journal.one(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    journal.close()
    for read_only in (False, True):
        with pytest.raises(InputError) as raised:
            Journal(path, MACHINE, read_only=read_only)
        assert raised.value.code is Code.JOURNAL_NEWER
        assert raised.value.facts["found"] == SCHEMA_VERSION + 1


def test_another_machines_journal_is_read_and_not_written(path: Path, journal: Journal) -> None:
    fill(journal, 1)
    journal.close()
    with pytest.raises(InputError) as raised:
        Journal(path, "another machine")
    assert raised.value.code is Code.JOURNAL_FOREIGN
    with closing(Journal(path, "another machine", read_only=True)) as reader:
        assert [row.id for row in records.submissions(reader)] == ["s"]


def test_a_copied_journal_is_read_and_not_written(
    path: Path, journal: Journal, tmp_path: Path
) -> None:
    fill(journal, 1)
    journal.close()
    copied = tmp_path / "copied.sqlite"
    shutil.copy(path, copied)
    with pytest.raises(InputError) as raised:
        Journal(copied, MACHINE)
    assert raised.value.code is Code.JOURNAL_FOREIGN
    assert raised.value.facts["written_at"] == str(path)
    with closing(Journal(copied, MACHINE, read_only=True)) as reader:
        assert count(reader) == 1


def test_a_reader_cannot_write(path: Path, journal: Journal) -> None:
    with closing(Journal(path, MACHINE, read_only=True)) as reader:
        with pytest.raises(InputError) as raised:
            fill(reader, 1)
        assert (raised.value.code, raised.value.facts["why"]) == (
            Code.JOURNAL_UNWRITABLE,
            "SQLITE_READONLY",
        )
        assert count(reader) == 0


def test_a_place_with_characters_of_an_address_is_found(tmp_path: Path) -> None:
    place = tmp_path / "50 % #1 été?mode=rwc" if sys.platform != "win32" else tmp_path / "50 % #1"
    with closing(Journal(place / "journal.sqlite", MACHINE)) as journal:
        fill(journal, 1)
        with closing(Journal(place / "journal.sqlite", MACHINE, read_only=True)) as reader:
            assert count(reader) == 1


def test_one_that_is_being_made_has_nothing_to_read(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(InputError) as raised:
        Journal(path, MACHINE, read_only=True)
    assert raised.value.code is Code.SUBMISSION_UNKNOWN
    with closing(Journal(path, MACHINE)) as made:
        assert count(made) == 0


# -- transactions


def test_a_transaction_is_all_or_nothing(journal: Journal) -> None:
    def break_off() -> None:
        with journal.transaction() as connection:
            connection.execute(NEW_SUBMISSION, ("s",))
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert count(journal) == 0
    fill(journal, 1)
    assert count(journal) == 1


def test_an_error_after_which_sqlite_rolled_back_itself_is_told_as_it_is(journal: Journal) -> None:
    """As a full disk does."""
    with pytest.raises(sqlite3.IntegrityError), journal.transaction() as connection:
        connection.execute("INSERT OR ROLLBACK INTO meta VALUES ('id', 'again')")
    fill(journal, 1)


def test_a_commit_that_fails_leaves_no_open_transaction(journal: Journal) -> None:
    def commit_what_is_wrong() -> None:
        with journal.transaction() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")
            connection.execute(NEW_ASSAY)  # of no submission: seen by COMMIT

    with pytest.raises(sqlite3.IntegrityError):
        commit_what_is_wrong()
    assert count(journal, "assays") == 0
    fill(journal, 1)


def test_a_reader_beside_a_writer_sees_whole_transactions(path: Path, journal: Journal) -> None:
    with closing(Journal(path, "whatever", read_only=True)) as reader:
        with journal.transaction() as connection:
            connection.execute(NEW_SUBMISSION, ("a",))
            assert count(reader) == 0
        assert count(reader) == 1


# -- streaming


def test_pages_see_rows_that_change_while_they_are_read(journal: Journal) -> None:
    fill(journal, 35)
    seen = []
    for id_ in ids(journal):
        seen.append(id_)
        with journal.transaction() as connection:
            connection.execute("UPDATE files SET state = 'ready' WHERE id = ?", (id_,))
            if id_ == 3:
                connection.execute("DELETE FROM files WHERE id IN (2, 12)")
                connection.execute(NEW_FILE, {"name": "new"})
    assert seen == [*range(1, 12), *range(13, 37)]


def test_streaming_holds_no_statement_open(journal: Journal) -> None:
    fill(journal, 35)
    stream = ids(journal)
    next(stream)
    journal.one("PRAGMA wal_checkpoint(TRUNCATE)")
    busy = journal.one("PRAGMA wal_checkpoint(TRUNCATE)")
    assert busy is not None
    assert busy[0] == 0


# -- submissions by their id


@pytest.mark.parametrize("id_", ["", "0", "01a", "02z", "%", "_", "é", "\udcff", "01a\0"])
def test_an_id_is_known_by_an_unambiguous_beginning_only(journal: Journal, id_: str) -> None:
    with journal.transaction() as connection:
        connection.executemany(NEW_SUBMISSION, [("01ab",), ("01ac",), ("02bb",)])
    with pytest.raises(InputError) as raised:
        records.submission(journal, id_)
    assert raised.value.code is Code.SUBMISSION_UNKNOWN
    assert str(raised.value.facts["id"]).isprintable()
    assert records.submission(journal, "02").id == "02bb"
    assert records.submission(journal, "01ab").id == "01ab"


# -- a file or a disk that fails


@pytest.mark.parametrize("read_only", [True, False])
def test_a_damaged_journal_is_told_and_left_alone(path: Path, *, read_only: bool) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no journal at all" * 1000)
    with pytest.raises(InputError) as raised:
        Journal(path, MACHINE, read_only=read_only)
    assert raised.value.code is Code.JOURNAL_DAMAGED
    assert path.read_bytes() == b"no journal at all" * 1000


def test_a_full_disk_here_is_told_and_nothing_is_half_written(path: Path, journal: Journal) -> None:
    fill(journal, 1)
    limit = journal.one("PRAGMA page_count")
    assert limit is not None
    journal.one(f"PRAGMA max_page_count = {limit[0]}")  # SQLite's own way to play a full disk
    with pytest.raises(InputError) as raised, journal.transaction() as connection:
        connection.executemany(NEW_SUBMISSION, [(f"id-{number}",) for number in range(10_000)])
    assert raised.value.code is Code.JOURNAL_UNWRITABLE
    assert count(journal) == 1
    assert journal.some("SELECT id FROM submissions WHERE id LIKE 'id-%'") == []


# -- crashes

CHILD = """
import hashlib, itertools, sys
from pathlib import Path
from fbi_uploader.transfer.journal.database import Journal

new_submission, new_assay, new_file = sys.argv[2:]
journal = Journal(Path(sys.argv[1]), "this machine")
with journal.transaction() as connection:
    connection.execute(new_submission, ("s",))
    connection.execute(new_assay)
for number in itertools.count():
    with journal.transaction() as connection:
        for part in range(20):
            connection.execute(new_file, {"name": f"{number}/{part}"})
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_writer_loses_nothing_it_committed(tmp_path: Path) -> None:
    """Killed after 0, 3, 6... commits it reported, wherever it has come to by then."""
    for reported in range(0, 40, 3):
        path = tmp_path / str(reported) / "journal.sqlite"
        committed = _kill_after(path, reported)
        for read_only in (True, False):  # the reader first: it has to make do with the WAL
            with closing(Journal(path, MACHINE, read_only=read_only)) as journal:
                whole, rest = divmod(count(journal, "files"), 20)
                assert rest == 0, "half a transaction"
                assert whole >= committed, "a commit is lost"
                assert pragma(journal, "integrity_check") == "ok"
        with closing(Journal(path, MACHINE)) as journal, journal.transaction() as connection:
            connection.execute(NEW_FILE, {"name": "after the crash"})


def _kill_after(path: Path, reported: int) -> int:
    """How many transactions the child said were committed before it was killed."""
    arguments = [sys.executable, "-c", CHILD, str(path), NEW_SUBMISSION, NEW_ASSAY, NEW_FILE]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= reported:
                break
        child.send_signal(signal.SIGKILL)
        more = [int(one) for one in child.stdout.read().split("\n")[:-1]]
    assert child.returncode == -signal.SIGKILL
    return max([reported, *more]) + 1


def test_nothing_is_written_to_the_file_but_by_transactions(path: Path, journal: Journal) -> None:
    fill(journal, 1)
    journal.close()
    before = hashlib.sha256(path.read_bytes()).digest()
    with closing(Journal(path, MACHINE, read_only=True)) as reader:
        assert count(reader) == 1
    assert hashlib.sha256(path.read_bytes()).digest() == before
