"""Where everything lies on this PC, and on what kind of disk (DESIGN 4)."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from fbi_uploader.errors import Code, InputError
from fbi_uploader.filesystem import NETWORK_KINDS, filesystem_kind, is_network

NAME = "fbi_uploader"
HOME_VARIABLE = "FBI_UPLOADER_HOME"

__all__ = [
    "HOME_VARIABLE",
    "NAME",
    "Home",
    "denied",
    "filesystem_kind",
    "find_home",
    "is_network",
    "machine_nodes",
    "machine_policy",
    "make_private_folder",
    "resources",
    "shown",
    "write_atomically",
]


@dataclass(frozen=True, slots=True)
class Home:
    """All that one run keeps, under one folder: with `--home` as with the system's place."""

    root: Path

    @property
    def nodes(self) -> Path:
        """The user's own node files."""
        return self.root / "nodes"

    @property
    def persons(self) -> Path:
        """Who uses this PC, and their logins; never a password."""
        return self.root / "persons.toml"

    @property
    def journal(self) -> Path:
        """The SQLite file."""
        return self.root / "journal.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the one engine."""
        return self.root / "engine.lock"

    @property
    def inbox(self) -> Path:
        """Orders left for a running engine."""
        return self.root / "inbox"

    @property
    def drafts(self) -> Path:
        """Submissions not sent yet."""
        return self.root / "drafts"

    @property
    def settings(self) -> Path:
        """What this account chose: language, cap, quiet hours."""
        return self.root / "settings.toml"

    @property
    def cache(self) -> Path:
        """Thumbnails, and what may be lost and made again."""
        return self.root / "cache"

    @property
    def receipts(self) -> Path:
        """Receipts as pages, made to be looked at."""
        return self.root / "receipts"

    @property
    def logs(self) -> Path:
        """What the engine and its children said."""
        return self.root / "logs"

    def prepare(self, kind_of: Callable[[Path], str | None] | None = None) -> None:
        """Make the folders, for this account alone (0700).

        Raises InputError: DATA_ON_NETWORK (path, kind), because SQLite's locks and its WAL do not
        hold there (https://sqlite.org/wal.html); DENIED (path, why).
        """
        kind = (kind_of or filesystem_kind)(self.root)
        if kind in NETWORK_KINDS:
            raise InputError(Code.DATA_ON_NETWORK, path=shown(self.root), kind=kind)
        for folder in (self.root, self.nodes, self.inbox, self.drafts, self.logs):
            make_private_folder(folder)


def find_home(chosen: Path | None = None, environment: Mapping[str, str] | None = None) -> Home:
    """`--home`, else FBI_UPLOADER_HOME, else the system's place for this account's state.

    That is %LOCALAPPDATA% (never the roaming profile), XDG_STATE_HOME or Application Support.
    """
    variables = os.environ if environment is None else environment
    named = chosen or variables.get(HOME_VARIABLE) or None
    root = Path(named) if named else platformdirs.user_state_path(NAME, appauthor=False)
    return Home(root.expanduser().absolute())


def machine_nodes(environment: Mapping[str, str] | None = None) -> Path:
    """Folder of the node files that facility staff deploy; `policy.toml` lies beside it."""
    variables = os.environ if environment is None else environment
    if sys.platform == "win32":
        base = Path(variables.get("PROGRAMDATA", r"C:\ProgramData")) / NAME
    elif sys.platform == "darwin":
        base = Path("/Library/Application Support") / NAME
    else:
        base = Path("/etc") / NAME
    return base / "nodes"


def machine_policy(nodes: Path) -> Path:
    """The policy file that belongs to a machine-wide nodes folder."""
    return nodes.parent / "policy.toml"


def resources() -> Path:
    """Icons, templates, messages, nodes: in the wheel, in the frozen program, or the checkout."""
    package = Path(__file__).resolve().parent
    if (package / "_resources").is_dir():
        return package / "_resources"
    frozen = vars(sys).get("_MEIPASS")
    return (Path(frozen) if isinstance(frozen, str) else package.parent) / "resources"


def shown(text: str | Path) -> str:
    """A hostile name as one line that can be shown: what does not print is escaped.

    Spaces of every width stay: French has narrow ones, and so have the names of screenshots.
    """
    name = os.fspath(text)
    return name if name.isprintable() else "".join(map(_shown_letter, name))


def _shown_letter(letter: str) -> str:
    if letter.isprintable() or unicodedata.category(letter) == "Zs":
        return letter
    return ascii(letter)[1:-1]


def denied(path: Path, error: OSError) -> InputError:
    """An operating system's refusal on this PC, typed. `why` is the errno's name."""
    why = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return InputError(Code.DENIED, path=shown(path), why=why)


def make_private_folder(folder: Path) -> None:
    """Make it, and every missing parent, 0700; leave what exists as it is. InputError DENIED."""
    try:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "", str(folder))
    except OSError as error:
        raise denied(folder, error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` as a whole: a crash leaves the old or the new content. InputError DENIED."""
    try:
        _replace(path, content)
        _flush_folder(path.parent)
    except OSError as error:
        raise denied(path, error) from error


def _replace(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be flushed there; NTFS journals the rename
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
