"""The nodes of this PC: machine-wide, bundled, the user's own, in this order (DESIGN 8)."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fbi_uploader.errors import Code, InputError, Problem, Severity
from fbi_uploader.nodes.editing import as_toml
from fbi_uploader.nodes.load import InvalidFileError, parse, read
from fbi_uploader.nodes.model import Node, Policy
from fbi_uploader.paths import denied, make_private_folder, shown, write_atomically


class Scope(StrEnum):
    """Who put the file there. The first one that has an id keeps it."""

    MACHINE = "machine"
    BUNDLED = "bundled"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class StoredNode:
    """A node and where it comes from; only OWN ones may be changed by the user."""

    node: Node
    scope: Scope
    path: Path

    @property
    def templates(self) -> Path:
        """The node's own templates, `<id>/templates` beside its file; it need not be there."""
        return self.path.parent / self.node.id / "templates"

    @property
    def vocabularies(self) -> Path:
        """The node's own vocabularies, `<id>/vocabularies` beside its file."""
        return self.path.parent / self.node.id / "vocabularies"


class NodeStore:
    """Reads the three folders when made and at `reload`; one bad file never hides the others.

    What another process of this account writes into the own folder is seen at the next question:
    the window edits nodes, the engine sends to them.

    `machine` None: no machine-wide scope. Folders need not exist; sub-folders are not read.
    """

    def __init__(self, machine: Path | None, bundled: Path, own: Path, policy: Policy) -> None:
        self._folders = {Scope.MACHINE: machine, Scope.BUNDLED: bundled, Scope.OWN: own}
        self._own = own
        self._policy = policy
        self._nodes: dict[str, StoredNode] = {}
        self._problems: list[Problem] = []
        self._reading = threading.RLock()  # the engine's threads never see half of them
        self._stamp: frozenset[tuple[str, int, int]] = frozenset()
        self.reload()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that were refused: NODE_INVALID, NODE_ID_TAKEN, NODE_FORBIDDEN."""
        return tuple(self._problems)

    def reload(self) -> None:
        """Look at the folders again."""
        with self._reading:
            self._stamp = _stamp_of(self._own)
            self._nodes.clear()
            self._problems.clear()
            for scope, folder in self._folders.items():
                for path in self._files(folder):
                    self._take(scope, path)

    def nodes(self) -> tuple[StoredNode, ...]:
        """All usable ones, by scope and then by file name."""
        with self._reading:
            self._look_again()
            return tuple(self._nodes.values())

    def get(self, node_id: str) -> StoredNode:
        """The node of this id. Raises InputError NODE_UNKNOWN (id, known)."""
        with self._reading:
            self._look_again()
            if node_id not in self._nodes:
                raise InputError(
                    Code.NODE_UNKNOWN, id=shown(node_id), known=", ".join(sorted(self._nodes))
                )
            return self._nodes[node_id]

    def add(self, file: Path) -> StoredNode:
        """Check a node file and copy it into the user's own folder.

        Raises InputError: NODE_FORBIDDEN, NODE_INVALID (InvalidFileError), NODE_ID_TAKEN, DENIED.
        """
        if self._policy.forbid_user_nodes:
            raise InputError(Code.NODE_FORBIDDEN, file=shown(file))
        content = read(file)  # once: what was checked is what is kept
        node = parse(Node, content, file)
        target = self._own / f"{node.id}.toml"
        if taken := self._nodes.get(node.id):
            raise InputError(Code.NODE_ID_TAKEN, **_taken_facts(node.id, file, taken))
        if target.exists():  # a broken or misnamed file that nobody but the user may discard
            raise InputError(Code.NODE_ID_TAKEN, id=node.id, file=shown(file), holder=shown(target))
        make_private_folder(self._own)
        write_atomically(target, content)
        self.reload()
        return self.get(node.id)

    def put(self, node: Node) -> StoredNode:
        """Write one of the user's own nodes, new or changed. Comments in its old file are lost.

        Raises InputError: NODE_FORBIDDEN, NODE_ID_TAKEN, DENIED.
        """
        target = self._own / f"{node.id}.toml"
        if self._policy.forbid_user_nodes:
            raise InputError(Code.NODE_FORBIDDEN, file=shown(target))
        taken = self._nodes.get(node.id)
        if taken and taken.scope is not Scope.OWN:
            raise InputError(Code.NODE_ID_TAKEN, **_taken_facts(node.id, target, taken))
        if taken is None and target.exists():  # as in `add`
            facts = {"id": node.id, "file": shown(target), "holder": shown(target)}
            raise InputError(Code.NODE_ID_TAKEN, **facts)
        make_private_folder(self._own)
        write_atomically(taken.path if taken else target, as_toml(node).encode())
        self.reload()
        return self.get(node.id)

    def remove(self, node_id: str) -> None:
        """Remove the file of one of the user's own nodes; its templates' folder stays.

        Raises InputError: NODE_UNKNOWN (id, known: the own ones), DENIED.
        """
        own = {one.node.id: one.path for one in self.nodes() if one.scope is Scope.OWN}
        if node_id not in own:
            raise InputError(Code.NODE_UNKNOWN, id=shown(node_id), known=", ".join(sorted(own)))
        try:
            own[node_id].unlink(missing_ok=True)
        except OSError as error:
            raise denied(own[node_id], error) from error
        self.reload()

    def _look_again(self) -> None:
        if _stamp_of(self._own) != self._stamp:
            self.reload()

    def _files(self, folder: Path | None) -> list[Path]:
        if folder is None:
            return []
        try:
            found = sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:  # said, because its ids are then free for others to take
            self._refuse(Code.NODE_INVALID, folder, file=shown(folder), why="unreadable")
            return []
        return [one for one in found if one.suffix == ".toml" and not one.name.startswith(".")]

    def _take(self, scope: Scope, path: Path) -> None:
        if scope is Scope.OWN and self._policy.forbid_user_nodes:
            self._refuse(Code.NODE_FORBIDDEN, path, file=shown(path))
            return
        try:
            node = parse(Node, read(path), path)
        except InvalidFileError as error:
            self._problems.extend(error.problems)
            return
        if taken := self._nodes.get(node.id):
            self._refuse(Code.NODE_ID_TAKEN, path, **_taken_facts(node.id, path, taken))
            return
        self._nodes[node.id] = StoredNode(node, scope, path)

    def _refuse(self, code: Code, path: Path, **facts: str) -> None:
        self._problems.append(Problem(code, shown(path), Severity.WARNING, facts))


def _stamp_of(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Another one once a file in the folder came, went, or was written: names, times in ns, sizes.

    The folder's own time says nothing of a file that an editor wrote in its place.
    """
    found = set()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # a link to nowhere is no file
                if entry.name.endswith(".toml"):
                    seen = entry.stat()
                    found.add((entry.name, seen.st_mtime_ns, seen.st_size))
    return frozenset(found)


def _taken_facts(node_id: str, file: Path, taken: StoredNode) -> dict[str, str]:
    return {
        "id": node_id,
        "file": shown(file),
        "holder": shown(taken.path),
        "scope": taken.scope.value,
    }
