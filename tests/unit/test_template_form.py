from __future__ import annotations

from pathlib import Path

import pytest

from fbi_uploader.intake.inspect.model import Image, Inspection, Length
from fbi_uploader.isa.model import Metadata, MetadataValue, ReadFrom, TemplateDefault
from fbi_uploader.isa.template.check import check
from fbi_uploader.isa.template.form import SectionKind, form, progress
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.mapping import as_text, node_keys, node_pairs, with_term_ids
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.readings import defaults, readings, together
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.paths import resources
from tests.unit.template_tools import value, with_fields

SIZE = {"T": 1, "C": 2, "Z": 30, "Y": 1024, "X": 1024}
PIXEL = {"X": Length(0.103), "Y": Length(0.103), "Z": Length(0.5)}
IMAGE = Image(
    name="one",
    dimensions=SIZE,
    channels=("DAPI", "EGFP"),
    pixel_size=PIXEL,
    objective="Plan-Apochromat 20x/0.8",
    instrument="ZEISS LSM 980",
    acquired="2026-11-22T10:00:00",
    pixel_type="uint16",
)
EXTENT = "2 C × 30 Z × 1024 Y × 1024 X"
FACTS: dict[str, tuple[str, str | float]] = {
    "format": ('read = "format"', "czi"),
    "instrument": ('read = "instrument"', "ZEISS LSM 980"),
    "objective": ('read = "objective"', "Plan-Apochromat 20x/0.8"),
    "channels": ('read = "channels"', "DAPI · EGFP"),
    "channel-count": ('type = "number"\nread = "channel-count"', 2),
    "pixel-size": ('type = "number"\nunits = ["µm"]\nread = "pixel-size"', 0.103),
    "pixel-size-z": ('type = "number"\nunits = ["nm", "µm"]\nread = "pixel-size-z"', 0.5),
    "pixel-type": ('read = "pixel-type"', "uint16"),
    "size-x": ('type = "number"\nread = "size-x"', 1024),
    "size-z": ('type = "number"\nread = "size-z"', 30),
    "size-t": ('type = "number"\nread = "size-t"', 1),
    "day": ('type = "date"\nread = "acquired"', "2026-11-22"),
    "acquired": ('read = "acquired"', "2026-11-22T10:00:00"),
    "acquisition": (
        'read = "acquisition"',
        f"Plan-Apochromat 20x/0.8; DAPI · EGFP; {EXTENT}; X 0.103, Y 0.103, Z 0.5 µm; uint16",
    ),
}


def said(*images: Image, file: str = "/data/a.czi") -> Inspection:
    return Inspection(file, "czi", images)


def image(**changed: object) -> Image:
    facts = {name: getattr(IMAGE, name) for name in IMAGE.__slots__}
    return Image(**{**facts, **changed})


def bundle(name: str) -> Template:
    return load_template(resources() / "templates" / f"{name}.toml")


# -- the bundled ones


def test_light_microscopy_has_exactly_the_nodes_keys(shared: Path) -> None:
    text = (shared / "INTEROP.md").read_text(encoding="utf-8")
    told = text.partition("Keys: ")[2].partition(" (REMBI-like)")[0]
    told = told.replace(
        "Intrinsic/Extrinsic/Experimental Variables",
        "Intrinsic Variables · Extrinsic Variables · Experimental Variables",
    )
    keys = node_keys(bundle("fbi-light-microscopy"))
    assert set(keys) == set(told.split(" · "))
    assert len(keys) == 19


@pytest.mark.parametrize("name", ["fbi-light-microscopy", "rembi", "mihcsme", "minimal"])
def test_bundled_templates_are_whole(name: str) -> None:
    template = bundle(name)
    assert template.id == name
    assert set(node_keys(template)) <= set(node_keys(bundle("fbi-light-microscopy")))
    for field in template.field:
        maps = field.maps
        assert maps.isa or maps.rocrate or maps.rembi or maps.mihcsme, field.id
        assert not field.label.fr.endswith(".")
        assert "'" not in field.label.fr + (field.help.fr if field.help else "")


