from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from typing import Any

import pytest

from fbi_uploader import paths
from fbi_uploader.errors import Code, Fact, FileError, InputError, NodeError, Problem
from fbi_uploader.messages import (
    LANGUAGES,
    LONGEST_VALUE,
    MISSING,
    Language,
    Message,
    evidence_word,
    file_word,
    message,
    stage_word,
)
from fbi_uploader.transfer.journal.records import Reason
from fbi_uploader.transfer.stages import EvidenceKind, FileState, Stage

NO_BREAK = "\u00a0\u202f"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
TABLES: dict[Language, dict[str, Any]] = {
    language: tomllib.loads(
        (paths.resources() / "messages" / f"{language}.toml").read_text(encoding="utf-8")
    )
    for language in LANGUAGES
}
CODED: dict[Language, dict[str, dict[str, str]]] = {
    language: TABLES[language]["code"] for language in LANGUAGES
}
SENTENCES = ("does", "you_can", "ask")


def texts(language: Language) -> list[str]:
    return [
        text
        for table in (*CODED[language].values(), *words(language))
        for text in table.values()
        if text
    ]


def words(language: Language) -> list[dict[str, str]]:
    return [table for name, table in TABLES[language].items() if name != "code"]


def placeholders(table: dict[str, str]) -> list[str]:
    return sorted(name for text in table.values() for name in PLACEHOLDER.findall(text))


