"""Values of three levels: what holds where, what fills itself, what is missing, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.drafts import as_toml
from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.intake.inspect.model import Image, Inspection, Length
from fbi_uploader.isa import levels
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import (
    Assay,
    Investigation,
    Metadata,
    MetadataValue,
    ReadFrom,
    Study,
    TemplateDefault,
)
from fbi_uploader.isa.rules_metadata import Describing, filled, metadata_problems, wanted
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.vocabulary.load import bundled
from tests.unit.template_tools import value, with_fields

IMAGE = Image(
    None, {"T": 1, "C": 1, "Z": 1, "Y": 2, "X": 2}, pixel_size={"X": Length(0.1)}, instrument="LSM"
)
SAID = Inspection("/data/a.czi", "czi", (IMAGE,))


def tree(
    assays: Iterable[Metadata], study: Metadata | None = None, above: Metadata | None = None
) -> Investigation:
    named = tuple(
        Assay(name=f"A{number}", template="ours", metadata=one)
        for number, one in enumerate(assays, 1)
    )
    studies = (Study(name="S", metadata=study or {}, assays=named),)
    return Investigation(name="I", metadata=above or {}, studies=studies)


def draft(investigation: Investigation) -> Draft:
    count = sum(1 for _ in levels.assays_of(investigation))
    return Draft(node="n", person="p", investigation=investigation, sources=(("/data",),) * count)


def describing(template: Template, *offered: str) -> Describing:
    return Describing({template.id: template}, bundled(), offered)


def told(problems: Iterable[Problem]) -> list[tuple[Code, str]]:
    return [(one.code, one.where) for one in problems]


# -- levels


def test_what_is_said_above_holds_below_unless_something_else_is_said() -> None:
    above = {"a": value("I"), "b": value("I"), "c": value("I")}
    whole = tree([{"c": value("A"), "b": value(" ")}], {"b": value("S")}, above)
    study = whole.studies[0]
    found = levels.values_of(whole, study, study.assays[0])
    assert {key: one.value for key, one in found.items()} == {"a": "I", "b": "S", "c": "A"}


def test_what_all_assays_agree_on_holds_above() -> None:
    same = {"a": value("x"), "b": value(1), "c": value(True)}
    other = {"a": value("x"), "b": value(2), "c": value(1)}
    whole = tree([same, other])
    assert set(levels.investigation_values(whole)) == {"a"}
    assert set(levels.study_values(whole, whole.studies[0])) == {"a"}
    assert levels.investigation_values(Investigation(name="I")) == {}


def test_templates_of_several_assays_are_merged_and_the_first_field_wins(tmp_path: Path) -> None:
    one = with_fields(tmp_path, "required = true", "")
    other = one.model_copy(update={"id": "other", "field": with_fields(tmp_path, "", "", "").field})
    assays = [Assay(name="A", template="ours"), Assay(name="B", template="other")]
    both = {"ours": one, "other": other}
    whole = levels.merged(assays, lambda assay: both.get(assay.template or ""))
    assert whole is not None
    assert [(field.id, field.required) for field in whole.field] == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]
    assert levels.merged([Assay(name="A")], lambda _: None) is None


# -- missing


@pytest.mark.parametrize("level", ["assay", "sample"])
def test_a_required_value_may_be_said_at_any_level(tmp_path: Path, level: str) -> None:
    template = with_fields(tmp_path, f'required = true\nlevel = "{level}"')
    rules = describing(template)
    given_ = {"a": value("x")}
    assert not list(metadata_problems(tree([given_]), rules))
    assert not list(metadata_problems(tree([{}, {}], given_), rules))
    assert not list(metadata_problems(tree([{}, {}], None, given_), rules))
    found = told(metadata_problems(tree([given_, {}]), rules))
    assert found == [(Code.VALUE_MISSING, "S/A2: a")]


@pytest.mark.parametrize(
    ("level", "where"), [("study", "S: a"), ("investigation", "investigation: a")]
)
def test_a_required_value_of_an_upper_level_is_missed_once(
    tmp_path: Path, level: str, where: str
) -> None:
    template = with_fields(tmp_path, f'required = true\nlevel = "{level}"')
    rules = describing(template)
    assert told(metadata_problems(tree([{}, {}]), rules)) == [(Code.VALUE_MISSING, where)]
    assert not list(metadata_problems(tree([{"a": value("x")}] * 2), rules))
    assert not list(metadata_problems(tree([{}], None, {"a": value("x")}), rules))


# -- wrong


def test_values_are_checked_where_they_are_said(tmp_path: Path) -> None:
    template = with_fields(tmp_path, 'type = "number"\nmaximum = 2', 'pattern = "x+"')
    wrong = {"a": value(3), "b": value("y")}
    found = told(metadata_problems(tree([wrong], wrong, wrong), describing(template)))
    assert found == [
        (code, f"{where}: {field}")
        for where in ("investigation", "S", "S/A1")
        for code, field in ((Code.VALUE_RANGE, "a"), (Code.VALUE_PATTERN, "b"))
    ]


def test_a_value_that_no_template_knows_is_a_warning_and_still_a_text(tmp_path: Path) -> None:
    rules = describing(with_fields(tmp_path, ""))
    [unknown, hostile] = metadata_problems(tree([{"z": value("\x00")}]), rules)
    assert (unknown.code, unknown.severity) == (Code.FIELD_NOT_KNOWN, Severity.WARNING)
    assert (hostile.code, hostile.where) == (Code.VALUE_CHARACTERS, "S/A1: z")


def test_values_without_a_template_are_taken_but_for_what_no_file_can_say() -> None:
    own = {"a": value("x"), "b\n": value("x"), "c": value(1, "µ\x00"), "d" * 300: value("x")}
    whole = tree([])
    assay = Assay(name="A", metadata=own)
    study = whole.studies[0].model_copy(update={"assays": (assay,)})
    whole = whole.model_copy(update={"studies": (study,)})
    codes = [one.code for one in metadata_problems(whole, Describing())]
    assert codes == [Code.VALUE_CHARACTERS, Code.VALUE_CHARACTERS, Code.VALUE_TOO_LONG]


def test_a_template_that_is_not_there_blocks_and_one_not_chosen_is_told(tmp_path: Path) -> None:
    whole = tree([{}])
    [found] = metadata_problems(whole, Describing())
    assert (found.code, found.facts["id"]) == (Code.TEMPLATE_UNKNOWN, "ours")
    assert found.severity is Severity.BLOCKING
    bare = Study(name="S", assays=(Assay(name="A"),))
    whole = whole.model_copy(update={"studies": (bare,)})
    rules = describing(with_fields(tmp_path, ""), "ours")
    [found] = metadata_problems(whole, rules)
    assert (found.code, found.severity) == (Code.TEMPLATE_NOT_CHOSEN, Severity.WARNING)


# -- filling


def test_images_and_templates_fill_what_nobody_said(tmp_path: Path) -> None:
    template = with_fields(tmp_path, 'read = "instrument"', 'default = "fixed"', "")
    made = filled(draft(tree([{"c": value("typed")}])), [[SAID]], describing(template))
    [(_, assay)] = made.assays()
    assert assay.metadata == {
        "a": MetadataValue(value="LSM", origin=ReadFrom(file="/data/a.czi")),
        "b": MetadataValue(value="fixed", origin=TemplateDefault(template="ours")),
        "c": value("typed"),
    }


@pytest.mark.parametrize("at", ["assay", "study", "investigation"])
def test_what_a_person_said_at_any_level_stays(tmp_path: Path, at: str) -> None:
    template = with_fields(tmp_path, 'read = "instrument"\ndefault = "fixed"')
    said = {"a": value("typed")}
    whole = tree(
        [said if at == "assay" else {}],
        said if at == "study" else None,
        said if at == "investigation" else None,
    )
    asked = draft(whole)
    made = filled(asked, [[SAID]], describing(template))
    assert made == asked
    assert not wanted(asked, 0, describing(template))
    assert wanted(draft(tree([{}])), 0, describing(template))


def test_a_read_value_that_its_field_refuses_is_left_out(tmp_path: Path) -> None:
    template = with_fields(tmp_path, 'read = "instrument"\npattern = "Z.*"')
    made = filled(draft(tree([{}])), [[SAID]], describing(template))
    assert [assay.metadata for _, assay in made.assays()] == [{}]


def test_terms_named_alone_get_their_ids_on_every_level(tmp_path: Path) -> None:
    template = with_fields(tmp_path, 'type = "term"\nvocabulary = "organisms"')
    mouse = {"a": value("Mus musculus")}
    made = filled(draft(tree([mouse], mouse, mouse)), [[]], describing(template))
    whole = made.investigation
    stacked = [whole.metadata, whole.studies[0].metadata, whole.studies[0].assays[0].metadata]
    assert [one["a"].term_id for one in stacked] == ["NCBITaxon:10090"] * 3


# -- deposit files

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
VALUES = st.builds(
    MetadataValue,
    value=TEXTS | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e9, 1e9),
    unit=st.none() | TEXTS,
    term_id=st.none() | TEXTS,
)


@given(*(st.dictionaries(TEXTS, VALUES, max_size=3) for _ in range(3)))
def test_a_deposit_file_holds_the_values_of_all_levels(
    tmp_path_factory: pytest.TempPathFactory, own: Metadata, study: Metadata, above: Metadata
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    whole = tree([own], study, above).model_copy(update={"licence": "CC0-1.0"})
    kept = Draft(node="n", person="p", investigation=whole, sources=((str(folder / "x"),),))
    file = folder / "kept.toml"
    file.write_text(as_toml(kept), encoding="utf-8")
    again = draft_of(read_deposit(file), folder, node="n", person="p", repair_names=False)
    assert again == kept
