"""ISA-Tab and ISA-JSON as we write them, read with Python's own csv and json."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

from fbi_uploader.export.context import Export, Exported
from fbi_uploader.export.formats import Format, export
from fbi_uploader.export.isatab import document, tables
from fbi_uploader.isa.model import Assay, MetadataValue
from fbi_uploader.report import Report, ReportedFile
from tests.isatab_tools import context, file, report, study, text

FRENCH = "L’embryon « adulte » de l'œuf"


def rows(told: Report, start: str) -> list[list[str]]:
    """The rows of the first file whose name starts so."""
    one = next(one for one in tables(told, context()) if one.name.startswith(f"isatab/{start}"))
    return list(csv.reader(io.StringIO(content(one).decode()), delimiter="\t"))


def content(one: Exported) -> bytes:
    return b"".join(one.pieces())


def whole_json(told: Report) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    (one,) = document(told, context())
    whole: dict[str, list[dict[str, list[dict[str, object]]]]] = json.loads(content(one))
    return whole


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
    told = report(study(microscopy()))
    for one, again in zip(
        (*tables(told, context()), *document(told, context())),
        (*tables(told, context()), *document(told, context())),
        strict=True,
    ):
        assert content(one) == content(one) == content(again)


def test_a_term_has_its_source_and_its_address() -> None:
    head, row = rows(report(study(microscopy())), "s_")
    at = head.index("Characteristics[Organism]")
    assert head[at + 1 : at + 3] == ["Term Source REF", "Term Accession Number"]
    assert row[at : at + 3] == [
        "Mus musculus",
        "NCBITaxon",
        "http://purl.obolibrary.org/obo/NCBITaxon_10090",
    ]


def test_a_term_that_no_vocabulary_has_keeps_its_id_in_letters() -> None:
    table = rows(report(study(microscopy(organism=text("Yeti", "X:1")))), "s_")
    assert column(table, "Characteristics[Organism]") == ["Yeti (X:1)"]


def test_a_number_has_its_unit_as_a_term() -> None:
    told = {"pixel-size": MetadataValue(value=0.103, unit="µm")}
    head, row, _ = rows(report(study(Assay(name="a", template="rembi", metadata=told))), "a_")
    at = head.index("Parameter Value[Pixel size]")
    assert row[at : at + 3] == ["0.103", "micrometer", "UO"]


def test_a_factor_of_zero_is_a_number() -> None:
    """Not left to isatools: it reads no factor of 0 from ISA-JSON (judge.py)."""
    told = report(study(microscopy(**{"extrinsic-variables": MetadataValue(value=0, unit="mg")})))
    assert column(rows(told, "s_"), "Factor Value[Extrinsic variable]") == ["0"]
    whole = json.dumps(whole_json(told))
    assert '"value": 0, "unit": {"@id": "#unit/1-1"}' in whole
    assert '{"@id": "#unit/1-1", "annotationValue": "milligram"' in whole


def test_numbers_beside_texts_are_told_in_letters() -> None:
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


def test_a_factor_that_an_assay_does_not_have_is_not_specified() -> None:
    one = microscopy(**{"intrinsic-variables": text("Plp1-GFP")})
    table = rows(report(study(one, Assay(name="j14"))), "s_")
    assert column(table, "Factor Value[Intrinsic variable]") == ["Plp1-GFP", "not specified"]


def test_files_of_one_fileset_are_one_run() -> None:
    told = report(study(Assay(name="j7")))
    folder = "croux/demyelination/corpus_callosum/j7"
    names = ("x.vsi", "other.czi", "_x_/stack1/frame_t.ets")
    filesets = ("x.vsi", "other.czi", "x.vsi")
    files = [file(folder, name, of) for name, of in zip(names, filesets, strict=True)]
    told = replace(told, files=lambda: iter(files))
    table = rows(told, "a_")
    assert column(table, "Assay Name") == list(filesets)
    assert column(table, "Raw Data File") == [
        f"demyelination/corpus_callosum/j7/{name}" for name in names
    ]
    (assay,) = whole_json(told)["studies"][0]["assays"]
    runs = assay["processSequence"]
    assert isinstance(runs, list)
    assert [(run["name"], run["outputs"]) for run in runs] == [
        ("x.vsi", [{"@id": "#data/1-1-1"}, {"@id": "#data/1-1-3"}]),
        ("other.czi", [{"@id": "#data/1-1-2"}]),
    ]


def test_each_table_has_the_files_of_its_own_assay() -> None:
    told = report(study(Assay(name="j7"), Assay(name="j7 bis")), files=["a"])
    for start, folder in (("a_1_1", "j7"), ("a_1_2", "j7 bis")):
        names = column(rows(told, start), "Raw Data File")
        assert names == [f"demyelination/corpus_callosum/{folder}/a"]


def test_files_of_later_assays_are_not_looked_at() -> None:
    told = report(study(Assay(name="a"), Assay(name="b")), files=["1", "2"])
    looked: list[ReportedFile] = []

    def watched() -> Iterator[ReportedFile]:
        for one in told.files():
            looked.append(one)
            yield one

    rows(replace(told, files=watched), "a_1_1")
    assert len(looked) == 3


def test_a_repaired_name_and_checksums_are_told() -> None:
    told = report(study(Assay(name="j7")))
    one = replace(file("croux/demyelination/corpus_callosum/j7", "a_b.tif"), original="a:b.tif")
    head, row = rows(replace(told, files=lambda: iter([one])), "a_")
    known = dict(zip(head, row, strict=True))
    assert known["Comment[Original name]"] == "a:b.tif"
    assert known["Comment[SHA-256]"] == "ab" * 32
    assert known["Comment[SHA-1]"] == "cd" * 20
    assert known["Comment[Size in bytes]"] == "1234"


def test_a_file_that_was_not_sent_has_no_checksum() -> None:
    told = report(study(Assay(name="j7")))
    one = replace(file("croux/demyelination/corpus_callosum/j7", "a"), sha256=None, sha1=None)
    told = replace(told, files=lambda: iter([one]))
    assert column(rows(told, "a_"), "Comment[SHA-256]") == [""]
    assert '"SHA-256"' not in json.dumps(whole_json(told))


def test_what_a_protocol_says_is_in_the_investigation() -> None:
    table = rows(report(study(microscopy())), "i_")
    known = {row[0]: row[1:] for row in table}
    assert known["Study Protocol Name"] == ["Growth", "Sample collection", "Imaging"]
    assert known["Study Protocol Description"] == [FRENCH, "", ""]


def test_wells_are_samples_of_one_source() -> None:
    wells = [{"plate": "P1", "well": f"A0{number}", "treatment": "DMSO"} for number in (1, 2)]
    told = {"wells": text(json.dumps(wells)), "organism": text("Homo sapiens")}
    table = rows(report(study(Assay(name="hcs", template="mihcsme", metadata=told))), "s_")
    assert column(table, "Source Name") == ["hcs source"] * 3
    assert column(table, "Sample Name") == ["hcs sample", "hcs P1 A01", "hcs P1 A02"]
    assert column(table, "Factor Value[Treatment]") == ["not specified", "DMSO", "DMSO"]


def test_no_value_is_lost() -> None:
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
