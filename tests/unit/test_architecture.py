"""The walls of DESIGN 3: they stand in the program, and they really hold something back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 400

LAYERS = "Arrows go down only"
NEIGHBOURS = "transfer, monitor and export never import each other"
QT = "PySide6 only under ui"
SMB = "spnego, smbclient and smbprotocol only in transfer/backends/smb"
IRODS = "irods only in transfer/backends/irods and monitor/irods"
OMERO = "omero and Ice only in monitor/omero"
ISATOOLS = "isatools only in export/isatab"
KEYRING = "keyring only in nodes/credentials"
IMAGES = "Image libraries only in intake/inspect"

# Every module that a contract names, and one beside each wall.
MODULES = [
    "__main__",
    "app",
    "service",
    "routes",
    "deposit",
    "drafting.model",
    "drafting.store",
    "cli.main",
    "ui.main",
    "ui.bridge",
    "messages",
    "exitcodes",
    "errors",
    "events",
    "paths",
    "clock",
    "transfer.engine",
    "transfer.service",
    "transfer.doctor",
    "transfer.decorators.retry",
    "transfer.decorators.throttle",
    "transfer.backend",
    "transfer.planning.plan",
    "transfer.journal",
    "transfer.backends.folder",
    "transfer.backends.smb",
    "transfer.backends.irods.raw",
    "monitor.irods",
    "monitor.omero",
    "monitor.timeline",
    "export.isatab",
    "export.receipt",
    "nodes.credentials",
    "nodes.store",
    "isa.model",
    "intake.inspect.tiff",
    "intake.scan",
]

ALLOWED = (
    ("__main__", "fbi_uploader.cli.main"),
    ("cli.main", "fbi_uploader.app"),
    ("app", "fbi_uploader.transfer.engine"),
    ("app", "fbi_uploader.export.receipt"),
    ("ui.main", "fbi_uploader.drafting.store"),
    ("drafting.store", "fbi_uploader.deposit"),
    ("transfer.engine", "fbi_uploader.transfer.backends.folder"),
    ("transfer.service", "fbi_uploader.transfer.engine"),
    ("transfer.backends.folder", "fbi_uploader.transfer.backend"),
    ("transfer.planning.plan", "fbi_uploader.intake.scan"),
    ("intake.scan", "fbi_uploader.errors"),
    ("ui.bridge", "PySide6.QtCore"),
    ("transfer.backends.smb", "spnego"),
    ("transfer.backends.irods.raw", "irods.session"),
    ("monitor.irods", "irods"),
    ("monitor.omero", "omero.gateway"),
    ("monitor.omero", "Ice"),
    ("export.isatab", "isatools.model"),
    ("nodes.credentials", "keyring"),
    ("intake.inspect.tiff", "tifffile"),
    ("intake.inspect.tiff", "numpy"),
)

REFUSED = (
    (LAYERS, "app", "fbi_uploader.cli.main"),
    (LAYERS, "app", "fbi_uploader.service"),
    (LAYERS, "drafting.model", "fbi_uploader.app"),
    (LAYERS, "deposit", "fbi_uploader.drafting.store"),
    (QT, "drafting.model", "PySide6.QtCore"),
    (LAYERS, "transfer.engine", "fbi_uploader.routes"),
    (LAYERS, "cli.main", "fbi_uploader.ui.main"),
    (LAYERS, "ui.main", "fbi_uploader.cli.main"),
    (LAYERS, "transfer.engine", "fbi_uploader.app"),
    (LAYERS, "transfer.backends.folder", "fbi_uploader.transfer.engine"),
    (LAYERS, "transfer.journal", "fbi_uploader.transfer.decorators.retry"),
    (LAYERS, "transfer.planning.plan", "fbi_uploader.transfer.backends.folder"),
    (LAYERS, "nodes.store", "fbi_uploader.export.receipt"),
    (LAYERS, "intake.scan", "fbi_uploader.transfer.planning.plan"),
    (LAYERS, "isa.model", "fbi_uploader.nodes.store"),
    (LAYERS, "errors", "fbi_uploader.isa.model"),
    (NEIGHBOURS, "transfer.engine", "fbi_uploader.export.receipt"),
    (NEIGHBOURS, "monitor.timeline", "fbi_uploader.transfer.journal"),
    (NEIGHBOURS, "export.receipt", "fbi_uploader.monitor.timeline"),
    (QT, "app", "PySide6.QtCore"),
    (QT, "cli.main", "shiboken6"),
    (SMB, "transfer.backends.folder", "smbclient"),
    (SMB, "app", "smbprotocol"),
    (IRODS, "monitor.timeline", "irods.session"),
    (OMERO, "monitor.timeline", "omero"),
    (OMERO, "app", "Ice"),
    (ISATOOLS, "export.receipt", "isatools"),
    (KEYRING, "nodes.store", "keyring"),
    (IMAGES, "intake.scan", "tifffile"),
    (IMAGES, "app", "numpy"),
)

# What takes long to import, or may not be there.
SLOW = frozenset(
    [
        "PySide6",
        "shiboken6",
        "isatools",
        "omero",
        "Ice",
        "irods",
        "smbclient",
        "smbprotocol",
        "keyring",
        "tifffile",
        "czifile",
        "liffile",
        "nd2",
        "oiffile",
        "numpy",
        "PIL",
    ]
)


def _skeleton(folder: Path, modules: tuple[str, ...] | list[str]) -> Path:
    """A package with the program's names and nothing in it; returns its folder."""
    package = folder / "fbi_uploader"
    for module in modules:
        path = package.joinpath(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for place in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        (place / "__init__.py").touch()
    return package


def _plant(package: Path, module: str, imported: str) -> None:
    path = package.joinpath(*module.split(".")).with_suffix(".py")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"import {imported}\n")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    command = [sys.executable, "-c", lint, "--no-cache", f"--config={REPOSITORY / '.importlinter'}"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def test_contracts_hold_for_a_package_that_keeps_them(tmp_path: Path) -> None:
    package = _skeleton(tmp_path, MODULES)
    for module, imported in ALLOWED:
        _plant(package, module, imported)
    done = _lint(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_do_not_need_modules_that_are_still_to_come(tmp_path: Path) -> None:
    _skeleton(tmp_path, ["errors"])
    done = _lint(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "module", "imported"), REFUSED)
def test_contract_refuses(tmp_path: Path, contract: str, module: str, imported: str) -> None:
    _plant(_skeleton(tmp_path, MODULES), module, imported)
    done = _lint(tmp_path)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout


def test_every_contract_is_tried(tmp_path: Path) -> None:
    names = {
        line.partition("=")[2].strip()
        for line in (REPOSITORY / ".importlinter").read_text(encoding="utf-8").splitlines()
        if line.startswith("name =")
    }
    assert names == {contract for contract, _, _ in REFUSED}


@pytest.mark.parametrize("start", ["fbi_uploader.app", "fbi_uploader.__main__"])
def test_start_loads_nothing_slow(start: str) -> None:
    assert _loaded_by(start) & SLOW == set()


def test_slow_import_would_be_seen() -> None:
    assert "numpy" in _loaded_by("tifffile") & SLOW


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("fbi_uploader", "packaging", "tests")
        for path in (REPOSITORY / folder).rglob("*.py")
    }
    assert len(lengths) > 10
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def _loaded_by(module: str) -> set[str]:
    """Top-level names of all that is loaded once `module` is, in a process of its own."""
    code = (
        f"import json, sys, {module}; "
        "print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))
