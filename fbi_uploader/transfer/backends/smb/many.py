"""Many small files: a compound each, from opening to closing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, FileError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Digest, Item, OnBytes, Space
from fbi_uploader.transfer.backends.smb import files, messages
from fbi_uploader.transfer.backends.smb.messages import (
    Access,
    Command,
    Disposition,
    Options,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.pipeline import Pipeline, Question
from fbi_uploader.transfer.backends.smb.share import Share
from fbi_uploader.transfer.landing import check_path, check_rename


def write(share: Share, items: Sequence[Item], on_bytes: OnBytes) -> Sequence[UploaderError | None]:
    """See `ManyWriter.write_many`."""
    sizes: dict[int, int] = {}

    def prepare(place: int) -> Question | None:
        item = items[place]
        check_path(item.path)
        wire = share.wire(item.path)
        data = b"".join(item.source.chunks(0))
        sizes[place] = len(data)
        requests = _writing(wire, item, data)
        if len(data) > share.most_beside(len(requests) - 1):
            # More than one compound may carry, on a server that lets us say little at a time.
            whole = _Whole(len(data), item.source.mtime_ns, data)
            files.write(share, item.path, whole, 0, lambda _: None)
            return None
        # Each creates a file of its own, exclusively: they need no order.
        return Question(item.path, requests, (), inside=item.path)

    def understand(place: int, _: Sequence[Reply]) -> None:
        on_bytes(sizes[place])

    answers = Pipeline(share, understand).run(len(items), prepare)
    return [answer and files.in_the_way(answer) for answer in answers]


@dataclass(frozen=True, slots=True)
class _Whole:
    """A source that has been read."""

    size: int
    mtime_ns: int | None
    content: bytes

    def chunks(self, offset: int) -> Iterator[bytes]:
        yield self.content[offset:]


def _writing(wire: str, item: Item, data: bytes) -> tuple[Request, ...]:
    access = Access.WRITE_DATA | Access.WRITE_ATTRIBUTES
    requests = [
        messages.create(wire, access, Sharing.READ, Disposition.CREATE, Options.NOT_A_FOLDER)
    ]
    if data:
        requests.append(messages.write(0, data))
    if item.source.mtime_ns is not None:
        requests.append(messages.set_modified(item.source.mtime_ns))
    return (*requests, messages.flush(), messages.close())


def digest(
    share: Share, paths: Sequence[str], on_bytes: OnBytes
) -> Sequence[Digest | UploaderError]:
    """See `ManyWriter.digest_many`."""

    def prepare(place: int) -> Question:
        path = paths[place]
        check_path(path)
        requests = files.begin_reading(share, path)
        return Question(path, requests, (), fine=files.NOTHING_THERE)

    def understand(place: int, replies: Sequence[Reply]) -> Digest:
        opened, first = files.begun(replies)
        size = opened.size
        sha256 = hashlib.sha256(first)
        on_bytes(len(first))
        if len(first) < size:
            for piece in files.read(share, paths[place], len(first)):
                sha256.update(piece)
                on_bytes(len(piece))
        return Digest("sha256", sha256.hexdigest())

    return Pipeline(share, understand).run(len(paths), prepare)


def space(share: Share, folders: Sequence[str]) -> Sequence[Space | UploaderError]:
    """What is left where each of `folders` is. Raises FileError for a name that is never sent."""
    names = [share.wire(folder) for folder in folders]

    def prepare(place: int) -> Question:
        requests = (
            messages.create(names[place], Access.READ_ATTRIBUTES, Sharing.ALL, Disposition.OPEN),
            messages.query(messages.FS_FULL_SIZE),
            messages.close(),
        )
        return Question(folders[place], requests, ())

    def understand(_place: int, replies: Sequence[Reply]) -> Space:
        free, mine = messages.bytes_left(replies[1])
        return Space(free=free, quota=mine if mine < free else None)

    return Pipeline(share, understand).run(len(folders), prepare)


def rename(share: Share, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
    """See `ManyWriter.rename_many`."""

    def prepare(place: int) -> Question:
        source, target = pairs[place]
        check_rename(source, target)
        requests = (
            messages.create(
                share.wire(source),
                Access.DELETE,
                Sharing.ALL,
                Disposition.OPEN,
                Options.REPARSE_POINT,
            ),
            messages.set_name(share.wire(target)),
            messages.close(),
        )
        return Question(source, requests, (source, target), inside=target)

    def understand(_place: int, _replies: Sequence[Reply]) -> None:
        return None

    answers = Pipeline(share, understand).run(len(pairs), prepare)
    return [_meant(answer, target) for answer, (_, target) in zip(answers, pairs, strict=True)]


def _meant(answer: UploaderError | None, target: str) -> UploaderError | None:
    """What a refused rename means."""
    if answer is None or answer.facts.get("request") != Command.SET_INFO.name:
        return answer
    if answer.code is Code.TARGET_DENIED:
        # smbd's answer while something in the folder is open, and to one without the right to
        # write there: both are looked at again, and both may end.
        return RetryError(Code.HELD, **answer.facts)
    if isinstance(answer, FileError):  # what was renamed is open: it is the new name's trouble
        answer.facts["path"] = target
    return answer
