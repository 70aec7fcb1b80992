"""Whatever a server answers is read, or refused as garbled: nothing else, and soon."""

from __future__ import annotations

import contextlib
import struct
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fbi_uploader.errors import FileError, NodeError, RetryError
from fbi_uploader.transfer.backends.smb import dfs, header, listing, messages, negotiation
from fbi_uploader.transfer.backends.smb.dfs import Root
from fbi_uploader.transfer.backends.smb.logon import Place
from fbi_uploader.transfer.backends.smb.messages import (
    Access,
    Disposition,
    GarbledError,
    Reply,
    Share,
)
from fbi_uploader.transfer.backends.smb.status import status_name, translated
from tests.unit.smb_fake import block, created, entry

REFUSALS = (RetryError, NodeError, FileError)
ROOT = Root(Place("server", 445, "data"), "a/b")
ASKED = "\\server\\data\\a\\b"


def reply(body: bytes) -> Reply:
    return Reply(0, 0, 0, memoryview(body))


READERS: dict[str, Callable[[bytes], object]] = {
    "opened": lambda body: messages.opened(reply(body)),
    "data": lambda body: messages.data(reply(body)),
    "written": lambda body: messages.written(reply(body)),
    "internal_id": lambda body: messages.internal_id(reply(body)),
    "bytes_left": lambda body: messages.bytes_left(reply(body)),
    "listed": lambda body: list(messages.listed(reply(body))),
    "listed_block": lambda body: list(messages.listed(reply(block(body)))),
    "header": lambda body: header.read(memoryview(body)),
    "header_magic": lambda body: header.read(memoryview(b"\xfeSMB" + body)),
    "hello": lambda body: negotiation.read(memoryview(body), "server", "2.1", b""),
    "contexts": lambda body: negotiation.read(
        memoryview(hello(0x0311, contexts=9, tail=body)), "server", "2.1", b""
    ),
    "referrals": lambda body: list(dfs.read(memoryview(body), ASKED, ROOT)),
    "referrals_3": lambda body: list(
        dfs.read(memoryview(struct.pack("<HHIH", 14, 3, 0, 3) + body), ASKED, ROOT)
    ),
}


def hello(
    dialect: int, *, contexts: int = 0, tail: bytes = b"", most: int = 1 << 23, large: bool = True
) -> bytes:
    """Body of an answer to NEGOTIATE; `tail` are its contexts."""
    start = 64 + 64
    fixed = struct.pack(
        "<HHHH16sIIIIQQHHI",
        *(65, 1, dialect, contexts, b"g" * 16, 0x44 if large else 0x40, most, most, most),
        *(0, 0, start, 0, start),
    )
    return fixed + tail


@pytest.mark.parametrize("reader", READERS)
@given(body=st.binary(max_size=400))
def test_any_bytes(reader: str, body: bytes) -> None:
    with contextlib.suppress(*REFUSALS):
        READERS[reader](body)


numbers = st.integers(0, 0xFFFF_FFFF)


@given(st.lists(st.tuples(numbers, numbers, st.binary(max_size=9)), min_size=1, max_size=5))
def test_entries_that_point_anywhere(entries: list[tuple[int, int, bytes]]) -> None:
    made = bytearray()
    for following, size, name in entries:
        one = bytearray(entry(name, following % 300))
        one[60:64] = (size if size % 3 else len(name)).to_bytes(4, "little")
        made += one
    with contextlib.suppress(GarbledError):
        list(messages.listed(reply(block(bytes(made)))))


@given(st.binary(max_size=64))
@example(b"a")
@example(b"\0\xd8")
@example(b"\0\xdc")
def test_any_name(name: bytes) -> None:
    with contextlib.suppress(GarbledError):
        (found,) = messages.listed(reply(block(entry(name))))
        assert found.name.encode("utf-16-le", "surrogatepass") == name


def test_half_a_letter_is_garbled() -> None:
    with pytest.raises(GarbledError):
        list(messages.listed(reply(block(entry(b"abc")))))


def test_entries_within_each_other() -> None:
    """256 KiB of entries one byte apart, each with a long name: once 60 s of work and more."""
    one = bytearray(entry(b"x" * 60_000))
    one[:4] = (1).to_bytes(4, "little")
    hostile = bytes(one) + b"\1\0\0\0" * 50_000
    began = time.monotonic()
    with pytest.raises(GarbledError):
        list(messages.listed(reply(block(hostile))))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("name", ["a/b", "a\\b", "a\0b", "..\\x", ""])
def test_names_that_are_none(name: str) -> None:
    (found,) = messages.listed(reply(block(entry(name.encode("utf-16-le")))))
    with pytest.raises(GarbledError):
        listing.shown_entry(found)


