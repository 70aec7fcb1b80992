"""The virtual environment: made once, installed into again only when pyproject.toml changed.

What it holds is written into it last, so a set-up that was interrupted is never taken as done.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from dev_python import SUPPORTED
from dev_shell import ROOT, SetUpError, Shell

STAMP = "fbi-uploader-setup.json"
UNFINISHED = "unfinished\n"


@dataclass(frozen=True)
class Stamp:
    """What an environment was set up from.

    `project` sha256 of pyproject.toml, `root` the checkout it points to (a moved copy points to
    the old one), `extras` the optional dependencies that are in it.
    """

    project: str
    root: str
    extras: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """A virtual environment's folder."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter, whether it is there or not."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The file that is written last."""
        return self.folder / STAMP


def wanted_stamp(root: Path, extras: Iterable[str]) -> Stamp:
    """What a set-up of `root` with these extras would leave."""
    project = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
    return Stamp(project, str(root), tuple(sorted(extras)))


def read_stamp(environment: Environment) -> Stamp | None:
    """What it was set up from; None when that was never finished."""
    try:
        facts = json.loads(environment.stamp.read_text(encoding="utf-8"))
        return Stamp(str(facts["project"]), str(facts["root"]), tuple(facts["extras"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ensure(
    environment: Environment, extras: Iterable[str], maker: str, shell: Shell, root: Path = ROOT
) -> None:
    """Leave `environment` with the program of `root` and `extras` installed.

    `maker` is the interpreter that a new environment is made with. Extras that are there already
    stay, so `run` and `test` do not undo each other. Raises SetUpError when something cannot be
    installed.
    """
    there = read_stamp(environment)
    wanted = wanted_stamp(root, {*extras, *(there.extras if there else ())})
    if there == wanted and environment.python.exists():
        return
    if not _can_be_kept(environment, there, wanted, shell):
        _make(environment, maker, shell)
    environment.stamp.write_text(UNFINISHED, encoding="utf-8")
    _install(environment, wanted, shell)
    environment.stamp.write_text(json.dumps(asdict(wanted)), encoding="utf-8")


def version_of(environment: Environment, shell: Shell) -> str:
    """Its Python, as "3.11"; empty when that does not start or has no pip."""
    ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    return (shell.answer([str(environment.python), "-c", ask]) or "").strip()


def _can_be_kept(
    environment: Environment, there: Stamp | None, wanted: Stamp, shell: Shell
) -> bool:
    """A finished one of this checkout, or one without a stamp that somebody made by hand."""
    if there is None and environment.stamp.exists():
        return False
    if there is not None and there.root != wanted.root:
        return False
    return version_of(environment, shell) in SUPPORTED


def _make(environment: Environment, maker: str, shell: Shell) -> None:
    print(f"Making {environment.folder}", flush=True)
    try:
        environment.folder.mkdir(exist_ok=True)
        environment.stamp.write_text(UNFINISHED, encoding="utf-8")
        _empty(environment)
    except OSError as error:
        raise SetUpError(f"{environment.folder} cannot be made anew: {error}") from error
    if shell.run([maker, "-m", "venv", str(environment.folder)]) != 0:
        raise SetUpError(f"{maker} could not make {environment.folder}; see above.")


def _empty(environment: Environment) -> None:
    """Remove all but the stamp, which says "unfinished" all the while."""
    for entry in environment.folder.iterdir():
        if entry == environment.stamp:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _install(environment: Environment, wanted: Stamp, shell: Shell) -> None:
    extras = f"[{','.join(wanted.extras)}]" if wanted.extras else ""
    print(f"Installing fbi_uploader{extras}: some minutes the first time", flush=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = [str(environment.python), *install, "--editable", f"{wanted.root}{extras}"]
    if shell.run(command) != 0:
        raise SetUpError(
            "The installation failed; see above. Type the same again to go on with it."
        )
