"""A server that wants to be let in without knowing what the real one knows."""

from __future__ import annotations

import logging
import struct
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import pytest

from fbi_uploader.errors import Code, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backends.smb import sealing
from fbi_uploader.transfer.backends.smb.connection import Connection
from fbi_uploader.transfer.backends.smb.dfs import Root, Way
from fbi_uploader.transfer.backends.smb.logon import Login, Place, Tree, log_on
from fbi_uploader.transfer.backends.smb.messages import Command
from fbi_uploader.transfer.backends.smb.sealing import Agreed
from fbi_uploader.transfer.backends.smb.status import Status
from tests.unit.smb_fake import (
    FROM_SERVER,
    HASTY,
    SIGNED,
    Asked,
    Peer,
    message,
    refusal,
    serving,
)

GIVEN = "correct horse battery staple"
LOGIN = Login("alice", lambda: GIVEN)
Answer = Callable[[Asked], bytes]


def hello(dialect: int = 0x0300, token: bytes = b"", mode: int = 1) -> bytes:
    """Body of an answer to NEGOTIATE."""
    return (
        struct.pack(
            "<HHHH16sIIIIQQHHI",
            *(65, mode, dialect, 0, b"g" * 16, 0x44, 1 << 20, 1 << 20, 1 << 20, 0, 0),
            *(128, len(token), 0),
        )
        + token
    )


def welcome(token: bytes = b"", flags: int = 0) -> bytes:
    """Body of an answer to SESSION_SETUP."""
    return struct.pack("<HHHH", 9, flags, 72, len(token)) + token


def signed_with(key: bytes, content: bytes, asked: Asked) -> bytes:
    sign = sealing.signer(Agreed(0x0300, 1, 0, b""), key)
    blank = content[:16] + struct.pack("<I", FROM_SERVER | SIGNED) + content[20:48] + bytes(16)
    whole = blank + content[64:]
    return whole[:48] + sign(whole, asked.number, 1) + whole[64:]


def logging_on(setup: Answer, rest: Answer | None = None, said: bytes = b"") -> UploaderError:
    """What comes of a log-on to a server that answers SESSION_SETUP and the rest so."""

    def script(peer: Peer) -> None:
        (asked,) = peer.hear()
        peer.say(message(asked, said or hello()))
        while True:
            (asked,) = peer.hear()
            act = setup if asked.command is Command.SESSION_SETUP or rest is None else rest
            peer.say(act(asked))

    began = time.monotonic()
    with serving(script) as (port, _), pytest.raises(UploaderError) as caught:
        log_on(Place("127.0.0.1", port, "data"), LOGIN, HASTY)
    assert time.monotonic() - began < 10
    assert isinstance(caught.value, RetryError | NodeError)
    told = [repr(caught.value), str(caught.value), *traceback.format_exception(caught.value)]
    assert not any(GIVEN in one for one in told)
    return caught.value


def tree(asked: Asked) -> bytes:
    return message(asked, struct.pack("<HBBIII", 16, 1, 0, 0, 0, 0x1F01FF))


def test_a_welcome_before_anything_was_asked_leaves_no_key() -> None:
    """Padded with zeroes, no key would be one that everybody knows, and everything signed by it."""

    def sign(content: bytes, asked: Asked) -> bytes:
        return signed_with(bytes(16), content, asked)

    def rest(asked: Asked) -> bytes:
        if asked.command is Command.TREE_CONNECT:
            return sign(tree(asked), asked)
        return sign(refusal(asked, Status.NOT_SUPPORTED), asked)

    error = logging_on(lambda asked: sign(message(asked, welcome()), asked), rest)
    assert error.code is Code.CONNECTION_LOST
    assert "key" in str(error.facts["why"])


@pytest.mark.parametrize("flags", [0x1, 0x2, 0x3])
def test_a_guest_is_refused(flags: int) -> None:
    error = logging_on(lambda asked: message(asked, welcome(flags=flags)), tree)
    assert error.code is Code.GUEST_REFUSED


def test_a_log_on_without_an_end() -> None:
    def more(asked: Asked) -> bytes:
        return message(asked, welcome(), status=Status.MORE_PROCESSING_REQUIRED)

    logging_on(more)


TOKENS = [
    b"\xa1",
    b"\xa1\x07\x30\x05\xa0\x03\x0a\x01\x01",
    b"\x60\x82\xff\xff" + bytes(40),
    b"\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02\xa0" + b"\xff" * 40,
    b"NTLMSSP\0\x02\0\0\0",
    b"NTLMSSP\0\x02\0\0\0" + b"\xff" * 60,
    b"NTLMSSP\0\x02\0\0\0" + struct.pack("<HHI", 9, 9, 1 << 31) + bytes(60),
    b"NTLMSSP\0\x03\0\0\0" + bytes(80),
    bytes(300),
    b"\xff" * 5000,
]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("where", ["negotiation", "log-on"])
def test_tokens_that_are_none(token: bytes, where: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def more(asked: Asked) -> bytes:
        return message(asked, welcome(token), status=Status.MORE_PROCESSING_REQUIRED)

    if where == "negotiation":
        logging_on(lambda asked: refusal(asked, Status.LOGON_FAILURE), said=hello(token=token))
    else:
        logging_on(more)
    assert GIVEN not in caplog.text
    assert not [one for one in caplog.records if one.name.startswith("spnego")]  # tokens


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.LOGON_FAILURE, Code.CREDENTIALS),
        (Status.ACCESS_DENIED, Code.CREDENTIALS),
        (Status.NO_SUCH_USER, Code.CREDENTIALS),
        (Status.ACCOUNT_EXPIRED, Code.CREDENTIALS),
        (Status.OBJECT_NAME_NOT_FOUND, Code.CREDENTIALS),
        (Status.IO_TIMEOUT, Code.TIMED_OUT),
        (0xC000009A, Code.CONNECTION_LOST),
    ],
)
def test_a_refused_log_on_is_nobody_elses_trouble(status: int, code: Code) -> None:
    assert logging_on(lambda asked: refusal(asked, status)).code is code


def test_what_answers_is_no_negotiation() -> None:
    for said in (b"", b"\x41", bytes(64), hello()[:40], b"\xff" * 200):
        logging_on(lambda asked: message(asked, b""), said=said or b"\0")


# -- which session is named


def test_a_lost_session_is_named_only_to_its_own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """To another server the same number may be another session of the same person."""
    named: list[tuple[str, int]] = []
    here, there = Place("namespace", 445, "dfs"), Place("server", 445, "data")

    class Line:
        def leave(self) -> bool:
            return True

    def logged(place: Place, _login: Login, _patience: object, previous: int = 0) -> Tree:
        named.append((place.host, previous))
        if place == there and len(named) == 3:
            raise RetryError(Code.CONNECTION_LOST)
        line = cast(Connection, Line())
        return Tree(line, place, writable=True, most=65536, dfs=place == here)

    def targets(_way: Way, root: Root) -> Iterator[Root]:
        yield replace(root, place=there)

    monkeypatch.setattr("fbi_uploader.transfer.backends.smb.dfs.log_on", logged)
    monkeypatch.setattr(Way, "_targets", targets)
    way = Way(Root(here, "x"), LOGIN)
    way(0)
    with pytest.raises(RetryError):
        way(77)
    way(77)
    assert named == [
        *(("namespace", 0), ("server", 0)),
        ("server", 77),
        *(("namespace", 0), ("server", 77)),
    ]