def test_sizes_and_times_fit_into_64_bits_with_sign() -> None:
    with pytest.raises(GarbledError):
        messages.opened(reply(created(1 << 63)))
    wild = bytearray(created(5))
    wild[24:32] = b"\xff" * 8
    assert messages.opened(reply(bytes(wild))).mtime_ns == (1 << 63) - 1
    wild[24:32] = bytes(8)
    assert messages.opened(reply(bytes(wild))).mtime_ns == -(1 << 63) + 1


# -- what we say


def test_a_rename_is_never_shorter_than_windows_own_structure() -> None:
    """Windows: INFO_LENGTH_MISMATCH; [MS-FSCC] 2.4.42.2 has 20 bytes before the name."""
    for name in ("x", "xy", "long enough"):
        request = messages.set_name(name)
        value = request.data
        assert int.from_bytes(request.body[4:8], "little") == len(value) >= 24
        (size,) = struct.unpack_from("<I", value, 16)
        assert value[:16] == bytes(16)
        assert value[20 : 20 + size] == name.encode("utf-16-le")
        assert not bytes(value[20 + size :]).strip(b"\0")


def test_fixed_parts_are_as_long_as_the_specification_says() -> None:
    made = messages.create("x", Access.READ_DATA, Share.ALL, Disposition.OPEN)
    assert len(made.body) == 56
    assert [len(one.body) for one in (messages.close(), messages.flush())] == [24, 24]
    assert len(messages.read(0, 1).body) == 49
    assert len(messages.write(0, b"x").body) == 48
    assert len(messages.set_end(0).body) == 32
    assert len(messages.query(messages.FILE_INTERNAL).body) == 40
    assert len(messages.query_folder(1).body) == 32


# -- the first answer


def said(kind: int, *values: int) -> bytes:
    value = struct.pack(f"<{1 + len(values)}H", len(values), *values)
    return (struct.pack("<HHI", kind, len(value), 0) + value).ljust(16, b"\0")


def test_choices() -> None:
    tail = said(2, 2) + said(8, 2)
    found = negotiation.read(memoryview(hello(0x0311, contexts=2, tail=tail)), "h", "2.1", b"")
    assert (found.cipher, found.signing, found.most) == (2, 2, 1 << 20)


@pytest.mark.parametrize("tail", [said(8, 0), said(8, 9), said(2, 9), said(2, 0xFFFF)])
def test_a_choice_that_was_not_offered(tail: bytes) -> None:
    with pytest.raises(GarbledError):
        negotiation.read(memoryview(hello(0x0311, contexts=1, tail=tail)), "h", "2.1", b"")


def test_what_is_offered_is_known() -> None:
    """HMAC-SHA256 in SMB 3.1.1 is not."""
    offered = b"".join(negotiation.contexts("host"))
    assert struct.pack("<HHIHHH", 8, 6, 0, 2, 2, 1) in offered


def test_requests_of_one_credit_where_the_server_knows_no_others() -> None:
    body = hello(0x0210, large=False)
    assert negotiation.read(memoryview(body), "h", "2.1", b"").most == 65536


@pytest.mark.parametrize(("dialect", "oldest"), [(0x0202, "2.1"), (0x02FF, "2.1"), (0x0210, "3.0")])
def test_an_older_dialect(dialect: int, oldest: str) -> None:
    with pytest.raises(NodeError):
        negotiation.read(memoryview(hello(dialect)), "h", oldest, b"")


# -- referrals


def referral(address: str, consumed: int = 2 * len("\\server\\data"), version: int = 4) -> bytes:
    text = address.encode("utf-16-le") + b"\0\0"
    one = struct.pack("<HHHHIHHH16s", version, 34, 0, 0, 300, 34, 34, 34, b"")
    return struct.pack("<HHI", consumed, 1, 0) + one + text


def read(answer: bytes, asked: str = ASKED) -> list[Root]:
    return list(dfs.read(memoryview(answer), asked, ROOT))


def test_a_referral() -> None:
    (found,) = read(referral("\\other\\share\\deep"))
    assert found == Root(Place("other", 445, "share"), "deep/a/b")


def test_what_is_consumed_counts_in_bytes_of_utf_16() -> None:
    asked = "\\server\\d\N{MICROSCOPE}\N{MICROSCOPE}ta\\rest"
    consumed = len("\\server\\d\N{MICROSCOPE}\N{MICROSCOPE}ta".encode("utf-16-le"))
    (found,) = read(referral("\\other\\share", consumed), asked)
    assert found.path == "rest"


@pytest.mark.parametrize(
    "address", ["", "\\", "\\host", "\\" + "h" * 300 + "\\share", "\\h\\" + "s" * 30_000]
)
def test_a_referral_to_nowhere(address: str) -> None:
    with pytest.raises(GarbledError):
        read(referral(address))


@given(st.integers(0, 0xFFFF_FFFF))
def test_any_status_has_an_error(status: int) -> None:
    error = translated(status, "a/b")
    assert isinstance(error, REFUSALS)
    assert error.facts["status"] == status_name(status)
