"""Our own folder on the node: whose it is, and how it is cleared (DESIGN 7, Staging)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass

from fbi_uploader.errors import Code, FileError, NodeError, UploaderError
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend, Entry, Item
from fbi_uploader.transfer.backends.many import write_small
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
    if _written(backend, path, owner):
        return
    _refuse_another(backend, folder, owner)
    found = backend.stat(path)
    if found is not None and found.size == len(owner.document()):
        return
    if found is not None:
        backend.remove(path)  # ours, cut off by a crash while it was written
    if not _written(backend, path, owner):
        _refuse_another(backend, folder, owner)


def _written(backend: Backend, path: str, owner: Owner) -> bool:
    """Whether nobody had made it before: creating is exclusive."""
    try:
        write_small(backend, [Item(path, Bytes(owner.document()))])
    except FileError as error:
        if error.code is not Code.TARGET_EXISTS:
            raise
        return False
    return True


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
    if is_anothers(backend, folder, task.journal.identity):
        return False
    goes = tuple(
        f"{folder}/{inner}/" for inner in ("parts", "record", *(f"ready/{one}" for one in places))
    )
    left = {
        entry.name
        for entry in list(tree.entries(backend, folder))
        if entry.name != OWNER and not _gone(task, backend, f"{folder}/{entry.name}", entry, goes)
    }
    if left:
        if left <= _OVER:  # what was held lets go one day, and then our folder goes with it
            task.note_leftover(folder)
        return False
    task.discard(backend, f"{folder}/{OWNER}")
    return task.discard(backend, folder)


def _gone(task: Task, backend: Backend, path: str, entry: Entry, goes: tuple[str, ...]) -> bool:
    """Remove a file below one of `goes`, or a folder that is empty then; whether it is gone."""
    if not entry.is_folder:
        return path.startswith(goes) and task.discard(backend, path)
    inside: list[Entry] = []
    kept = False
    for one in tree.entries(backend, path):
        if one.is_folder or f"{path}/".startswith(goes):
            inside.append(one)
        else:
            kept = True  # and not in memory: there may be a million
    for one in inside:
        kept = not _gone(task, backend, f"{path}/{one.name}", one, goes) or kept
    return not kept and task.discard(backend, path)
