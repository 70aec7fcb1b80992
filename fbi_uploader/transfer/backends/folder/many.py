"""Many small files of a folder backend, with as few waits for the disk as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

from fbi_uploader.errors import UploaderError
from fbi_uploader.transfer.backend import Digest, Item, OnBytes
from fbi_uploader.transfer.backends.folder import files as folder_files
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.errors import Speaking, translated
from fbi_uploader.transfer.backends.folder.files import closing
from fbi_uploader.transfer.backends.folder.tree import Tree, Visit
from fbi_uploader.transfer.backends.many import each, stops_all
from fbi_uploader.transfer.landing import check_path, check_rename

Given = TypeVar("Given")
Done = TypeVar("Done")


def write(
    tree: Tree, items: Sequence[Item], on_bytes: OnBytes, *, network: bool
) -> Sequence[UploaderError | None]:
    """See `ManyWriter.write_many`."""

    def group(some: Sequence[Item]) -> Sequence[UploaderError | None]:
        with tree.visit() as visit, closing() as opened:
            handles = each(some, lambda item: _written(visit, item, opened, on_bytes))
            # Over a network nothing says that flushing the volume reaches the server's disk.
            return _flushed(visit, some, handles, None if network else tree.volume)

    return _by_groups(items, group)


def digest(tree: Tree, paths: Sequence[str], on_bytes: OnBytes) -> Sequence[Digest | UploaderError]:
    """See `ManyWriter.digest_many`."""

    def group(some: Sequence[str]) -> Sequence[Digest | UploaderError]:
        with tree.visit() as visit, closing() as opened:
            handles = each(some, lambda path: _stored(visit, path, opened))
            pairs = zip(some, handles, strict=True)
            return each(pairs, lambda pair: _digested(*pair, on_bytes))

    return _by_groups(paths, group)


def rename(tree: Tree, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
    """See `ManyWriter.rename_many`."""

    def group(some: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        with tree.visit() as visit:
            return _settled(visit, each(some, lambda pair: _moved(visit, *pair)))

    return _by_groups(pairs, group)


def _by_groups(
    given: Sequence[Given], act: Callable[[Sequence[Given]], Sequence[Done | UploaderError]]
) -> list[Done | UploaderError]:
    """`act` on as many at a time as may be open at once, until the trouble is everyone's."""
    answers: list[Done | UploaderError] = []
    waiting = iter(given)
    while some := list(islice(waiting, folder_system.GROUP)):
        last = answers[-1] if answers else None
        if isinstance(last, UploaderError) and stops_all(last):
            answers += [last] * len(some)
            continue
        try:
            answers += act(some)
        except UploaderError as error:
            answers += [error] * len(some)
    return answers


def _written(visit: Visit, item: Item, opened: list[int], on_bytes: OnBytes) -> int:
    check_path(item.path)
    handle = folder_files.target(visit, item.path, 0, opened)
    folder_files.pour(visit, item.path, item.source, 0, handle, on_bytes)
    return handle


def _flushed(
    visit: Visit,
    items: Sequence[Item],
    written: Sequence[int | UploaderError],
    volume: int | None,
) -> Sequence[UploaderError | None]:
    handles = [one for one in written if isinstance(one, int)]
    flushed = iter(folder_system.flush_many(handles, volume))
    answers: list[UploaderError | None] = []
    for item, one in zip(items, written, strict=True):
        if isinstance(one, UploaderError):
            answers.append(one)
        else:
            trouble = next(flushed)
            folder_system.forget(one)
            answers.append(translated(trouble, item.path) if trouble else None)
    if volume is not None:
        visit.settled()
    return _settled(visit, answers)


def _stored(visit: Visit, path: str, opened: list[int]) -> int:
    check_path(path)
    handle = folder_files.stored(visit, path, opened)
    folder_system.read_soon(handle)
    return handle


def _digested(path: str, handle: int | UploaderError, on_bytes: OnBytes) -> Digest:
    if isinstance(handle, UploaderError):
        raise handle
    return folder_files.digest(path, handle, on_bytes)


def _moved(visit: Visit, source: str, target: str) -> None:
    check_rename(source, target)
    folder_files.move(visit, source, target)


def _settled(
    visit: Visit, answers: Sequence[UploaderError | None]
) -> Sequence[UploaderError | None]:
    """The names made durable; where that fails nobody may count on his."""
    try:
        with Speaking(""):
            visit.settle()
    except UploaderError as error:
        return [answer or error for answer in answers]
    return answers
