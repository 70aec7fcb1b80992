from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code, Severity
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template import orcid, table
from fbi_uploader.isa.template.check import MOST_OF_A_FIELD, check, labelled, missing
from fbi_uploader.isa.template.model import Rules, Template, Words
from fbi_uploader.isa.template.values import LONGEST_TEXT, from_text
from fbi_uploader.isa.vocabulary.load import bundled
from tests.unit.template_tools import value, with_fields

LENGTH = 'type = "number"\nunits = ["µm", "nm"]\nminimum = 0\nmaximum = 10'
CHOICE = 'type = "choice"\nchoices = [{ value = "x" }, { value = "y" }]'
METHOD = 'type = "term"\nvocabulary = "fbbi"'
WELLS = """type = "table"
[[field.columns]]
id = "well"
label = { fr = "Puits", en = "Well" }
required = true
pattern = "[A-P][0-9]{1,2}"
[[field.columns]]
id = "dose"
label = { fr = "Dose", en = "Dose" }
type = "number"
units = ["µM"]
[[field.columns]]
id = "seen"
label = { fr = "Vu le", en = "Seen on" }
type = "date"
"""
FIELD_OF_ANY_KIND = Rules(id="a", label=Words(fr="Un", en="One"), units=("µm",))


def found(template: Template, one: MetadataValue) -> list[Code]:
    return [problem.code for problem in check(template, {"a": one}, bundled())]


@pytest.mark.parametrize(
    ("field", "good", "wrong", "code"),
    [
        ('pattern = "[0-9]{3}"\nexample = "123"', value("123"), value("12"), Code.VALUE_PATTERN),
        ("", value("l’embryon « traité »\u00a0!"), value("a\x0bb"), Code.VALUE_CHARACTERS),
        ("", value("一匹の魚"), value("one\ntwo"), Code.VALUE_CHARACTERS),
        ("long = true", value("one\n\ttwo"), value("a\u202eb"), Code.VALUE_CHARACTERS),
        ("", value("x" * LONGEST_TEXT), value("x" * (LONGEST_TEXT + 1)), Code.VALUE_TOO_LONG),
        ("", value("3"), value(3), Code.VALUE_KIND),
        (LENGTH, value(0.5, "µm"), value("0.5", "µm"), Code.VALUE_KIND),
        (LENGTH, value(5, "nm"), value(True, "nm"), Code.VALUE_KIND),
        (LENGTH, value(10, "μm"), value(10.001, "µm"), Code.VALUE_RANGE),
        (LENGTH, value(0, "µm"), value(-1, "µm"), Code.VALUE_RANGE),
        (LENGTH, value(1, "µm"), value(1, "mm"), Code.VALUE_UNIT),
        (LENGTH, value(1, "µm"), value(1), Code.VALUE_UNIT),
        ('type = "number"', value(1.5), value(1.5, "µm"), Code.VALUE_UNIT),
        ('type = "number"\nwhole = true', value(2.0), value(2.5), Code.VALUE_KIND),
        (CHOICE, value("x"), value("X"), Code.VALUE_CHOICE),
        ('type = "yes-no"', value(False), value("no"), Code.VALUE_KIND),
        ('type = "date"', value("2026-11-30"), value("2026-11-31"), Code.VALUE_DATE),
        (
            'type = "date"',
            value("2024-02-29T23:59:59.5+01:00"),
            value("2025-02-29"),
            Code.VALUE_DATE,
        ),
        ('type = "date"', value("2026-11-30"), value("20261130"), Code.VALUE_DATE),
        ('type = "date"', value("2026-11-30 07:05"), value("2026-W10-1"), Code.VALUE_DATE),
        (
            'type = "orcid"',
            value("0000-0002-1825-0097"),
            value("0000-0002-1825-0098"),
            Code.VALUE_ORCID,
        ),
        (
            'type = "person"',
            value("Camille Roux", term="https://orcid.org/0000-0001-5109-3700"),
            value("Camille Roux", term="0000-0001-5109-3701"),
            Code.VALUE_ORCID,
        ),
        (
            'type = "person"\norcid_required = true',
            value("Camille Roux", term="0000-0002-1694-233X"),
            value("Camille Roux"),
            Code.VALUE_ORCID,
        ),
        ('type = "file"', value("a/b.csv"), value("../b.csv"), Code.VALUE_FILE),
        ('type = "file"', value("b.csv"), value("/b.csv"), Code.VALUE_FILE),
        ('type = "file"', value("b.csv"), value("C:b.csv"), Code.VALUE_FILE),
        ('type = "file"', value("b.csv"), value("a\\b.csv"), Code.VALUE_FILE),
        (METHOD, value("confocal microscopy"), value("telepathy"), Code.TERM_NOT_KNOWN),
        (METHOD, value("Microscopie Confocale"), value("x", term="FBbi:9"), Code.TERM_NOT_KNOWN),
        (
            METHOD,
            value("confocal microscopy", term="FBbi:00000251"),
            value("electron microscopy", term="FBbi:00000251"),
            Code.TERM_NOT_KNOWN,
        ),
        (WELLS, value('[{"well":"A1","dose":"3,5 µM"}]'), value('{"well":"A1"}'), Code.VALUE_TABLE),
        (WELLS, value("[]"), value("no table"), Code.VALUE_TABLE),
        (WELLS, value("[]"), value("[" * 100_000), Code.VALUE_TABLE),
        (WELLS, value("[]"), value(3), Code.VALUE_TABLE),
        (WELLS, value('[{"well":"A1"}]'), value('[{"well":1}]'), Code.VALUE_TABLE),
    ],
)
def test_rules_hold_back_what_is_wrong_and_nothing_else(
    tmp_path: Path, field: str, good: MetadataValue, wrong: MetadataValue, code: Code
) -> None:
    template = with_fields(tmp_path, field)
    assert found(template, good) == []
    assert found(template, wrong) == [code]


