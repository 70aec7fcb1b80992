"""The log in which filesets travel: written by the engine as it finds them, read by the window.

`<draft>/shelf-<n>.jsonl`, one JSON array a line; the newest of a head wins:

`["drop", root]`  a scan of `root` begins: all that was left out or wrong there is told again
`["set", head, name, format, files, bytes, state, paths]`  see `ShelfRow`
`["gone", head]`  it is no longer there
`["left", path, reason]`  left out on purpose (`Thumbs.db`); `path` is escaped (`paths.shown`)
`["problem", code, where, severity, facts]`  an `errors.Problem`
`["end", root]`   the scan of `root` is over
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Self

from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.errors import Problem
from fbi_uploader.paths import denied

MOST_LINES = 2000
"""In one look of the reader: some 10 ms of work for who takes them."""

_FLUSH_AT = 64 * 1024  # bytes
_LOOK = 512 * 1024  # bytes
_NAME = re.compile(r"shelf-(\d{1,9})\.jsonl")


def next_log(folder: Path) -> Path:
    """The path of a log that is not there yet, in the folder of a draft."""
    numbers = [int(match[1]) for path in logs(folder) if (match := _NAME.fullmatch(path.name))]
    return folder / f"shelf-{max(numbers, default=0) + 1}.jsonl"


def logs(folder: Path) -> tuple[Path, ...]:
    """Every log of a draft; only the newest counts, the others may go."""
    try:
        return tuple(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    except OSError:  # no folder, no logs
        return ()


class ShelfWriter:
    """Appends whole lines, in pieces of 64 KiB or at `flush`. One thread at a time.

    Every method raises InputError DENIED when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: list[str] = []
        self._size = 0
        try:
            self._file = path.open("ab", buffering=0)
            if self._file.tell():  # a torn line of who wrote before must not swallow ours
                self._waiting.append("")
        except OSError as error:
            raise denied(path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, root: str) -> None:
        """A scan of `root` begins."""
        self._put("drop", root)

    def end(self, root: str) -> None:
        """It is over; everything so far can be read."""
        self._put("end", root)
        self.flush()

    def put(self, row: ShelfRow) -> None:
        """Write a fileset that is new, or that says something else now."""
        self._put("set", *row)

    def gone(self, head: str) -> None:
        """Write that a fileset is no longer there."""
        self._put("gone", head)

    def left(self, path: str, reason: str) -> None:
        """Write what was left out on purpose."""
        self._put("left", path, reason)

    def problem(self, problem: Problem) -> None:
        """Write what is wrong."""
        facts = dict(problem.facts)
        self._put("problem", problem.code.value, problem.where, problem.severity.value, facts)

    def flush(self) -> None:
        """Make everything so far readable."""
        if not self._waiting:
            return
        content = memoryview("".join(f"{line}\n" for line in self._waiting).encode("ascii"))
        self._waiting, self._size = [], 0
        try:
            while content:
                content = content[self._file.write(content) :]
        except OSError as error:
            raise denied(self.path, error) from error

    def close(self) -> None:
        """Flush and close."""
        try:
            self.flush()
        finally:
            self._file.close()

    def _put(self, *line: object) -> None:
        text = json.dumps(line)  # ASCII: no name can break a line
        self._waiting.append(text)
        self._size += len(text)
        if self._size >= _FLUSH_AT:
            self.flush()


class ShelfReader:
    """Tails a log. Holds no handle between two looks, so that the file can be removed anywhere."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0

    def read(self, most: int = MOST_LINES) -> list[bytes]:
        """The next whole lines, at most `most`; [] when there are none, or no file yet.

        A last line without its end is read when it ends. A full answer may have more behind it:
        ask again soon. Raises InputError DENIED.
        """
        try:
            lines = self._next(most)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise denied(self.path, error) from error
        self._offset += sum(map(len, lines))
        return lines

    def _next(self, most: int) -> list[bytes]:
        with self.path.open("rb", buffering=0) as file:
            file.seek(self._offset)
            pieces = [file.read(_LOOK)]
            while pieces[-1] and b"\n" not in pieces[-1]:  # a set of very many files
                pieces.append(file.read(_LOOK))
        lines = _cut(b"".join(pieces), most)
        return lines if not lines or lines[-1].endswith(b"\n") else lines[:-1]


def _cut(content: bytes, most: int) -> list[bytes]:
    lines = content.split(b"\n", most)
    rest = lines.pop()
    whole = [line + b"\n" for line in lines]
    return [*whole, rest] if rest and len(whole) < most else whole
