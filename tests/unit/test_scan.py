from __future__ import annotations

import inspect
import os
import socket
import stat as modes
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake import entries
from fbi_uploader.intake.entries import Kind, Listing, System, kind_of, list_folder, sort_listing
from fbi_uploader.intake.model import Found, FoundFile, Ignored
from fbi_uploader.intake.reading import stamp
from fbi_uploader.intake.scan import scan

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="made with POSIX calls")


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * len(name))


def scanned(*paths: Path, system: System | None = None) -> list[Found]:
    names = list(map(str, paths))
    return list(scan(names) if system is None else scan(names, system))


def files(found: Iterable[Found]) -> list[FoundFile]:
    return [each for each in found if isinstance(each, FoundFile)]


def problems(found: Iterable[Found]) -> list[tuple[Code, str, Severity]]:
    return [
        (each.code, Path(each.where).name, each.severity)
        for each in found
        if isinstance(each, Problem)
    ]


def ignored(found: Iterable[Found]) -> list[tuple[str, str]]:
    return [(Path(each.path).name, each.reason) for each in found if isinstance(each, Ignored)]


def rows(found: Iterable[Found]) -> list[tuple[str, str, str, bool]]:
    return [(each.relative, each.fileset, each.format, each.alone) for each in files(found)]


def test_files_come_with_path_stamp_and_fileset_in_a_fixed_order(tmp_path: Path) -> None:
    data = tmp_path / "Data é"
    make(data, "z.czi", "b/c.txt", "a.vsi", "_a_/stack1/frame.ets", "b/a.lif", "a/x.bin")
    found = scanned(data)
    assert rows(found) == [
        ("Data é/a.vsi", "Data é/a.vsi", "vsi", False),
        ("Data é/_a_/stack1/frame.ets", "Data é/a.vsi", "vsi", False),
        ("Data é/z.czi", "Data é/z.czi", "czi", True),
        ("Data é/a/x.bin", "Data é/a/x.bin", "file", True),
        ("Data é/b/a.lif", "Data é/b/a.lif", "lif", True),
        ("Data é/b/c.txt", "Data é/b/c.txt", "file", True),
    ]
    assert len(found) == 6
    for each in files(found):
        assert each.path == str(tmp_path / each.relative)
        assert each.stamp == stamp(each.path)


def test_a_dropped_file_bears_its_name_only(tmp_path: Path) -> None:
    make(tmp_path, "deep/er/a.czi")
    assert rows(scanned(tmp_path / "deep/er/a.czi")) == [("a.czi", "a.czi", "czi", True)]


def test_things_dropped_side_by_side_are_grouped(tmp_path: Path) -> None:
    make(tmp_path, "a.vsi", "_a_/f.ets", "b.oif", "not dropped.txt")
    found = scanned(tmp_path / "_a_", tmp_path / "a.vsi", tmp_path / "b.oif")
    assert rows(found) == [
        ("a.vsi", "a.vsi", "vsi", False),
        ("_a_/f.ets", "a.vsi", "vsi", False),
        ("b.oif", "b.oif", "oif", True),
    ]
    assert problems(found) == [(Code.MEMBERS_MISSING, "b.oif", Severity.WARNING)]


def test_what_is_dropped_twice_or_inside_another_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "data/a.czi", "data2/a.czi")
    data = tmp_path / "data"
    found = scanned(data / "a.czi", data, tmp_path / "x/../data", tmp_path / "data2")
    assert [each.relative for each in files(found)] == ["data/a.czi", "data2/a.czi"]
    assert ignored(found) == [("a.czi", "dropped_twice"), ("data", "dropped_twice")]


def test_a_dropped_path_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems(scanned(tmp_path / "none")) == [(Code.VANISHED, "none", Severity.BLOCKING)]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert scanned(tmp_path) == []