def test_cells_of_a_table_are_held_against_their_columns(tmp_path: Path) -> None:
    template = with_fields(tmp_path, WELLS)
    rows = [
        {"well": "A1", "dose": "3.5"},
        {"well": "Z1", "dose": "three"},
        {"dose": "1 mM", "seen": "31/11/2026"},
        {"well": "B2", "seen": "30/11/2026", "colour": "red"},
    ]
    problems = check(template, {"a": value(table.written(rows))}, bundled(), "S/A")
    assert [(one.code, one.where) for one in problems] == [
        (Code.VALUE_PATTERN, "S/A: a.2.well"),
        (Code.VALUE_KIND, "S/A: a.2.dose"),
        (Code.VALUE_MISSING, "S/A: a.3.well"),
        (Code.VALUE_UNIT, "S/A: a.3.dose"),
        (Code.VALUE_DATE, "S/A: a.3.seen"),
        (Code.VALUE_TABLE, "S/A: a.4.colour"),
    ]


def test_a_table_full_of_mistakes_is_told_in_part(tmp_path: Path) -> None:
    template = with_fields(tmp_path, WELLS)
    rows = table.written({"well": "nowhere"} for _ in range(5000))
    assert len(check(template, {"a": value(rows)}, bundled())) == MOST_OF_A_FIELD


def test_what_is_required_is_asked_for(tmp_path: Path) -> None:
    template = with_fields(tmp_path, "required = true", "", "required = true\ntype = 'yes-no'")
    blank = {"a": value(" \t"), "b": value("")}
    problems = check(template, blank, bundled())
    assert [(one.code, one.where) for one in problems] == [
        (Code.VALUE_MISSING, "a"),
        (Code.VALUE_MISSING, "c"),
    ]
    assert missing(template, blank) == ("a", "c")
    assert missing(template, {"a": value("x"), "c": value(False)}) == ()
    assert all(one.severity is Severity.BLOCKING for one in problems)


def test_terms_and_fields_nobody_knows_are_warnings(tmp_path: Path) -> None:
    template = with_fields(tmp_path, METHOD)
    metadata = {"a": value("telepathy\x1b"), "a2": value("x"), "z\n": value("y")}
    problems = check(template, {**metadata, "a": value("telepathy")}, bundled())
    assert [(one.code, one.where) for one in problems] == [
        (Code.TERM_NOT_KNOWN, "a"),
        (Code.FIELD_NOT_KNOWN, "a2"),
        (Code.FIELD_NOT_KNOWN, "z\\n"),
    ]
    assert {one.severity for one in problems} == {Severity.WARNING}
    assert check(template, {"a": value("telepathy")}, {}) == ()


def test_the_field_is_named_in_the_language_of_whoever_reads(tmp_path: Path) -> None:
    template = with_fields(tmp_path, "required = true")
    (problem,) = check(template, {}, bundled())
    assert problem.facts == {"field": "a"}
    assert labelled(problem, template, "fr").facts == {"field": "Un"}
    assert labelled(problem, template, "en").facts == {"field": "One"}