def test_rembi_has_its_modules_and_what_the_archive_requires() -> None:
    template = bundle("rembi")
    mapped = {field.maps.rembi: field for field in template.field if field.maps.rembi}
    assert {field.maps.rembi_module for field in mapped.values()} == {
        *("Study", "StudyComponent", "Biosample", "Specimen"),
        *("ImageAcquisition", "ImageData", "ImageCorrelation", "ImageAnalysis"),
    }
    # bia-rembi-models 0.1.0: what its classes have without Optional and without a default.
    needed = {
        *("Study.title", "Study.description", "Study.keywords", "Study.private_until_date"),
        *("Study.authors", "StudyComponent.name", "StudyComponent.description"),
        *("Biosample.organism", "Biosample.biological_entity", "Specimen.sample_preparation"),
        *("ImageAcquisition.imaging_method", "ImageAcquisition.imaging_instrument"),
        "ImageAcquisition.image_acquisition_parameters",
    }
    assert {name for name, field in mapped.items() if field.required} == needed


def test_mihcsme_has_a_table_of_wells() -> None:
    wells = bundle("mihcsme").named("wells")
    assert wells is not None
    assert [one.id for one in wells.columns if one.required] == ["plate", "well"]
    sheets = {
        one.maps.mihcsme.partition(" / ")[0] for one in bundle("mihcsme").field if one.maps.mihcsme
    }
    assert sheets == {
        *("InvestigationInformation", "StudyInformation", "AssayInformation", "AssayConditions"),
    }


# -- what the files say


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_becomes_a_value_with_its_file(tmp_path: Path, name: str) -> None:
    lines, wanted = FACTS[name]
    template = with_fields(tmp_path, lines)
    found = readings(template, [said(IMAGE), said(IMAGE, file="/data/b.czi")])
    unit = "µm" if name.startswith("pixel-size") else None
    assert found.values == {
        "a": MetadataValue(value=wanted, unit=unit, origin=ReadFrom(file="/data/a.czi"))
    }
    assert found.varying == ()
    assert check(template, found.values, bundled()) == ()


@pytest.mark.parametrize("name", FACTS)
def test_what_no_file_says_is_no_value(tmp_path: Path, name: str) -> None:
    nothing = Image(name=None, dimensions={})
    template = with_fields(tmp_path, FACTS[name][0])
    for inspections in (
        [],
        [Inspection("/data/a.txt", None)],
        [Inspection("/x", None, (nothing,))],
    ):
        assert readings(template, inspections).values == {}


def test_what_differs_between_images_is_left_to_the_person(tmp_path: Path) -> None:
    names = ["instrument", "pixel-size", "objective", "day"]
    template = with_fields(tmp_path, *(FACTS[name][0] for name in names))
    other = image(
        instrument="ZEISS LSM 880",
        pixel_size={"X": Length(0.2), "Y": Length(0.2)},
        acquired="2026-11-21T10:00:00",
    )
    found = readings(template, [said(IMAGE), said(other, file="/data/b.czi")])
    assert found.varying == ("a", "b")
    assert found.values["c"].value == IMAGE.objective
    assert found.values["d"] == MetadataValue(
        value="2026-11-21", origin=ReadFrom(file="/data/b.czi")
    )


def test_lenses_measured_by_two_programs_agree(tmp_path: Path) -> None:
    template = with_fields(tmp_path, FACTS["pixel-size"][0])
    near = image(pixel_size={"X": Length(0.1030001), "Y": Length(0.103)})
    assert readings(template, [said(IMAGE, near)]).values["a"].value == 0.103
    oblong = image(pixel_size={"X": Length(0.1), "Y": Length(0.2)})
    assert readings(template, [said(oblong)]).values == {}


def test_hostile_facts_are_shown_escaped_or_not_taken(tmp_path: Path) -> None:
    template = with_fields(tmp_path, FACTS["day"][0], FACTS["channels"][0])
    odd = image(acquired="yesterday", channels=("DAPI", None))
    assert readings(template, [said(odd)]).values == {}
    found = readings(template, [said(IMAGE, file="/data/a\x1b.czi")])
    assert found.values["a"].origin == ReadFrom(file="/data/a\\x1b.czi")


