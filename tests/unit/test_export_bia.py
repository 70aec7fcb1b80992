"""BioImage Archive: sections, file lists, and what is told as missing."""

from __future__ import annotations

import csv
import json
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fbi_uploader.errors import Code, Severity
from fbi_uploader.export.bia import form, problems, submission
from fbi_uploader.export.bia.pagetab import Attribute, Section, Submission, as_json, as_tsv
from fbi_uploader.export.context import Context
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.report import Report, ReportedFile
from tests.unit import crate_tools as tools
from tests.unit.crate_tools import FRENCH, full, report, value

Told = dict[str, object]
MIB = 1 << 20


def documents(told: Report, context: Context | None = None) -> dict[str, str]:
    used = context or tools.context()
    return {one.name: b"".join(one.pieces()).decode() for one in submission(told, used)}


def sections(told: Report, context: Context | None = None) -> list[Told]:
    (name, *_) = [one for one in documents(told, context) if one.endswith(".json")]
    root = json.loads(documents(told, context)[name])["section"]
    return [root, *root["subsections"]]


def attributes(section: Told) -> dict[str, str]:
    told = cast("list[dict[str, str]]", section.get("attributes", []))
    return {one["name"]: one["value"] for one in told}


def typed(told: list[Told], type_: str) -> list[Told]:
    return [one for one in told if one["type"] == type_]


def with_values(study: Metadata, assay: Metadata) -> Report:
    one = Assay(name="A", template="rembi", metadata=assay)
    tree = Investigation(name="Inv", studies=(Study(name="S", metadata=study, assays=(one,)),))
    return report(tree)


def fields(told: Report, context: Context | None = None) -> list[str]:
    found = problems(told, context or tools.context())
    assert all(one.severity is Severity.WARNING for one in found)
    return [str(one.facts.get("field")) for one in found if one.code is Code.EXPORT_VALUE_MISSING]


def test_a_study_has_its_form_and_a_file_list_for_each_assay() -> None:
    assert list(documents(report(full()))) == [
        "bia/Étude-1/submission.json",
        "bia/Étude-1/submission.tsv",
        "bia/Étude-1/file_list_1.tsv",
        "bia/Étude-1/file_list_2.tsv",
    ]


def test_everything_that_the_archive_requires_is_there() -> None:
    assert fields(report(full())) == []
    root, *others = sections(report(full()))
    assert {asked.name for asked in form.STUDY.values() if asked.required} <= attributes(
        root
    ).keys()
    assert [one["type"] for one in others] == [
        *("Author", "organization", "Publication", "Funding"),
        *("Biosample", "Specimen", "Image acquisition", "Image acquisition"),
        *("Study Component", "Study Component"),
    ]


def test_what_is_required_and_missing_is_told_and_not_made_up() -> None:
    told = with_values({}, {})
    assert fields(told, tools.context(None)) == [
        "Study: ReleaseDate",
        "Study: Description",
        "Study: Keywords",
        "Study: License",
        "Study: Title (>= 25)",
        "Study: Contact",
        "Study Component: Description",
        "Biosample: Organism",
        "Biosample: Biological entity",
        "Specimen: Sample preparation protocol",
        "Image acquisition: Imaging instrument",
        "Image acquisition: Image acquisition parameters",
        "Image acquisition: Imaging method",
    ]
    root, *others = sections(told, tools.context(None))
    assert attributes(root) == {"Title": "S"}
    assert [one["type"] for one in others] == ["Study Component"]


@pytest.mark.parametrize(
    "name",
    sorted(
        tools.assay_values().keys()
        & {
            "organism",
            "biological-entity",
            "sample-preparation",
            "instrument",
            "acquisition-parameters",
            "imaging-method",
        }
    ),
)
def test_each_missing_value_is_told_alone(name: str) -> None:
    kept = {key: one for key, one in tools.assay_values().items() if key != name}
    assert len(fields(with_values(tools.study_values(), kept))) == 1


def test_an_author_without_mail_is_told() -> None:
    author = '[{"last-name":"Roux","first-name":"Camille","affiliation":"CNRS"}]'
    told = with_values(tools.study_values() | {"authors": value(author)}, tools.assay_values())
    assert fields(told) == ["Author: E-mail"]


@pytest.mark.parametrize(("chosen", "named"), [("CC0-1.0", "CC0"), ("CC-BY-4.0", "CC BY 4.0")])
def test_the_licence_by_the_name_of_the_archive(chosen: str, named: str) -> None:
    values = {key: one for key, one in tools.study_values().items() if key != "licence"}
    told = with_values(values, tools.assay_values())
    assert attributes(sections(told, tools.context(chosen))[0])["License"] == named


