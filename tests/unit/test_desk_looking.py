from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from fbi_uploader.desk import cache as caching
from fbi_uploader.desk.cache import Cache, Seen
from fbi_uploader.desk.looking import Looking
from fbi_uploader.desk.summary import images, summary
from fbi_uploader.errors import Code, FileError
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.intake.inspect.model import Image, Inspection, Length
from tests.e2e.running import until
from tests.unit.planning_tools import put

PICTURE = b"\x89PNG"


def image(**dimensions: int) -> Image:
    whole = {"T": 1, "C": 1, "Z": 1, "Y": 1, "X": 1, **dimensions}
    return Image(None, whole, pixel_size={"X": Length(0.10312)})


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ((), ""),
        ((image(X=1920, Y=1080, C=3, Z=25),), "1920 × 1080 · 3 C · 25 Z · 0.103 µm"),
        ((image(X=10, Y=9, P=4, T=7, S=3), image(X=1)), "10 × 9 · 7 T · 4 P · 0.103 µm"),
        ((Image(None, {"X": 5, "Y": 6}),), "5 × 6"),
    ],
)
def test_a_summary_has_no_words(found: tuple[Image, ...], wanted: str) -> None:
    whole = Inspection("x", "czi", found, left_out=2)
    assert summary(whole) == wanted
    assert images(whole) == len(found) + 2


# -- the cache


def test_what_was_seen_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache"), put(tmp_path / "a.czi")
    kept = cache.put(str(path), Seen(3, "czi", "5 × 6", None), PICTURE)
    assert kept.thumbnail is not None
    assert Path(kept.thumbnail).read_bytes() == PICTURE
    assert Cache(tmp_path / "cache").get(str(path)) == kept
    put(path, b"changed")
    os.utime(path, (1, 1))
    assert cache.get(str(path)) is None
    path.unlink()
    assert cache.get(str(path)) is None


