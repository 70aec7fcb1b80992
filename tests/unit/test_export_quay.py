"""The manifest and the workbook themselves; what omero-quay makes of them is tests/e2e's."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from fbi_uploader.errors import Code, InputError, Severity
from fbi_uploader.export.context import Context
from fbi_uploader.export.quay import manifest, quay_problems, workbook
from fbi_uploader.export.quay.ids import Ids
from fbi_uploader.export.quay.keys import ASSAY, NODE_KEYS
from fbi_uploader.export.quay.places import places_of, read_provenance
from fbi_uploader.export.quay.spelling import uncell
from fbi_uploader.isa.model import Assay, Investigation, Study
from tests.unit.quay_tools import (
    AT,
    MANAGER,
    OURS,
    ROOT,
    SUBMISSION,
    context,
    draft,
    investigation,
    node,
    report,
    value,
    write_provenances,
)

SIMPLE = investigation(Assay(name="A", template=OURS, metadata={"instrument": value("LSM")}))


@pytest.fixture
def nodes(tmp_path: Path) -> Path:
    write_provenances(tmp_path)
    return tmp_path


def message(of: Investigation = SIMPLE, *folders: Path, within: Context | None = None) -> Any:
    [one] = manifest(report(of), within or context(), folders)
    return json.loads(b"".join(one.pieces()))


def sheets(of: Investigation = SIMPLE, *folders: Path) -> dict[str, list[dict[str, Any]]]:
    [one] = workbook(report(of), context(), folders)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(one.pieces())), data_only=True)
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in book:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {str(head): it for head, it in zip(heads, row, strict=True)} for row in rows
        ]
    return found


# -- the message


def test_its_keys_are_those_of_the_example(shared: Path, nodes: Path) -> None:
    text = (shared / "quay-manifest-example.json").read_text(encoding="utf-8")
    example, ours = json.loads(text), message(investigation(SIMPLE.studies[0].assays[0]), nodes)
    assert set(ours) == set(example)
    for level in ("investigations", "studies", "assays"):
        assert set(ours[level][0]) == set(example[level][0]), level
    assert set(ours["assays"][0]["importlinks"][0]) == set(example["assays"][0]["importlinks"][0])
    assert set(ours["provenance"]) == set(example["provenance"])
    assert set(ours["route"][0]) == set(example["route"][0])
    kinds = {one["ann_type"]: set(one) for one in example["quay_annotations"]}
    assert set(ours["quay_annotations"][0]) == kinds["map_annotation"]


def test_an_assay_is_imported_from_where_the_service_sees_it(nodes: Path) -> None:
    found = message(SIMPLE, nodes)
    [link] = found["assays"][0]["importlinks"]
    assert link["srce_url"] == f"file://{ROOT}/Inv/S/A"
    assert link["owner"] == found["manager"] == MANAGER
    assert [one["id"] for one in found["route"]] == [
        "facilityUserFile",
        "facilityCoopFile",
        "mesoOmero",
    ]


def test_nothing_in_it_is_taken_for_a_failure() -> None:
    of = investigation(Assay(name="A", description="Error bars are SEM"))
    [one] = manifest(report(of), context(), ())
    content = b"".join(one.pieces())
    assert b"Error" not in content
    assert json.loads(content)["assays"][0]["description"] == "Error bars are SEM"


def test_all_keys_are_there_when_one_has_a_value_and_none_otherwise() -> None:
    of = investigation(*SIMPLE.studies[0].assays, Assay(name="B", template=OURS))
    found = message(of)
    [told] = found["quay_annotations"]
    assert [pair["key"] for pair in told["kv_pairs"]] == list(NODE_KEYS)
    assert [one["quay_annotations"] for one in found["assays"]] == [[told["id"]], []]


def test_values_of_a_lost_template_and_of_no_field_keep_their_names() -> None:
    told = {"instrument": value("LSM"), "Our key": value(3, "µm")}
    for template in (OURS, "gone"):
        [kept] = message(investigation(Assay(name="A", template=template, metadata=told)))[
            "quay_annotations"
        ]
        pairs = {pair["key"]: pair["value"] for pair in kept["kv_pairs"]}
        assert pairs["Our key"] == "3 µm"
        assert pairs["Imaging Instrument" if template == OURS else "instrument"] == "LSM"


def test_what_is_said_above_holds_below() -> None:
    study = Study(
        name="S",
        assays=(Assay(name="A", template=OURS),),
        metadata={"organism-description": value("Wild")},
    )
    [told] = message(Investigation(name="I", studies=(study,)))["quay_annotations"]
    pairs = {pair["key"]: pair["value"] for pair in told["kv_pairs"]}
    assert pairs["Organism Description"] == "Wild"


def test_only_what_arrived_is_handed_over_under_the_name_it_got() -> None:
    of = Investigation(
        name="I",
        studies=(
            Study(name="S", assays=(Assay(name="A"), Assay(name="B"))),
            Study(name="T", assays=(Assay(name="C"),)),
        ),
    )
    whole = report(of)
    first, second, third = whole.assays
    renamed = replace(second, name="B_2", folder="I/S/B_2")
    some = replace(
        whole, assays=(replace(first, stage="cancelled"), renamed, replace(third, stage="failed"))
    )
    [one] = manifest(some, context(), ())
    found = json.loads(b"".join(one.pieces()))
    assert [study["name"] for study in found["studies"]] == ["S"]
    assert [assay["name"] for assay in found["assays"]] == ["B_2"]
    assert found["assays"][0]["importlinks"][0]["srce_url"] == f"file://{ROOT}/I/S/B_2"


@pytest.mark.parametrize("stage", ["queued", "sending", "cancelled", "failed"])
def test_nothing_is_handed_over_before_it_is_there(stage: str) -> None:
    for export in (manifest, workbook):
        with pytest.raises(InputError) as caught:
            list(export(report(SIMPLE, stage), context(), ()))
        assert caught.value.code is Code.EXPORT_REFUSED


def test_owners_are_the_depositor_when_nobody_is_named() -> None:
    [group] = message(Investigation(name="I", studies=SIMPLE.studies))["investigations"]
    assert (group["owner"], group["owners"]) == (MANAGER, [MANAGER])


def test_a_study_is_owned_by_somebody_who_may_write() -> None:
    people = {"owners": ("chief",), "collaborators": (MANAGER,)}
    told = Investigation.model_validate({"name": "I", "studies": SIMPLE.studies, **people})
    assert message(told)["studies"][0]["owner"] == "chief"
    writing = told.model_copy(update={"contributors": (MANAGER,), "collaborators": ()})
    assert message(writing)["studies"][0]["owner"] == MANAGER


# -- ids


def test_ids_are_uuids_of_version_1_made_when_the_submission_was() -> None:
    ids = Ids(SUBMISSION, AT)
    made = [UUID(ids.next("ass").removeprefix("ass_")) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {one.version for one in made} == {1}
    assert all(first.time < second.time for first, second in pairwise(made))
    assert (made[0].time - 0x01B21DD213814000) / 1e7 == pytest.approx(AT.timestamp())
    assert made[0].node >> 40 & 1  # no network card has this bit


def test_ids_are_the_same_each_time_and_of_one_submission_only() -> None:
    first, again, other = Ids("a", AT), Ids("a", AT), Ids("b", AT)
    assert first.next("man") == again.next("man") != other.next("man")


def test_both_files_are_the_same_each_time(nodes: Path) -> None:
    for export in (manifest, workbook):
        [one] = export(report(SIMPLE), context(), [nodes])
        content = b"".join(one.pieces())
        assert b"".join(one.pieces()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:  # no clock has been looked at
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 31)}
        times = re.findall(r">(\d{4}-[^<]*)<", archive.read("docProps/core.xml").decode())
    assert times == [f"{AT:%Y-%m-%dT%H:%M:%SZ}"] * 2


# -- places


def test_paths_begin_at_the_root_of_the_share(nodes: Path) -> None:
    inner = node(landing="{manager}/in/", path_root="/mnt/user/home/{manager}/in")
    places = places_of(inner, MANAGER, [nodes])
    assert places.path("I/S/A") == "in/I/S/A"
    assert places.url("I/S/A") == f"file://{ROOT}/in/I/S/A"
    assert sheets(SIMPLE, nodes)["Assay"][0]["path"] == "Inv/S/A"


def test_a_root_elsewhere_is_where_paths_begin(nodes: Path) -> None:
    places = places_of(node(path_root="/mnt/user/home/facility01"), MANAGER, [nodes])
    assert (places.share, places.path("I")) == ("/mnt/user/home/facility01", "I")


def test_the_provenance_says_the_root_when_the_node_file_does_not(nodes: Path) -> None:
    silent = node(path_root=None)
    assert places_of(silent, MANAGER, [nodes]).url("I") == f"file://{ROOT}/I"
    with pytest.raises(InputError) as caught:
        places_of(silent, MANAGER)
    assert caught.value.code is Code.EXPORT_REFUSED


def test_names_lose_their_ending_because_the_service_adds_it() -> None:
    row = sheets()["Investigation"][0]
    assert (row["provenance"], row["destination"]) == ("facility", "meso")
    assert message()["provenance"]["id"] == "facility"


@pytest.mark.parametrize("missing", ["provenance", "destination"])
def test_a_node_that_names_no_service_gets_no_hand_over(missing: str) -> None:
    named = {"provenance": "a", "destination": "b"}
    del named[missing]
    with pytest.raises(InputError) as caught:
        places_of(node(ingest=named), MANAGER)
    assert caught.value.code is Code.EXPORT_REFUSED


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"id": 1}', b'{"id": "a", "strange": 1}', b" " * 2**21]
)
def test_a_bad_provenance_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_provenance(path)
    assert caught.value.code is Code.PROVENANCE_INVALID
    assert caught.value.facts["file"] == str(path)


def test_without_a_node_file_nothing_is_made() -> None:
    with pytest.raises(InputError):
        list(manifest(report(SIMPLE), Context({}, None), ()))


# -- the workbook


def test_the_sheets_have_the_columns_that_the_parser_wants() -> None:
    found = sheets()
    assert list(found) == ["Investigation", "Study", "Assay"]
    assert list(found["Assay"][0]) == [*ASSAY, *NODE_KEYS]
    assert found["Study"][0]["parent"] == found["Investigation"][0]["name"] == "Inv"


@pytest.mark.parametrize("text", ["=1+1", "+A1", "@x", "#N/A", "{=A1}", "http://a.b", "-1"])
def test_no_value_becomes_a_formula_or_a_number(text: str) -> None:
    of = investigation(
        Assay(name="A", template=OURS, description=text, metadata={"instrument": value(text)})
    )
    row = sheets(of)["Assay"][0]
    assert isinstance(row["description"], str)
    assert uncell(row["description"]) == uncell(row["Imaging Instrument"]) == text


def test_keys_of_a_facility_come_after_those_of_the_node() -> None:
    told = {"Our key": value("x"), "path": value("y")}
    row = sheets(investigation(Assay(name="A", metadata=told)))["Assay"][0]
    assert list(row)[-2:] == [NODE_KEYS[-1], "Our key"]
    assert row["path"] == "Inv/S/A"


def test_a_text_that_no_cell_holds_is_refused_and_found_beforehand() -> None:
    of = investigation(Assay(name="A", tags=tuple(f"{number:0999}" for number in range(33))))
    [found] = [
        one
        for one in quay_problems(draft(of), MANAGER, context())
        if one.severity is Severity.BLOCKING
    ]
    assert (found.code, found.facts["field"]) == (Code.VALUE_TOO_LONG, "tags")
    [one] = workbook(report(of), context(), ())
    with pytest.raises(InputError) as caught:
        list(one.pieces())
    assert caught.value.code is Code.EXPORT_REFUSED


# -- rules


def codes(of: Investigation) -> list[Code]:
    return [one.code for one in quay_problems(draft(of), MANAGER, context())]


def test_a_plain_draft_has_no_problem() -> None:
    assert codes(SIMPLE) == []


@pytest.mark.parametrize("name", ["a\u00a0b", "a\u00adb", "_x0041_", "\U0001f3f4\U000e0067"])
def test_names_that_no_cell_spells_are_refused_with_a_way_out(name: str) -> None:
    for of in (
        investigation(Assay(name=name)),
        investigation(Assay(name="a"), study=name),
        SIMPLE.model_copy(update={"name": name}),
    ):
        [found] = quay_problems(draft(of), MANAGER, context())
        assert (found.code, found.severity) == (Code.NAME_FORBIDDEN, Severity.BLOCKING)
        proposal = str(found.facts["proposal"])
        assert codes(investigation(Assay(name=proposal))) == []


def test_tags_that_change_are_told() -> None:
    of = investigation(Assay(name="A", tags=("a, b",)), tags=("« c »",))
    found = list(quay_problems(draft(of), MANAGER, context()))
    assert [(one.code, one.severity) for one in found] == [
        (Code.TAG_RESPELLED, Severity.NOTE),
        (Code.TAG_RESPELLED, Severity.NOTE),
    ]
    assert [one.facts["proposal"] for one in found] == ["c", "a; b"]


def test_several_owners_that_all_look_like_numbers_are_refused() -> None:
    assert codes(SIMPLE.model_copy(update={"owners": ("12", "34")})) == [Code.LOGIN_REFUSED]
    for owners in (("12",), ("12", "ana"), ()):
        assert codes(SIMPLE.model_copy(update={"owners": owners})) == []


def test_a_value_that_its_unit_makes_too_long_is_refused() -> None:
    told = {"instrument": value("x" * 32_766, "µm")}
    assert codes(investigation(Assay(name="A", template=OURS, metadata=told))) == [
        Code.VALUE_TOO_LONG
    ]
    emoji = {"instrument": value("😀" * 16_384)}  # two of Excel's units each
    assert codes(investigation(Assay(name="A", template=OURS, metadata=emoji))) == [
        Code.VALUE_TOO_LONG
    ]
