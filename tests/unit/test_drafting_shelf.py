from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from fbi_uploader.drafting.remarks import KEPT
from fbi_uploader.drafting.rows import ShelfRow, Sums
from fbi_uploader.drafting.shelf import Shelf, ShelfReader, ShelfWriter, next_log
from fbi_uploader.errors import Code, InputError, Problem, Severity
from tests.unit.drafting_tools import row, shelf_of


def line(*parts: object) -> str:
    return json.dumps(parts)


def set_line(head: str, size: int = 1, state: str = "ready", *paths: str) -> str:
    return line("set", head, Path(head).name, "czi", 1, size, state, list(paths))


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows = [
        row("/d/a.czi"),
        ShelfRow("/d/é\n.czi", "autre", "file", 3, 2**40, "writing", ("/d/é\n.czi", "/x/_é_")),
        row("/x.vsi", "/x.vsi", "/_x_"),
    ]
    shelf = shelf_of(rows, tmp_path / "shelf-1.jsonl")
    assert list(shelf.rows()) == rows
    assert list(shelf.heads()) == [one.head for one in rows]
    assert shelf.sums == Sums(3, 6, 2**40 + 20, 1)
    assert shelf.folders == {"/d": Sums(2, 4, 2**40 + 10, 1), "/": Sums(1, 2, 10)}
    assert shelf.not_read == 0


def test_newest_of_a_head_wins_and_keeps_its_number() -> None:
    shelf = Shelf()
    shelf.take([set_line("/d/a"), set_line("/d/b"), set_line("/d/c")])
    changes = shelf.take([set_line("/d/c", 5, "writing"), set_line("/d/b", 7), set_line("/d/e")])
    assert changes.inserted == range(3, 4)
    assert changes.changed == (range(1, 3),)
    assert changes.removed == changes.returned == ()
    assert [shelf.row(n).bytes for n in shelf.live()] == [1, 7, 5, 1]
    assert shelf.sums == Sums(4, 4, 14, 1)


def test_gone_leaves_a_gap_and_comes_back_to_it() -> None:
    shelf = Shelf()
    shelf.take([set_line("/d/a"), set_line("/d/b"), set_line("/d/c")])
    changes = shelf.take([line("gone", "/d/b"), line("gone", "/nowhere"), line("gone", "/d/b")])
    assert changes.removed == (range(1, 2),)
    assert list(shelf.heads()) == ["/d/a", "/d/c"]
    assert len(shelf) == 3
    assert shelf.number("/d/b") is None
    assert shelf.number("/d/c") == 2
    assert shelf.sums.filesets == 2
    back = shelf.take([set_line("/d/b", 9)])
    assert back.returned == (range(1, 2),)
    assert back.inserted == range(3, 3)
    assert back.changed == ()
    assert shelf.row(1).bytes == 9


def test_found_and_gone_in_one_look_is_a_gap() -> None:
    shelf = Shelf()
    changes = shelf.take([set_line("/d/a"), line("gone", "/d/a")])
    assert changes.inserted == range(1)
    assert not shelf.is_live(0)
    assert shelf.folders == {}


def test_forget_removes_what_lies_below() -> None:
    shelf = Shelf()
    shelf.take([set_line("/d/a"), set_line("/d2/b"), set_line("/d/e/c"), line("drop", "/d")])
    changes = shelf.forget("/d")
    assert changes.removed == (range(1), range(2, 3))
    assert list(shelf.heads()) == ["/d2/b"]
    assert shelf.scanning == set()


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "7",
        '["set"]',
        '["new word", 1]',
        line("set", "/a", "a", "czi", -1, 1, "ready", []),
        line("set", "/a", "a", "czi", 1, 2**63, "ready", []),
        line("set", "/a", "a", "czi", 1, 1, "nobody knows", []),
        line("set", "/a", "a", "czi", 1, 1, "ready", [7]),
        line("set", 7, "a", "czi", 1, 1, "ready", []),
        line("problem", "no such code", "/a", "warning", {}),
        line("problem", "offline", "/a", "no such weight", {}),
        "[" * 100_000,
    ],
)
def test_nonsense_is_counted_and_changes_nothing(bad: str) -> None:
    shelf = Shelf()
    changes = shelf.take([set_line("/d/b"), bad, set_line("/d/c")])
    assert shelf.not_read == 1
    assert changes.inserted == range(2)
    assert list(shelf.heads()) == ["/d/b", "/d/c"]


