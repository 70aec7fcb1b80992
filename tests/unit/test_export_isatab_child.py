"""The child in which isatools writes may crash, hang or talk nonsense: that has a name."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader import __version__
from fbi_uploader.children import command_of, surroundings
from fbi_uploader.errors import Code, FileError
from fbi_uploader.export.context import Export
from fbi_uploader.export.isatab.exporting import MOST_FILES, document, facts_of, made, tables
from fbi_uploader.export.isatab.facts import Request
from fbi_uploader.export.isatab.writing import NAME
from fbi_uploader.isa.model import Assay
from tests.isatab_tools import REPOSITORY, context, report, study

GOOD = json.dumps({"version": __version__, "files": ["a", "b"]})
TOLD = report(study(Assay(name="j7")))


def child(python: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys, time; sys.stdin.read(); {python}")


def why(command: tuple[str, ...], facts: Path, limit: float = 60.0) -> object:
    facts.write_bytes(b"told")
    with pytest.raises(FileError) as caught:
        made("isatab", facts, command, limit)
    assert caught.value.code is Code.EXPORT_REFUSED
    return caught.value.facts["why"]


def test_what_it_says_is_believed(tmp_path: Path) -> None:
    (tmp_path / "facts").write_bytes(b"told")
    assert made("isatab", tmp_path / "facts", child(f"print({GOOD!r})")) == ("a", "b")


@pytest.mark.parametrize(
    ("python", "reason"),
    [
        ("print('hello')", "answer"),
        ("pass", "answer"),
        ("print('[' * 100_000)", "answer"),
        (f"print({GOOD!r}); print('printed by a library')", "answer"),
        (f"print({GOOD!r}[:-1] + ', \"failure\": 5}}')", "answer"),
        ('print(\'{"version": "0.0"}\')', "version"),
        (f'print({GOOD!r}[:-1] + \', "failure": "KeyError: x"}}\')', "KeyError: x"),
        (f"print({GOOD!r}, flush=True); import os; os.abort()", "crashed"),
        (f"print({GOOD!r}, flush=True); sys.exit(7)", "crashed"),
    ],
)
def test_whatever_becomes_of_it_has_a_name(tmp_path: Path, python: str, reason: str) -> None:
    assert why(child(python), tmp_path / "facts") == reason


def test_one_that_hangs_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hangs = f"import os; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    assert why(child(hangs), tmp_path / "facts", 3.0) == "timed_out"
    assert pid.read_text()
    if sys.platform == "linux":
        assert not Path(f"/proc/{pid.read_text()}").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C goes by consoles there")
def test_ctrl_c_does_not_reach_it(tmp_path: Path) -> None:
    alone = f"import os; print({GOOD!r} if os.getpgrp() == os.getpid() else 'not alone')"
    (tmp_path / "facts").write_bytes(b"told")
    assert made("isatab", tmp_path / "facts", child(alone)) == ("a", "b")


def test_one_that_does_not_start(tmp_path: Path) -> None:
    assert why((str(tmp_path / "python"),), tmp_path / "facts") == "start"


def test_what_isatools_prints_comes_not_between(tmp_path: Path) -> None:
    prints = (
        "from fbi_uploader.export.isatab import writing;"
        "writing.written = lambda facts: (print('a library prints', flush=True), 'a')[1:];"
        "writing.main()"
    )
    (tmp_path / "facts").write_bytes(b"told")
    assert made("isatab", tmp_path / "facts", (sys.executable, "-c", prints)) == ("a",)


def test_without_isatools_it_says_so(tmp_path: Path) -> None:
    """As where only a part of the program was installed."""
    hidden = (
        "import importlib.util, sys; find = importlib.util.find_spec;"
        "importlib.util.find_spec = lambda name, *more: name != 'isatools' and find(name) or None;"
        "from fbi_uploader.export.isatab import writing; writing.main()"
    )
    assert why((sys.executable, "-c", hidden), tmp_path / "facts") == "isatools_missing"


def test_what_isatools_cannot_write_is_told_in_its_words(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    facts.write_bytes(b"".join(facts_of(TOLD, context(), Request("isatab", str(tmp_path / "no")))))
    with pytest.raises(FileError, match="export_refused") as caught:
        made("isatab", facts, command_of(NAME))
    assert "FileNotFoundError" in str(caught.value.facts["why"])


def test_more_files_than_fit_into_memory_are_refused() -> None:
    many = replace(TOLD.assays[0], files=MOST_FILES + 1)
    with pytest.raises(FileError, match="export_refused"):
        next(tables(replace(TOLD, assays=(many,)), context()))


@pytest.mark.parametrize("make", [tables, document])
def test_nothing_is_left_behind(
    make: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for one in make(TOLD, context()):
        assert b"".join(one.pieces())
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


LOADED = """
import sys
from fbi_uploader.cli.main import cli
from fbi_uploader import service
from tests.isatab_tools import context, report, study
from fbi_uploader.export.formats import export
from fbi_uploader.isa.model import Assay

for format_ in ("isatab", "isajson"):
    told = report(study(Assay(name="j7")))
    assert [b"".join(one.pieces()) for one in export(format_, told, context())]
print({"isatools", "pandas", "networkx"} & set(sys.modules))
"""


def test_no_process_but_the_child_loads_isatools() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=REPOSITORY,
    )
    assert done.stdout == "set()\n"


ITS_OWN_WAYS = """
import sys
from dataclasses import replace
from pathlib import Path
from importlib import import_module
from fbi_uploader.export.isatab import writing

writing._load()
write = import_module("isatools.isatab.dump.write")
its = write._build_paths_and_indexes
if sys.argv[1] == "its":
    writing._paths = its
with open(sys.argv[2], "rb") as facts:
    writing.written(facts)
print(write._build_paths_and_indexes is its)
"""


def test_our_ways_through_an_assay_are_those_of_isatools(tmp_path: Path) -> None:
    """They are found in its place, because it takes time with the square of the files."""
    files = [f"{number}.czi" for number in range(40)]
    told = report(study(Assay(name="a"), Assay(name="b")), files=files)
    written: list[dict[str, bytes]] = []
    for whose in ("its", "ours"):
        to = tmp_path / whose
        to.mkdir()
        facts = tmp_path / "facts"
        facts.write_bytes(b"".join(facts_of(told, context(), Request("isatab", str(to)))))
        done = subprocess.run(
            [sys.executable, "-c", ITS_OWN_WAYS, whose, str(facts)],
            check=True,
            capture_output=True,
            encoding="utf-8",
            **surroundings(),
        )
        assert done.stdout == f"{whose == 'its'}\n"
        written.append({path.name: path.read_bytes() for path in to.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) == 4
