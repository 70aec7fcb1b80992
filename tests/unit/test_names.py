from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code
from fbi_uploader.isa.names import (
    COMPONENT_BYTES,
    FORBIDDEN,
    INVESTIGATION_BYTES,
    PATH_BYTES,
    check_component,
    check_path,
    key,
    next_name,
    repair_component,
)

NFD = unicodedata.normalize("NFD", "Échantillon é.czi")

ANY_LETTER = st.characters(exclude_categories=())
ODD_NAMES = ["CON", "nul", "LPT¹", "lock$", ".", "..", " ", "\t", "\u00a0", "'", '"', "/", "\\"]
ODD_LETTERS = list("\u202e\u200b\ufeff\udc80\uf022\ufffe\u0338\u0000\x85ςİ")
LONG = ["a" * 90, "é" * 90, "😀" * 40, ".ome.tif", ".czi", "e\u0301", ">\u0338"]
ODD_PIECE = st.sampled_from([*ODD_NAMES, *ODD_LETTERS, *LONG])
ANY_NAME = st.one_of(
    st.text(ANY_LETTER, max_size=300),
    st.lists(st.one_of(ODD_PIECE, ANY_LETTER), max_size=12).map("".join),
)


def codes(name: str, *, investigation: bool = False) -> list[Code]:
    return [found.code for found in check_component(name, investigation=investigation)]


@pytest.mark.parametrize(
    "name",
    [
        "Coeur_7dpa_A.czi",
        "Embryon d’élégans n°3 (2).ome.tif",
        ".zattrs",
        "_Image_01_",
        "a..b",
        "console.tif",
        "COM10.tif",
        "COM.tif",
        "x-CON",
        "細胞.nd2",
        "😀.lif",
        "a\u00a0b",
        "x" * COMPONENT_BYTES,
    ],
)
def test_what_every_server_takes_passes(name: str) -> None:
    assert check_component(name) == ()
    assert repair_component(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", Code.NAME_EMPTY),
        (".", Code.NAME_RESERVED),
        ("..", Code.NAME_RESERVED),
        ("CON.tif", Code.NAME_RESERVED),
        ("con", Code.NAME_RESERVED),
        ("Aux .ome.tif", Code.NAME_RESERVED),
        ("com1.czi", Code.NAME_RESERVED),
        ("LPT³", Code.NAME_RESERVED),
        ("CONIN$.txt", Code.NAME_RESERVED),
        ("LOCK$", Code.NAME_RESERVED),
        ("image.tif.", Code.NAME_TRAILING),
        ("image.tif ", Code.NAME_TRAILING),
        (" image.tif", Code.NAME_TRAILING),
        ("image.tif\u00a0", Code.NAME_TRAILING),
        ("x" * 256, Code.NAME_TOO_LONG),
        ("é" * 128, Code.NAME_TOO_LONG),
        ("😀" * 64, Code.NAME_TOO_LONG),
        ("caf\udce9.tif", Code.NAME_NOT_UNICODE),
        (NFD, Code.NAME_NOT_NFC),
        ("\u212b.tif", Code.NAME_NOT_NFC),
    ],
)
def test_each_refused_name_has_its_one_code(name: str, code: Code) -> None:
    assert codes(name) == [code]


@pytest.mark.parametrize(
    "letter",
    [
        *sorted(FORBIDDEN),
        *"\x00\n\t\x1b\x7f\x80\x9f",
        *"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        *"\u200b\u200d\u2060\ufeff\u00ad\u2028\u2029\ue000\uf022\ufffe\uffff\U0010ffff",
    ],
)
def test_forbidden_characters_are_named_in_the_facts(letter: str) -> None:
    (found,) = check_component(f"a{letter}b.tif")
    assert found.code is Code.NAME_FORBIDDEN
    shown = letter if letter.isprintable() else f"U+{ord(letter):04X}"
    assert found.facts["characters"] == shown


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert codes("l'embryon: 3 ") == [Code.NAME_FORBIDDEN, Code.NAME_TRAILING]


def test_facts_are_fit_to_be_shown_and_propose() -> None:
    (found,) = check_component("a\u202egnp.exe")
    assert found.facts["name"] == "a\\u202egnp.exe"
    assert found.facts["proposal"] == "agnp.exe"
    (found,) = check_component("caf\udce9.tif")
    assert found.facts["name"] == "caf\\udce9.tif"


def test_investigation_names_are_stricter() -> None:
    assert codes("Coeur 2026") == []
    for space in " \u00a0\u3000":
        assert codes(f"Coeur{space}2026", investigation=True) == [Code.NAME_SPACE]
    assert codes("x" * INVESTIGATION_BYTES, investigation=True) == []
    assert codes("x" * (INVESTIGATION_BYTES + 1), investigation=True) == [Code.NAME_TOO_LONG]


