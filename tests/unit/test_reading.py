from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, FileError, RetryError
from fbi_uploader.intake import reading
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import (
    extended,
    open_shared,
    read_chunks,
    stamp,
    stamp_of,
)

BYTES = bytes(range(256)) * 40
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="made with POSIX calls")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "l'embryon é.czi"
    path.write_bytes(BYTES)
    os.utime(path, ns=(10**18, 10**18))
    return path


def read(path: Path, expected: Stamp, offset: int = 0, end: int = len(BYTES)) -> bytes:
    return b"".join(read_chunks(str(path), offset, end, expected, size=1000))


def code_of(call: Callable[[], object]) -> Code:
    with pytest.raises(FileError) as raised:
        call()
    return raised.value.code


def code_for(path: str | Path) -> Code:
    return code_of(lambda: stamp(str(path)))


def test_a_stamp_tells_size_time_and_identity(source: Path) -> None:
    found = stamp(str(source))
    seen = source.stat()
    assert (found.size, found.mtime_ns) == (len(BYTES), 10**18)
    assert (found.volume, found.file_id) == (seen.st_dev, seen.st_ino)
    with open_shared(str(source)) as handle:
        assert stamp_of(handle) == found


def test_identities_fit_a_signed_64_bit_column_and_stay_apart() -> None:
    result = os.stat_result((0o100644, 2**127 + 5, 2**63 + 1, 1, 0, 0, 7, 0, 0, 0))
    found = reading.stamp_from(result)
    assert 0 < found.file_id < 2**63
    assert found.volume == 1
    other = os.stat_result((0o100644, 2**126 + 5, 2**63 + 1, 1, 0, 0, 7, 0, 0, 0))
    assert reading.stamp_from(other).file_id != found.file_id


@pytest.mark.parametrize(("offset", "end"), [(0, 10240), (1, 1001), (999, 10240), (50, 50)])
def test_the_wanted_bytes_are_read(source: Path, offset: int, end: int) -> None:
    assert read(source, stamp(str(source)), offset, end) == BYTES[offset:end]


def test_pieces_have_the_size_asked_for(source: Path) -> None:
    pieces = list(read_chunks(str(source), 0, 10240, stamp(str(source)), size=4096))
    assert list(map(len, pieces)) == [4096, 4096, 2048]


def test_others_may_write_rename_and_delete_while_it_is_open(source: Path) -> None:
    with open_shared(str(source)) as handle:
        with source.open("ab") as writer:
            writer.write(b"more")
        moved = source.rename(source.with_name("moved.czi"))
        moved.unlink()
        assert handle.read(10) == BYTES[:10]
        assert stamp_of(handle).size == len(BYTES) + 4


def test_a_file_that_grew_before_is_not_read(source: Path) -> None:
    expected = stamp(str(source))
    source.write_bytes(BYTES + b"x")
    assert code_of(lambda: next(read_chunks(str(source), 0, 10, expected))) is Code.CHANGED


def test_a_file_of_the_same_size_but_another_time_is_not_read(source: Path) -> None:
    expected = stamp(str(source))
    os.utime(source, ns=(10**18, 10**18 + 100))
    assert code_of(lambda: read(source, expected)) is Code.CHANGED


def replace_keeping_size_and_time(source: Path) -> None:
    other = source.with_name("other")
    other.write_bytes(bytes(len(BYTES)))
    os.utime(other, ns=(10**18, 10**18))
    other.replace(source)


def test_a_file_replaced_before_is_not_read(source: Path) -> None:
    expected = stamp(str(source))
    replace_keeping_size_and_time(source)
    with pytest.raises(FileError) as raised:
        read(source, expected)
    assert raised.value.code is Code.CHANGED
    assert raised.value.facts["replaced"] is True


def append(source: Path) -> None:
    with source.open("ab") as writer:
        writer.write(b"x")


def truncate(source: Path) -> None:
    os.truncate(source, 1500)


def rewrite(source: Path) -> None:
    with source.open("r+b") as writer:
        writer.write(b"x")


@POSIX
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (append, Code.CHANGED_WHILE_SENT),
        (truncate, Code.CHANGED_WHILE_SENT),
        (rewrite, Code.CHANGED_WHILE_SENT),
        (replace_keeping_size_and_time, Code.CHANGED_WHILE_SENT),
        (Path.unlink, Code.VANISHED),
    ],
)
def test_a_change_while_it_is_read_shows_at_the_end(
    source: Path, change: Callable[[Path], None], code: Code
) -> None:
    pieces = read_chunks(str(source), 0, len(BYTES), stamp(str(source)), size=1000)
    next(pieces)
    change(source)
    assert code_of(lambda: list(pieces)) is code


def test_more_bytes_than_there_are_is_an_error_and_not_a_short_read(source: Path) -> None:
    assert code_of(lambda: read(source, stamp(str(source)), 0, 10241)) is Code.READ_FAILED


def test_an_empty_file_has_no_pieces(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert list(read_chunks(str(path), 0, 0, stamp(str(path)))) == []


def test_what_is_not_there_vanished(tmp_path: Path, source: Path) -> None:
    for path in (tmp_path / "none", source / "below", "a\0b"):
        assert code_for(path) is Code.VANISHED


@POSIX
def test_only_files_are_opened_and_a_fifo_holds_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(tmp_path)  # the name of a socket may have 108 bytes
        try:
            server.bind("socket")
        finally:
            os.chdir(here)
        for name in ("", "fifo", "socket"):
            assert code_for(tmp_path / name) is Code.NOT_A_FILE


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (PermissionError(13, "denied"), FileError, Code.DENIED),
        (OSError(5, "input/output"), FileError, Code.READ_FAILED),
        (BlockingIOError(11, "leased"), RetryError, Code.HELD),
    ],
)
def test_the_systems_refusals_become_codes(
    monkeypatch: pytest.MonkeyPatch,
    source: Path,
    error: OSError,
    kind: type[FileError | RetryError],
    code: Code,
) -> None:
    def refuse(_: str) -> int:
        raise error

    monkeypatch.setattr(reading, "_open_descriptor", refuse)
    with pytest.raises(kind) as raised:
        open_shared(str(source))
    assert raised.value.code is code
    assert raised.value.facts["path"] == str(source)


class SharingViolationError(PermissionError):
    winerror = 32


def test_a_sharing_violation_is_tried_again(source: Path) -> None:
    with pytest.raises(RetryError) as raised:
        reading.raise_file_error(SharingViolationError(13, "used by another process"), str(source))
    assert raised.value.code is Code.HELD


def test_names_that_are_not_unicode_are_escaped_in_errors() -> None:
    with pytest.raises(FileError) as raised:
        stamp("/nowhere/a\udcffb é")
    assert raised.value.facts["path"] == "/nowhere/a\\udcffb é"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("C:\\Data\\a.czi", "\\\\?\\C:\\Data\\a.czi"),
        ("C:/Data/../b/x. ", "\\\\?\\C:\\b\\x. "),
        ("D:\\con.tif", "\\\\?\\D:\\con.tif"),
        ("\\\\server\\share\\a", "\\\\?\\UNC\\server\\share\\a"),
        ("\\\\?\\C:\\a", "\\\\?\\C:\\a"),
        ("relative\\a", "relative\\a"),
    ],
)
def test_windows_paths_lose_their_limits(path: str, wanted: str) -> None:
    assert extended(path) == wanted
