"""Our own folder on the node: whose it is, and how it is cleared (DESIGN 7, Staging)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from fbi_uploader.errors import Code, NodeError, UploaderError
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.source import Bytes
from fbi_uploader.transfer.task import Task

OWNER = "owner.json"
_OVER = frozenset({"parts", "record"})  # folders in which nothing is worth keeping at the end
_OWNER_LIMIT = 64 * 1024  # bytes: what another program wrote there is not read without end


@dataclass(frozen=True, slots=True)
class Owner:
    """Who made a staging folder; `started` in ISO 8601."""

    pc: str
    journal: str
    submission: str
    person: str
    started: str

    def document(self) -> bytes:
        """Its file's content: the same for the same facts."""
        return (json.dumps(asdict(self), indent=2, sort_keys=True) + "\n").encode()


def read_owner(backend: Backend, folder: str) -> Owner | None:
    """Whose staging folder it is; None when it does not say so, or not in our way."""
    try:
        content = bytearray()
        for piece in backend.read(f"{folder}/{OWNER}", 0):
            content += piece
            if len(content) > _OWNER_LIMIT:
                return None
        known = json.loads(content)
        return Owner(**{name: str(known[name]) for name in Owner.__slots__})
    except UploaderError as error:
        if error.code is not Code.TARGET_MISSING:
            raise
    except (ValueError, KeyError, TypeError):
        return None
    return None


def is_anothers(backend: Backend, folder: str, journal: str) -> bool:
    """Whether a staging folder says that it belongs to another journal than this."""
    owner = read_owner(backend, folder)
    return owner is not None and owner.journal != journal


def occupy(task: Task, backend: Backend, owner: Owner) -> None:
    """Make our staging folder, or find it again. NodeError STAGING_FOREIGN when it is another's."""
    folder = task.route.staging(task.id)
    path = f"{folder}/{OWNER}"
    found = backend.stat(path)
    if found is not None and found.size != len(owner.document()):
        _refuse_another(backend, folder, owner)
        backend.remove(path)  # ours, cut off by a crash while it was written
        found = None
    if found is None:
        backend.write(path, Bytes(owner.document()), 0, lambda _count: None)
    _refuse_another(backend, folder, owner)


def _refuse_another(backend: Backend, folder: str, owner: Owner) -> None:
    found = read_owner(backend, folder)
    if found is not None and found.journal != owner.journal:
        raise NodeError(Code.STAGING_FOREIGN, path=folder, pc=found.pc, person=found.person)


def clear(task: Task, backend: Backend, places: Collection[int] = ()) -> bool:
    """Remove our staging folder; what is held stays, noted as a leftover.

    `places` are cancelled assays whose verified files go as well; those of others are never
    touched, nor is a folder of another journal. Returns whether nothing is left.
    """
    folder = task.route.staging(task.id)
    if backend.stat(folder) is None:
        return True
    if is_anothers(backend, folder, task.journal.identity):
        return False
    for inner in ("parts", "record", *(f"ready/{place}" for place in places)):
        for path, _ in list(tree.walk(backend, f"{folder}/{inner}")):
            task.discard(backend, f"{folder}/{inner}/{path}")
    return _clear_folders(task, backend, folder)


def _clear_folders(task: Task, backend: Backend, folder: str) -> bool:
    for path in reversed(tree.folders(backend, folder)[1:]):
        if not any(True for _ in backend.list(path)):
            task.discard(backend, path)
    left = {entry.name for entry in backend.list(folder)} - {OWNER}
    if left:
        if left <= _OVER:  # what was held lets go one day, and then our folder goes with it
            task.note_leftover(folder)
        return False
    task.discard(backend, f"{folder}/{OWNER}")
    return task.discard(backend, folder)
