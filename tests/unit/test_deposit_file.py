from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path

import pytest

from fbi_uploader.deposit import LARGEST, draft_of, read_deposit
from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import MetadataValue, Typed

WHOLE = """
node = "mtp"
person = "Léa"

[investigation]
name = "Embryons"
title = "L’embryon"
description = "…"
owners = ["lea"]
contributors = ["ana", "bob"]
collaborators = ["eve"]

[[study]]
name = "S1"
description = "first"
tags = ["a", "b"]

[[study.assay]]
name = "A1"
description = "one"
template = "confocal"
files = ["raw", "extra.czi"]
tags = ["c"]

[study.assay.metadata]
note = "x"
channels = 3
step = 0.25
live = true
power = { value = 5.0, unit = "mW", term_id = "OBI:1" }

[[study.assay]]
name = "A2"
files = ["b.czi"]

[[study]]
name = "S2"
[[study.assay]]
name = "A3"
files = ["c.czi"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "deposit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def draft(path: Path) -> Draft:
    return draft_of(read_deposit(path), path.parent, node="mtp", person="Léa", repair_names=False)


def one_assay(folder: Path, *files: str, metadata: str = "") -> Path:
    head = '[investigation]\nname = "I"\n[[study]]\nname = "S"\n[[study.assay]]\nname = "A"\n'
    more = f"[study.assay.metadata]\n{metadata}\n" if metadata else ""
    return written(folder, f"{head}files = {json.dumps(files)}\n{more}")


def sources(folder: Path, *files: str) -> list[str]:
    """What becomes of these `files`, below the folder of the deposit file."""
    [found] = draft(one_assay(folder, *files)).sources
    return [os.path.relpath(one, folder) for one in found]


def refusal(path: Path) -> tuple[int, str, str]:
    with pytest.raises(InputError) as raised:
        read_deposit(path)
    assert raised.value.code is Code.DEPOSIT_INVALID
    facts = raised.value.facts
    assert facts["file"] == str(path)
    return int(facts["line"] or 0), str(facts["key"]), str(facts["why"])


# -- what is written arrives


def test_everything_that_is_written_is_in_the_draft(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE)
    deposit = read_deposit(path)
    assert (deposit.node, deposit.person) == ("mtp", "Léa")
    made = draft_of(deposit, tmp_path, node="other", person="Ana", repair_names=True)
    assert (made.node, made.person, made.repair_names) == ("other", "Ana", True)
    investigation = made.investigation
    assert (investigation.name, investigation.title) == ("Embryons", "L’embryon")
    assert (investigation.owners, investigation.contributors) == (("lea",), ("ana", "bob"))
    assert investigation.collaborators == ("eve",)
    assert [(study.name, study.tags) for study in investigation.studies] == [
        ("S1", ("a", "b")),
        ("S2", ()),
    ]
    names = [(study.name, assay.name) for study, assay in made.assays()]
    assert names == [("S1", "A1"), ("S1", "A2"), ("S2", "A3")]
    assert made.sources == (
        (str(tmp_path / "raw"), str(tmp_path / "extra.czi")),
        (str(tmp_path / "b.czi"),),
        (str(tmp_path / "c.czi"),),
    )


def test_metadata_keep_their_types_and_their_source(tmp_path: Path) -> None:
    first = next(assay for _, assay in draft(written(tmp_path, WHOLE)).assays())
    assert (first.template, first.tags, first.description) == ("confocal", ("c",), "one")
    assert first.metadata == {
        "note": MetadataValue(value="x"),
        "channels": MetadataValue(value=3),
        "step": MetadataValue(value=0.25),
        "live": MetadataValue(value=True),
        "power": MetadataValue(value=5.0, unit="mW", term_id="OBI:1"),
    }
    kinds = [type(one.value) for one in first.metadata.values()]
    assert kinds == [str, int, float, bool, float]
    assert {one.origin for one in first.metadata.values()} == {Typed()}


def test_a_draft_survives_the_journal(tmp_path: Path) -> None:
    made = draft(written(tmp_path, WHOLE))
    again = Draft.model_validate(json.loads(made.model_dump_json()))
    assert again == made
    first = next(assay for _, assay in again.assays())
    assert [type(one.value) for one in first.metadata.values()] == [str, int, float, bool, float]


# -- files


def test_patterns_are_replaced_by_what_they_find_in_order(tmp_path: Path) -> None:
    for name in ("b.czi", "a.czi", "c.lif", "sub/d.czi", "sub/deeper/e.czi"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sources(tmp_path, "*.czi", "c.lif") == ["a.czi", "b.czi", "c.lif"]
    assert sources(tmp_path, "?.lif") == ["c.lif"]
    assert sources(tmp_path, "[ab].czi") == ["a.czi", "b.czi"]
    assert sources(tmp_path, "**/*.czi") == ["a.czi", "b.czi", "sub/d.czi", "sub/deeper/e.czi"]
    assert sources(tmp_path, "sub") == ["sub"]


def test_a_pattern_that_finds_nothing_is_passed_on(tmp_path: Path) -> None:
    """The plan says that it is not there."""
    assert sources(tmp_path, "*.nd2") == ["*.nd2"]


def test_a_name_with_brackets_is_that_file_when_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "a[1].czi").touch()
    (tmp_path / "a1.czi").touch()
    assert sources(tmp_path, "a[1].czi") == ["a[1].czi"]


def test_the_folder_of_the_deposit_file_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "exp [1] *"
    folder.mkdir()
    (folder / "a.czi").touch()
    assert sources(folder, "*.czi") == ["a.czi"]


def test_absolute_paths_and_those_beside_are_taken(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "a.czi").touch()
    for name in (str(tmp_path / "beside" / "*.czi"), "../beside/*.czi", "../beside/a.czi"):
        [[found]] = draft(one_assay(tmp_path / "here", name)).sources
        assert os.path.isabs(found)
        assert os.path.samefile(found, tmp_path / "beside" / "a.czi"), name


def test_the_home_folder_is_known_and_a_strangers_is_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    [[mine, other]] = draft(one_assay(tmp_path, "~/a.czi", "~nobody-of-this-name/a")).sources
    assert mine == str(home / "a.czi")
    if sys.platform != "win32":
        assert other == str(tmp_path / "~nobody-of-this-name/a")


def test_it_may_name_thousands_of_files(tmp_path: Path) -> None:
    names = [f"a_long_name_of_a_series_{number:06}_{'x' * 100}.tif" for number in range(5000)]
    assert len(draft(one_assay(tmp_path, *names)).sources[0]) == 5000


# -- what cannot be used


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '[investigation]\nname = "I"\ntitel = "x"\n',
            (3, "investigation.titel", "extra_forbidden"),
        ),
        ('[investigation]\nname = ""\n', (2, "investigation.name", "string_too_short")),
        ('[investigation\nname = "I"\n', (1, "", "syntax")),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, text: str, found: tuple[int, str, str]
) -> None:
    rest = '\n[[study]]\nname = "S"\n[[study.assay]]\nname = "A"\nfiles = ["a"]\n'
    assert refusal(written(tmp_path, text + rest)) == found


@pytest.mark.parametrize(
    ("files", "why"),
    [("[]", "too_short"), ('[""]', "not_a_path"), ('["a\\u0000b"]', "not_a_path"),
     ('["a/x**y/b"]', "not_a_pattern"), ('["a", 1]', "string_type"), ('"a.czi"', "tuple_type")],
)  # fmt: skip
def test_files_that_are_none_are_refused_on_their_line(
    tmp_path: Path, files: str, why: str
) -> None:
    text = '[investigation]\nname = "I"\n[[study]]\nname = "S"\n[[study.assay]]\nname = "A"\n'
    line, key, told = refusal(written(tmp_path, f"{text}files = {files}\n"))
    assert (line, key.startswith("study.0.assay.0.files"), told) == (7, True, why)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "[1]", "2026-01-01", "{ value = nan }"])
def test_a_value_that_json_has_no_word_for_is_refused(tmp_path: Path, value: str) -> None:
    """Once journalled as null it could never be read again."""
    line, key, _ = refusal(one_assay(tmp_path, "a.czi", metadata=f"\nx = {value}"))
    assert line == 10
    assert key.startswith("study.0.assay.0.metadata.x")


def test_no_draft_holds_what_json_has_no_word_for() -> None:
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="finite"):
            MetadataValue(value=value)


@pytest.mark.parametrize("missing", ["investigation", "study"])
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    parts = {"investigation": '[investigation]\nname = "I"\n', "study": '[[study]]\nname = "S"\n'}
    text = "".join(part for name, part in parts.items() if name != missing)
    assert refusal(written(tmp_path, text))[1:] == (missing, "missing")


def test_what_is_no_deposit_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.toml")[2] == "missing"
    (tmp_path / "folder.toml").mkdir()
    assert refusal(tmp_path / "folder.toml")[2] == "not_a_file"
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert refusal(huge)[2] == "too_large"
    (tmp_path / "latin.toml").write_bytes("[investigation]\nname = 'é'".encode("latin-1"))
    assert refusal(tmp_path / "latin.toml") == (2, "", "not_utf8")


def test_a_fault_never_tells_a_value(tmp_path: Path) -> None:
    text = '[investigation]\nname = "I"\npassword = "hunter2"\n'
    with pytest.raises(InputError) as raised:
        read_deposit(written(tmp_path, text))
    assert "hunter2" not in str(raised.value)
