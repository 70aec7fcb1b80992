from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader.cli.main import cli
from tests.unit.template_tools import FIELD, HEAD


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, list(words))
    return done.exit_code, done.stdout, done.stderr


def as_json(*words: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
    code, out, _ = run(*words, "--json")
    return code, json.loads(out)


def test_list_names_templates_and_mistakes(home: Path) -> None:
    own = home / "templates"
    own.mkdir()
    (own / "a.toml").write_text(HEAD + FIELD, encoding="utf-8")
    (own / "b.toml").write_text(HEAD + FIELD, encoding="utf-8")
    code, told = as_json("template", "list")
    assert code == 0
    ids = [one["id"] for one in told["templates"]]
    assert ids == ["fbi-light-microscopy", "mihcsme", "minimal", "rembi", "ours"]
    assert told["templates"][-1]["file"] == str(own / "a.toml")
    assert [one["code"] for one in told["problems"]] == ["template_id_taken"]
    code, out, err = run("template", "list")
    assert code == 0
    assert "Light microscopy (FBI)" in out
    assert "A template is called “ours” already" in err


def test_check_explains_every_mistake(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(HEAD + FIELD + "requird = true\n" + FIELD + "type = 3\n", encoding="utf-8")
    code, told = as_json("template", "check", str(file))
    assert code == 2
    assert told["template"] is None
    assert [(one["code"], one["where"]) for one in told["problems"]] == [
        ("template_key_not_known", f"{file}:8"),
        ("template_choice", f"{file}:13"),
    ]
    code, out, err = run("template", "check", str(file))
    assert (code, out) == (2, "")
    assert "“field 1: requird” as on line 8" in err
    assert "the closest is “required”" in err


def test_check_of_a_good_file(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(HEAD + FIELD + "required = true\n", encoding="utf-8")
    code, out, err = run("template", "check", str(file))
    assert (code, err) == (0, "")
    assert "1 fields, 1 required" in out
    code, told = as_json("template", "check", str(file))
    assert (code, told["problems"]) == (0, [])


def test_check_of_an_absent_file(tmp_path: Path) -> None:
    code, told = as_json("template", "check", str(tmp_path / "absent.toml"))
    assert code == 2
    assert [one["code"] for one in told["problems"]] == ["template_unreadable"]


@pytest.mark.parametrize("words", [("poisson", "zebre"), ("Poisson zèbre",), ("7955",)])
def test_search_finds_terms(words: tuple[str, ...]) -> None:
    code, told = as_json("vocabulary", "search", *words)
    assert code == 0
    first = told["terms"][0]
    assert (first["id"], first["label"]) == ("NCBITaxon:7955", "Danio rerio")
    code, out, _ = run("vocabulary", "search", *words)
    assert out.startswith("Danio rerio")


def test_search_in_one_vocabulary_and_up_to_a_limit() -> None:
    _, told = as_json("vocabulary", "search", "e", "--in", "units", "--limit", "3")
    assert {one["vocabulary"] for one in told["terms"]} == {"units"}
    assert len(told["terms"]) == 3
    code, told = as_json("vocabulary", "search", "nothing is called so")
    assert (code, told["terms"]) == (0, [])


def test_search_in_a_vocabulary_that_is_not_there() -> None:
    code, out, _ = run("vocabulary", "search", "x", "--in", "plants", "--json")
    assert code == 2
    assert json.loads(out)["error"]["facts"]["known"] == "fbbi, organisms, units"
