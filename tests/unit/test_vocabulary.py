from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.vocabulary.load import bundled, read_folder, read_vocabulary
from fbi_uploader.isa.vocabulary.model import Term, Vocabulary, folded
from fbi_uploader.isa.vocabulary.search import LONGEST_QUERY, Fit, Searcher
from fbi_uploader.messages import Language

HEAD = """# id: small
# title_en: Small
# title_fr: Petit
# ontology: A small one
# prefix: X
# iri: http://example.org/X_
# release: 1
# licence: none
# source: here
id\tlabel\tcommon\tfr\tsynonyms\tadded\tparents
"""


def vocabulary(*terms: Term) -> Vocabulary:
    titles: dict[Language, str] = {"en": "Small", "fr": "Petit"}
    iri = "http://example.org/X_"
    return Vocabulary("small", titles, "A small one", "X", iri, "1", "none", "here", terms)


def labels(query: str, *within: str, limit: int = 20) -> list[str]:
    chosen = [bundled()[one] for one in within or bundled()]
    return [match.term.label for match in Searcher(chosen).search(query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("souris", "Mus musculus"),
        ("SOURIS", "Mus musculus"),
        ("poisson zebre", "Danio rerio"),
        ("Poisson-zèbre", "Danio rerio"),
        ("zebrafish", "Danio rerio"),
        ("boeuf", "Bos taurus"),
        ("humain", "Homo sapiens"),
        ("confocale", "confocal microscopy"),
        ("spinning disc", "spinning disk confocal microscopy"),
        ("disk confocal", "spinning disk confocal microscopy"),
        ("feuille de lumière", "light-sheet illumination"),
        ("TIRF", "evanescent wave microscopy"),
        ("deux photons", "two-photon laser scanning microscopy"),
        ("9606", "Homo sapiens"),
        ("NCBITaxon:9606", "Homo sapiens"),
        ("NCBI:txid9606", "Homo sapiens"),
        ("http://purl.obolibrary.org/obo/FBbi_00000251", "confocal microscopy"),
        ("mM", "millimolar"),
        ("mm", "millimeter"),
        ("µm", "micrometer"),
        ("μm", "micrometer"),
        ("heure", "hour"),
    ],
)
def test_what_people_type_finds_the_term(query: str, first: str) -> None:
    assert labels(query)[0] == first


def test_prefix_comes_before_word_start_before_part() -> None:
    terms = (
        Term("X:1", "unconfocal thing"),
        Term("X:2", "a confocal thing"),
        Term("X:3", "confocal thing"),
        Term("X:4", "thing of confocal kind"),
        Term("X:5", "confocal"),
    )
    found = Searcher([vocabulary(*terms)]).search("Confocal")
    assert [(one.term.id, one.fit) for one in found] == [
        ("X:5", Fit.EXACT),
        ("X:3", Fit.PREFIX),
        ("X:2", Fit.WORD),
        ("X:4", Fit.WORD),
        ("X:1", Fit.PART),
    ]


def test_words_in_any_order_come_after_words_together() -> None:
    terms = (Term("X:1", "disk of a spinning kind"), Term("X:2", "a spinning disk"))
    found = Searcher([vocabulary(*terms)]).search("spinning disk")
    assert [(one.term.id, one.fit) for one in found] == [("X:2", Fit.WORD), ("X:1", Fit.WORDS)]


def test_a_term_is_found_once_by_its_best_name() -> None:
    term = Term("X:1", "light sheet", fr=("feuille", "sheet of light"), added=("sheet",))
    (found,) = Searcher([vocabulary(term)]).search("sheet")
    assert (found.name, found.kind, found.fit) == ("sheet", "added", Fit.EXACT)


def test_branches_leave_out_everything_else() -> None:
    searcher = Searcher([bundled()["fbbi"]], ["FBbi:00000265", "FBbi:00000321"])
    assert searcher.search("DsRed2FP") == ()
    for name in ("confocal microscopy", "STED", "electron microscopy", "SPIM", "PALM"):
        assert searcher.search(name), name


@pytest.mark.parametrize("query", ["", "   ", "-", "(", "’"])
def test_nothing_to_look_for_finds_nothing(query: str) -> None:
    assert labels(query) == []


def test_the_limit_holds_and_a_long_query_is_cut() -> None:
    assert len(labels("e", limit=7)) == 7
    long_label = "x" * LONGEST_QUERY
    found = Searcher([vocabulary(Term("X:1", long_label))]).search("x" * 10_000_000)
    assert [one.term.label for one in found] == [long_label]


@given(st.text(max_size=30))
def test_any_query_is_harmless_and_folding_is_stable(query: str) -> None:
    Searcher([bundled()["units"]]).search(query)
    assert folded(folded(query)) == folded(query)


