from __future__ import annotations

import json
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from fbi_uploader import drafts as kept_drafts
from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.drafting import store
from fbi_uploader.drafting.composing import compose
from fbi_uploader.drafting.kept import from_draft
from fbi_uploader.drafting.model import REMOVED, Worksheet, new_worksheet
from fbi_uploader.drafting.organising import describe_investigation, rename, set_value
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, ReadFrom, Study
from tests.unit.drafting_tools import NOW, row, worksheet


def full() -> Worksheet:
    sheet = worksheet(
        "/d é",
        placements={"/d é": "a", "/d é/x": REMOVED, "/d é/y": "b"},
        joined=(("/d é/1", "/d é/2"),),
        split=("/d é/3",),
        repair_names=True,
        step="describe",
    )
    sheet = describe_investigation(sheet, name="", licence="CC0-1.0", owners=("bob",))
    value = MetadataValue(value=1.5, unit="µm", origin=ReadFrom(file="f"))
    return set_value(set_value(sheet, "a", "px", value), "", "k", MetadataValue(value="v"))


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    sheet = full()
    saved = store.save(tmp_path, sheet, Sums(3, 4, 5))
    assert saved == sheet.model_copy(update={"saved_at": saved.saved_at})
    assert saved.saved_at > sheet.saved_at
    assert store.load(tmp_path, sheet.id) == saved
    whole = json.loads((tmp_path / sheet.id / "worksheet.json").read_text(encoding="utf-8"))
    assert whole["sheet"]["id"] == sheet.id
    (about,) = store.waiting(tmp_path)
    assert (about.id, about.person, about.node, about.step) == (
        sheet.id,
        "alice",
        "sandbox",
        "describe",
    )
    assert (about.filesets, about.bytes, about.saved_at) == (3, 5, saved.saved_at)


def test_list_is_of_one_person_the_newest_first(tmp_path: Path) -> None:
    assert store.waiting(tmp_path / "none") == []
    sheets = [new_worksheet(person, "n", NOW) for person in ("alice", "bob", "alice")]
    for sheet in sheets:
        store.save(tmp_path, rename(sheet, "", f"of {sheet.person}"))
    (tmp_path / "no draft").mkdir()
    (tmp_path / "file").touch()
    assert [one.id for one in store.waiting(tmp_path, "alice")] == [sheets[2].id, sheets[0].id]
    assert [one.name for one in store.waiting(tmp_path, "bob")] == ["of bob"]
    assert len(store.waiting(tmp_path)) == 3
    store.save(tmp_path, sheets[0])
    assert store.waiting(tmp_path)[0].id == sheets[0].id


def test_list_reads_no_more_than_the_first_line(tmp_path: Path) -> None:
    sheet = store.save(tmp_path, rename(full(), "", "x" * 200_000))
    path = tmp_path / sheet.id / "worksheet.json"
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\ntorn")
    (about,) = store.waiting(tmp_path)
    assert about.name.startswith("xxx")
    with pytest.raises(InputError):
        store.load(tmp_path, sheet.id)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b'{"about": {}}',
        b'{"about": {},\n"sheet": {}}',
        b'{"about": {},\n"sheet": 7}',
    ],
)
def test_a_damaged_draft_is_told_and_kept_aside(tmp_path: Path, damage: bytes) -> None:
    sheet = store.save(tmp_path, full())
    path = tmp_path / sheet.id / "worksheet.json"
    for number in (1, 2):
        path.write_bytes(damage)
        with pytest.raises(InputError) as told:
            store.load(tmp_path, sheet.id)
        assert told.value.code is Code.DRAFT_DAMAGED
        aside = path.with_name(f"worksheet.damaged-{number}.json")
        assert told.value.facts["kept"] == str(aside)
        assert aside.read_bytes() == damage
    assert store.waiting(tmp_path) == []
    with pytest.raises(InputError) as told:
        store.load(tmp_path, sheet.id)
    assert told.value.code is Code.DRAFT_UNKNOWN


def test_a_draft_under_another_s_id_is_damaged(tmp_path: Path) -> None:
    sheet, other = store.save(tmp_path, full()), store.save(tmp_path, full())
    path = tmp_path / other.id / "worksheet.json"
    path.write_bytes((tmp_path / sheet.id / "worksheet.json").read_bytes())
    assert [one.id for one in store.waiting(tmp_path)] == [sheet.id]
    with pytest.raises(InputError, match="draft_damaged"):
        store.load(tmp_path, other.id)


