"""How texts and tags are spelled for the node, and what that never loses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.export.quay.spelling import cell, spelled, spelled_tags, uncell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'œil d'Ada", "l’œil d’Ada"),
        ('"naïf" ("vu")', "“naïf” (“vu”)"),
        ("C:\\data", "C:/data"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("3\u00a0µm", "3\u202fµm"),
        ("_x0041_", "_X0041_"),
        ("« a »", "« a »"),
        ("co\u00adopération", "coopération"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_texts_are_spelled_for_the_node(text: str, expected: str) -> None:
    assert spelled(text) == expected


@given(st.text())
def test_spelling_is_stable_and_loses_no_word(text: str) -> None:
    once = spelled(text)
    assert spelled(once) == once

    def words(of: str) -> str:
        return "".join(filter(str.isalnum, of)).casefold()

    assert words(once) == words(text)
    assert not set("'\"\\\t\r\u00a0\u00ad") & set(once)
    once.encode()


@given(st.text())
def test_a_cell_gives_its_text_back(text: str) -> None:
    assert uncell(cell(spelled(text))) == spelled(text)


@given(st.lists(st.text()))
def test_tags_are_stable_and_survive_a_comma_list(tags: list[str]) -> None:
    once = spelled_tags(tags)
    assert spelled_tags(once) == once
    assert spelled_tags([",".join(once)]) == once
    assert len(set(once)) == len(once)
    assert all(once)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["a, b", "b"], ("a", "b")),
        (["« vivant »"], ("vivant",)),
        (["cellule « vivante »"], ("cellule vivante",)),
        (["cellule « vivante » lavée"], ("cellule « vivante » lavée",)),
        (["l'embryon"], ("l’embryon",)),
        ([" ", ",", "«»"], ()),
    ],
)
def test_tags_are_what_the_node_will_show(tags: list[str], expected: tuple[str, ...]) -> None:
    assert spelled_tags(tags) == expected


def test_letters_that_the_nodes_python_does_not_know_yet() -> None:
    # Python 3.12 calls both printable; the node's 3.11 escapes them, and its crate is no JSON then.
    assert spelled("a\U00031350b \U0001fae8") == "ab"
    assert spelled("\U00020000 \U0001f52c") == "\U00020000 \U0001f52c"
