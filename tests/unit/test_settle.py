from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code
from fbi_uploader.intake.entries import System
from fbi_uploader.intake.model import Stamp
from fbi_uploader.intake.reading import open_shared, stamp
from fbi_uploader.intake.settle import (
    Looked,
    Settle,
    Sighting,
    Verdict,
    Watched,
    Why,
    judge,
)
from fbi_uploader.intake.writers import Writers, open_for_writing

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
QUIET = timedelta(seconds=10)
SECOND = timedelta(seconds=1)


def aged(age: timedelta, size: int = 5) -> Stamp:
    modified = NOW - age
    return Stamp(size, int(modified.timestamp()) * 10**9, 1, 2)


OLD, YOUNG, FUTURE = aged(QUIET), aged(9 * SECOND), aged(-3600 * SECOND)

JUDGED = [
    # a first look
    ("old and unused", None, OLD, False, Why.SETTLED, NOW),
    ("old, and nobody can tell", None, OLD, None, Why.YOUNG, NOW),
    ("old, but written", None, OLD, True, Why.WRITTEN, NOW),
    ("young", None, YOUNG, False, Why.YOUNG, NOW),
    ("from the future", None, FUTURE, False, Why.YOUNG, NOW),
    ("a senseless time", None, Stamp(5, 2**62 * 4, 1, 2), False, Why.YOUNG, NOW),
    # later looks
    ("stood still", (YOUNG, NOW - QUIET), YOUNG, False, Why.SETTLED, NOW - QUIET),
    ("stood still, unknown", (YOUNG, NOW - QUIET), YOUNG, None, Why.SETTLED, NOW - QUIET),
    ("stood still, future", (FUTURE, NOW - QUIET), FUTURE, False, Why.SETTLED, NOW - QUIET),
    ("stood still, written", (YOUNG, NOW - QUIET), YOUNG, True, Why.WRITTEN, NOW),
    ("not for long enough", (YOUNG, NOW - SECOND), YOUNG, False, Why.YOUNG, NOW - SECOND),
    ("just closed, old time", (OLD, NOW - SECOND), OLD, False, Why.YOUNG, NOW - SECOND),
    ("grew", (OLD, NOW - QUIET), aged(QUIET, 6), False, Why.CHANGED, NOW),
    ("touched", (OLD, NOW - QUIET), YOUNG, False, Why.CHANGED, NOW),
    ("replaced", (OLD, NOW - QUIET), Stamp(5, OLD.mtime_ns, 1, 3), False, Why.CHANGED, NOW),
    ("the clock went back", (YOUNG, NOW + 99 * QUIET), YOUNG, False, Why.YOUNG, NOW),
]


@pytest.mark.parametrize(
    ("before", "now", "written", "why", "since"),
    [row[1:] for row in JUDGED],
    ids=[row[0] for row in JUDGED],
)
def test_judge(
    before: tuple[Stamp, datetime] | None,
    now: Stamp,
    written: bool | None,
    why: Why,
    since: datetime,
) -> None:
    sighting = Sighting(*before) if before else None
    verdict = judge(sighting, now, NOW, QUIET, written=written)
    assert verdict == Verdict(why, since)
    assert verdict.settled is (why is Why.SETTLED)


# --- the edge ---------------------------------------------------------------------------------


def nobody(files: Mapping[str, Stamp]) -> frozenset[str]:
    return frozenset()


class Watch:
    """A Settle with a held clock, which keeps what the journal would keep."""

    def __init__(self, writers: Writers = nobody, system: System | None = None) -> None:
        self.clock = ManualClock(datetime.now(UTC))
        self.settle = Settle(QUIET, self.clock, writers, system or System())
        self._kept: dict[str, Sighting | None] = {}

    def look(self, path: Path, after: float = 0) -> Why:
        self.clock.sleep(after)
        (looked,) = self.settle.look([Watched(str(path), self._kept.get(str(path)))])
        return self._keep(looked)

    def _keep(self, looked: Looked) -> Why:
        self._kept[looked.path] = looked.sighting
        return looked.verdict.why


def test_a_growing_file_waits_until_it_stood_still(tmp_path: Path) -> None:
    path = tmp_path / "a.czi"
    path.write_bytes(b"1")
    watch = Watch()
    assert watch.look(path) is Why.YOUNG
    path.write_bytes(b"12")
    assert watch.look(path, after=20) is Why.CHANGED
    assert watch.look(path, after=9) is Why.YOUNG
    assert watch.look(path, after=1) is Why.SETTLED


def test_an_old_file_needs_no_waiting(tmp_path: Path) -> None:
    path = tmp_path / "a.czi"
    path.touch()
    os.utime(path, (1, 1))
    assert Watch().look(path) is Why.SETTLED