# -- defaults, form


def test_typed_wins_over_read_wins_over_default(tmp_path: Path) -> None:
    template = with_fields(
        tmp_path, 'default = "d"', 'default = "d"\nread = "instrument"', 'default = "d"', ""
    )
    read = readings(template, [said(IMAGE)]).values
    whole = together({"c": value("typed")}, read, defaults(template))
    assert {name: one.value for name, one in whole.items()} == {
        "a": "d",
        "b": "ZEISS LSM 980",
        "c": "typed",
    }
    assert whole["a"].origin == TemplateDefault(template="ours")


def test_a_default_number_has_its_unit(tmp_path: Path) -> None:
    number = 'type = "number"\nunits = ["µm", "nm"]\ndefault = 3'
    template = with_fields(tmp_path, number, number + '\ndefault_unit = "nm"')
    assert [one.unit for one in defaults(template).values()] == ["µm", "nm"]


def test_the_form_asks_first_for_what_is_required(tmp_path: Path) -> None:
    template = with_fields(
        tmp_path,
        "",
        "required = true",
        'required = true\nread = "instrument"',
        'read = "objective"',
        "required = true\nlevel = 'study'",
    )
    read = readings(template, [said(IMAGE)]).values
    found = [(one.kind, [field.id for field in one.fields]) for one in form(template, read)]
    assert found == [
        (SectionKind.REQUIRED, ["b", "e"]),
        (SectionKind.READ, ["c", "d"]),
        (SectionKind.OPTIONAL, ["a"]),
    ]
    assert progress(template, read) == (2, 3)
    (study,) = form(template, {}, "study")
    assert [field.id for field in study.fields] == ["e"]
    typed: Metadata = {**read, "c": value("mine")}
    assert form(template, typed)[0].fields[1].id == "c"


# -- to the node


def test_a_term_fills_all_its_keys() -> None:
    template = bundle("fbi-light-microscopy")
    metadata = {
        "organism": value("souris"),
        "imaging-method": value("anything", term="FBbi:00000253"),
        "biological-entity": value("l’embryon"),
    }
    pairs = node_pairs(template, metadata, bundled())
    assert len(pairs) == 19
    assert {key: text for key, text in pairs.items() if text} == {
        "Organism Scientific Name": "Mus musculus",
        "Organism Common Name": "mouse",
        "Organism Ncbi Taxon": "NCBI:txid10090",
        "Biosample Biological Entity": "l’embryon",
        "Imaging Method Value": "spinning disk confocal microscopy",
        "Imaging Method Ontology Name": "Biological Imaging Methods Ontology (FBbi)",
        "Imaging Method Ontology Id": "FBbi:00000253",
    }


def test_a_term_that_nobody_knows_stays_as_typed() -> None:
    pairs = node_pairs(bundle("minimal"), {"organism": value("Yeti", term="Y:1")}, bundled())
    assert pairs["Organism Scientific Name"] == "Yeti"
    assert pairs["Organism Ncbi Taxon"] == "Y:1"
    assert pairs["Organism Common Name"] == ""


def test_names_get_their_ids() -> None:
    typed = {"organism": value("Poisson zèbre"), "gone": value("x"), "remarks": value("souris")}
    found = with_term_ids(bundle("minimal"), typed, bundled())
    assert found["organism"].term_id == "NCBITaxon:7955"
    assert found["organism"].value == "Poisson zèbre"
    assert (found["gone"], found["remarks"]) == (typed["gone"], typed["remarks"])


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (value(0.103, "µm"), "0.103 µm"),
        (value(123456.789), "123456.789"),
        (value(3), "3"),
        (value(True), "true"),
        (value("x"), "x"),
        (
            value("Camille", term="0000-0002-1694-233X"),
            "Camille (https://orcid.org/0000-0002-1694-233X)",
        ),
    ],
)
def test_values_in_letters(one: MetadataValue, text: str) -> None:
    assert as_text(one) == text
