from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake.model import FoundFile, Stamp
from fbi_uploader.intake.rules import FOLDERS, SETS
from fbi_uploader.isa.flatten import (
    BREAKING_FORMATS,
    BreakingFilesets,
    Member,
    flattened,
    flattening_problems,
    is_breaking,
)
from fbi_uploader.isa.names import key


def problems(*paths: str) -> list[Problem]:
    return list(flattening_problems(lambda: paths))


def as_the_import_walks(folder: Path) -> dict[str, list[str]]:
    """Name after the import -> the files that get it; written from what FSManager was seen to do.

    It walks the folder and joins the parts of each folder's relative path, then the file's name.
    """
    names: dict[str, list[str]] = {}
    for current, _, files in os.walk(folder):
        parts = Path(current).relative_to(folder).parts
        for file in files:
            names.setdefault("_".join((*parts, file)), []).append("/".join((*parts, file)))
    return names


TREE = ["a.tif", "a/b.tif", "a_b.tif", "a/b_c.tif", "a/b/c.tif", "x.zarr/0/0/0", "x.zarr/.zattrs"]


def test_it_names_and_loses_what_the_import_does(tmp_path: Path) -> None:
    for path in TREE:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    walked = as_the_import_walks(tmp_path)
    assert {flattened(path) for path in TREE} == set(walked)
    lost = {frozenset(paths) for paths in walked.values() if len(paths) > 1}
    told = {frozenset({one.where, str(one.facts["other"])}) for one in problems(*TREE)}
    assert (
        told == lost == {frozenset({"a/b.tif", "a_b.tif"}), frozenset({"a/b_c.tif", "a/b/c.tif"})}
    )


def test_a_collision_blocks_and_names_both() -> None:
    (found,) = problems("a_b.tif", "a/b.tif")
    assert found == Problem(
        Code.FLATTENED_COLLISION,
        "a/b.tif",
        Severity.BLOCKING,
        {"other": "a_b.tif", "flattened": "a_b.tif"},
    )


def test_collisions_ignore_case_and_form() -> None:
    assert len(problems("A/e\u0301.tif", "a_É.tif")) == 1


def test_what_collides_before_flattening_is_not_told_here() -> None:
    assert problems("a.tif", "A.tif", "d/e\u0301.tif", "d/é.tif") == []


def test_each_further_file_is_told() -> None:
    assert [one.where for one in problems("a/b/c", "a_b/c", "x", "a/b_c")] == ["a_b/c", "a/b_c"]


def test_a_name_that_grows_too_long() -> None:
    (found,) = problems("d" * 100 + "/" + "f" * 160, "g" * 300)
    assert found.code is Code.FLATTENED_TOO_LONG
    assert found.severity is Severity.BLOCKING
    assert (found.facts["bytes"], found.facts["limit"]) == (261, 255)
    assert problems("d" * 100 + "/" + "f" * 154) == []


def test_hostile_names_are_escaped() -> None:
    found = problems("a\udc80/b", "a\udc80_b")
    assert found[0].where == "a\\udc80_b"
    found[0].where.encode()


PIECE = st.sampled_from(["a", "b", "_", "A", "/", "a_b"])


@given(st.lists(st.lists(PIECE, min_size=1, max_size=5).map("".join), max_size=12, unique=True))
def test_all_and_only_the_collisions_are_told(paths: list[str]) -> None:
    first: dict[str, str] = {}
    expected = []
    for path in paths:
        other = first.setdefault(key(flattened(path)), path)
        if key(other) != key(path):
            expected.append((path, other))
    assert [(one.where, one.facts["other"]) for one in problems(*paths)] == expected


def test_clean_paths_are_read_once() -> None:
    reads = []

    def paths() -> Iterator[str]:
        reads.append(1)
        yield from ("a/b", "a/c")

    assert list(flattening_problems(paths)) == []
    assert len(reads) == 1


def peak_bytes(paths: Callable[[], Iterator[str]]) -> int:
    tracemalloc.start()
    try:
        assert sum(1 for _ in flattening_problems(paths)) == 1
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_stays_small_with_many_files() -> None:
    count = 50_000

    def paths() -> Iterator[str]:
        yield "p9_i9"
        for number in range(count):
            yield f"p{number}/i{number}"

    assert peak_bytes(paths) < 20 * count


@dataclass(frozen=True)
class Looked:
    relative: str
    fileset: str
    format: str
    alone: bool = False


def breaking(members: Sequence[Member]) -> list[Problem]:
    seen = BreakingFilesets()
    return [found for one in members if (found := seen.look(one))]


@pytest.mark.parametrize("word", sorted(BREAKING_FORMATS))
def test_a_format_that_breaks_is_told_once_a_fileset(word: str) -> None:
    members = [Looked("x.head", "x.head", word)]
    members += [Looked(f"_x_/stack{number}/f.ets", "x.head", word) for number in range(3)]
    (found,) = breaking(members)
    assert found == Problem(
        Code.FLATTENED_BREAKS, "x.head", Severity.WARNING, {"name": "x.head", "format": word}
    )


def test_flat_sets_and_other_formats_do_not_break() -> None:
    members = [Looked("x.xlef", "x.xlef", "xlef"), Looked("x.lof", "x.xlef", "xlef")]
    members += [Looked("day1/a.czi", "day1/a.czi", "czi")]
    members += [Looked("day1/1.tif", "day1/1.tif", "tiff-series")]
    members += [Looked("day1/a.ome.tif", "day1/a.ome.tif", "ome-tiff", alone=True)]
    assert breaking(members) == []


def test_every_format_that_is_a_folder_breaks() -> None:
    assert [rule.format for rule in FOLDERS if not is_breaking(rule.format)] == []
    assert [rule.format for rule in SETS if rule.folder and not is_breaking(rule.format)] == []


def test_found_files_are_members() -> None:
    stamp = Stamp(1, 1, 1, 1)
    file = FoundFile("/d/x.zarr/0", "x.zarr/0", stamp, "x.zarr", "ome-zarr", alone=False)
    assert [one.where for one in breaking([file])] == ["x.zarr"]


@pytest.mark.parametrize("path", ["ome.xml", "OME.xml", "transfer.xml", "transfer.xml.lock"])
def test_what_the_import_keeps_for_itself_is_refused(path: str) -> None:
    (found,) = problems("a.tif", path)
    assert (found.code, found.where, found.severity) == (
        Code.FLATTENED_RESERVED,
        path,
        Severity.BLOCKING,
    )


def test_the_same_name_in_a_folder_gets_another_one() -> None:
    assert problems("in/ome.xml", "in/transfer.xml") == []


def test_a_route_that_keeps_folders_is_the_way_out() -> None:
    seen = BreakingFilesets(("irods", "folder"))
    found = seen.look(Looked("x.zarr/0", "x.zarr", "ome-zarr"))
    assert found is not None
    assert (found.code, found.severity) == (Code.FLATTENED_KEPT_BY, Severity.WARNING)
    assert found.facts["routes"] == "irods, folder"
