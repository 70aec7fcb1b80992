"""How the program starts: what it loads, and what it leaves be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_START = """
import gc, sys
from fbi_uploader.__main__ import main
sys.argv = ["fbi-uploader", *{words!r}]
try:
    main()
except SystemExit:
    pass
loaded = [name for name, one in sys.modules.items() if type(one).__name__ != "_LazyModule"]
"""
_NODE = """
id = "here"
names = { fr = "Ici", en = "Here" }
landing = ""
exports = []
[folder]
path = "node"
"""
_DEPOSIT = """
node = "here"
[investigation]
name = "Start"
[[study]]
name = "Study"
[[study.assay]]
name = "Assay"
files = ["image.dat"]
"""


def started(then: str, *words: str) -> str:
    """What a start of the command line and then a line of Python print last."""
    command = [sys.executable, "-c", _START.format(words=list(words or ("--version",))) + then]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()[-1]


def loaded(*words: str) -> list[str]:
    """The modules that a command has loaded at its end."""
    found: list[str] = json.loads(started("import json; print(json.dumps(loaded))", *words))
    return found


@pytest.fixture(scope="module")
def by_deposit(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The modules that a whole deposit into a folder loads, told in JSON."""
    home = tmp_path_factory.mktemp("start")
    (home / "nodes").mkdir()
    (home / "node").mkdir()
    (home / "nodes" / "here.toml").write_text(_NODE.replace('"node"', f'"{home}/node"'))
    (home / "deposit.toml").write_text(_DEPOSIT)
    (home / "image.dat").write_bytes(b"image")
    os.utime(home / "image.dat", (1_600_000_000, 1_600_000_000))
    found = loaded("deposit", f"{home}/deposit.toml", "--json", "--home", str(home))
    assert list((home / "node" / "Start" / "Study" / "Assay").iterdir())
    return found


def among(modules: list[str], name: str) -> list[str]:
    """`name` and what lies in it, of `modules`."""
    return [one for one in modules if one == name or one.startswith(f"{name}.")]


@pytest.mark.parametrize(
    "module",
    ["rich", "numpy", "tifffile", "keyring", "sqlite3", "fbi_uploader.app"],
)
def test_the_version_loads_nothing_that_works(module: str) -> None:
    assert not among(loaded("--version"), module)


@pytest.mark.parametrize(
    "module",
    [
        "rich",
        "numpy",
        "tifffile",
        "keyring",
        "cryptography",
        "spnego",
        "fbi_uploader.cli.submissions",
        "fbi_uploader.cli.nodes",
        "fbi_uploader.cli.templates",
        "fbi_uploader.export.quay",
        "fbi_uploader.export.isatab",
        "fbi_uploader.export.receipt_page",
        "fbi_uploader.intake.inspect.inspector",
        "fbi_uploader.transfer.backends.smb",
    ],
)
def test_a_deposit_that_is_told_in_json_loads_only_what_it_uses(
    by_deposit: list[str], module: str
) -> None:
    assert not among(by_deposit, module)


def test_cycles_are_looked_for_again_once_all_is_loaded() -> None:
    told = started("print(gc.isenabled(), gc.get_freeze_count() > 10_000)")
    assert told == "True True"


def test_what_is_put_off_is_there_when_it_is_used() -> None:
    code = """
import sys
from fbi_uploader.loading import loading
with loading("cryptography.x509"):
    import spnego
put_off = sys.modules["cryptography.x509"]
print(type(put_off).__name__, put_off.Name.__module__, type(put_off).__name__)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["_LazyModule", "cryptography.x509.name", "module"]


def test_a_typing_mistake_is_answered_with_the_nearest_command() -> None:
    command = [sys.executable, "-m", "fbi_uploader", "depsit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "'deposit'" in done.stderr


def test_every_command_can_be_loaded() -> None:
    from fbi_uploader.cli import main  # noqa: PLC0415 - typer, which the other tests start anew

    for name in main._COMMANDS:
        assert main._loaded(name).name == name


def test_the_home_before_a_command_is_the_commands_own(tmp_path: Path) -> None:
    for words in (["--home", str(tmp_path), "node", "list", "--json"], ["status", "--json"]):
        environment = {**os.environ, "FBI_UPLOADER_HOME": str(tmp_path / "other")}
        command = [sys.executable, "-m", "fbi_uploader", *words]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env=environment)
    assert (tmp_path / "nodes").is_dir()
