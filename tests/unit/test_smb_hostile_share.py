"""What a share makes of answers that are odd, and what it leaves open over there."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

import pytest

from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import Item
from fbi_uploader.transfer.backends.smb import files, listing, many, messages
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from fbi_uploader.transfer.backends.smb.connection import Connection
from fbi_uploader.transfer.backends.smb.logon import Place, Tree
from fbi_uploader.transfer.backends.smb.messages import Command
from fbi_uploader.transfer.backends.smb.status import Status
from fbi_uploader.transfer.source import Bytes
from tests.unit.smb_fake import (
    HASTY,
    Asked,
    Peer,
    block,
    body_of,
    compound,
    content,
    created,
    entry,
    message,
    obliging,
    refusal,
    serving,
    sharing,
    wrote,
)

Sizes = list[int]


def asked_for(heard: list[list[Asked]], command: Command) -> int:
    return sum(one.command is command for frame in heard for one in frame)


def unheeded(_: int) -> None:
    """Nobody counts."""


def failing(at: Command, status: int, *, all_after: bool) -> Callable[[Sequence[Asked]], bytes]:
    """Carries out everything but `at`, and in its compound nothing behind it either if told so."""

    def answer(asked: Sequence[Asked]) -> bytes:
        answers, failed = [], False
        for one in asked:
            fails = one.command is at or (failed and all_after)
            failed = failed or fails
            answers.append(refusal(one, status) if fails else message(one, body_of(one)))
        return compound(*answers)

    return answer


@pytest.mark.parametrize("all_after", [False, True])
def test_an_empty_file_is_closed(all_after: bool) -> None:
    """READ says END_OF_FILE, and a server may say the same of the CLOSE behind it."""
    answer = failing(Command.READ, Status.END_OF_FILE, all_after=all_after)
    with sharing(answer) as (share, heard):
        (found,) = many.digest(share, ["empty.tif"], unheeded)
        assert not isinstance(found, UploaderError)
        assert asked_for(heard, Command.CLOSE) == (2 if all_after else 1)


@pytest.mark.parametrize("at", [Command.WRITE, Command.SET_INFO, Command.FLUSH, Command.CLOSE])
@pytest.mark.parametrize("all_after", [False, True])
def test_a_small_file_that_fails_in_the_middle_is_closed(at: Command, all_after: bool) -> None:
    answer = failing(at, Status.DISK_FULL, all_after=all_after)
    with sharing(answer) as (share, heard):
        (error,) = many.write(share, [Item("x.tif", Bytes(b"12", 5))], unheeded)
        assert isinstance(error, NodeError)
        closed = 2 if all_after or at is Command.CLOSE else 1
        assert asked_for(heard, Command.CLOSE) == closed


@pytest.mark.parametrize("at", [Command.WRITE, Command.SET_INFO, Command.FLUSH])
def test_a_large_file_that_fails_in_the_middle_is_closed(at: Command) -> None:
    answer = failing(at, Status.DISK_FULL, all_after=True)
    with sharing(answer) as (share, heard):
        with pytest.raises(NodeError):
            files.write(share, "x.tif", Bytes(b"12", 5), 0, unheeded)
        last = list(heard)[-1]
        assert [one.command for one in last] == [Command.CLOSE]


def test_half_a_write_is_none() -> None:
    def answer(asked: Sequence[Asked]) -> bytes:
        bodies = (wrote(1) if one.command is Command.WRITE else body_of(one) for one in asked)
        return compound(*(message(one, body) for one, body in zip(asked, bodies, strict=True)))

    with sharing(answer) as (share, _):
        (error,) = many.write(share, [Item("x.tif", Bytes(b"12"))], unheeded)
        assert isinstance(error, RetryError)
        with pytest.raises(RetryError):
            files.write(share, "y.tif", Bytes(b"12"), 0, unheeded)


@pytest.mark.parametrize("limit", [6, 16])
def test_a_small_file_larger_than_all_credits(limit: int) -> None:
    """Too much for one compound, as it is for a server that grants 16: sent as a large one."""

    def answer(asked: Sequence[Asked]) -> bytes:
        granted = iter([sum(one.charge for one in asked)] + [0] * len(asked))
        first = asked[0].number == 0
        answers = (
            message(one, body_of(one), credits_=limit if first else next(granted)) for one in asked
        )
        return compound(*answers)

    counted: Sizes = []
    with sharing(answer) as (share, heard):
        share.connection.ask(messages.plain(Command.ECHO))
        assert share.connection.credits == limit
        data = bytes(1 << 20)
        items = [
            Item("small.tif", Bytes(b"12")),
            Item("a.tif", Bytes(data)),
            Item("b.tif", Bytes(b"")),
        ]
        assert many.write(share, items, counted.append) == [None, None, None]
        assert sorted(counted) == [0, 2, 1 << 20]
        sent = [one for frame in heard for one in frame if one.command is Command.WRITE]
        assert sum(int.from_bytes(one.body[4:8], "little") for one in sent) == len(data) + 2
        assert share.connection.credits == limit


# -- folders


def listed(*blocks: bytes) -> list[str]:
    """The names in a folder that a server tells in these blocks, anew each time it is opened."""
    left: list[bytes] = []

    def one_answer(one: Asked) -> bytes:
        if one.command is Command.CREATE:
            left[:] = blocks
        if one.command is not Command.QUERY_DIRECTORY:
            return message(one, body_of(one))
        return message(one, block(left.pop(0))) if left else refusal(one, Status.NO_MORE_FILES)

    with sharing(lambda asked: compound(*map(one_answer, asked))) as (share, heard):
        try:
            return [found.name for found in listing.entries(lambda: share, "folder")]
        finally:
            assert asked_for(heard, Command.CLOSE) == asked_for(heard, Command.CREATE)


def named(name: str, following: int = 0) -> bytes:
    return entry(name.encode("utf-16-le"), following)


def test_a_folder() -> None:
    first = named("a.tif", 120).ljust(120, b"\0") + named("..")
    assert listed(first) == ["a.tif"]
    assert listed(first, named("b.tif")) == ["a.tif", "b.tif"]
    assert listed(first, named("b.tif"), named("c.tif")) == ["a.tif", "b.tif", "c.tif"]


def test_a_folder_is_closed_when_nothing_behind_its_end_is_carried_out() -> None:
    """A server may say of the CLOSE what it said of the question before it."""
    answer = failing(Command.QUERY_DIRECTORY, Status.NO_MORE_FILES, all_after=True)
    with sharing(answer) as (share, heard):
        with pytest.raises(RetryError):  # no folder is without "."
            list(listing.entries(lambda: share, "folder"))
        assert asked_for(heard, Command.CLOSE) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(50),
        named("a.tif", 1),
        named("a.tif", 104),
        named("a.tif", 0xFFFF_FFF0),
        named("a/b"),
        named("..\\up"),
        named("a\0b"),
        entry(b"abc"),
        entry(b"")[:60] + struct.pack("<I", 1 << 31) + entry(b"")[64:],
    ],
)
def test_entries_that_cannot_be(content: bytes) -> None:
    with pytest.raises(RetryError):
        listed(content)


def test_a_read_that_gives_more_or_less_than_asked() -> None:
    for start, given in ((0, b""), (0, b"1"), (1, b""), (1, b"1"), (1, b"1234567")):

        def answer(asked: Sequence[Asked], given: bytes = given) -> bytes:
            bodies = {Command.READ: content(given), Command.CREATE: created(5)}
            answers = (message(one, bodies.get(one.command) or body_of(one)) for one in asked)
            return compound(*answers)

        with sharing(answer) as (share, heard), pytest.raises(RetryError):
            list(files.read(share, "x.tif", start))
        assert asked_for(heard, Command.CLOSE) == 1


# -- the landing root


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("a:stream", Code.NAME_FORBIDDEN),
        ("a*", Code.NAME_FORBIDDEN),
        ("a\x01", Code.NAME_FORBIDDEN),
        ("a./b", Code.NAME_TRAILING),
        ("a /b", Code.NAME_TRAILING),
        ("x/CON.tif", Code.NAME_RESERVED),
        ("x/" * 9000 + "y", Code.NAME_TOO_LONG),
    ],
)
def test_names_that_are_never_sent(path: str, code: Code) -> None:
    with sharing(obliging, "root") as (share, heard):
        with pytest.raises(FileError) as caught:
            share.wire(path)
        assert caught.value.code is code
        assert list(heard) == []


def answering(peer: Peer) -> None:
    while True:
        peer.say(obliging(peer.hear()))


@pytest.mark.parametrize("path", ["..", "../x", "a/../../x", "/x", "a//b", "a\\..\\b", "", "."])
def test_paths_that_leave_the_root_are_never_sent(path: str) -> None:
    with serving(answering) as (port, peers):
        connection = Connection("127.0.0.1", port, HASTY)
        place = Place("127.0.0.1", port, "data")
        backend = SmbBackend(lambda _: (Tree(connection, place, writable=True, most=1 << 20), ""))
        backend.connect()
        acts: list[Callable[[], object]] = [
            lambda: backend.stat(path),
            lambda: list(backend.list(path)),
            lambda: list(backend.read(path, 0)),
            lambda: backend.digest(path, unheeded),
            lambda: backend.write(path, Bytes(b"x"), 0, unheeded),
            lambda: backend.remove(path),
            lambda: backend.rename("a", path),
            lambda: backend.rename(path, "a"),
            lambda: backend.space(path),
        ]
        for act in acts:
            with pytest.raises(FileError):
                act()
        answers = [
            *backend.write_many([Item(path, Bytes(b"x"))], unheeded),
            *backend.digest_many([path], unheeded),
        ]
        assert all(isinstance(one, FileError) for one in answers)
        assert not any(peer.heard for peer in peers)
        connection.close()


@pytest.mark.parametrize("there", ["nothing", "file", "denied", "silence"])
def test_a_landing_root_that_is_none_leaves_no_connection(there: str) -> None:
    statuses = {"nothing": Status.OBJECT_NAME_NOT_FOUND, "denied": Status.ACCESS_DENIED}
    errors = {"silence": RetryError, "denied": FileError}

    def answer(asked: Sequence[Asked]) -> bytes:
        if there == "silence":
            raise EOFError
        if there in statuses and asked[0].command is Command.CREATE:
            return compound(*(refusal(one, statuses[there]) for one in asked))
        if len(asked) == 3:
            bodies = (created(5), block(bytes(8)), body_of(asked[2]))
            return compound(*(message(*pair) for pair in zip(asked, bodies, strict=True)))
        return obliging(asked)

    with sharing(answer) as (share, _):
        connection = share.connection
        tree = Tree(connection, Place("h", 445, "data"), writable=True, most=1 << 20)
        share.connection.ask(messages.plain(Command.ECHO)) if there != "silence" else None
        backend = SmbBackend(lambda _: (tree, "landing"))
        with pytest.raises(errors.get(there, NodeError)):
            backend.connect()
        assert not connection.alive


def test_a_link_itself_is_removed_or_renamed() -> None:
    """And not what it leads to, which may lie outside the landing root (Windows junctions)."""
    with sharing(obliging) as (share, heard):
        tree = Tree(share.connection, Place("h", 445, "data"), writable=True, most=1 << 20)
        backend = SmbBackend(lambda _: (tree, ""))
        backend.connect()
        backend.remove("link")
        backend.rename("link", "other")
        opened = [one.body for frame in heard for one in frame if one.command is Command.CREATE]
        assert [int.from_bytes(body[40:44], "little") for body in opened] == [0x200000] * 2
