"""What the Describe step is made of, without a window."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fbi_uploader.drafting import describing
from fbi_uploader.drafting.model import Worksheet, new_worksheet
from fbi_uploader.errors import Code
from fbi_uploader.isa.model import Metadata, MetadataValue, ReadFrom, TemplateDefault, Typed
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.table import NotATableError
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.isa.vocabulary.search import Searcher
from fbi_uploader.paths import resources
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.describing import acts
from fbi_uploader.ui.deposit.describing.asked import asked, names_in
from fbi_uploader.ui.deposit.describing.bold import spans
from fbi_uploader.ui.deposit.describing.calendarbox import moved
from fbi_uploader.ui.deposit.describing.faultwords import fault_of, sentence
from fbi_uploader.ui.deposit.describing.figures import figure, in_words
from fbi_uploader.ui.deposit.describing.hits import licence_hits, term_hits
from fbi_uploader.ui.deposit.describing.layers import layers_of, same
from fbi_uploader.ui.deposit.describing.standing import fields_at, standing
from fbi_uploader.ui.deposit.describing.tablemodel import TableModel
from tests.ui.describe_tools import MIHCSME, MINIMAL, REMBI, arranged

if TYPE_CHECKING:
    from fbi_uploader.isa.template.model import TemplateField

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FILE = ReadFrom(file="/day/a.czi")
USUAL = TemplateDefault(template=MINIMAL)


def template(name: str) -> Template:
    return load_template(resources() / "templates" / f"{name}.toml")


def sheet(assays: int = 2, chosen: str = MINIMAL) -> Worksheet:
    return arranged(new_worksheet("camille", "sandbox", NOW), assays, chosen)


def value(text: str, **more: object) -> MetadataValue:
    return MetadataValue.model_validate({"value": text, **more})


# -- bold, hits


@pytest.mark.parametrize(
    ("name", "query", "bold"),
    [
        ("Microscopie confocale", "confocal", ["confocal"]),
        ("microscopie à feuille de lumière", "FEUILLE lumie", ["feuille", "lumiè"]),
        ("Œuf d’été", "oeuf d’ete", ["Œuf d’été"]),
        ("FRAP", "zebra", []),
        ("FRAP", " ", []),
        ("infocus focus", "focus", ["focus"]),
    ],
)
def test_what_is_typed_stands_out(name: str, query: str, bold: list[str]) -> None:
    assert [name[start:end] for start, end in spans(name, query)] == bold


def test_the_bold_word_is_the_one_that_begins() -> None:
    assert spans("infocus focus", "focus") == ((8, 13),)


def test_a_synonym_comes_before_the_label(qapp: object) -> None:
    searcher = Searcher([bundled()["organisms"]])
    words.choose("en")
    assert term_hits(searcher, "souris")[0].second == "souris · mouse · NCBITaxon:10090"
    assert term_hits(searcher, "mouse")[0].second == "mouse · NCBITaxon:10090"
    assert term_hits(searcher, "NCBITaxon:10090")[0].title == "Mus musculus"


def test_licences_are_found_by_id_and_name() -> None:
    assert [hit.title for hit in licence_hits("alike commercial")] == ["CC-BY-NC-SA-4.0"]
    assert len(licence_hits("")) > 8


# -- layers


def test_typed_goes_before_above_before_read_before_proposed() -> None:
    said = sheet()
    read: Metadata = {name: value("read", origin=FILE) for name in ("a", "b", "c")}
    proposed = {name: value("proposed", origin=USUAL) for name in ("a", "b", "c", "d")}
    said = describing.set_value(said, "a1", "a", value("typed"))
    said = describing.set_value(said, "s1", "b", value("study"))
    layers = layers_of(said, "a1", read, proposed)
    shown = {name: str(one.value) for name, one in layers.whole().items()}
    assert shown == {"a": "typed", "b": "study", "c": "read", "d": "proposed"}
    assert layers.beneath("a") == read["a"]


def test_a_blank_value_says_nothing() -> None:
    said = describing.set_value(sheet(), "a1", "a", value(" "))
    assert layers_of(said, "a1", {"a": value("read", origin=FILE)}).value("a") == value(
        "read", origin=FILE
    )


def test_yes_is_not_one() -> None:
    assert not same(MetadataValue(value=True), MetadataValue(value=1))
    assert same(value("x"), value("x", origin=FILE))


def test_what_all_assays_agree_on_holds_for_the_study() -> None:
    said = describing.set_value(sheet(), "a1", "organism", value("Danio rerio"))
    assert layers_of(said, "s1").value("organism") is None
    said = describing.set_value(said, "a2", "organism", value("Danio rerio"))
    assert layers_of(said, "s1").value("organism") == value("Danio rerio")
    assert layers_of(said, "").value("organism") == value("Danio rerio")


# -- standing


def test_fields_of_samples_are_asked_for_at_assays() -> None:
    levels = {one.level for one in fields_at(template(MIHCSME), "A")}
    assert levels == {"assay", "sample"}
    assert {one.level for one in fields_at(template(MIHCSME), "I")} == {"investigation"}


def test_standing_counts_missing_and_wrong_values() -> None:
    minimal = template(MINIMAL)
    said = describing.set_value(sheet(), "a1", "acquired", value("2026-11-31"))
    found = standing(minimal, "A", layers_of(said, "a1"), bundled())
    assert (found.missing, found.required, found.wrong, found.begun) == (2, 2, 1, True)
    assert not found.complete
    assert not standing(None, "A", layers_of(said, "a2"), bundled()).complete
    assert standing(None, "S", layers_of(said, "s1"), bundled()).complete


# -- acts


def test_copies_go_to_the_others_of_the_same_template_and_read_values_stay() -> None:
    said = arranged(new_worksheet("camille", "sandbox", NOW), 3, MINIMAL)
    said = describing.describe_assay(said, "a3", template=REMBI)
    own = {
        "organism": value("Danio rerio"),
        "remarks": value("usual", origin=USUAL),
        "instrument": value("LSM", origin=FILE),
    }
    said = describing.with_metadata(said, "a1", own)
    what = acts.copied(said, "a1")
    assert what == acts.Copied({"organism": value("Danio rerio")}, ("a2",))
    after = acts.copy(said, what)
    assert describing.metadata_of(after, "a2") == what.values
    assert describing.metadata_of(after, "a3") == {}
    assert acts.copied(after, "a1").assays == ()


def test_last_time_fills_only_what_is_empty_and_of_this_level() -> None:
    last = {
        "organism": value("Danio rerio"),
        "imaging-method": value("STED", origin=USUAL),
        "study-title": value("Old"),
        "instrument": value("LSM"),
    }
    found = acts.from_last_time(template(REMBI), "A", last, {"instrument": value("LSM 980")})
    assert found == {
        "organism": value("Danio rerio"),
        "imaging-method": value("STED", origin=Typed()),
    }


def test_this_pcs_values_wait_for_what_the_files_say() -> None:
    usual = {name: value("usual", origin=USUAL) for name in ("instrument", "remarks", "nowhere")}
    minimal = template(MINIMAL)
    before = acts.propose(sheet(), "a1", minimal, usual, None)
    assert set(describing.metadata_of(before, "a1")) == {"remarks"}
    silent = acts.propose(before, "a1", minimal, usual, {})
    assert set(describing.metadata_of(silent, "a1")) == {"instrument", "remarks"}
    read = {"instrument": value("LSM", origin=FILE)}
    told = acts.propose(silent, "a1", minimal, usual, read)
    assert set(describing.metadata_of(told, "a1")) == {"remarks"}


def test_what_was_typed_is_no_proposal() -> None:
    typed = describing.set_value(sheet(), "a1", "instrument", value("mine"))
    read = {"instrument": value("LSM", origin=FILE)}
    assert acts.propose(typed, "a1", template(MINIMAL), {}, read) is typed


# -- words


def field(name: str, key: str) -> TemplateField:
    found = template(name).named(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-31", "November has only 30 days. Correct the date."),
        ("2026-02-29", "February has only 28 days. Correct the date."),
        ("2028-02-30", "February has only 29 days. Correct the date."),
    ],
)
def test_a_day_that_is_not_is_told_with_its_month(qapp: object, day: str, told: str) -> None:
    words.choose("en")
    one, kept = asked(field(MINIMAL, "acquired")), value(day)
    fault = fault_of(one, kept, bundled())
    assert fault is not None
    assert sentence(fault, one, kept) == told


def test_any_other_date_has_an_example(qapp: object) -> None:
    one = asked(field(MINIMAL, "acquired"))
    for text in ("hier", "2026-13-01", "0000-11-31"):
        fault = fault_of(one, value(text), bundled())
        assert fault is not None
        assert fault.code is Code.VALUE_DATE
        assert "2026-11-30" in sentence(fault, one, value(text))


def test_figures_follow_the_language(qapp: object) -> None:
    pixel = MetadataValue(value=0.10300000000000001, unit="µm")
    assert figure(pixel) == "0,103"
    assert in_words(pixel) == "0,103\u00a0µm"
    words.choose("en")
    assert in_words(pixel) == "0.103\u00a0µm"
    assert in_words(MetadataValue(value=1024)) == "1024"
    assert in_words(MetadataValue(value=True)) == "Yes"
    assert in_words(value("evil\u202etext")) == "evil\\u202etext"


def test_names_are_each_there_once() -> None:
    assert names_in(" a \nb\n\na") == ("a", "b")


def test_a_month_further_stays_in_the_calendar() -> None:
    assert moved(datetime(2026, 1, 31, tzinfo=UTC).date(), 1).isoformat() == "2026-02-28"
    last = datetime(9999, 12, 31, tzinfo=UTC).date()
    assert moved(last, 1) == last


# -- the table


def wells() -> TableModel:
    return TableModel(field(MIHCSME, "wells").columns)


def test_a_table_is_kept_as_its_rows_and_nothing_when_empty(qapp: object) -> None:
    model = wells()
    model.add()
    assert model.text() == ""
    model.setData(model.index(0, 0), " P1 ")
    assert json.loads(model.text()) == [{"plate": "P1"}]
    model.remove([0])
    assert model.text() == ""


def test_rows_with_heads_are_added_and_bare_cells_go_where_the_cursor_is(qapp: object) -> None:
    model = wells()
    model.paste("Puits;Plaque\nA1;P1\n", 0, 0)
    model.paste("B2\tDMSO\nB3\n", 1, 1)
    assert json.loads(model.text()) == [
        {"well": "A1", "plate": "P1"},
        {"well": "B2", "treatment": "DMSO"},
        {"well": "B3"},
    ]
    with pytest.raises(NotATableError):
        model.paste("x\n" * 100_001, 0, 0)
    star = model.headerData(0, Qt.Orientation.Horizontal)
    assert star == "Plaque *"