def test_scan_of_a_root_tells_its_remarks_anew() -> None:
    shelf = Shelf()
    problem = Problem(Code.OFFLINE, "/d/x", Severity.BLOCKING, {"a": 1})
    told = [
        line("drop", "/d"),
        line("left", "/d/Thumbs.db", "junk"),
        line("problem", problem.code, problem.where, problem.severity, problem.facts),
        line("end", "/d"),
    ]
    shelf.take([line("drop", "/e"), line("left", "/e/Thumbs.db", "junk")])
    for _ in range(2):
        assert shelf.take(told).others
    assert list(shelf.remarks.problems()) == [problem]
    assert sorted(shelf.remarks.left_out()) == [("/d/Thumbs.db", "junk"), ("/e/Thumbs.db", "junk")]
    assert shelf.remarks.left_out_count == 2
    assert shelf.scanning == {"/e"}
    shelf.take([line("drop", "/d"), line("end", "/d")])
    assert list(shelf.remarks.problems()) == []
    assert shelf.remarks.problem_count == 0


def test_remarks_beyond_some_thousands_are_counted() -> None:
    shelf = Shelf()
    shelf.take([line("drop", "/d")])
    shelf.take(line("left", f"/d/{n}", "junk") for n in range(KEPT + 10))
    assert len(list(shelf.remarks.left_out())) == KEPT
    assert shelf.remarks.left_out_count == KEPT + 10


# -- the log


def test_reader_reads_whole_lines_and_no_more_than_asked(tmp_path: Path) -> None:
    path = tmp_path / "shelf-1.jsonl"
    reader = ShelfReader(path)
    assert reader.read() == []
    path.write_bytes(b"1\n2\n3\n4")
    assert reader.read(2) == [b"1\n", b"2\n"]
    assert reader.read(2) == [b"3\n"]
    assert reader.read(2) == []
    with path.open("ab") as file:
        file.write(b"5\n")
    assert reader.read(2) == [b"45\n"]


def test_reader_takes_a_line_longer_than_a_look(tmp_path: Path) -> None:
    path = tmp_path / "shelf-1.jsonl"
    paths = tuple(f"/d/{n:07}.tif" for n in range(100_000))
    rows = [row(paths[0], *paths), row("/d/last.czi")]
    shelf = shelf_of(rows, path)
    assert path.stat().st_size > 1024 * 1024
    assert list(shelf.rows()) == rows


def test_writer_after_a_torn_line_begins_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "shelf-1.jsonl"
    path.write_bytes(b'["set", "/d/torn')
    shelf = shelf_of([row("/d/a")], path)
    assert list(shelf.heads()) == ["/d/a"]
    assert shelf.not_read == 1


def test_writer_flushes_by_itself_and_at_the_end_of_a_scan(tmp_path: Path) -> None:
    path = tmp_path / "shelf-1.jsonl"
    with ShelfWriter(path) as writer:
        writer.begin("/d")
        assert path.stat().st_size == 0
        writer.problem(Problem(Code.OFFLINE, "/d/x", Severity.NOTE, {"n": 1}))
        writer.left("/d/Thumbs.db", "junk")
        writer.gone("/d/old")
        writer.end("/d")
        before = path.stat().st_size
        assert before
        for _ in range(2000):
            writer.put(row("/d/a"))
        assert path.stat().st_size > before
    lines = [json.loads(one)[0] for one in path.read_bytes().splitlines()]
    assert lines[:5] == ["drop", "problem", "left", "gone", "end"]
    assert len(lines) == 2005


def test_full_disk_is_told() -> None:
    with pytest.raises(InputError) as told, ShelfWriter(Path("/dev/full")) as writer:
        writer.put(row("/d/a"))
    assert told.value.code is Code.DENIED


def test_next_log_follows_the_newest(tmp_path: Path) -> None:
    assert next_log(tmp_path / "none").name == "shelf-1.jsonl"
    (tmp_path / "shelf-9.jsonl").touch()
    (tmp_path / "shelf-10.jsonl").touch()
    assert next_log(tmp_path).name == "shelf-11.jsonl"


def test_rows_are_small() -> None:
    """100,000 of them, each in a folder of its own, take 47 MB; a quarter of them is quicker."""
    tracemalloc.start()
    try:
        shelf = Shelf()
        for start in range(0, 25_000, 1000):
            shelf.take(
                set_line(f"/mnt/acquisition/alice/2026-03-04/{n}/Experiment-{n:06}_GFP.czi", 10**9)
                for n in range(start, start + 1000)
            )
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(shelf) == 25_000
    assert held < 15 * 1024 * 1024
