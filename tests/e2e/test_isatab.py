"""isatools itself judges our ISA-Tab and ISA-JSON, and reads the same from both.

It runs in one child for all tests: it takes three seconds to load.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fbi_uploader.isa.model import Assay, Metadata, MetadataValue, Study
from fbi_uploader.isa.template.model import Template
from tests.e2e.running import EXPORTS, Pc, object_of, put
from tests.isatab_tools import (
    REPOSITORY,
    Isatools,
    context,
    of_kind,
    report,
    study,
    text,
)

FRENCH = "L’embryon « adulte » de l'œuf : c'est « ça », à 3 µm"
UNAVOIDABLE = ("1020 ",)
"""Of each ISA-JSON: its rule 1020 counts a parameter of microarrays as declared and not used."""


def values(**told: object) -> Metadata:
    return {
        name.replace("_", "-"): MetadataValue.model_validate({"value": value})
        for name, value in told.items()
    }


def microscopy(name: str, **more: object) -> Assay:
    told = {
        "organism": "Mus musculus",
        "biological_entity": FRENCH,
        "imaging_method": "confocal microscopy",
        "sample_preparation": f"{FRENCH}\net\tla suite",
        "instrument": "LSM 880",
        "growth_protocol": "21 °C",
        "intrinsic_variables": "Plp1-GFP",
    }
    return Assay(
        name=name,
        description=FRENCH,
        template="fbi-light-microscopy",
        metadata=values(**(told | more)),
    )


def check(isatools: Isatools, folder: Path, *, avoided: tuple[str, ...] = UNAVOIDABLE) -> None:
    told = isatools.judge(folder)
    assert told.errors == ()
    assert told.differences == ()
    assert [one for one in told.warnings if not one.startswith(avoided)] == []


def test_a_french_submission_goes_through_unharmed(isatools: Isatools, tmp_path: Path) -> None:
    studies = (
        study(microscopy("j7"), microscopy("j14"), name="Étude_l’œuf"),
        study(microscopy("tardif"), name="seconde"),
    )
    folder = isatools.written(
        report(*studies, title=FRENCH, description=FRENCH), context(), tmp_path
    )
    check(isatools, folder)
    for read in isatools.read(folder):
        assert ["investigation", read_id(read), FRENCH, FRENCH, "2026-11-22"] in read
        samples = of_kind(read, "sample")
        assert len(samples) == 3
        assert all(FRENCH in json.dumps(one, ensure_ascii=False) for one in samples)
        protocols = {one[2]: one[4] for one in of_kind(read, "protocol")}
        assert protocols["Sample preparation"] == f"{FRENCH} et la suite"
        assert len(of_kind(read, "data")) == 6
        assert ["s_1_Etude-luf.txt a_1_1_j7.txt", "comment", "Description", FRENCH] in read


def read_id(read: list[list[object]]) -> object:
    return next(one[1] for one in read if one[0] == "investigation" and len(one) == 5)


def test_everything_that_a_file_has_is_read_back(isatools: Isatools, tmp_path: Path) -> None:
    folder = isatools.written(report(study(microscopy("j7")), files=["a.czi"]), context(), tmp_path)
    for read in isatools.read(folder):
        (data,) = of_kind(read, "data")
        assert data[2:4] == ["demyelination/corpus_callosum/j7/a.czi", "Raw Data File"]
        assert data[4] == [
            ["Fileset format", "czi"],
            ["SHA-1", "cd" * 20],
            ["SHA-256", "ab" * 32],
            ["Size in bytes", "1234"],
        ]
        imaging = next(one for one in of_kind(read, "process") if one[3] == "Imaging")
        assert imaging[2:7] == ["a.czi", "Imaging", ["j7 sample"], [data[2]], ""]
        method = "http://purl.obolibrary.org/obo/FBbi_00000251"
        term = ["Imaging method", ["confocal microscopy", "FBbi", method]]
        assert json.dumps(term) in json.dumps(imaging[7])


def test_plates_and_wells(isatools: Isatools, tmp_path: Path) -> None:
    rows = [
        {"plate": "P1", "well": "A01", "treatment": "DMSO", "dose": "5", "dose-unit": "mg"},
        {"plate": "P1", "well": "A02", "treatment": "N/A", "dose": "7.5", "dose-unit": "mg"},
    ]
    told = values(wells=json.dumps(rows), organism="Homo sapiens", study_title=FRENCH)
    told["data-owner"] = text("Camille de la Tour", "0000-0002-1825-0097")
    assay = Assay(name="sample-1", template="mihcsme", metadata=told)
    folder = isatools.written(report(study(assay)), context(), tmp_path)
    # The plate as a whole has no dose, and a column with a unit has no place for "not specified".
    check(isatools, folder, avoided=(*UNAVOIDABLE, "4007 "))
    for read in isatools.read(folder):
        names = sorted(str(one[2]) for one in of_kind(read, "sample"))
        assert names == ["sample_1 P1 A01", "sample_1 P1 A02", "sample_1 sample"]
        gram = ["milligram", "UO", "http://purl.obolibrary.org/obo/UO_0000022"]
        assert json.dumps(["Dose", ["7.5", *gram]]) in json.dumps(of_kind(read, "sample"))
        assert "de la Tour" in json.dumps(of_kind(read, "person"))


def test_people_publications_and_lengths(isatools: Isatools, tmp_path: Path) -> None:
    authors = [{"last-name": "Roux", "first-name": "Zoé", "email": "z@example.org"}]
    publications = [
        {"title": "One", "doi": "10.1038/s41592-021-01166-8", "pubmed-id": "12345678"},
        {"title": "Two", "doi": "10.1038/µ", "year": "2020"},
    ]
    told = values(authors=json.dumps(authors), publications=json.dumps(publications))
    told["pixel-size"] = MetadataValue(value=0.103, unit="µm")
    assay = Assay(name="a", template="rembi", metadata=told | values(acquired="2026-01-01"))
    folder = isatools.written(report(study(assay, Assay(name="b"))), context(), tmp_path)
    check(isatools, folder)
    for read in isatools.read(folder):
        assert "0.103" in json.dumps(read)
    folder = isatools.written(report(study(assay)), context(), tmp_path / "agreed")
    check(isatools, folder)
    for read in isatools.read(folder):
        assert len(of_kind(read, "publication")) == 2
        assert "Zo\\u00e9" in json.dumps(of_kind(read, "person"))


def _folded(named: Assay | Study) -> str:
    return named.name.casefold()


letters = st.characters(exclude_categories=["Cs"])  # the model refuses half a surrogate pair
anything = st.text(letters, max_size=30)
hard = st.sampled_from(
    [
        "N/A",
        "nan",
        "#1",
        '"',
        "'",
        "a\tb",
        "a\nb",
        "Unnamed: 0",
        "source-x",
        "True",
        "5",
        "1.0",
        FRENCH,
    ]
)
words = st.one_of(anything, hard)
some_values = st.one_of(
    words.map(lambda value: MetadataValue(value=value)),
    st.booleans().map(lambda value: MetadataValue(value=value)),
    st.integers(-(10**18), 10**18).map(lambda value: MetadataValue(value=value)),
    st.builds(
        MetadataValue,
        value=st.floats(allow_nan=False, allow_infinity=False),
        unit=st.one_of(st.sampled_from(["µm", "mg", "%"]), words.filter(str.strip)),
    ),
)
KEYS = (
    "organism",
    "biological-entity",
    "imaging-method",
    "sample-preparation",
    "instrument",
    "acquisition-parameters",
    "organism-description",
    "growth-protocol",
    "intrinsic-variables",
    "extrinsic-variables",
    "experimental-variables",
    "analysis-overview",
    "of no template [1.0]; File",
)
# The plan refuses a slash in a name, and one folder for two assays.
some_names = st.one_of(hard, st.text(letters, min_size=1, max_size=20)).map(
    lambda name: name.replace("/", "∕")
)
some_assays = st.builds(
    Assay,
    name=some_names,
    description=words,
    template=st.sampled_from(["fbi-light-microscopy", "rembi", None]),
    tags=st.lists(words, max_size=2).map(tuple),
    metadata=st.dictionaries(st.sampled_from(KEYS), some_values, max_size=8),
)
some_studies = st.builds(
    Study,
    name=some_names,
    description=words,
    assays=st.lists(some_assays, min_size=1, max_size=4, unique_by=_folded).map(tuple),
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    studies=st.lists(some_studies, min_size=1, max_size=3, unique_by=_folded),
    about=st.fixed_dictionaries(
        {
            "title": words,
            "description": words,
            "owners": st.tuples(words.filter(str.strip), st.just("croux")),
        }
    ),
    files=st.lists(words, min_size=1, max_size=4, unique=True),
)
@example(
    studies=[study(*(Assay(name=f"a{number}") for number in range(50)))],
    about={},
    files=["a"],
)
@example(
    studies=[study(microscopy("a", extrinsic_variables=0), microscopy("b", instrument=True))],
    about={"title": "nan", "description": "None"},
    files=["N/A", "#1"],
)
def test_whatever_is_written_is_valid_and_equal(
    isatools: Isatools,
    tmp_path: Path,
    studies: list[Study],
    about: dict[str, object],
    files: list[str],
) -> None:
    told = report(*studies, files=files, **about)
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
    folder = isatools.written(told, context(), tmp_path / "out")
    # A factor with a unit in one assay only stays empty in the others.
    check(isatools, folder, avoided=(*UNAVOIDABLE, "4007 "))


def test_names_of_columns_that_mean_something_to_isatools(
    isatools: Isatools, tmp_path: Path
) -> None:
    names = (
        *("Version 1.0", "Approx. dose", "Material type", "Label", "Library File", "Comment; x"),
        *("[a] Factor Value", "Source Name", "Unit", "Date", "Performer", "Protocol REF"),
    )
    elements = [
        f"{kind}:{name}"
        for kind in (
            "source.characteristic",
            "sample.characteristic",
            "sample.factor",
            "process.parameter",
            "data.comment",
            "protocol.description",
            "study.comment",
        )
        for name in names
    ]
    label = {"fr": "champ", "en": "field"}
    fields = [
        {"id": f"f{number}", "label": label, "maps": {"isa": element}}
        for number, element in enumerate(elements)
    ]
    template = Template.model_validate(
        {"id": "hard", "version": "1", "names": label, "field": fields}
    )
    told = {f"f{number}": text(f"told {number}") for number in range(len(elements))}
    assay = Assay(name="a", template="hard", metadata=told)
    folder = isatools.written(report(study(assay)), context(template), tmp_path)
    check(isatools, folder)
    for read in isatools.read(folder):
        whole = json.dumps(read)
        assert [one.value for one in told.values() if f'"{one.value}"' not in whole] == []


def test_a_fault_is_found(isatools: Isatools, tmp_path: Path) -> None:
    """The judge is awake: a protocol that nobody declared, and a file that only one of them has."""
    folder = isatools.written(report(study(microscopy("j7"))), context(), tmp_path)
    (table,) = (folder / "isatab").glob("a_*.txt")
    whole = table.read_text(encoding="utf-8")
    table.write_text(whole.replace("\tImaging\t", "\tImagination\t"), encoding="utf-8")
    assert any(one.startswith("1007 ") for one in isatools.judge(folder).errors)
    table.write_text(whole.replace("two.czi", "three.czi"), encoding="utf-8")
    assert isatools.judge(folder).differences


def publishing_all(pc: Pc) -> list[Path]:
    """A node that wants every hand-over, and what is to be sent to it."""
    node = pc.add_node()
    node.write_text(node.read_text(encoding="utf-8").replace(EXPORTS, ""), encoding="utf-8")
    put(pc.data / "œuf « adulte ».czi", b"pixels")
    return [pc.data]


def test_a_publication_has_both_beside_the_data(pc: Pc, isatools: Isatools) -> None:
    done = pc.deposit(publishing_all(pc))
    assert done.code == 0
    record = pc.landing / "_submissions" / done.submission
    told = isatools.judge(record)
    assert (told.errors, told.differences) == ((), ())
    digest = hashlib.sha256(b"pixels").hexdigest()
    assert digest in (record / "isa.json").read_text(encoding="ascii")
    (table,) = (record / "isatab").glob("a_*.txt")
    assert "œuf « adulte ».czi" in table.read_text(encoding="utf-8")
    assert digest in table.read_text(encoding="utf-8")


def test_isatools_that_fails_stops_no_transfer(
    pc: Pc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it is not whole: the data and the other hand-overs are published."""
    broken = put(tmp_path / "broken" / "isatools.py", b"")
    monkeypatch.setenv("PYTHONPATH", str(broken.parent))
    done = pc.deposit(publishing_all(pc))
    assert done.code == 0
    assert pc.stage(done.submission) == "published"
    record = pc.landing / "_submissions" / done.submission
    kept = {path.name for path in record.iterdir()}
    assert {"submission.json", "checksums.sha256", "ro-crate-metadata.json"} <= kept
    assert not kept & {"isatab", "isa.json"}
    reason = object_of(pc.run("status", done.submission, "--json").json()["reason"])
    assert reason["code"] == "export_left_out"
    assert object_of(reason["facts"])["formats"] == "isatab, isajson"
    exported = pc.run("export", done.submission, "--format", "isatab", "--out", tmp_path / "out")
    assert exported.code == 2
    assert "export_refused" in exported.err
    assert "isatools" in exported.err


TEN_THOUSAND = """
import resource, sys, time
from pathlib import Path
from fbi_uploader.export.isatab.exporting import document, tables
from fbi_uploader.isa.model import Assay
from tests.isatab_tools import context, report, study

files = [f"position_{number:05}.czi" for number in range(10_000)]
told, where = report(study(Assay(name="screen")), files=files), context()
before = time.monotonic()
made = (one for make in (tables, document) for one in make(told, where))
size = sum(len(piece) for one in made for piece in one.pieces())
kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
peak = max(resource.getrusage(kind).ru_maxrss for kind in kinds)
peak //= 1024 * 1024 if sys.platform == "darwin" else 1024
print(time.monotonic() - before, peak, size)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the module resource is not there")
def test_ten_thousand_filesets() -> None:
    """Within a minute and a gigabyte; measured, both take three seconds and 150 MB of the child."""
    done = subprocess.run(
        [sys.executable, "-c", TEN_THOUSAND],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    seconds, megabytes, size = map(float, done.stdout.split())
    assert seconds <= 60
    assert megabytes <= 1024
    assert size > 10_000 * 500  # each has two digests in both