def test_zarr_is_one_fileset_with_its_hidden_files_and_without_junk(tmp_path: Path) -> None:
    make(tmp_path, "x.zarr/.zattrs", "x.zarr/0/.zarray", "x.zarr/0/0/0", "x.zarr/0/Thumbs.db")
    make(tmp_path, "plain/.zgroup", "plain/0/1.tif", "plain/0/2.tif")
    found = scanned(tmp_path / "x.zarr", tmp_path / "plain")
    assert {(each.fileset, each.format, each.alone) for each in files(found)} == {
        ("x.zarr", "ome-zarr", False),
        ("plain", "ome-zarr", False),
    }
    assert len(files(found)) == 6
    assert ignored(found) == [("Thumbs.db", "junk")]


def test_a_plate_is_one_fileset_from_its_measurement_folder_on(tmp_path: Path) -> None:
    make(tmp_path, "p/m/Images/Index.idx.xml", "p/m/Images/r1.tiff", "p/m/Assaylayout/a.xml")
    make(tmp_path, "p/other.czi")
    found = scanned(tmp_path / "p")
    assert {(each.fileset, each.format) for each in files(found)} == {
        ("p/m", "hcs-harmony"),
        ("p/other.czi", "czi"),
    }


def test_an_images_folder_dropped_by_itself_does_not_take_its_neighbours(tmp_path: Path) -> None:
    make(tmp_path, "Images/Index.idx.xml", "Images/r1.tiff", "other.czi")
    found = scanned(tmp_path / "Images", tmp_path / "other.czi")
    assert {each.fileset for each in files(found)} == {"Images", "other.czi"}


def test_the_contents_of_a_plate_dropped_without_its_folder_stay_together(tmp_path: Path) -> None:
    make(tmp_path, "Index.idx.xml", "r1.tiff", "sub/r2.tiff")
    found = scanned(tmp_path / "Index.idx.xml", tmp_path / "r1.tiff", tmp_path / "sub")
    assert {each.fileset for each in files(found)} == {"Index.idx.xml"}


def test_a_folder_fileset_of_one_file_is_alone(tmp_path: Path) -> None:
    make(tmp_path, "x.zarr/zarr.json", "y.zarr/zarr.json")
    found = scanned(tmp_path / "x.zarr", tmp_path / "y.zarr")
    assert [each.alone for each in files(found)] == [True, True]


def test_two_dropped_folders_of_one_name_stay_two_filesets(tmp_path: Path) -> None:
    make(tmp_path, "1/d/a.czi", "2/d/a.czi")
    found = scanned(tmp_path / "1/d", tmp_path / "2/d")
    assert [each.alone for each in files(found)] == [True, True]


JUNK = ["Thumbs.db", "ehthumbs.db", ".DS_Store", "._a.czi", "DESKTOP.INI", "~$notes.docx"]


def test_junk_is_left_out_and_listed(tmp_path: Path) -> None:
    make(tmp_path, *(f"d/{name}" for name in JUNK), "d/.hidden", "d/a.czi")
    make(tmp_path, "d/.Spotlight-V100/store.db", "d/$RECYCLE.BIN/x")
    found = scanned(tmp_path / "d")
    assert [each.relative for each in files(found)] == ["d/.hidden", "d/a.czi"]
    assert {name for name, _ in ignored(found)} == {*JUNK, ".Spotlight-V100", "$RECYCLE.BIN"}
    assert {reason for _, reason in ignored(found)} == {"junk"}


def test_dropped_junk_is_left_out_as_well(tmp_path: Path) -> None:
    make(tmp_path, "Thumbs.db")
    assert ignored(scanned(tmp_path / "Thumbs.db")) == [("Thumbs.db", "junk")]


@POSIX
def test_no_link_is_followed_but_the_dropped_one(tmp_path: Path) -> None:
    make(tmp_path, "out/secret.czi", "data/a.czi", "data/sub/b.czi")
    data = tmp_path / "data"
    (data / "out").symlink_to(tmp_path / "out")
    (data / "secret.czi").symlink_to(tmp_path / "out/secret.czi")
    (data / "again.czi").symlink_to("a.czi")
    (data / "sub/loop").symlink_to("..")
    (data / "broken").symlink_to("nowhere/at all")
    (tmp_path / "dropped").symlink_to(data)
    found = scanned(tmp_path / "dropped")
    assert [each.relative for each in files(found)] == ["dropped/a.czi", "dropped/sub/b.czi"]
    assert problems(found) == [
        (Code.LINK_LEFT_OUT, "again.czi", Severity.NOTE),
        (Code.LINK_LEFT_OUT, "broken", Severity.NOTE),
        (Code.LINK_LEFT_OUT, "out", Severity.WARNING),
        (Code.LINK_LEFT_OUT, "secret.czi", Severity.WARNING),
        (Code.LINK_LEFT_OUT, "loop", Severity.NOTE),
    ]


