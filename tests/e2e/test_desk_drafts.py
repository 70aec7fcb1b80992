"""open, drop, look, close: the shelf of a draft, kept up to date by the real engine."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.e2e.desk_tools import Window, save, sheet
from tests.e2e.running import Pc, objects, put, until

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "microscopy"
OTHER = "01a204d8-ad2e-7321-ad35-d9d731559eb2"


@pytest.fixture
def window(pc: Pc) -> Window:
    return Window(pc)


def test_ping_is_answered_and_hello_tells_who_we_are(window: Window) -> None:
    assert window.ask("ping")["ok"] is True
    assert window.hello["pid"] == window.engine.process.pid
    assert isinstance(window.hello["program"], str)


def test_a_dropped_folder_becomes_rows(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    put(pc.data / "in" / "sub" / "b.vsi", b"1")
    put(pc.data / "in" / "sub" / "_b_" / "stack1" / "frame_t.ets", b"123")
    put(pc.data / "in" / "Thumbs.db", b"")
    shelf = window.open(sheet([pc.data / "in"]))
    until(lambda: shelf.ended() == 1, "the scan ends")
    rows = shelf.read()
    sub = pc.data / "in" / "sub"
    assert rows["a.czi"][2:] == ["a.czi", "czi", 1, 5, "ready", []]
    assert rows["b.vsi"][2:] == [
        "b.vsi",
        "vsi",
        2,
        4,
        "ready",
        [str(sub / "b.vsi"), str(sub / "_b_")],
    ]
    assert ["left", str(pc.data / "in" / "Thumbs.db"), "junk"] in shelf.told
    assert shelf.told[0] == ["drop", str(pc.data / "in")]


def test_a_growing_file_is_ready_only_after_it_stood_still(pc: Pc, window: Window) -> None:
    pc.add_node(quiet=3.0)
    path = put(pc.data / "in" / "a.czi", b"1", old=False)
    shelf = window.open(sheet([pc.data / "in"]))
    until(lambda: shelf.state("a.czi") == "writing", "it is seen")
    for _ in range(4):
        with path.open("ab") as file:
            file.write(b"1" * 100)
        time.sleep(1.0)
        assert shelf.state("a.czi") == "writing"
    last = time.monotonic()
    until(lambda: shelf.state("a.czi") == "ready", "it is ready")
    assert time.monotonic() - last > 1.5
    assert shelf.read()["a.czi"][5] == 401


def test_one_that_is_held_open_for_writing_is_not_ready(pc: Pc, window: Window) -> None:
    path = put(pc.data / "in" / "a.czi", b"1")
    with path.open("ab"):
        shelf = window.open(sheet([pc.data / "in"]))
        until(lambda: shelf.state("a.czi"), "it is seen")
        assert shelf.state("a.czi") == "writing"
    until(lambda: shelf.state("a.czi") == "ready", "it is ready")


def test_new_and_gone_files_are_seen(pc: Pc, window: Window) -> None:
    gone = put(pc.data / "in" / "deep" / "gone.czi", b"1")
    shelf = window.open(sheet([pc.data / "in"]))
    until(lambda: shelf.state("gone.czi") == "ready", "it is seen")
    put(pc.data / "in" / "deep" / "new.czi", b"12")
    gone.unlink()
    until(lambda: shelf.state("new.czi") == "ready", "the new one is seen", 25)
    until(lambda: shelf.state("gone.czi") is None, "the gone one goes")
    sets = [line for line in shelf.told if line[0] == "set"]
    assert len(sets) == 2  # differences only


def test_what_is_dropped_later_joins_the_same_log(pc: Pc, window: Window) -> None:
    one, two = put(pc.data / "one" / "a.czi", b"1"), put(pc.data / "two" / "b.czi", b"1")
    worksheet = sheet([one.parent])
    shelf = window.open(worksheet)
    window.ask("drop", draft=worksheet.id, paths=[str(two.parent)])
    until(lambda: set(shelf.read()) == {"a.czi", "b.czi"}, "both are there")


def test_another_open_closes_the_first(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"1")
    first, second = sheet([pc.data / "in"]), sheet([pc.data / "in"])
    window.open(first)
    window.open(second)
    assert window.refused("drop", draft=first.id, paths=[str(pc.data)]) == "draft_unknown"
    window.ask("close", draft=second.id)
    assert window.refused("look", draft=second.id, heads=[]) == "draft_unknown"
    assert len(list((pc.home / "drafts" / first.id).glob("shelf-*"))) == 1


@pytest.mark.parametrize("draft", ["../../etc", "", None, 7, OTHER, OTHER.upper(), "a" * 5000])
def test_no_other_text_becomes_a_path(window: Window, draft: object) -> None:
    assert window.refused("open", draft=draft) in {"protocol", "draft_unknown"}


def test_nonsense_is_refused_and_nothing_breaks(pc: Pc, window: Window) -> None:
    worksheet = sheet([])
    folder = save(pc, worksheet)
    (folder / "worksheet.json").write_text("{")
    assert window.refused("open", draft=worksheet.id) == "draft_damaged"
    assert window.refused("look", draft=worksheet.id, heads="no list") == "protocol"
    assert window.refused("drop", draft=worksheet.id, paths=["a\0b"]) == "protocol"
    assert window.refused("dance") == "protocol"
    assert window.refused("names", node="node", person="root", investigation="..") == "protocol"
    window.engine.tell(b'{"id": 99, "command": ["open"]}\n')
    window.engine.tell(b"[" * 100_000 + b"\n")
    assert window.ask("ping")["ok"]


# -- looking


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the microscopy samples are not beside us")
def test_images_are_looked_at_and_the_newest_request_comes_first(pc: Pc, window: Window) -> None:
    wanted = {"CD_s_1_t_3_c_2_z_5.czi": "czi", "xz-example.lif": "lif", "cluster.nd2": "nd2"}
    heads = [str(SAMPLES / name) for name in wanted]
    worksheet = sheet([SAMPLES])
    window.open(worksheet)
    window.ask("look", draft=worksheet.id, heads=heads)
    told = [window.event("Looked", 60) for _ in heads]
    assert {str(one["head"]) for one in told} == set(heads)
    for one in told:
        assert one["code"] is None
        assert isinstance(one["images"], int)
        assert one["images"] >= 1
        assert " × " in str(one["summary"])
        picture = Path(str(one["thumbnail"]))
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.parent == pc.home / "cache" / "thumbnails"
    began = time.monotonic()
    window.ask("look", draft=worksheet.id, heads=heads)
    again = [window.event("Looked") for _ in heads]
    assert time.monotonic() - began < 0.5  # from the cache
    assert [one["head"] for one in again] == heads


def test_damaged_images_and_strangers_are_answered(pc: Pc, window: Window) -> None:
    bad = put(pc.data / "in" / "bad.czi", b"no image")
    outside = put(pc.data / "out.czi", b"no image")
    worksheet = sheet([pc.data / "in"])
    window.open(worksheet)
    heads = [str(outside), str(pc.data / "in" / ".." / "out.czi"), str(bad)]
    window.ask("look", draft=worksheet.id, heads=heads)
    told = window.event("Looked", 60)
    assert (told["head"], told["code"]) == (str(bad), "inspect_failed")
    window.ask("ping")
    assert len([one for one in window.engine.seen if one.get("event") == "Looked"]) == 1


# -- bad days


def test_a_killed_engine_leaves_a_draft_that_opens_again(pc: Pc, window: Window) -> None:
    for number in range(3000):
        put(pc.data / "in" / f"{number % 7}" / f"{number}.czi", b"1")
    worksheet = sheet([pc.data / "in"])
    shelf = window.open(worksheet)
    until(shelf.read, "the first rows")
    window.engine.process.kill()
    window.engine.process.wait()
    again = Window(pc)
    fresh = again.open(worksheet)
    assert fresh.path != shelf.path
    until(lambda: len(fresh.read()) == 3000, "all rows")


def test_the_end_of_stdin_ends_the_engine_soon(pc: Pc, window: Window) -> None:
    for number in range(2000):
        put(pc.data / "in" / f"{number}.czi", b"1")
    window.open(sheet([pc.data / "in"]))
    began = time.monotonic()
    assert window.engine.end().code == 0
    assert time.monotonic() - began < 8


def test_lines_are_never_longer_than_allowed(pc: Pc, window: Window) -> None:
    """A folder with very many problems: the answer of a plan finds room in one line."""
    for number in range(600):
        put(pc.data / "in" / f"{'é' * 80} a? {number}.czi", b"1")
    worksheet = sheet([pc.data / "in"])
    told = window.plan(worksheet)
    assert len(json.dumps(told)) < 1 << 20
    assert len(objects(told["problems"])) > 100
