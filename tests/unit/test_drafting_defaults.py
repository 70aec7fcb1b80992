from __future__ import annotations

import os
from pathlib import Path

import pytest

from fbi_uploader.drafting.defaults import (
    defaults_folders,
    path_of,
    read_defaults,
    write_defaults,
)
from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.model import MetadataValue, TemplateDefault
from fbi_uploader.isa.template.model import Template
from fbi_uploader.paths import Home
from tests.unit.template_tools import value, with_fields

PROPOSED = TemplateDefault(template="ours")


@pytest.fixture
def ours(tmp_path: Path) -> Template:
    return with_fields(tmp_path, 'type = "text"', 'type = "number"', 'type = "text"')


def test_what_is_written_is_proposed(tmp_path: Path, ours: Template) -> None:
    written = {
        "a": value('LSM "980"\n\x7f'),
        "b": value(1.4, "µm"),
        "c": value("Mus musculus", term="NCBITaxon:10090"),
    }
    path = write_defaults(tmp_path / "new" / "defaults", "ours", written)
    assert path.name == "ours.toml"
    values, problems = read_defaults(ours, [path.parent])
    assert problems == ()
    assert values == {
        key: one.model_copy(update={"origin": PROPOSED}) for key, one in written.items()
    }


def test_the_user_s_own_value_counts(tmp_path: Path, ours: Template) -> None:
    machine, own = defaults_folders(Home(tmp_path / "home"), tmp_path / "etc" / "nodes")
    assert machine == tmp_path / "etc" / "defaults"
    assert read_defaults(ours, [machine, own]) == ({}, ())
    write_defaults(machine, "ours", {"a": value("machine"), "b": value(1)})
    write_defaults(own, "ours", {"a": value("own")})
    write_defaults(own, "theirs", {"a": value("other")})
    values, _ = read_defaults(ours, [machine, own])
    assert {key: one.value for key, one in values.items()} == {"a": "own", "b": 1}
    assert values["b"] == MetadataValue(value=1, origin=PROPOSED)


@pytest.mark.parametrize(
    ("text", "line", "key", "why"),
    [
        ("[values]\na = 1\nz = 2\n", 3, "values.z", "field_not_known"),
        ("[values]\na = 1\n\n[other]\n", 4, "other", "extra_forbidden"),
        ('[values]\na = { value = 1, units = "µm" }\n', 2, None, None),
        ("[values]\na = \n", 2, "", "syntax"),
        ("[values]\na = nan\n", 2, None, None),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_other_file_goes_on(
    tmp_path: Path, ours: Template, text: str, line: int, key: str | None, why: str | None
) -> None:
    write_defaults(tmp_path / "good", "ours", {"a": value("good")})
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "ours.toml").write_text(text, encoding="utf-8")
    values, problems = read_defaults(ours, [bad, tmp_path / "good"])
    assert {key: one.value for key, one in values.items()} == {"a": "good"}
    first = problems[0]
    assert (first.code, first.facts["line"]) == (Code.DEFAULTS_INVALID, line)
    assert key in (None, first.facts["key"])
    assert why in (None, first.facts["why"])


def test_a_pipe_of_that_name_does_not_hold_us(tmp_path: Path, ours: Template) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ours.toml").symlink_to(tmp_path / "pipe")
    values, (problem,) = read_defaults(ours, [tmp_path / "folder"])
    assert (values, problem.facts["why"]) == ({}, "not_a_file")


@pytest.mark.parametrize("id_", ["../x", "", ".x", "a/b"])
def test_what_is_no_id_of_a_template_names_no_file(tmp_path: Path, id_: str) -> None:
    with pytest.raises(InputError) as told:
        path_of(tmp_path, id_)
    assert told.value.code is Code.TEMPLATE_UNKNOWN