@POSIX
def test_a_folder_whose_name_only_begins_like_the_dropped_one_is_outside(tmp_path: Path) -> None:
    make(tmp_path, "data/a.czi", "data2/b.czi")
    (tmp_path / "data/link").symlink_to(tmp_path / "data2")
    assert problems(scanned(tmp_path / "data")) == [(Code.LINK_LEFT_OUT, "link", Severity.WARNING)]


@POSIX
def test_a_dropped_link_to_a_file_is_read_through(tmp_path: Path) -> None:
    make(tmp_path, "far/a.czi")
    (tmp_path / "b.czi").symlink_to("far/a.czi")
    (found,) = files(scanned(tmp_path / "b.czi"))
    assert (found.relative, found.stamp) == ("b.czi", stamp(str(tmp_path / "far/a.czi")))


@POSIX
def test_fifos_sockets_and_devices_are_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "fifo")
    monkeypatch.chdir(tmp_path)  # the name of a socket may have 108 bytes
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        found = scanned(tmp_path)
    assert problems(found) == [
        (Code.NOT_A_FILE, "fifo", Severity.WARNING),
        (Code.NOT_A_FILE, "socket", Severity.WARNING),
    ]
    assert problems(scanned(tmp_path / "fifo")) == problems(found)[:1]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_unicode_are_shown_escaped_and_not_sent(tmp_path: Path) -> None:
    make(tmp_path, "d/a.czi")
    for name in (b"d/b\xff.czi", b"\xe9t\xe9/a.czi"):
        path = os.path.join(os.fsencode(tmp_path), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_bytes(b"")
    found = scanned(tmp_path)
    assert problems(found) == [
        (Code.NAME_NOT_UNICODE, "\\udce9t\\udce9", Severity.BLOCKING),
        (Code.NAME_NOT_UNICODE, "b\\udcff.czi", Severity.BLOCKING),
    ]
    assert [Path(each.path).name for each in files(found)] == ["a.czi"]
    inside = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"\xe9t\xe9/a.czi")))
    assert [code for code, _, _ in problems(scanned(inside))] == [Code.NAME_NOT_UNICODE]


def refusing(name: str) -> Callable[[str], Listing]:
    def listing(path: str) -> Listing:
        if Path(path).name == name:
            raise PermissionError(13, "denied")
        return list_folder(path)

    return listing


def test_what_cannot_be_read_is_reported_and_the_walk_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "d/a/x.czi", "d/b/y.czi", "d/locked.czi", "d/open.czi")
    system = System(listing=refusing("a"), readable=lambda path: not path.endswith("locked.czi"))
    found = scanned(tmp_path / "d", system=system)
    assert [each.relative for each in files(found)] == ["d/open.czi", "d/b/y.czi"]
    assert problems(found) == [
        (Code.UNREADABLE, "locked.czi", Severity.BLOCKING),
        (Code.UNREADABLE, "a", Severity.BLOCKING),
    ]
    (folder,) = (each for each in found if isinstance(each, Problem) and each.facts)
    assert folder.facts == {"errno": 13, "reason": "denied"}


@POSIX
def test_permission_bits_are_heeded(tmp_path: Path) -> None:
    make(tmp_path, "a.czi", "sub/b.czi")
    (tmp_path / "a.czi").chmod(0)
    if os.access(tmp_path / "a.czi", os.R_OK):
        pytest.skip("this account is above permission bits (root)")
    (tmp_path / "sub").chmod(0)
    try:
        found = scanned(tmp_path)
    finally:
        (tmp_path / "sub").chmod(0o700)
    assert [code for code, _, _ in problems(found)] == [Code.UNREADABLE] * 2


