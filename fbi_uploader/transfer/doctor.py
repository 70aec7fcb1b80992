"""What was left behind on a node, and whether it can be used at all."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, FileError, InputError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.control import Control, Tally
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import Leftover, SubmissionRow
from fbi_uploader.transfer.publishing import staging
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.source import Bytes
from fbi_uploader.transfer.stages import ARRIVED, Stage
from fbi_uploader.transfer.task import Task


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a staging folder.

    `what` is one of `removed`, `held`, `in use`, `another's`, `nobody's`; `owner` names the PC
    and person that it is.
    """

    path: str
    what: str
    owner: str


def examine(journal: Journal, route: Route, clock: Clock) -> list[Finding]:
    """Remove what is ours and over; name the rest. Another journal's folder is never touched."""
    with route.connect() as backend:
        return [
            *_leftovers(journal, route, backend),
            *_staging_folders(journal, route, backend, clock),
        ]


def clear_leftovers(journal: Journal, route: Route, backend: Backend) -> None:
    """Remove what was held the last time, as far as it lets go."""
    for _ in _leftovers(journal, route, backend):
        pass


def _leftovers(journal: Journal, route: Route, backend: Backend) -> Iterator[Finding]:
    for one in records.leftovers(journal, route.node):
        found = _clear_leftover(journal, route, backend, one)
        if found == "removed":
            with journal.transaction() as connection:
                connection.execute("DELETE FROM leftovers WHERE id = ?", (one.id,))
        yield Finding(one.path, found, "")


def _clear_leftover(journal: Journal, route: Route, backend: Backend, one: Leftover) -> str:
    """Remove it, unless it is held, or its staging folder has become another journal's."""
    above, staged, _ = one.path.partition(f"{route.staging_name}/{one.submission}")
    try:
        if staging.is_anothers(backend, above + staged, journal.identity):
            return "another's"
        _remove_tree(backend, one.path)
    except (RetryError, FileError):
        return "held"
    return "removed"


def _remove_tree(backend: Backend, path: str) -> None:
    """Remove a file, or a folder with all in it, unless it is gone."""
    entry = backend.stat(path)
    if entry is None:
        return
    if entry.is_folder:
        for inner, _ in list(tree.walk(backend, path)):
            backend.remove(f"{path}/{inner}")
        for folder in reversed(tree.folders(backend, path)):
            backend.remove(folder)
    else:
        backend.remove(path)


def _staging_folders(
    journal: Journal, route: Route, backend: Backend, clock: Clock
) -> Iterator[Finding]:
    for entry in list(tree.entries(backend, route.path(route.staging_name))):
        if not entry.is_folder:
            continue
        path = route.staging(entry.name)
        owner = staging.read_owner(backend, path)
        if owner is None:
            yield Finding(path, "nobody's", "")
        elif owner.journal != journal.identity:
            yield Finding(path, "another's", f"{owner.pc}, {owner.person}, {owner.started}")
        else:
            yield _ours(journal, route, backend, clock, entry.name)


def _ours(
    journal: Journal, route: Route, backend: Backend, clock: Clock, submission: str
) -> Finding:
    path = route.staging(submission)
    try:
        row = records.submission(journal, submission)
    except InputError:
        return Finding(path, "nobody's", "")
    if row.stage not in {*ARRIVED, Stage.CANCELLED}:
        return Finding(path, "in use", row.person)
    places = [
        assay.place
        for assay in records.assays(journal, submission)
        if assay.stage is Stage.CANCELLED
    ]
    gone = staging.clear(_task(journal, row, route, clock), backend, places)
    return Finding(path, "removed" if gone else "held", "")


def _task(journal: Journal, row: SubmissionRow, route: Route, clock: Clock) -> Task:
    tally = Tally(row.id, 0, 0, clock, lambda _event: None)
    return Task(journal, row, route, clock, Control(clock), tally, lambda _event: None)


# -- "Test connection"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a check: how long it took, in seconds, and what went wrong."""

    name: str
    seconds: float
    error: UploaderError | None


_CONTENT = b"fbi_uploader looks whether it can write here\n" * 1000


def check(route: Route, clock: Clock) -> list[Step]:
    """Write, read back, rename and remove in a scratch folder; stops at the first failure.

    The person's landing folder is looked for and never made.
    """
    return [step for step, _ in steps(route, clock)]


def steps(route: Route, clock: Clock) -> Iterator[tuple[Step, Backend]]:
    """As `check`, each step as it ends, with the connection that it was tried on."""
    backend = route.connect()
    scratch = _Scratch(route, backend, route.staging(f"check-{secrets.token_hex(8)}"))
    try:
        for name, act in _acts(scratch):
            began = clock.monotonic()
            error = _error_of(act)
            yield Step(name, clock.monotonic() - began, error), backend
            if error is not None:
                if not isinstance(error, RetryError):  # a lost line would be waited for again
                    scratch.clear()
                break
    finally:
        backend.close()


def _error_of(act: Callable[[], None]) -> UploaderError | None:
    try:
        act()
    except UploaderError as error:
        return error
    return None


def _acts(scratch: _Scratch) -> list[tuple[str, Callable[[], None]]]:
    return [
        ("connect", scratch.backend.connect),
        ("landing folder", scratch.look),
        ("write", scratch.write),
        ("read back", scratch.read_back),
        ("rename", scratch.rename),
        ("remove", scratch.remove),
    ]


@dataclass(frozen=True, slots=True)
class _Scratch:
    """The steps of a check, in a folder of their own."""

    route: Route
    backend: Backend
    folder: str

    @property
    def _renamed(self) -> str:
        # A name with a dot: shares hide or veto such names, and OME-Zarr needs them.
        return f"{self.folder}/b/.zattrs"

    def look(self) -> None:
        landing = self.route.landing
        if landing and self.backend.stat(landing) is None:
            raise NodeError(Code.LANDING_MISSING, path=landing)

    def write(self) -> None:
        self.backend.write(f"{self.folder}/a", Bytes(_CONTENT), 0, _count_nothing)

    def read_back(self) -> None:
        if b"".join(self.backend.read(f"{self.folder}/a", 0)) != _CONTENT:
            raise NodeError(Code.DIGEST_DIFFERS, path=f"{self.folder}/a")

    def rename(self) -> None:
        self.backend.rename(f"{self.folder}/a", self._renamed)
        if [entry.name for entry in self.backend.list(f"{self.folder}/b")] != [".zattrs"]:
            raise NodeError(Code.TARGET_MISSING, path=self._renamed)

    def remove(self) -> None:
        for path in (self._renamed, f"{self.folder}/b", self.folder):
            self.backend.remove(path)

    def clear(self) -> None:
        """Remove what a check that failed has left, as far as the node lets us."""
        inside = (f"{self.folder}/a", self._renamed, f"{self.folder}/b", self.folder)
        for path in inside:
            with contextlib.suppress(UploaderError):
                self.backend.remove(path)


def _count_nothing(_count: int) -> None:
    return
