"""Somebody in between changes what the server says: it is never believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from fbi_uploader.errors import Code, UploaderError
from tests.contract.tools import holds, nothing, put
from tests.e2e.smb_tampering import Tampering
from tests.e2e.smb_tools import MIB, content, lost, place_on
from tests.servers.fixtures import Place
from tests.servers.messages import COMMANDS, PENDING, Direction, commands
from tests.servers.smb_backend import HASTY, smb_backend, smb_login
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options, Protocol

HEADER = slice(4, 68)  # behind the four bytes of length
STATUS, FLAGS, SIGNATURE, BODY = slice(12, 16), 20, slice(52, 68), 68
SIGNED = 0x8
ACCESS_DENIED = 0xC0000022
DIALECTS: Sequence[Protocol] = ("SMB2_10", "SMB3_00", "SMB3_11")


class Changing:
    """Changes the first answer to a command once it is switched on."""

    def __init__(self, command: str, how: Callable[[bytearray], None], *, on: bool = False) -> None:
        assert command in {*COMMANDS, "ENCRYPTED"}
        self._command, self._how = command, how
        self.on = on
        self.changed = 0

    def __call__(self, direction: Direction, frame: bytes) -> bytes:
        found = commands(frame, direction)
        here = self._command in {one.name for one in found}
        interim = any(one.status == PENDING for one in found)  # nobody signs those
        if direction == "request" or not self.on or self.changed or not here or interim:
            return frame
        changed = bytearray(frame)
        self._how(changed)
        self.changed += changed != frame
        return bytes(changed)


def flip_last(frame: bytearray) -> None:
    """A bit of what was read, or of a sealed message."""
    frame[-1] ^= 0x10


def flip_status(frame: bytearray) -> None:
    """An error that the server never said."""
    frame[STATUS] = ACCESS_DENIED.to_bytes(4, "little")


def flip_signature(frame: bytearray) -> None:
    frame[SIGNATURE.start] ^= 1


def strip(frame: bytearray) -> None:
    """As a server answers that does not sign."""
    frame[FLAGS] &= ~SIGNED
    frame[SIGNATURE] = bytes(16)


def strip_and_refuse(frame: bytearray) -> None:
    strip(frame)
    flip_status(frame)


def keep(_frame: bytearray) -> None:
    return


HOWS = [flip_last, flip_status, flip_signature, strip, strip_and_refuse]


@pytest.fixture(scope="module", params=DIALECTS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """On servers that sign by HMAC, by CMAC and by GMAC."""
    with Smbd(Options(max_protocol=request.param)) as server:
        made = place_on(server)
        with smb_backend(made) as backend:
            put(backend, "one", content(1000))
        yield made


def digest_through(place: Place, change: Changing) -> None:
    """Connect and read one file; the change begins with the reading."""
    with (
        Tampering(place.port, change) as line,
        smb_backend(place, port=line.port, patience=HASTY) as backend,
    ):
        change.on = True
        backend.digest("one", nothing)


@pytest.mark.parametrize("how", HOWS)
def test_a_changed_answer_is_not_believed(place: Place, how: Callable[[bytearray], None]) -> None:
    change = Changing("READ", how)
    error = lost(digest_through, place, change)
    assert change.changed
    assert "sign" in str(error.facts["why"])
    change = Changing("CREATE", how)
    lost(digest_through, place, change)
    assert change.changed


def test_what_is_only_passed_on_is_believed(place: Place) -> None:
    with (
        Tampering(place.port, Changing("READ", keep, on=True)) as line,
        smb_backend(place, port=line.port) as backend,
    ):
        assert holds(backend, "one", content(1000))


@pytest.mark.parametrize("how", HOWS[1:])
def test_a_changed_share_is_not_believed(place: Place, how: Callable[[bytearray], None]) -> None:
    change = Changing("TREE_CONNECT", how, on=True)
    with Tampering(place.port, change) as line:
        lost(smb_backend(place, port=line.port, patience=HASTY).connect)
    assert change.changed


class LastSetup(Changing):
    """Changes the answer that ends the log-on: the only one that says success."""

    def __call__(self, direction: Direction, frame: bytes) -> bytes:
        if int.from_bytes(frame[STATUS], "little"):
            return frame
        return super().__call__(direction, frame)


@pytest.mark.parametrize("how", [flip_last, flip_signature, strip])
def test_a_changed_logon_is_not_believed(place: Place, how: Callable[[bytearray], None]) -> None:
    change = LastSetup("SESSION_SETUP", how, on=True)
    with Tampering(place.port, change) as line:
        backend = smb_backend(place, port=line.port, patience=HASTY)
        with pytest.raises(Exception, match=r"connection_lost|credentials"):
            backend.connect()
    assert change.changed


def make_guest(frame: bytearray) -> None:
    """As if the password had not been looked at: no key, no signature."""
    strip(frame)
    frame[BODY + 2] |= 1


def test_nobody_makes_us_a_guest(place: Place) -> None:
    change = LastSetup("SESSION_SETUP", make_guest, on=True)
    with Tampering(place.port, change) as line:
        backend = smb_backend(place, port=line.port, patience=HASTY)
        with pytest.raises(Exception, match=Code.GUEST_REFUSED.value):
            backend.connect()
    assert change.changed


def forget_encryption(frame: bytearray) -> None:
    """The server's capabilities, and its security mode: signing not required."""
    frame[BODY + 2] = 1
    frame[BODY + 24] &= ~0x40


def test_a_changed_negotiation_is_noticed(place: Place) -> None:
    change = Changing("NEGOTIATE", forget_encryption, on=True)
    with Tampering(place.port, change) as line:
        lost(smb_backend(place, port=line.port, patience=HASTY).connect)
    assert change.changed


def test_a_changed_question_does_nothing(place: Place) -> None:
    """The name of a file that is to be removed is not the one that we signed."""

    def change(direction: Direction, frame: bytes) -> bytes:
        return frame.replace("one".encode("utf-16-le"), "two".encode("utf-16-le"))

    with smb_backend(place) as backend:
        put(backend, "two")
        with (
            Tampering(place.port, change) as line,
            smb_backend(place, port=line.port, patience=HASTY) as changed,
            pytest.raises(UploaderError),
        ):
            changed.remove("one")
        assert holds(backend, "one", content(1000))
        backend.remove("two")


@pytest.mark.parametrize("dialect", DIALECTS[1:])
def test_a_changed_sealed_answer_is_not_believed(dialect: Protocol) -> None:
    with Smbd(Options(max_protocol=dialect)) as server:
        place = place_on(server)
        login = replace(smb_login(place), encrypt=True)
        with smb_backend(place, login) as backend:
            put(backend, "one", content(2 * MIB))
        for how in (flip_last, flip_signature):
            change = Changing("ENCRYPTED", how)
            with (
                Tampering(place.port, change) as line,
                smb_backend(place, login, port=line.port, patience=HASTY) as backend,
            ):
                change.on = True
                lost(backend.digest, "one", nothing)
            assert change.changed