def test_a_file_that_vanishes_after_the_listing_is_a_warning(tmp_path: Path) -> None:
    make(tmp_path, "d/a.tmp", "d/b.czi")

    def listing(path: str) -> Listing:
        names = list_folder(path)
        (tmp_path / "d/a.tmp").unlink()
        return names

    found = scanned(tmp_path / "d", system=System(listing=listing))
    assert problems(found) == [(Code.VANISHED, "a.tmp", Severity.WARNING)]
    assert len(files(found)) == 1


def test_a_link_put_in_a_files_place_after_the_listing_is_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "d/a.czi", "secret")

    def listing(path: str) -> Listing:
        names = list_folder(path)
        (tmp_path / "d/a.czi").unlink()
        (tmp_path / "d/a.czi").symlink_to(tmp_path / "secret")
        return names

    found = scanned(tmp_path / "d", system=System(listing=listing))
    assert problems(found) == [(Code.LINK_LEFT_OUT, "a.czi", Severity.WARNING)]
    assert files(found) == []


# --- Windows and macOS, by simulation ---------------------------------------------------------

FILE, FOLDER = modes.S_IFREG | 0o644, modes.S_IFDIR | 0o755
REPARSE, ON_ACCESS = 0x400, 0x400000


def test_junctions_and_placeholders_are_reported_and_never_touched(tmp_path: Path) -> None:
    make(tmp_path, "d/a.czi", "d/cloud.czi", "d/app.exe", "out/x.czi")
    (tmp_path / "d/junction").mkdir()
    played = {
        "cloud.czi": kind_of(FILE, REPARSE | ON_ACCESS, 0x9000601A),
        "app.exe": kind_of(FILE, REPARSE, 0x8000001B),
        "junction": kind_of(FOLDER, REPARSE | 0x10, 0xA0000003),
    }
    touched: list[str] = []

    def listing(path: str) -> Listing:
        touched.append(Path(path).name)
        names = list_folder(path)
        every = [(name, Kind.FILE) for name in names.files]
        every += [(name, Kind.FOLDER) for name in names.folders]
        return sort_listing((name, played.get(name, kind)) for name, kind in every)

    def look(path: str, *, follow: bool) -> os.stat_result:
        touched.append(Path(path).name)
        return entries.look(path, follow=follow)

    def real(path: str) -> str:
        return str(tmp_path / "out") if path.endswith("junction") else path

    system = System(listing=listing, look=look, real=real)
    found = scanned(tmp_path / "d", system=system)
    assert [each.relative for each in files(found)] == ["d/a.czi"]
    assert problems(found) == [
        (Code.REPARSE_LEFT_OUT, "app.exe", Severity.WARNING),
        (Code.OFFLINE, "cloud.czi", Severity.BLOCKING),
        (Code.LINK_LEFT_OUT, "junction", Severity.WARNING),
    ]
    assert set(touched) == {"d", "a.czi"}


def test_alternate_streams_are_named(tmp_path: Path) -> None:
    make(tmp_path, "a.czi")
    system = replace(System(), streams=lambda _: ("AFP_Resource",))
    found = scanned(tmp_path / "a.czi", system=system)
    assert problems(found) == [(Code.STREAMS_NOT_SENT, "a.czi", Severity.WARNING)]
    assert len(files(found)) == 1


# --- size --------------------------------------------------------------------------------------


def test_a_scan_streams_and_holds_one_folder(tmp_path: Path) -> None:
    for folder in range(40):
        (tmp_path / f"x.zarr/{folder}").mkdir(parents=True)
        for number in range(100):
            (tmp_path / f"x.zarr/{folder}/{number}").touch()
    listed: list[str] = []

    def listing(path: str) -> Listing:
        listed.append(path)
        return list_folder(path)

    stream = scan([str(tmp_path / "x.zarr")], System(listing=listing))
    next(stream)
    assert len(listed) == 2
    tracemalloc.start()
    try:
        count = 1 + sum(1 for _ in stream)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 4000
    assert peak < 200_000


def test_a_deep_tree_needs_no_recursion(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.czi").touch()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        found = scanned(tmp_path / "d")
    finally:
        sys.setrecursionlimit(limit)
    assert [each.format for each in files(found)] == ["czi"]