def test_damage_and_a_lost_picture_are_no_entry(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache"), put(tmp_path / "a.czi")
    kept = cache.put(str(path), Seen(3, "czi", "5 × 6", None), PICTURE)
    Path(str(kept.thumbnail)).unlink()
    assert cache.get(str(path)) is None
    cache.put(str(path), Seen(3, "czi", "5 × 6", None), None)
    for one in (tmp_path / "cache").iterdir():
        one.write_bytes(b'{"images": 1, "odd": 2}')
    assert cache.get(str(path)) is None


def test_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "MOST", 5)
    cache = Cache(tmp_path / "cache")
    paths = [put(tmp_path / f"{number}.czi") for number in range(9)]
    for place, path in enumerate(paths):
        cache.put(str(path), Seen(1, "czi", "", None), PICTURE)
        newest = max((tmp_path / "cache").glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
        os.utime(newest, (1000 + place, 1000 + place))
    cache.sweep(1010)
    assert [cache.get(str(path)) is None for path in paths] == [True] * 4 + [False] * 5
    cache.sweep(1010 + caching.OLDEST * 1000)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_disk_that_refuses_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder would be")
    path = put(tmp_path / "a.czi")
    seen = Seen(1, "czi", "", None)
    assert Cache(tmp_path / "cache").put(str(path), seen, PICTURE) == seen


# -- looking


class Slow:
    """Stands for the inspector: lets a test hold it, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = threading.Event()
        self.closed = threading.Event()
        self.fails: Callable[[str], BaseException | None] = lambda _path: None

    def inspect(self, path: str) -> Inspection:
        self.asked.append(Path(path).name)
        while not self.go.wait(0.01) and not self.closed.is_set():
            pass
        if self.closed.is_set():  # as a child that was ended
            self.closed.clear()
            raise FileError(Code.INSPECT_FAILED, reason="crashed")
        if error := self.fails(path):
            raise error
        return Inspection(path, "czi", (image(X=5, Y=6),))

    def thumbnail(self, _path: str) -> bytes | None:
        return PICTURE

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def told() -> list[Mapping[str, object]]:
    return []


@pytest.fixture
def looking(tmp_path: Path, slow: Slow, told: list[Mapping[str, object]]) -> Iterator[Looking]:
    made = Looking(Cache(tmp_path / "cache"), lambda: cast(Inspector, slow), told.append)
    yield made
    slow.go.set()
    assert made.close(10)


def heads(folder: Path, *names: str) -> list[str]:
    return [str(put(folder / f"{name}.czi")) for name in names]


def test_the_newest_request_comes_first_and_nothing_twice(
    tmp_path: Path, slow: Slow, told: list[Mapping[str, object]], looking: Looking
) -> None:
    looking.look("d", heads(tmp_path, "first"))
    until(lambda: slow.asked, "it has begun")
    looking.look("d", heads(tmp_path, "a", "b", "c"))
    looking.look("d", heads(tmp_path, "x", "b"))
    slow.go.set()
    until(lambda: len(told) == 5, "all are told")
    assert slow.asked == ["first.czi", "x.czi", "b.czi", "a.czi", "c.czi"]
    assert {one["event"] for one in told} == {"Looked"}
    assert {(one["images"], one["summary"]) for one in told} == {(1, "5 × 6 · 0.103 µm")}


def test_what_is_closed_is_cut_off_and_leaves_no_false_memory(
    tmp_path: Path, slow: Slow, told: list[Mapping[str, object]], looking: Looking
) -> None:
    looking.look("d", heads(tmp_path, "a", "b"))
    until(lambda: slow.asked, "it has begun")
    looking.forget()
    looking.look("e", heads(tmp_path, "c"))  # at once, before the first has ended
    slow.go.set()
    until(lambda: told, "the new one is told")
    assert [one["draft"] for one in told] == ["e"]
    assert slow.asked == ["a.czi", "c.czi"]
    assert Cache(tmp_path / "cache").get(str(tmp_path / "a.czi")) is None


def _has(told: list[Mapping[str, object]], count: int) -> bool:
    return len(told) == count


def test_a_damaged_file_is_remembered_and_one_in_use_is_not(
    tmp_path: Path, slow: Slow, told: list[Mapping[str, object]], looking: Looking
) -> None:
    slow.go.set()
    codes = {"bad.czi": Code.INSPECT_FAILED, "held.czi": Code.HELD}
    slow.fails = lambda path: FileError(codes[Path(path).name])
    for count in (2, 4):
        looking.look("d", heads(tmp_path, "bad", "held"))
        until(partial(_has, told, count), "both are told")
    assert slow.asked == ["bad.czi", "held.czi", "held.czi"]
    assert [one["code"] for one in told] == ["inspect_failed", "held"] * 2


def test_what_was_unforeseen_is_told_and_the_next_comes(
    tmp_path: Path, slow: Slow, told: list[Mapping[str, object]], looking: Looking
) -> None:
    slow.go.set()
    slow.fails = lambda path: ZeroDivisionError() if "bad" in path else None
    looking.look("d", heads(tmp_path, "bad", "good"))
    until(lambda: len(told) == 2, "both are told")
    assert [one["code"] for one in told] == ["engine_fault", None]


def test_a_folder_is_nothing_to_look_into(
    tmp_path: Path, slow: Slow, told: list[Mapping[str, object]], looking: Looking
) -> None:
    (tmp_path / "z.ome.zarr").mkdir()
    looking.look("d", [str(tmp_path / "z.ome.zarr")])
    until(lambda: told, "it is told")
    assert (told[0]["code"], told[0]["images"], slow.asked) == (None, 0, [])


def test_an_entry_of_another_shape_is_absent(tmp_path: Path) -> None:
    cache, path = Cache(tmp_path / "cache"), put(tmp_path / "a.czi")
    cache.put(str(path), Seen(1, "czi", "", None), None)
    [entry] = (tmp_path / "cache").glob("*.json")
    for damaged in ('{"images": 1, "format": null, "summary": "", "thumbnail": 5}', "[" * 100_000):
        entry.write_text(damaged)
        assert cache.get(str(path)) is None
