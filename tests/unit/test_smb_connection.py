"""A connection to a server that means ill, or is ill."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.transfer.backends.smb import messages, sealing
from fbi_uploader.transfer.backends.smb.connection import Connection, Patience
from fbi_uploader.transfer.backends.smb.frames import Session
from fbi_uploader.transfer.backends.smb.messages import Command, Request
from fbi_uploader.transfer.backends.smb.sealing import Agreed, Sign
from fbi_uploader.transfer.backends.smb.status import Status
from tests.unit.smb_fake import (
    ASYNC,
    FROM_SERVER,
    HASTY,
    SIGNED,
    Asked,
    Peer,
    body_of,
    compound,
    connected,
    framed,
    message,
    obliging,
    refusal,
    serving,
)

ECHO = messages.plain(Command.ECHO)
AGREED = Agreed(0x0311, 1, 2, b"\x11" * 64)
UNASKED = 0xFFFF_FFFF_FFFF_FFFF


def refused(code: Code, act: Callable[[], object]) -> RetryError:
    with pytest.raises(RetryError) as caught:
        act()
    assert caught.value.code is code
    return caught.value


def costly(credits_: int) -> Request:
    """A request that costs so many credits."""
    return messages.read(0, credits_ * messages.CREDIT_BYTES, b"F" * 16)


def always(peer: Peer) -> None:
    while True:
        peer.say(obliging(peer.hear()))


def test_answers_in_pieces_of_one_byte() -> None:
    def script(peer: Peer) -> None:
        for byte in framed(obliging(peer.hear())):
            peer.say_raw(bytes((byte,)))

    with connected(script) as connection:
        assert [reply.status for reply in connection.ask(ECHO)] == [0]


def test_several_frames_in_one_piece() -> None:
    def script(peer: Peer) -> None:
        peer.say(obliging(peer.hear()))
        first, second = peer.hear(), peer.hear()
        peer.say_raw(framed(obliging(second)) + framed(obliging(first)))

    with connected(script) as connection:
        connection.ask(ECHO)
        started = [connection.start((ECHO,)) for _ in range(2)]
        assert [len(connection.finish(one)) for one in started] == [1, 1]


# -- what is no answer


def _other(asked: Asked, **changed: int) -> bytes:
    values = {"command": asked.command, "number": asked.number, **changed}
    return message(
        Asked(Command(values["command"]), values["number"], asked.charge, b""), b"\x04\0\0\0"
    )


NO_ANSWERS: dict[str, Callable[[Asked], bytes]] = {
    "garbage": lambda _: framed(b"\xa5" * 200),
    "length of 16 MiB": lambda _: b"\0\xff\xff\xff",
    "length of 2 GiB": lambda _: b"\x80\0\0\0",
    "no length": lambda _: b"\0\0\0\0",
    "shorter than a header": lambda _: framed(b"\xfeSMB" + bytes(40)),
    "cut short": lambda asked: framed(message(asked, b"\x04\0\0\0"))[:-30],
    "another number": lambda asked: framed(_other(asked, number=99)),
    "another command": lambda asked: framed(_other(asked, command=Command.READ)),
    "twice": lambda asked: 2 * framed(message(asked, b"\x04\0\0\0")),
    "a request": lambda asked: framed(message(asked, b"\x04\0\0\0", flags=0)),
    "sealed": lambda _: framed(b"\xfdSMB" + bytes(100)),
    "compressed": lambda _: framed(b"\xfcSMB" + bytes(100)),
    "the next one within": lambda asked: framed(
        message(asked, bytes(64), flags=FROM_SERVER | SIGNED, following=8)
    ),
    "the next one nowhere": lambda asked: framed(message(asked, bytes(64), following=4096)),
    "the next one askew": lambda asked: framed(message(asked, bytes(64), following=67)),
    "the next one empty": lambda asked: framed(message(asked, bytes(64), following=128)),
    "the next one itself": lambda asked: framed(message(asked, bytes(64), following=64) * 2),
}


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("what", NO_ANSWERS)
def test_no_answer_ends_the_connection(what: str, signed: bool) -> None:
    def script(peer: Peer) -> None:
        peer.say_raw(NO_ANSWERS[what](peer.hear()[0]))
        if what == "cut short":
            raise EOFError

    with connected(script) as connection:
        if signed:
            connection.session = Session(7, sealing.signer(AGREED, b"k" * 16))

        def ask() -> None:
            connection.ask(ECHO)
            connection.ask(ECHO)  # "twice" comes too late for the first

        refused(Code.CONNECTION_LOST, ask)
        assert not connection.alive
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


def test_a_host_name_that_cannot_be_one() -> None:
    refused(Code.CONNECTION_LOST, lambda: Connection(f"{'a' * 70}.example", 445, HASTY))


# -- signatures

SIGNER = sealing.signer(AGREED, b"k" * 16)


def signed(content: bytes, asked: Asked, sign: Sign = SIGNER) -> bytes:
    nonce = sealing.flags_of(asked.command, from_server=True)
    unsigned = content[:48] + bytes(16) + content[64:]
    return content[:48] + sign(unsigned, asked.number, nonce) + content[64:]


def right(asked: Asked) -> bytes:
    return signed(message(asked, b"\x04\0\0\0", flags=FROM_SERVER | SIGNED), asked)


def changed(asked: Asked) -> bytes:
    return right(asked)[:-1] + b"\x01"


def with_another_key(asked: Asked) -> bytes:
    plain = message(asked, b"\x04\0\0\0", flags=FROM_SERVER | SIGNED)
    return signed(plain, asked, sealing.signer(AGREED, bytes(16)))


def unsigned_failure(asked: Asked) -> bytes:
    return refusal(asked, Status.ACCESS_DENIED)


@pytest.mark.parametrize(
    "forged",
    [
        lambda asked: message(asked, b"\x04\0\0\0"),
        unsigned_failure,
        lambda asked: message(asked, b"\x04\0\0\0", flags=FROM_SERVER | SIGNED),
        changed,
        with_another_key,
        # without the flag of an interim answer its status excuses nothing
        lambda asked: refusal(asked, Status.PENDING),
    ],
)
def test_an_answer_that_is_not_signed_rightly(forged: Callable[[Asked], bytes]) -> None:
    def script(peer: Peer) -> None:
        peer.say(right(peer.hear()[0]))
        peer.say(forged(peer.hear()[0]))

    with connected(script) as connection:
        connection.session = Session(7, SIGNER)
        assert connection.ask(ECHO)[0].status == 0
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


def test_an_answer_that_was_recorded_is_none_to_the_next_question() -> None:
    def script(peer: Peer) -> None:
        first = right(peer.hear()[0])
        peer.say(first)
        second = peer.hear()[0]
        peer.say(first[:24] + second.number.to_bytes(8, "little") + first[32:])

    with connected(script) as connection:
        connection.session = Session(7, SIGNER)
        connection.ask(ECHO)
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


def test_an_unsigned_interim_answer_answers_nothing() -> None:
    def script(peer: Peer) -> None:
        (asked,) = peer.hear()
        peer.say(message(asked, bytes(9), status=Status.PENDING, flags=FROM_SERVER | ASYNC))
        peer.say(right(asked))

    with connected(script) as connection:
        connection.session = Session(7, SIGNER)
        assert connection.ask(ECHO)[0].status == 0


def test_only_what_is_sealed_comes_into_a_sealed_session() -> None:
    def script(peer: Peer) -> None:
        peer.say_raw(framed(right(Asked(Command.ECHO, 0, 1, b""))))

    with connected(script) as connection:
        connection.session = Session(7, seal=sealing.Seal(AGREED, b"k" * 16, 7))
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


# -- credits


def test_a_server_that_grants_nothing_more() -> None:
    def script(peer: Peer) -> None:
        (asked,) = peer.hear()
        peer.say(message(asked, b"\x04\0\0\0", credits_=0))

    with connected(script) as connection:
        connection.ask(ECHO)
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


def test_a_server_that_grants_little_by_little() -> None:
    with connected(stingy) as connection:
        connection.ask(ECHO)
        assert connection.ask(costly(5))[0].status == 0


def stingy(peer: Peer) -> None:
    """One credit more than was spent, each time."""
    while True:
        (asked,) = peer.hear()
        peer.say(message(asked, body_of(asked), credits_=asked.charge + 1))


def test_a_server_that_never_grants_enough() -> None:
    def script(peer: Peer) -> None:
        while True:
            (asked,) = peer.hear()
            peer.say(message(asked, b"\x04\0\0\0", credits_=asked.charge))

    with connected(script) as connection:
        refused(Code.CONNECTION_LOST, lambda: connection.ask(costly(5)))


def test_replies_of_a_compound_may_leave_the_credits_to_the_last() -> None:
    def script(peer: Peer) -> None:
        peer.say(obliging(peer.hear()))
        while True:
            asked = peer.hear()
            grants = [0] * (len(asked) - 1) + [len(asked)]
            pairs = zip(asked, grants, strict=True)
            answers = [message(one, body_of(one), credits_=grant) for one, grant in pairs]
            peer.say(compound(*answers))

    with connected(script) as connection:
        connection.ask(ECHO)
        before = connection.credits
        for _ in range(50):
            connection.ask(ECHO, ECHO, ECHO)
        assert connection.credits == before


def test_a_credit_is_kept_to_ask_a_busy_server_by() -> None:
    """All others are spent on a request that takes longer than silence is borne."""

    def script(peer: Peer) -> None:
        (first,) = peer.hear()
        peer.say(message(first, body_of(first), credits_=4))
        (busy,) = peer.hear()
        for _ in range(4):  # the client asks each 0.1 s
            peer.say(obliging(peer.hear()))
            time.sleep(0.1)
        peer.say(obliging([busy]))

    with connected(script, Patience(2, 0.1, 0.4, 5)) as connection:
        connection.ask(ECHO)
        assert connection.room == 3
        assert connection.ask(costly(connection.room))[0].status == 0


# -- time


def timed(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_silence() -> None:
    with connected(lambda peer: peer.wait()) as connection:
        took = timed(lambda: refused(Code.TIMED_OUT, lambda: connection.ask(ECHO)))
        assert HASTY.silence < took < HASTY.silence + 1
        refused(Code.CONNECTION_LOST, lambda: connection.ask(ECHO))


def echoing_only(peer: Peer) -> None:
    """Is there, and answers no question."""
    peer.say(obliging(peer.hear()))
    while True:
        (asked,) = peer.hear()
        if asked.command is Command.ECHO:
            peer.say(message(asked, body_of(asked), credits_=1))


@pytest.mark.parametrize("waiting_for", ["answer", "credits"])
def test_a_server_that_is_there_and_never_answers(waiting_for: str) -> None:
    with connected(echoing_only) as connection:
        connection.ask(ECHO)
        exchange = connection.start((costly(5),))
        if waiting_for == "answer":
            refused(Code.TIMED_OUT, lambda: connection.finish(exchange))
        else:
            refused(Code.TIMED_OUT, lambda: connection.start((costly(5),)))


def endless(peer: Peer) -> None:
    """Talks of things that nobody asked for, as fast as it can."""
    number = peer.hear()[0].number
    assert number == 0
    flood = framed(message(Asked(Command.ECHO, UNASKED, 0, b""), bytes(40))) * 500
    while True:
        peer.say_raw(flood)


def test_a_server_that_talks_without_end() -> None:
    with connected(endless) as connection:
        took = timed(lambda: refused(Code.TIMED_OUT, lambda: connection.ask(ECHO)))
        assert took < HASTY.answer + 3


def test_a_pause_of_ours_is_no_silence_of_theirs() -> None:
    """What came meanwhile has not been looked at."""
    with connected(always) as connection:
        connection.ask(ECHO)
        first = connection.start((costly(5),))
        time.sleep(HASTY.silence + 0.2)
        second = connection.start((costly(5),))  # waits for the credits of the first
        assert [len(connection.finish(one)) for one in (first, second)] == [1, 1]


def test_saying_goodbye_waits_for_nothing() -> None:
    def script(peer: Peer) -> None:
        (first,) = peer.hear()
        peer.say(message(first, body_of(first), credits_=5))
        peer.wait()

    with connected(script, Patience(2, 0.2, 60, 60)) as connection:
        connection.ask(ECHO)
        connection.start((costly(5),))
        assert connection.credits == 5
        began = time.monotonic()
        assert connection.leave() is False
        assert time.monotonic() - began < 1
        assert not connection.alive


def test_goodbye_from_a_server_that_talks_without_end() -> None:
    def script(peer: Peer) -> None:
        peer.say(obliging(peer.hear()))
        peer.hear()
        flood = framed(message(Asked(Command.ECHO, UNASKED, 0, b""), bytes(40))) * 500
        while True:
            peer.say_raw(flood)

    with connected(script) as connection:
        connection.ask(ECHO)
        assert timed(connection.leave) < 5
        assert not connection.alive


def test_interim_answers_and_echoes_are_not_hashed() -> None:
    def script(peer: Peer) -> None:
        (asked,) = peer.hear()
        peer.say(message(asked, bytes(9), status=Status.PENDING, flags=FROM_SERVER | ASYNC))
        peer.say(obliging([asked]))
        peer.say(obliging(peer.hear()))

    with connected(script) as connection:
        connection.ask(Request(Command.SESSION_SETUP, bytes(24)))
        connection.ask(ECHO)
        assert [len(one) for one in connection.transcript or []] == [88, 68]


def test_a_closed_connection_leaves_no_socket() -> None:
    with serving(always) as (port, _):
        connection = Connection("127.0.0.1", port, HASTY)
        connection.close()
        connection.close()
        assert connection.leave() is False