@pytest.mark.parametrize("id_", ["../x", "", "x", "0198" * 8, "A" * 36])
def test_what_is_no_id_is_unknown(tmp_path: Path, id_: str) -> None:
    for act in (store.load, store.remove, store.draft_folder):
        with pytest.raises(InputError) as told:
            act(tmp_path, id_)
        assert told.value.code is Code.DRAFT_UNKNOWN


def test_removed_with_its_logs(tmp_path: Path) -> None:
    sheet = store.save(tmp_path, full())
    (tmp_path / sheet.id / "shelf-1.jsonl").touch()
    store.remove(tmp_path, sheet.id)
    store.remove(tmp_path, sheet.id)
    assert list(tmp_path.iterdir()) == []


def test_half_a_letter_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        store.save(tmp_path, rename(full(), "", "half \ud83d"))
    assert told.value.code is Code.NAME_NOT_UNICODE


def test_a_reader_sees_one_whole_draft_or_the_other(tmp_path: Path) -> None:
    sheet = store.save(tmp_path, full())

    def write() -> None:
        for number in range(50):
            store.save(tmp_path, rename(sheet, "", str(number) * 1000))

    thread = threading.Thread(target=write)
    thread.start()
    while thread.is_alive():
        assert store.load(tmp_path, sheet.id).studies == sheet.studies
        assert len(store.waiting(tmp_path)) == 1
    thread.join()
    assert os.listdir(tmp_path / sheet.id) == ["worksheet.json"]


# -- deposit files


def draft() -> Draft:
    assays = (Assay(name="A", metadata={"k": MetadataValue(value="v")}), Assay(name="B"))
    studies = (Study(name="S", assays=assays), Study(name="T", assays=(Assay(name="C"),)))
    return Draft(
        node="sandbox",
        person="alice",
        investigation=Investigation(name="Inv", owners=("bob",), studies=studies),
        sources=(("/d",), ("/d/x", "/e/y"), ("/e/y", "/f")),
        joined=(("/d/1", "/d/2"),),
        split=("/d/3", "/d/\x7f"),
    )


def test_a_kept_draft_is_listed_opened_saved_and_removed(tmp_path: Path) -> None:
    path = kept_drafts.keep(tmp_path, draft())
    (tmp_path / "broken.toml").write_text("=", encoding="utf-8")
    (about,) = store.waiting(tmp_path, "alice")
    assert (about.name, about.node) == ("Inv", "sandbox")
    sheet = store.load(tmp_path, about.id)
    assert sheet.id == about.id
    assert sheet.drops == ("/d", "/e/y", "/f")
    places = {path: sheet.assay(id_) for path, id_ in sheet.placements.items()}
    assert {path: one and one.name for path, one in places.items()} == {
        "/d": "A",
        "/d/x": "B",
        "/e/y": "B",
        "/f": "C",
    }
    assert (sheet.joined, sheet.split) == (draft().joined, draft().split)
    saved = store.save(tmp_path, rename(sheet, "", "New"))
    (about,) = store.waiting(tmp_path)
    assert (about.name, store.load(tmp_path, about.id)) == ("New", saved)
    store.remove(tmp_path, about.id)
    assert not path.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["broken.toml"]


def test_a_draft_opened_and_composed_is_the_same(tmp_path: Path) -> None:
    parted = draft().model_copy(update={"sources": (("/d/1", "/d/3"), ("/d/x",), ("/f",))})
    sheet = from_draft(parted, new_worksheet("", "", NOW).id, NOW + timedelta(days=1))
    rows = [row(one) for one in ("/d/1", "/d/3", "/d/x", "/f")]
    assert compose(sheet, rows).draft == parted


def test_joins_and_splits_survive_the_deposit_file(tmp_path: Path) -> None:
    path = kept_drafts.keep(tmp_path, draft())
    again = draft_of(
        read_deposit(path), tmp_path, node="sandbox", person="alice", repair_names=False
    )
    assert again == draft()
    path.write_text(path.read_text(encoding="utf-8").replace('["/d/1"', '["d/1"'), encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_deposit(path)
    assert (told.value.code, told.value.facts["line"]) == (Code.DEPOSIT_INVALID, 3)
