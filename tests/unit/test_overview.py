"""All submissions in brief, how they are searched, and their evidence row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fbi_uploader import overview
from fbi_uploader import proofs as proofs_of
from fbi_uploader.machine import machine_id
from fbi_uploader.proofs import JournalProofs, ProofRow, Span
from fbi_uploader.transfer.journal.database import Journal
from tests.unit.journal_rows import Row, put

SERIES = [("s_0.tif", f"s_{at}.tif", 10) for at in range(50)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], Journal]]:
    found: list[Journal] = []

    def another() -> Journal:
        found.append(Journal(path, machine_id(), read_only=True))
        return found[-1]

    yield another
    for journal in found:
        journal.close()


def test_newest_first_of_one_person_and_no_drafts(
    path: Path, opened: Callable[[], Journal]
) -> None:
    files = [("a.czi", "a.czi", 100), ("b.czi", "b.czi", 50)]
    put(path, [Row(1, files=files), Row(2, person="Alix"), Row(3, stage="draft"), Row(4)])
    found = overview.summaries(opened(), "Camille")
    assert [one.id for one in found] == [Row(4).id, Row(1).id]
    assert (found[1].files, found[1].bytes, found[1].assay) == (2, 150, "Cells")
    assert found[1].investigation == "Mitosis"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("mitosis", True),
        ("DAY 1 œuf", True),
        ("cœur", True),
        ("Œufs", True),
        ("019a20ef-0000", True),
        ("cœur mouse", False),
        ("", True),
    ],
)
def test_every_word_has_to_fit(
    path: Path, opened: Callable[[], Journal], text: str, *, fits: bool
) -> None:
    put(path, [Row(1, assay="Cœur 7dpa", tags=("œufs",))])
    assert overview.summaries(opened(), "Camille")[0].holds(text) is fits


def test_files_are_found_by_a_part_of_their_name(path: Path, opened: Callable[[], Journal]) -> None:
    a = Row(1, files=[("x", "Coeur_A.czi", 1)])
    b = Row(2, files=[("x", "Coeur%B.czi", 1)])
    put(path, [a, b, Row(3, person="Alix", files=[("x", "Coeur_A.czi", 1)])])
    assert overview.holding(opened(), "Camille", "coeur") == {a.id, b.id}
    assert overview.holding(opened(), "Camille", "r%b") == {b.id}
    assert overview.holding(opened(), "Camille", "r_a.CZI") == {a.id}


def test_originals_are_those_of_the_folder_that_are_there(
    tmp_path: Path, path: Path, opened: Callable[[], Journal]
) -> None:
    data = tmp_path / "data"
    (data / "sub").mkdir(parents=True)
    names = ["a.czi", "gone.czi", "sub/c.czi"]
    for name in ("a.czi", "sub/c.czi", "stranger.txt"):
        (data / name).write_bytes(b"x")
    (tmp_path / "data2").mkdir()
    put(path, [Row(1, files=[(one, one, 1) for one in names], folder=str(data))])
    assert overview.folders(opened(), Row(1).id) == {str(data): 2, str(data / "sub"): 1}
    found = overview.originals(opened(), Row(1).id, str(data))
    assert found == [str(data / "a.czi")]


def all_spans(proofs: JournalProofs, *, each: bool) -> list[Span]:
    found: list[Span] = []
    while more := proofs.spans(found[-1] if found else None, each=each):
        found += more
    return found


@pytest.mark.parametrize("chunk", [1, 3, 7, 50, 1000])
def test_filesets_are_whole_however_they_are_read(
    path: Path, opened: Callable[[], Journal], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs_of, "CHUNK", chunk)
    files = [("a.czi", "a.czi", 100), *SERIES, ("b.czi", "b.czi", 5)]
    put(path, [Row(1, files=files), Row(2, files=[("z.czi", "z.czi", 1)])])
    proofs = JournalProofs(opened, Row(1).id)
    rows = proofs.rows(all_spans(proofs, each=False))
    assert [(one.name, one.files, one.bytes) for one in rows] == [
        ("a.czi", 1, 100),
        ("s_0.tif", 50, 500),
        ("b.czi", 1, 5),
    ]
    assert {one.kind: one.files for one in rows[1].proofs} == {"sent_digest": 50, "read_back": 50}
    assert [one.sha256 is None for one in rows] == [False, True, False]
    assert len(all_spans(proofs, each=True)) == 52


def test_counted_is_of_one_submission(path: Path, opened: Callable[[], Journal]) -> None:
    put(path, [Row(1, files=SERIES), Row(2, files=[("z.czi", "z.czi", 1)])])
    counted = JournalProofs(opened, Row(1).id).counted()
    assert {kind: one.files for kind, one in counted.items()} == {
        "sent_digest": 50,
        "read_back": 50,
    }


def test_a_row_whose_file_has_gone_is_empty(path: Path, opened: Callable[[], Journal]) -> None:
    put(path, [Row(1, files=SERIES)])
    [row] = JournalProofs(opened, Row(1).id).rows([Span(1, 900, 900)])
    assert row == ProofRow("", "", 0, 0, None, "", "", ())
