"""What ISA-Tab cannot hold is mended the same way each time, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fbi_uploader.export.isatab import text

FRENCH = "L’embryon « adulte » de l'œuf, à 3 µm : c'est ça"
anything = st.text(st.characters(), max_size=60)


def test_french_is_left_alone() -> None:
    assert text.line(FRENCH) == FRENCH
    assert text.name(FRENCH) == FRENCH
    assert text.material(FRENCH) == FRENCH


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("one\ntwo\r\n\tthree", "one two three"),
        ("one\u2028two\x85three\x0bfour", "one two three four"),
        ("\x00one\x07", "one"),
        ("  one  ", "one"),
        ("half \ud83d pair", "half \ufffd pair"),
        ('"quoted"', '"quoted"'),
        ("#1", "#1"),
        ("N/A", "(N/A)"),
        ("None", "(None)"),
        ("nan", "(nan)"),
        ("Nana", "Nana"),
        ("Unnamed: 3", "Unnamed:\u00a03"),
        ("x" * 40_000, "x" * 32_766 + "…"),
    ],
)
def test_lines(written: str, told: str) -> None:
    assert text.line(written) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Dose [mg]; oral", "Dose (mg), oral"),
        ("Version 1.0", "Version 1·0"),
        ("Library File Format", "Library file Format"),
        ("Comment on the Source Name", "comment on the Source-Name"),
        ("Protocol REF", "Protocol-REF"),
        ("\n", "unnamed"),
        ("12", "(12)"),
        ("1e5", "(1e5)"),
        ("True", "(True)"),
    ],
)
def test_names(written: str, told: str) -> None:
    assert text.name(written) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("approx. 1.0", "approx· 1·0"),
        ("Material Type", "Material-Type"),
        ("Dose [mg]", "Dose (mg)"),
    ],
)
def test_names_of_columns_only(written: str, told: str) -> None:
    assert text.column(written) == told


def test_materials_keep_a_name_that_isatools_would_cut() -> None:
    assert text.material("sample-1 of source-2") == "sample_1 of source_2"
    assert text.material("#1") == "(#1)"


@given(anything)
@example("Unnamed: N/A")
@example("[;]")
def test_mending_twice_is_mending_once(written: str) -> None:
    for mended in (text.line, text.name, text.column, text.material):
        assert mended(mended(written)) == mended(written)


def test_names_are_given_once() -> None:
    unique = text.Unique()
    assert [unique(one) for one in ("a", "A", "b", "a")] == ["a", "A (2)", "b", "a (3)"]


@pytest.mark.parametrize(
    ("written", "told"),
    [("Étude № 1 — « A »", "Etude-No-1-A"), ("培养", ""), ("a" * 60, "a" * 40), ("../..", "")],
)
def test_parts_of_file_names(written: str, told: str) -> None:
    assert text.slug(written) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [("2026-11-22", True), ("2026-11-22T10:00:00Z", True), ("2026-02-30", False), ("", False)],
)
def test_dates(written: str, told: bool) -> None:
    assert text.is_date(written) is told