# -- letters to values


@pytest.mark.parametrize(
    ("field", "text", "wanted"),
    [
        (LENGTH, "3,5", value(3.5, "µm")),
        (LENGTH, " 3.5 nm ", value(3.5, "nm")),
        (LENGTH, "7", value(7, "µm")),
        (LENGTH, "1e2", value(100.0, "µm")),
        (LENGTH, "many", value("many")),
        (LENGTH, "1" * 31, value("1" * 31)),
        (LENGTH, "٣", value("٣")),
        ('type = "number"', "-2", value(-2)),
        ('type = "yes-no"', "Oui", value(True)),
        ('type = "yes-no"', "no", value(False)),
        ('type = "yes-no"', "perhaps", value("perhaps")),
        ('type = "date"', "1/2/2026", value("2026-02-01")),
        ('type = "date"', "2026-02-01", value("2026-02-01")),
        ("", " text ", value("text")),
        ("long = true", " text\n", value(" text\n")),
    ],
)
def test_values_from_letters(tmp_path: Path, field: str, text: str, wanted: MetadataValue) -> None:
    one = with_fields(tmp_path, field).field[0]
    made = from_text(one, one.type, text)
    assert made == wanted
    assert type(made.value) is type(wanted.value)


@given(st.text(), st.sampled_from(["number", "date", "yes-no", "text", "term"]))
def test_no_letters_raise(text: str, kind: str) -> None:
    from_text(FIELD_OF_ANY_KIND, kind, text)


# -- ORCID


@pytest.mark.parametrize(
    "written",
    [
        "0000-0002-1694-233X",
        "0000-0002-1694-233x",
        "000000021694233X",
        "https://orcid.org/0000-0002-1694-233X",
        "http://orcid.org/0000-0002-1694-233X",
        "orcid.org/0000-0002-1694-233X",
        "ORCID:0000-0002-1694-233X",
        " 0000-0002-1694-233X ",
    ],
)
def test_orcids_in_all_their_forms(written: str) -> None:
    assert orcid.normal(written) == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0000-0002-1694-2331",
        "0000-0002-1694-233",
        "X000-0002-1694-2330",
        "٠٠٠٠-0002-1825-0097",
        "0000-0002-1694-233X\n0",
        "https://example.org/0000-0002-1694-233X",
        "0000 0002 1694 233X",
    ],
)
def test_what_is_no_orcid(written: str) -> None:
    assert orcid.normal(written) is None


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_any_one_mistyped_digit_is_found(digits: str, at: int, off: int) -> None:
    whole = digits + orcid.check_digit(digits)
    assert orcid.normal(whole) is not None
    slip = str((int(whole[at]) + off) % 10)
    assert orcid.normal(whole[:at] + slip + whole[at + 1 :]) is None


# -- tables


@given(
    st.lists(
        st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            st.text(st.characters(exclude_categories=["Cs"])),
        )
    )
)
def test_a_table_comes_back(rows: list[dict[str, str]]) -> None:
    cleaned = [{key: cell for key, cell in row.items() if cell.strip()} for row in rows]
    assert table.rows(table.written(rows)) == tuple(row for row in cleaned if row)


@pytest.mark.parametrize("parted", ["\t", ";", ","])
def test_a_table_is_pasted_from_a_spreadsheet(tmp_path: Path, parted: str) -> None:
    columns = with_fields(tmp_path, WELLS).field[0].columns
    lines = [["Puits", "DOSE"], ["A1", "3 µM"], ["", ""], ["A2", ""], ["A3"]]
    text = "\ufeff" + "\r\n".join(parted.join(line) for line in lines)
    assert table.pasted(text, columns) == (
        {"well": "A1", "dose": "3 µM"},
        {"well": "A2"},
        {"well": "A3"},
    )


@pytest.mark.parametrize("heads", ["well\tcolour", "well\tPuits", ""])
def test_heads_that_no_column_has(tmp_path: Path, heads: str) -> None:
    columns = with_fields(tmp_path, WELLS).field[0].columns
    if not heads:
        assert table.pasted(heads, columns) == ()
        return
    with pytest.raises(table.NotATableError) as caught:
        table.pasted(heads + "\nA1\tx", columns)
    assert caught.value.why == "columns"


def test_tables_have_an_end() -> None:
    with pytest.raises(table.NotATableError):
        table.rows("[" + "{}," * table.MOST_ROWS + "{}]")
    with pytest.raises(table.NotATableError):
        table.rows(" " * (table.LARGEST + 1))