def test_a_batch_asks_the_system_once_and_keeps_its_order(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("written", "gone", "done", "folder")]
    for path in (paths[0], paths[2]):
        path.touch()
        os.utime(path, (1, 1))
    paths[3].mkdir()
    asked: list[list[str]] = []

    def writers(files: Mapping[str, Stamp]) -> frozenset[str]:
        asked.append(sorted(files))
        return frozenset({str(paths[0])})

    settle = Settle(QUIET, ManualClock(NOW), writers)
    looked = settle.look([Watched(str(path)) for path in paths])
    assert [each.verdict.why for each in looked] == [
        Why.WRITTEN,
        Why.FAILED,
        Why.SETTLED,
        Why.FAILED,
    ]
    assert [each.path for each in looked] == list(map(str, paths))
    codes = [each.error.code if each.error else None for each in looked]
    assert codes == [None, Code.VANISHED, None, Code.NOT_A_FILE]
    assert [each.sighting is None for each in looked] == [False, True, False, True]
    assert looked[2].sighting == Sighting(stamp(str(paths[2])), NOW)
    assert asked == [[str(paths[2]), str(paths[0])]]


# --- a real second process ----------------------------------------------------------------------

WRITER = """
import ctypes, mmap, sys
path = sys.argv[1]
kept = None
# mmap.mmap keeps a descriptor of its own open, which would hide what is tested here.
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *3 * [ctypes.c_int], ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


class Mapped:
    def __init__(self):
        with open(path, "r+b") as handle:
            writable = mmap.PROT_READ | mmap.PROT_WRITE
            self.place = libc.mmap(None, 4, writable, mmap.MAP_SHARED, handle.fileno(), 0)
        assert self.place != ctypes.c_void_p(-1).value

    def close(self):
        assert libc.munmap(self.place, 4) == 0


for order in sys.stdin:
    word = order.strip()
    if word == "write":
        kept = open(path, "ab", buffering=0)
    elif word == "grow":
        kept.write(b"x" * 1000)
    elif word == "both":
        kept = open(path, "r+b", buffering=0)
    elif word == "read":
        kept = open(path, "rb")
    elif word == "map":
        kept = Mapped()
    elif word == "close":
        kept.close()
    print("done", flush=True)
"""


class Writer:
    """Another process, which does what it is told and says when it is done."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, order: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def end(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "l'acquisition é.czi"
    path.write_bytes(b"head")
    os.utime(path, (1, 1))
    return path


@pytest.fixture
def writer(source: Path) -> Iterator[Writer]:
    process = Writer(source)
    yield process
    process.end()


@LINUX
def test_a_file_that_another_process_writes_waits_and_is_not_disturbed(
    source: Path, writer: Writer
) -> None:
    watch = Watch(open_for_writing)
    writer("write")
    assert watch.look(source) is Why.WRITTEN
    assert watch.look(source, after=1000) is Why.WRITTEN  # it stands still, but is held open
    writer("grow")
    assert watch.look(source, after=1000) is Why.WRITTEN
    with open_shared(str(source)) as handle:
        writer("grow")
        assert len(handle.read()) == 2004
    writer("close")
    assert watch.look(source, after=1) is Why.CHANGED
    assert watch.look(source, after=10) is Why.SETTLED


@LINUX
def test_a_file_closed_just_now_stands_still_for_the_quiet_time_first(
    source: Path, writer: Writer
) -> None:
    watch = Watch(open_for_writing)
    writer("write")
    assert watch.look(source) is Why.WRITTEN
    writer("close")
    assert watch.look(source, after=9) is Why.YOUNG
    assert watch.look(source, after=1) is Why.SETTLED


@LINUX
@pytest.mark.parametrize(
    ("order", "written"), [("write", True), ("both", True), ("map", True), ("read", False)]
)
def test_the_system_tells_writers_from_readers(
    source: Path, writer: Writer, order: str, written: bool
) -> None:
    files = {str(source): stamp(str(source))}
    assert open_for_writing(files) == frozenset()
    writer(order)
    assert open_for_writing(files) == (frozenset(files) if written else frozenset())
    writer("close")
    assert open_for_writing(files) == frozenset()


@LINUX
def test_a_writer_is_seen_through_a_link(source: Path, writer: Writer) -> None:
    link = source.with_name("link")
    link.symlink_to(source)
    writer("write")
    files = {str(link): stamp(str(link))}
    assert open_for_writing(files) == frozenset(files)


@LINUX
def test_a_file_of_the_same_name_elsewhere_is_another(source: Path, writer: Writer) -> None:
    other = source.parent / "other" / source.name
    other.parent.mkdir()
    other.touch()
    writer("write")
    assert open_for_writing({str(other): stamp(str(other))}) == frozenset()


@LINUX
def test_our_own_reading_is_no_writing(source: Path) -> None:
    files = {str(source): stamp(str(source))}
    with (
        source.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ),
    ):
        assert open_for_writing(files) == frozenset()