def test_a_licence_that_the_archive_does_not_take_is_told() -> None:
    values = {key: one for key, one in tools.study_values().items() if key != "licence"}
    told = with_values(values, tools.assay_values())
    assert fields(told, tools.context("CC-BY-NC-4.0")) == ["Study: License"]


def test_what_two_assays_share_is_told_once_and_referred_to() -> None:
    told = sections(report(full()))
    assert len(typed(told, "Biosample")) == 1
    assert len(typed(told, "Image acquisition")) == 2
    components = typed(told, "Study Component")
    rows = [cast("list[Told]", one["subsections"])[0] for one in components]
    assert [attributes(one) for one in rows] == [
        {"Biosample": "Biosample 1", "Specimen": "Specimen 1", "Image acquisition": acquired}
        for acquired in ("Image acquisition 1", "Image acquisition 2")
    ]


def test_an_author_refers_to_the_organisation() -> None:
    told = sections(report(full()))
    (author,), (organisation,) = typed(told, "Author"), typed(told, "organization")
    assert attributes(author)["affiliation"] == organisation["accno"]
    assert attributes(author)["ORCID"] == tools.ORCID
    assert attributes(organisation)["RORID"] == "https://ror.org/051escj72"


def test_a_term_has_its_ontology() -> None:
    (sample,) = typed(sections(report(full())), "Biosample")
    (organism,) = [
        one for one in cast("list[Told]", sample["attributes"]) if one["name"] == "Organism"
    ]
    assert organism["valqual"] == [
        {"name": "Ontology", "value": "NCBITaxon"},
        {"name": "TermId", "value": "NCBITaxon_10090"},
        {"name": "TermName", "value": "Mus musculus"},
    ]


def test_a_file_list_names_every_file_of_its_assay() -> None:
    lines = documents(report(full()))["bia/Étude-1/file_list_2.tsv"].splitlines()
    assert lines[0].split("\t")[0] == "Files"
    assert [line.split("\t")[0] for line in lines[1:]] == [
        "Inv/Étude-1/A2/a.tif",
        "Inv/Étude-1/A2/b.czi",
    ]


def test_a_name_that_the_archive_would_write_otherwise_is_told() -> None:
    plain = with_values(tools.study_values(), tools.assay_values())
    assert problems(plain, tools.context()) == ()
    folder = "Inv/S/A"
    odd = ("ok.tif", "é.tif", "two  spaces.tif", "a#b.tif")
    told = replace(plain, files=lambda: (tools.file(folder, one) for one in odd))
    found = problems(told, tools.context())
    assert [one.code for one in found] == [Code.EXPORT_NAME_CHANGED] * 3


def test_french_stays_as_it_was_written() -> None:
    (component, _) = typed(sections(report(full())), "Study Component")
    assert attributes(component)["Description"] == FRENCH
    assert FRENCH.replace('"', "”") in documents(report(full()))["bia/Étude-1/submission.tsv"]


texts = st.text().filter(str.strip)


@given(st.lists(texts, min_size=1, max_size=5))
def test_any_text_is_read_back_from_json(told: list[str]) -> None:
    named = tuple(Attribute("Name", text) for text in told)
    read = json.loads(as_json(Submission((), Section("Study", "study", named))))
    assert [one["value"] for one in read["section"]["attributes"]] == told


@example(["a\tb", "a\n\n\tb", '"a', 'a "b"\nc"', "a\r\rb"])
@given(st.lists(texts, min_size=1, max_size=5))
def test_no_text_breaks_the_table(told: list[str]) -> None:
    named = tuple(Attribute("Name", text) for text in told)
    text = as_tsv(Submission((), Section("Study", "study", named))).decode()
    rows = list(csv.reader(text.split("\n"), delimiter="\t", strict=True))
    assert rows[:3] == [["Submission"], [], ["Study", "study"]]
    assert [row[0] for row in rows[3:-1]] == ["Name"] * len(told)
    assert {len(row) for row in rows[3:-1]} == {2}
    assert text.count("\n\n") == 1


def test_ten_thousand_files_need_no_memory_of_their_own() -> None:
    one = with_values(tools.study_values(), tools.assay_values())

    def files() -> Iterator[ReportedFile]:
        return (tools.file("Inv/S/A", f"image_{number:06}.tif") for number in range(10_000))

    *_, listed = submission(replace(one, files=files), tools.context())
    tracemalloc.start()
    began = time.perf_counter()
    size = sum(map(len, listed.pieces()))
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > MIB
    assert peak < MIB
    assert took < 60
