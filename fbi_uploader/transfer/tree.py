"""Walking and clearing folders on the other side."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.errors import Code, UploaderError
from fbi_uploader.transfer.backend import Backend, Entry


def entries(backend: Backend, folder: str) -> Iterator[Entry]:
    """Entries of a folder; none when it is not there."""
    try:
        yield from backend.list(folder)
    except UploaderError as error:
        if error.code is not Code.TARGET_MISSING:
            raise


def walk(backend: Backend, folder: str) -> Iterator[tuple[str, Entry]]:
    """Every file below `folder` as (path below it, entry); memory is one listing's folders."""
    waiting = [""]
    while waiting:
        inner = waiting.pop()
        prefix = f"{inner}/" if inner else ""
        for entry in entries(backend, f"{folder}/{inner}" if inner else folder):
            if entry.is_folder:
                waiting.append(prefix + entry.name)
            else:
                yield prefix + entry.name, entry


def folders(backend: Backend, folder: str) -> list[str]:
    """`folder` and every folder below it, deepest last."""
    found = [folder]
    for path in found:  # grows while it is read
        found.extend(f"{path}/{one.name}" for one in entries(backend, path) if one.is_folder)
    return found
