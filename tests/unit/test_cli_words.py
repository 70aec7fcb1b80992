"""What commands take and print, where no submission is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader.app import App
from fbi_uploader.cli.main import cli
from fbi_uploader.nodes.persons import Person
from tests.unit.planning_tools import folder_node


def said(*arguments: str | Path, code: int = 0) -> str:
    ended = CliRunner().invoke(cli, list(map(str, arguments)))
    assert ended.exit_code == code, ended.output
    return ended.output


@pytest.mark.parametrize("command", [["node", "list"], ["status"]], ids=" ".join)
def test_home_is_taken_before_the_command_as_after_it(tmp_path: Path, command: list[str]) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for home in (first, second):
        app = App.open(home)
        (app.home.nodes / "bad.toml").write_text("id = 3")
    said("--home", first, *command)
    told = said("--home", first, "node", "list", "--json")
    assert str(first) in told
    assert str(second) not in told
    told = said("--home", first, "node", "list", "--home", second, "--json")
    assert str(second) in told  # the nearer one


def test_home_before_the_command_keeps_out_of_the_other(tmp_path: Path, home: Path) -> None:
    said("--home", tmp_path / "here", "status")
    assert (tmp_path / "here" / "inbox").is_dir()
    assert list(home.iterdir()) == []


def test_a_node_is_shown_line_by_line_as_its_file_names_things(home: Path, tmp_path: Path) -> None:
    app = App.open(home)
    more = 'landing = "{manager}/"\ntemplates = ["confocal", "sem"]\n[limits]\nretries = 3'
    folder_node(app, tmp_path / "node", more)
    lines = said("node", "show", "here").splitlines()
    for line in (
        "names.fr = Ici",
        f"folder.path = {tmp_path / 'node'}",
        "folder.from_here = yes",
        "limits.retries = 3",
        "templates = confocal, sem",
        "landing = {manager}/",
    ):
        assert line in lines
    assert not [line for line in lines if "{'" in line or "[]" in line or line.endswith("= ")]


def test_an_unknown_person_is_told_with_those_known(home: Path) -> None:
    app = App.open(home)
    for name in ("Ana", "Bob"):
        app.persons.put(Person(name=name, login=name.casefold()))
    assert "Ana, Bob" in said("node", "check", "sandbox", "--person", "Eve", code=2)
    told = json.loads(said("node", "check", "sandbox", "--person", "Eve", "--json", code=2))
    assert told["error"]["facts"] == {"name": "Eve", "known": "Ana, Bob"}