@pytest.mark.parametrize("name", ["fbbi", "organisms", "units"])
def test_every_name_finds_its_term(name: str) -> None:
    searcher = Searcher(bundled().values())
    for term in bundled()[name].terms:
        for _, written in term.names():
            found = searcher.search(written, limit=100)
            assert term.id in {one.term.id for one in found}, written


def test_symbols_are_told_apart_by_case() -> None:
    units = bundled()["units"]
    found = {symbol: units.with_symbol(symbol) for symbol in ("mM", "mm", "µM", "um", "uM", "μm")}
    assert {symbol: term and term.label for symbol, term in found.items()} == {
        "mM": "millimolar",
        "mm": "millimeter",
        "µM": "micromolar",
        "um": "micrometer",
        "uM": "micromolar",
        "μm": "micrometer",
    }
    assert units.with_symbol("MM") is None


@pytest.mark.parametrize(
    "written",
    ["NCBITaxon:10090", "NCBI:txid10090", "http://purl.obolibrary.org/obo/NCBITaxon_10090"],
)
def test_an_id_is_known_in_every_form(written: str) -> None:
    organisms = bundled()["organisms"]
    term = organisms.term(written)
    assert term is not None
    assert term.label == "Mus musculus"
    assert organisms.node_id(term.id) == "NCBI:txid10090"
    assert organisms.address(term.id) == "http://purl.obolibrary.org/obo/NCBITaxon_10090"


def test_a_label_wins_over_anothers_synonym() -> None:
    terms = (Term("X:1", "one", synonyms=("two",)), Term("X:2", "two"))
    found = vocabulary(*terms).called("TWO")
    assert found is not None
    assert found.id == "X:2"
    assert vocabulary(*terms).called("three") is None


@pytest.mark.parametrize("name", ["fbbi", "organisms", "units"])
def test_what_is_bundled_is_sound(name: str) -> None:
    one = bundled()[name]
    ids = {term.id for term in one.terms}
    assert len(ids) == len(one.terms)
    assert all(parent in ids for term in one.terms for parent in term.parents)
    for term in one.terms:
        written = [name for _, name in term.names()]
        assert all(name == " ".join(name.split()) for name in written), term
        assert not re.search("'", "".join((*term.fr, term.common, *term.added))), term
        assert len({*term.synonyms, *term.added}) == len(term.synonyms) + len(term.added), term


def test_common_things_have_french_names() -> None:
    for name in ("organisms", "units"):
        named = [term for term in bundled()[name].terms if term.fr]
        assert len(named) > 0.75 * len(bundled()[name].terms), name
    assert bundled()["fbbi"].terms[0].named("en") == bundled()["fbbi"].terms[0].label


def test_a_node_may_have_its_own_vocabulary(tmp_path: Path) -> None:
    text = "\ufeff" + HEAD + "X:1\tOne\t\tUn|Une\tI\t\t\n"
    (tmp_path / "small.tsv").write_bytes(text.replace("\n", "\r\n").encode())
    (tmp_path / "README.md").write_text("not one")
    found = read_folder(tmp_path)["small"]
    assert found.terms == (Term("X:1", "One", fr=("Un", "Une"), synonyms=("I",)),)
    assert found.titles == {"en": "Small", "fr": "Petit"}


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (HEAD + "X:1\tOne\t\t\t\t\n", 11, "columns"),
        (HEAD + "X:1\tOne\t\t\t\t\t\nX:1\tTwo\t\t\t\t\t\n", 12, "id"),
        (HEAD + "Y:1\tOne\t\t\t\t\t\n", 11, "id"),
        (HEAD + "X:1\t \t\t\t\t\t\n", 11, "columns"),
        (HEAD + "X:1\tO\x1bne\t\t\t\t\t\n", 11, "text"),
        (HEAD + "X:1\t" + "x" * 501 + "\t\t\t\t\t\n", 11, "text"),
        (HEAD.replace("# licence: none\n", ""), 1, "# licence:"),
        (HEAD.replace("label", "name"), 10, "columns"),
        ("", 1, "columns"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(
    tmp_path: Path, content: str, line: int, why: str
) -> None:
    file = tmp_path / "small.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_vocabulary(file)
    assert caught.value.code is Code.VOCABULARY_INVALID
    assert (caught.value.facts["line"], caught.value.facts["why"]) == (line, why)


def test_other_encodings_and_absent_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "small.tsv"
    file.write_bytes(HEAD.encode() + b"X:1\t\xe9\t\t\t\t\t\n")
    with pytest.raises(InputError) as caught:
        read_vocabulary(file)
    assert (caught.value.facts["line"], caught.value.facts["why"]) == (11, "not_utf8")
    with pytest.raises(InputError) as caught:
        read_vocabulary(tmp_path / "absent.tsv")
    assert caught.value.facts["why"] == "unreadable"


def test_one_id_twice_in_a_folder_is_refused(tmp_path: Path) -> None:
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_text(HEAD, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_folder(tmp_path)
    assert str(caught.value.facts["file"]).endswith("b.tsv")