def test_a_path_is_checked_part_by_part_and_as_a_whole() -> None:
    assert check_path("Inv/Study/Assay/a.tif") == ()
    found = check_path("Inv/CON/a.tif./..//x")
    assert [one.code for one in found] == [
        Code.NAME_RESERVED,
        Code.NAME_TRAILING,
        Code.NAME_RESERVED,
        Code.NAME_EMPTY,
    ]
    assert check_path("/absolute")[0].code is Code.NAME_EMPTY


def test_the_longest_path_is_that_of_irods_and_counts_its_prefix() -> None:
    path = "/".join(["x" * 255] * 4)
    assert len(path) == PATH_BYTES
    assert check_path(path) == ()
    (found,) = check_path(path, more=len("/zone/home/"))
    assert found.code is Code.NAME_TOO_LONG
    assert found.facts["bytes"] == PATH_BYTES + len("/zone/home/")


def test_300_characters_of_path_are_fine() -> None:
    assert check_path("/".join(["x" * 60] * 5)) == ()


@pytest.mark.parametrize(
    ("name", "repaired"),
    [
        ("l'embryon.czi", "l_embryon.czi"),
        ('6" plate.tif', "6_ plate.tif"),
        ("a/b\\c.tif", "a_b_c.tif"),
        (NFD, "Échantillon é.czi"),
        ("CON.tif", "CON_.tif"),
        ("nul", "nul_"),
        ("aux .ome.tif", "aux_.ome.tif"),
        ("image.tif. .", "image.tif"),
        ("\u202eimage.tif", "image.tif"),
        ("e\u200b\u0301.tif", "é.tif"),
        ("caf\udce9.tif", "caf_.tif"),
        ("..", "_"),
        ("", "_"),
        (">\u0338.tif", "≯.tif"),
    ],
)
def test_repair_is_sober(name: str, repaired: str) -> None:
    assert repair_component(name) == repaired


def test_repair_of_a_long_name_keeps_the_extension_and_what_differs() -> None:
    first, second = (repair_component("é" * 200 + f"_{n}.ome.tif") for n in (1, 2))
    assert first.endswith(".ome.tif")
    assert first != second
    assert len(first.encode()) <= COMPONENT_BYTES


def test_repair_of_an_investigation() -> None:
    assert repair_component("Coeur du poisson", investigation=True) == "Coeur_du_poisson"


@given(ANY_NAME, st.booleans())
def test_repair_always_passes_the_check_and_is_idempotent(name: str, investigation: bool) -> None:
    repaired = repair_component(name, investigation=investigation)
    assert check_component(repaired, investigation=investigation) == ()
    assert repair_component(repaired, investigation=investigation) == repaired


@given(ANY_NAME)
def test_a_name_that_passes_is_left_alone(name: str) -> None:
    assert (check_component(name) == ()) == (repair_component(name) == name)


@given(st.text(string.ascii_letters, min_size=1, max_size=5), ANY_NAME)
def test_repair_keeps_an_extension(extension: str, name: str) -> None:
    assert repair_component(f"a{name}.{extension}").endswith(f".{extension}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Image.tif", "IMAGE.TIF"),
        ("é", "e\u0301"),
        ("É.tif", "e\u0301.TIF"),
        ("straße", "STRASSE"),
        ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"),
    ],
)
def test_names_that_collide_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@given(ANY_NAME)
def test_key_is_stable(name: str) -> None:
    assert key(key(name)) == key(name)
    assert key(unicodedata.normalize("NFD", name)) == key(name)


@pytest.mark.parametrize(
    ("assay", "taken", "proposed"),
    [
        ("X", [], "X_2"),
        ("X", ["X"], "X_2"),
        ("X_2", ["X_2"], "X_3"),
        ("X", ["X", "x_2", "X_3"], "X_4"),
        ("Cœur é", ["CŒUR E\u0301_2"], "Cœur é_3"),
        ("Confocal_2026", [], "Confocal_2026_2"),
        ("Plate_01", [], "Plate_01_2"),
        ("X_99", [], "X_100"),
        ("_2", [], "_2_2"),
    ],
)
def test_next_name(assay: str, taken: list[str], proposed: str) -> None:
    assert next_name(assay, taken) == proposed


def test_next_name_fits_and_cuts_no_letter() -> None:
    proposed = next_name("é" * 127, ["é" * 127])
    assert proposed == "é" * 126 + "_2"


@given(ANY_NAME, st.lists(st.integers(2, 12)))
def test_next_name_is_valid_and_free(name: str, numbers: list[int]) -> None:
    assay = repair_component(name)
    taken = [assay, *(f"{assay.upper()}_{number}" for number in numbers)]
    proposed = next_name(assay, taken)
    assert check_component(proposed) == ()
    assert key(proposed) not in {key(one) for one in taken}
