"""ISA-Tab and ISA-JSON as we write them, read with Python's own csv and json."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.export.context import Export, Exported
from fbi_uploader.export.formats import Format, export
from fbi_uploader.export.isatab.collect import collect
from fbi_uploader.export.isatab.content import Named, Term, Value, uniform
from fbi_uploader.export.isatab.exporting import document, tables
from fbi_uploader.export.isatab.filesets import data_files
from fbi_uploader.isa.model import Assay, MetadataValue
from fbi_uploader.report import Report, ReportedFile
from tests.isatab_tools import Isatools, context, file, report, study, text

FRENCH = "L’embryon « adulte » de l'œuf"


Table = list[list[str]]
Json = dict[str, list[dict[str, list[dict[str, object]]]]]
Rows = Callable[[Report, str], Table]
Whole = Callable[[Report], Json]


@pytest.fixture
def rows(isatools: Isatools, tmp_path: Path) -> Rows:
    """The rows of the first file of ISA-Tab whose name starts so."""

    def read(told: Report, start: str) -> Table:
        names = isatools.write(told, context(), "isatab", tmp_path)
        path = tmp_path / next(name for name in names if name.startswith(start))
        return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), delimiter="\t"))

    return read


@pytest.fixture
def whole_json(isatools: Isatools, tmp_path: Path) -> Whole:
    def read(told: Report) -> Json:
        (name,) = isatools.write(told, context(), "isajson", tmp_path)
        whole: Json = json.loads((tmp_path / name).read_bytes())
        return whole

    return read


def content(one: Exported) -> bytes:
    return b"".join(one.pieces())


def column(table: list[list[str]], name: str) -> list[str]:
    place = table[0].index(name)
    return [row[place] for row in table[1:]]


def microscopy(**more: MetadataValue) -> Assay:
    told = {"organism": text("souris"), "growth-protocol": text(FRENCH)} | more
    return Assay(name="j7", template="fbi-light-microscopy", metadata=told)


def test_a_file_for_each_table() -> None:
    told = report(study(Assay(name="j7"), Assay(name="j14")), study(Assay(name="x"), name="2"))
    assert [one.name for one in tables(told, context())] == [
        "isatab/i_investigation.txt",
        "isatab/s_1_corpus-callosum.txt",
        "isatab/a_1_1_j7.txt",
        "isatab/a_1_2_j14.txt",
        "isatab/s_2_2.txt",
        "isatab/a_2_1_x.txt",
    ]
    assert [one.name for one in document(told, context())] == ["isa.json"]


def test_the_same_bytes_each_time() -> None:
    told = report(study(microscopy(**{"intrinsic-variables": MetadataValue(value=0, unit="mg")})))
    for make in (tables, document):
        first, second = (
            [(one.name, content(one), content(one)) for one in make(told, context())]
            for _ in range(2)
        )
        assert first == second
        assert all(once == again for _, once, again in first)


def test_a_term_has_its_source_and_its_address(rows: Rows) -> None:
    head, row = rows(report(study(microscopy())), "s_")
    at = head.index("Characteristics[Organism]")
    assert head[at + 1 : at + 3] == ["Term Source REF", "Term Accession Number"]
    assert row[at : at + 3] == [
        "Mus musculus",
        "NCBITaxon",
        "http://purl.obolibrary.org/obo/NCBITaxon_10090",
    ]


def test_a_term_that_no_vocabulary_has_keeps_its_id_in_letters(rows: Rows) -> None:
    table = rows(report(study(microscopy(organism=text("Yeti", "X:1")))), "s_")
    assert column(table, "Characteristics[Organism]") == ["Yeti (X:1)"]


def test_a_number_has_its_unit_as_a_term(rows: Rows) -> None:
    told = {"pixel-size": MetadataValue(value=0.103, unit="µm")}
    head, row, _ = rows(report(study(Assay(name="a", template="rembi", metadata=told))), "a_")
    at = head.index("Parameter Value[Pixel size]")
    assert row[at : at + 3] == ["0.103", "micrometer", "UO"]


def test_a_factor_of_zero_is_a_number(rows: Rows, whole_json: Whole) -> None:
    """Not left to isatools: it reads no factor of 0 from ISA-JSON (judge.py)."""
    told = report(study(microscopy(**{"extrinsic-variables": MetadataValue(value=0, unit="mg")})))
    assert column(rows(told, "s_"), "Factor Value[Extrinsic variable]") == ["0"]
    whole = json.dumps(whole_json(told))
    unit = re.search(r'"value": 0, "unit": {"@id": ("#[a-z_]+/[0-9]+")}', whole)
    assert unit is not None
    assert f'{{"@id": {unit[1]}, "annotationValue": "milligram"' in whole


def test_numbers_beside_texts_are_told_in_letters(rows: Rows) -> None:
    """A column with a unit has no place for a text: isatools would read nothing there."""
    values = (text("5 to 10"), MetadataValue(value=7, unit="mg"))
    assays = [
        Assay(
            name=f"a{place}", template="fbi-light-microscopy", metadata={"intrinsic-variables": one}
        )
        for place, one in enumerate(values)
    ]
    table = rows(report(study(*assays)), "s_")
    assert column(table, "Factor Value[Intrinsic variable]") == ["5 to 10", "7 mg"]


def test_a_unit_that_no_vocabulary_has_is_told_in_letters(rows: Rows) -> None:
    """isatools would leave out its empty source, and then find no unit."""
    told = {"extrinsic-variables": MetadataValue(value=3, unit="furlong")}
    table = rows(report(study(microscopy(**told))), "s_")
    assert column(table, "Factor Value[Extrinsic variable]") == ["3 furlong"]
    assert "Unit" not in table[0]


MILLIGRAM = Term("milligram", "UO", "http://purl.obolibrary.org/obo/UO_0000022")


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([5, 7], [5, 7]),
        ([5, 7.5], [5.0, 7.5]),
        ([5, None], [5.0, None]),
        ([7.5, None], [7.5, None]),
        ([1 << 54, 7.5], ["letters", "letters"]),
        ([1 << 70, 1], [1 << 70, 1]),
    ],
)
def test_numbers_of_one_name_are_written_alike(
    numbers: list[float | None], told: list[object]
) -> None:
    """A column of whole numbers with a gap, or with others, has points: so has ISA-JSON then."""
    given = [
        () if one is None else (Named("Dose", Value(Term("letters"), one, MILLIGRAM)),)
        for one in numbers
    ]
    found = [row[0].value if row else None for row in uniform(given)]
    shown = [one and (one.term.text if one.number is None else one.number) for one in found]
    assert repr(shown) == repr(told)


def test_a_factor_that_an_assay_does_not_have_is_not_specified(rows: Rows) -> None:
    one = microscopy(**{"intrinsic-variables": text("Plp1-GFP")})
    table = rows(report(study(one, Assay(name="j14"))), "s_")
    assert column(table, "Factor Value[Intrinsic variable]") == ["not specified", "Plp1-GFP"]


def test_files_of_one_fileset_are_one_run(rows: Rows, whole_json: Whole) -> None:
    told = report(study(Assay(name="j7")))
    folder = "croux/demyelination/corpus_callosum/j7"
    names = ("x.vsi", "other.czi", "_x_/stack1/frame_t.ets")
    filesets = ("x.vsi", "other.czi", "x.vsi")
    files = [file(folder, name, of) for name, of in zip(names, filesets, strict=True)]
    told = replace(told, files=lambda: iter(files))
    table = rows(told, "a_")
    whole = zip(column(table, "Assay Name"), column(table, "Raw Data File"), strict=True)
    below = "demyelination/corpus_callosum/j7"
    wanted = zip(filesets, (f"{below}/{name}" for name in names), strict=True)
    assert list(whole) == sorted(wanted)
    (assay,) = whole_json(told)["studies"][0]["assays"]
    runs = assay["processSequence"]
    assert isinstance(runs, list)
    data = assay["dataFiles"]
    assert isinstance(data, list)
    ids = [{"@id": one["@id"]} for one in data]
    assert [(run["name"], run["outputs"]) for run in runs] == [
        ("x.vsi", [ids[0], ids[2]]),
        ("other.czi", [ids[1]]),
    ]


def test_each_table_has_the_files_of_its_own_assay(rows: Rows) -> None:
    told = report(study(Assay(name="j7"), Assay(name="j7 bis")), files=["a"])
    for start, folder in (("a_1_1", "j7"), ("a_1_2", "j7 bis")):
        names = column(rows(told, start), "Raw Data File")
        assert names == [f"demyelination/corpus_callosum/{folder}/a"]


def test_files_are_looked_at_once() -> None:
    told = report(study(Assay(name="a"), Assay(name="a2")), study(Assay(name="b"), name="2"))
    looked: list[ReportedFile] = []

    def watched() -> Iterator[ReportedFile]:
        for one in told.files():
            looked.append(one)
            yield one

    assays = collect(told, context()).assays
    found = list(data_files(replace(told, files=watched), assays))
    assert len(looked) == 6
    assert [place for place, _ in found] == [0, 0, 1, 1, 2, 2]


def test_what_has_no_file_does_not_hide_what_comes_behind(rows: Rows) -> None:
    """isatools writes nothing behind an assay without files or a study without assays."""
    full = study(Assay(name="a"), Assay(name="b"))
    told = report(study(name="0"), full, study(Assay(name="c"), name="3"))
    empty = replace(told.assays[0], files=0)
    kept = [one for one in told.files() if not one.target.startswith(f"croux/{empty.folder}/")]
    told = replace(told, assays=(empty, *told.assays[1:]), files=lambda: iter(kept))
    for start in ("s_2", "a_2_1_b", "s_3", "a_3_1_c"):
        assert len(rows(told, start)) > 1


def test_a_repaired_name_and_checksums_are_told(rows: Rows) -> None:
    told = report(study(Assay(name="j7")))
    one = replace(file("croux/demyelination/corpus_callosum/j7", "a_b.tif"), original="a:b.tif")
    head, row = rows(replace(told, files=lambda: iter([one])), "a_")
    known = dict(zip(head, row, strict=True))
    assert known["Comment[Original name]"] == "a:b.tif"
    assert known["Comment[SHA-256]"] == "ab" * 32
    assert known["Comment[SHA-1]"] == "cd" * 20
    assert known["Comment[Size in bytes]"] == "1234"


def test_a_file_that_was_not_sent_has_no_checksum(rows: Rows, whole_json: Whole) -> None:
    told = report(study(Assay(name="j7")))
    one = replace(file("croux/demyelination/corpus_callosum/j7", "a"), sha256=None, sha1=None)
    told = replace(told, files=lambda: iter([one]))
    assert "Comment[SHA-256]" not in rows(told, "a_")[0]
    whole = json.dumps(whole_json(told))
    assert '"SHA-256"' not in whole
    assert "checksum" not in whole  # isatools' own, which it adds and leaves empty


def test_what_a_protocol_says_is_in_the_investigation(rows: Rows) -> None:
    table = rows(report(study(microscopy())), "i_")
    known = {row[0]: row[1:] for row in table}
    assert known["Study Protocol Name"] == ["Growth", "Sample collection", "Imaging"]
    assert known["Study Protocol Description"] == [FRENCH, "", ""]


def test_wells_are_samples_of_one_source(rows: Rows) -> None:
    wells = [{"plate": "P1", "well": f"A0{number}", "treatment": "DMSO"} for number in (1, 2)]
    told = {"wells": text(json.dumps(wells)), "organism": text("Homo sapiens")}
    table = rows(report(study(Assay(name="hcs", template="mihcsme", metadata=told))), "s_")
    assert column(table, "Source Name") == ["hcs source"] * 3
    assert column(table, "Sample Name") == ["hcs P1 A01", "hcs P1 A02", "hcs sample"]
    assert column(table, "Factor Value[Treatment]") == ["DMSO", "DMSO", "not specified"]


def test_no_value_is_lost(rows: Rows) -> None:
    """Of a study's field that only one assay has; of a template that has gone."""
    acknowledged = Assay(name="a", template="rembi", metadata={"acknowledgements": text("merci")})
    gone = Assay(name="b", template="gone", metadata={"colour": text("bleu")})
    known = {row[0]: row[1:] for row in rows(report(study(acknowledged, gone)), "i_")}
    assert known["Comment[Acknowledgements]"] == ["merci", ""]
    assert known["Comment[colour]"] == ["", "bleu"]
    agreed = {row[0]: row[1:] for row in rows(report(study(acknowledged)), "i_")}
    assert agreed["Comment[Acknowledgements]"] == ["merci"]


def test_they_are_found_by_their_format() -> None:
    told = report(study(microscopy()))
    made: tuple[tuple[Format, Export], ...] = (("isatab", tables), ("isajson", document))
    for format_, ours in made:
        here = {one.name: content(one) for one in ours(told, context())}
        there = {one.name: content(one) for one in export(format_, told, context())}
        assert there == here