def french_faults(text: str) -> list[str]:
    patterns = {
        "straight quote": r"['\"]",
        "no no-break space before": rf"[^{NO_BREAK}][:;!?%»]",
        "no no-break space after «": rf"«[^{NO_BREAK}]",
        "two kinds of space": rf"[ {NO_BREAK}]{{2}}",
        "dots": r"\.\.",
        "breakable unit": r"\d (octets?|[kMGT]o|s|min|h|px)\b",
    }
    return [name for name, pattern in patterns.items() if re.search(pattern, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_text_and_no_text_is_without_code(language: Language) -> None:
    assert set(CODED[language]) == {code.value for code in Code}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_whole(language: Language) -> None:
    for code, table in CODED[language].items():
        assert set(table) == {field.name for field in fields(Message)}, code
        assert all(table[name] for name in ("happened", "does", "you_can")), code
        assert all(text == text.strip() for text in table.values()), code


def test_ask_stands_in_both_languages_or_in_none() -> None:
    for code, table in CODED["fr"].items():
        assert bool(table["ask"]) == bool(CODED["en"][code]["ask"]), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_two_sentences_stand_under_the_headline(language: Language) -> None:
    for code, table in CODED[language].items():
        assert not table["happened"].endswith("."), code
        for name in filter(table.get, SENTENCES):
            assert re.search(r"[.}]$", table[name]), (code, name)
        for text in table.values():
            assert not re.search(r"[.!?]\s", text), (code, text)


def test_both_languages_have_the_same_placeholders() -> None:
    for code, table in CODED["fr"].items():
        assert placeholders(table) == placeholders(CODED["en"][code]), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_plain_words(language: Language) -> None:
    for text in texts(language):
        assert all(re.fullmatch("[a-z_]+", name) for name in PLACEHOLDER.findall(text)), text
        assert not re.search("[{}]", PLACEHOLDER.sub("", text)), text


def test_french_is_set_as_french_is() -> None:
    assert {text: faults for text in texts("fr") if (faults := french_faults(text))} == {}


@pytest.mark.parametrize(
    "text", ["l'envoi", "Essai : un", "« un\u00a0»", "«\u00a0un »", "a...", "3 Go", "50 %", "quoi?"]
)
def test_bad_french_is_found(text: str) -> None:
    assert french_faults(text)


def test_english_has_no_straight_quotes() -> None:
    assert [text for text in texts("en") if re.search(r"['\"]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_blames_or_shrugs(language: Language) -> None:
    rude = re.compile(
        r"inconnue|unknown|invalid|incorrect|oubli|forgot|votre faute|vous n’avez pas|mauvais|bad"
        r"|illégal|illegal|fatal|erreur|error",
        re.IGNORECASE,
    )
    assert [text for text in texts(language) if rude.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_state_and_kind_has_a_word(language: Language) -> None:
    assert set(TABLES[language]["stage"]) == set(Stage)
    assert set(TABLES[language]["file"]) == set(FileState)
    assert set(TABLES[language]["evidence"]) == set(EvidenceKind)
    assert all(stage_word(stage, language) for stage in Stage)
    assert all(file_word(state, language) for state in FileState)
    assert all(evidence_word(kind, language) for kind in EvidenceKind)
    for table in words(language):
        assert len(set(table.values())) == len(table)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(Code))
def test_no_fact_is_needed(code: Code, language: Language) -> None:
    told = message(InputError(code), language)
    assert told.happened
    assert "{" not in repr(told)


def test_facts_fill_the_text() -> None:
    told = message(InputError(Code.NODE_UNKNOWN, id="nte", known="mtp, sandbox"), "fr")
    assert told.happened == "Aucun nœud ne s’appelle «\u00a0nte\u00a0»"
    assert told.you_can == "Choisissez un nœud de la liste\u00a0: mtp, sandbox"
    assert message(NodeError(Code.NODE_FULL), "en").happened == "The node has no room left"


@pytest.mark.parametrize("path", ["/data/day 1/a.czi", "D:\\day 1\\a.czi", "a.czi"])
def test_name_falls_back_to_the_end_of_the_path(path: str) -> None:
    assert message(FileError(Code.VANISHED, path=path), "en").happened.startswith("“a.czi”")
    assert message(Problem(Code.VANISHED, path), "en").happened.startswith("“a.czi”")


def test_path_falls_back_to_where() -> None:
    problem = Problem(Code.FLATTENED_COLLISION, "a/b.tif", facts={"other": "a_b.tif"})
    assert message(problem, "en").happened.startswith("“a/b.tif” and “a_b.tif”")


def test_a_target_is_a_place_too() -> None:
    reason = Reason(Code.PUBLISH_UNCLEAR, {"ready": "_staging/x", "target": "Inv/Study/Assay"})
    assert "“Assay”" in message(reason, "en").happened


def test_a_reason_of_the_journal_is_told_as_well() -> None:
    assert "a.czi" in message(Reason(Code.HELD, {"path": "/x/a.czi"}), "fr").happened


@pytest.mark.parametrize(
    "hostile",
    [
        "{other}",
        "{name}",
        "{0.__class__}",
        "%(path)s %s $path ${path}",
        "\\g<0>\\1",
        "{path!r:>1000000000}",
    ],
)
def test_facts_are_not_looked_at_for_placeholders(hostile: str) -> None:
    told = message(Problem(Code.NAME_COLLISION, hostile, facts={"other": "OTHER"}), "en")
    assert told.happened.startswith(f"“{hostile}” and “OTHER”")


@pytest.mark.parametrize(
    "letter", ["\x1b", "\n", "\r", "\x07", "\x9b", "\u202e", "\u2028", "\udc80"]
)
def test_what_could_play_with_the_screen_is_escaped(letter: str) -> None:
    told = message(FileError(Code.VANISHED, path=f"/a/b{letter}c"), "fr")
    assert letter not in told.happened
    assert told.happened.encode()


def test_a_long_fact_loses_its_middle() -> None:
    name = "début" + "x" * 10_000 + "fin.czi"
    shown = message(FileError(Code.VANISHED, name=name), "en").happened.split("”")[0][1:]
    assert len(shown) == LONGEST_VALUE
    assert shown.startswith("début")
    assert shown.endswith("fin.czi")
    assert shown.count("…") == 1
    fits = "y" * LONGEST_VALUE
    assert fits in message(FileError(Code.VANISHED, name=fits), "en").happened


@pytest.mark.parametrize(
    ("fact", "language", "shown"),
    [
        (None, "fr", MISSING),
        ("", "fr", MISSING),
        (True, "fr", "oui"),
        (False, "en", "no"),
        (0, "en", "0"),
        (12, "fr", "12"),
    ],
)
def test_facts_of_every_type(fact: Fact, language: Language, shown: str) -> None:
    told = message(InputError(Code.NODE_INVALID, line=fact), language)
    assert f" {shown}, " in told.you_can
