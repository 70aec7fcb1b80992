"""The SQLite file that knows the state of every submission and file; the only truth (DESIGN 5).

One writer, the engine, holds a `Journal`; readers open their own with `read_only=True`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

from fbi_uploader.errors import Code, InputError

SCHEMA_VERSION = 1

_PRIMARY = 0xFF  # of an extended result code (https://sqlite.org/rescode.html)
_TROUBLE = {
    sqlite3.SQLITE_CORRUPT: Code.JOURNAL_DAMAGED,
    sqlite3.SQLITE_NOTADB: Code.JOURNAL_DAMAGED,
    sqlite3.SQLITE_FULL: Code.JOURNAL_UNWRITABLE,
    sqlite3.SQLITE_IOERR: Code.JOURNAL_UNWRITABLE,
    sqlite3.SQLITE_READONLY: Code.JOURNAL_UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Code.JOURNAL_UNWRITABLE,
}

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE submissions (
    id TEXT PRIMARY KEY, node TEXT NOT NULL, route TEXT NOT NULL, person TEXT NOT NULL,
    manager TEXT NOT NULL, landing TEXT NOT NULL, frozen TEXT NOT NULL, stage TEXT NOT NULL,
    code TEXT, facts TEXT, created_at TEXT NOT NULL
);
CREATE TABLE assays (
    id INTEGER PRIMARY KEY, submission TEXT NOT NULL REFERENCES submissions(id),
    place INTEGER NOT NULL, study TEXT NOT NULL, name TEXT NOT NULL, folder TEXT NOT NULL,
    stage TEXT NOT NULL, server_id TEXT, code TEXT, facts TEXT,
    files INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (submission, place)
);
CREATE TABLE files (
    id INTEGER PRIMARY KEY, assay INTEGER NOT NULL REFERENCES assays(id),
    source TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    volume TEXT NOT NULL, file_id TEXT NOT NULL,
    target TEXT NOT NULL, key TEXT NOT NULL, original TEXT,
    fileset TEXT NOT NULL, format TEXT NOT NULL, state TEXT NOT NULL,
    part TEXT, flushed INTEGER NOT NULL DEFAULT 0, resumed INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT, sha1 TEXT, server_id TEXT,
    attempts INTEGER NOT NULL DEFAULT 0, code TEXT, facts TEXT,
    since TEXT NOT NULL, round INTEGER NOT NULL,
    UNIQUE (assay, key)
);
CREATE INDEX files_by_state ON files (state, assay);
CREATE INDEX files_by_assay ON files (assay);
CREATE INDEX files_by_source ON files (source);
CREATE TABLE evidence (
    submission TEXT NOT NULL, assay INTEGER, file INTEGER, kind TEXT NOT NULL,
    at TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX evidence_by_file ON evidence (file);
CREATE TABLE stages (
    submission TEXT NOT NULL, assay INTEGER, stage TEXT NOT NULL, at TEXT NOT NULL,
    code TEXT, facts TEXT
);
CREATE INDEX stages_by_submission ON stages (submission);
CREATE TABLE leftovers (
    id INTEGER PRIMARY KEY, node TEXT NOT NULL, submission TEXT NOT NULL, path TEXT NOT NULL,
    code TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (node, path)
);
"""


class Journal:
    """An open journal. Thread-safe: one connection behind one lock.

    Raises InputError: JOURNAL_NEWER for a file of a later program, JOURNAL_FOREIGN when it was
    written on another machine or at another place (a cloned PC image) and is opened to write,
    SUBMISSION_UNKNOWN when it is opened to read and nothing is in it yet; from any call,
    JOURNAL_DAMAGED and JOURNAL_UNWRITABLE (a full disk here, rights).

    `foreign`: it may be another machine's, because it is opened to be adopted.
    """

    def __init__(
        self, path: Path, machine: str, *, read_only: bool = False, foreign: bool = False
    ) -> None:
        self.path = path
        self._machine = machine
        self._lock = threading.RLock()
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        with self._typed():
            self._connection = sqlite3.connect(
                uri, uri=True, isolation_level=None, check_same_thread=False
            )
        try:
            with self._typed():
                self._prepare(machine, read_only=read_only)
                if not (read_only or foreign):
                    self._refuse_foreign()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, machine: str, *, read_only: bool) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA busy_timeout = 30000")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise InputError(
                Code.JOURNAL_NEWER, path=str(self.path), found=version, known=SCHEMA_VERSION
            )
        if read_only:
            if version == 0:  # being made at this moment, or a crash cut its making off
                raise InputError(Code.SUBMISSION_UNKNOWN, id="")
            return
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute("PRAGMA cache_size = -32768")
        if version == 0:
            self._create(machine)

    def _create(self, machine: str) -> None:
        with self.transaction() as connection:
            for statement in _SCHEMA.split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.executemany(
                "INSERT INTO meta VALUES (?, ?)",
                [("machine", machine), ("path", self.place), ("id", str(uuid.uuid4()))],
            )
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @property
    def place(self) -> str:
        """Where it lies now; `meta("path")` is where it was made or adopted."""
        return str(self.path.resolve())

    @property
    def is_foreign(self) -> bool:
        """Whether it was written on another machine, or lay at another place."""
        return (self.meta("machine"), self.meta("path")) != (self._machine, self.place)

    def _refuse_foreign(self) -> None:
        if self.is_foreign:
            written_at = self.meta("path")
            raise InputError(Code.JOURNAL_FOREIGN, path=self.place, written_at=written_at)

    def meta(self, name: str) -> str:
        """One of `machine`, `path`, `id`."""
        row = self.one("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row["value"]) if row else ""

    @property
    def identity(self) -> str:
        """Random, made with the file: says in `owner.json` whose staging folder it is."""
        return self.meta("id")

    @contextlib.contextmanager
    def _typed(self) -> Iterator[None]:
        """Turn what SQLite says of the file or the disk into an error with words."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = _TROUBLE.get((error.sqlite_errorcode or 0) & _PRIMARY)
            if code is None:
                raise
            raise InputError(code, path=str(self.path), why=error.sqlite_errorname) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, durable when it ends. Not nested."""
        with self._lock, self._typed():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already; a COMMIT that failed has not.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def one(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Row | None:
        """First row, or None."""
        with self._lock, self._typed():
            row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
            return row

    def some(self, statement: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """Every row: for statements with a LIMIT, or over submissions and assays."""
        with self._lock, self._typed():
            return self._connection.execute(statement, values).fetchall()

    def stream(
        self, statement: str, values: tuple[object, ...] = (), size: int = 1000
    ) -> Iterator[sqlite3.Row]:
        """Rows of a long answer, by keyset: the statement ends in `id > ? ... LIMIT ?`.

        `values` come before those two; rows carry `id` and are ordered by it. A cursor held open
        while others write would see a moving table; pages do not.
        """
        last = -1
        while rows := self.some(statement, (*values, last, size)):
            yield from rows
            last = rows[-1]["id"]

    def close(self) -> None:
        """Close the connection; the WAL is folded in."""
        with self._lock:
            self._connection.close()
