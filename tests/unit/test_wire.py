from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO, cast

import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.events import FileTrouble, Progress, StageReached
from fbi_uploader.transfer.wire import EVENTS_WAITING, LINE_LIMIT, Message, Outbox, encode, messages

LONG = 30.0  # seconds; only a test that fails waits so long


def read(content: bytes) -> list[Message | str | None]:
    """What comes of a stream: messages, and `why` of what is none."""
    return [
        str(one.facts["why"]) if isinstance(one, InputError) else one
        for one in messages(io.BytesIO(content))
    ]


def stage(number: int) -> StageReached:
    return StageReached("sub", None, f"stage {number}", "now")


def progress(sent: int, submission: str = "sub") -> Progress:
    return Progress(submission, sent, 0, 100, 0, 1)


class Reader:
    """The other end of an outbox: takes nothing until told, and a few bytes at a time."""

    def __init__(self, at_once: int = 1 << 30) -> None:
        self._at_once = at_once
        self.reads = threading.Event()
        self.asked = threading.Event()
        self.taken = b""
        self.gone = False

    def write(self, data: bytes | memoryview) -> int:
        self.asked.set()
        assert self.reads.wait(LONG)
        if self.gone:
            raise BrokenPipeError
        piece = bytes(data[: self._at_once])
        self.taken += piece
        return len(piece)

    @property
    def stream(self) -> BinaryIO:
        return cast(BinaryIO, self)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.taken.splitlines()]


@contextmanager
def outbox(reader: Reader) -> Iterator[Outbox]:
    """An outbox that has ended when the block is left."""
    made = Outbox(reader.stream)
    try:
        yield made
    finally:
        reader.reads.set()
        made.close(LONG)
        assert not made._thread.is_alive()


# -- lines that come in


def test_messages_come_line_by_line_to_the_end() -> None:
    assert read(b'{"a": 1}\n{"b": "\\u00e9"}\n{"c": "\xc3\xa9"}') == [
        {"a": 1},
        {"b": "é"},
        {"c": "é"},
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "no_json"),
        (b"hello", "no_json"),
        (b'{"a": 1} {"b": 2}', "no_json"),
        (b'{"a": 1', "no_json"),
        (b'{"a": "\xff"}', "no_json"),
        (b"\x00\xff\xfe", "no_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "no_json"),
        (b"[" * 200_000, "no_json"),
        (b'{"a":' * 150_000, "no_json"),
        (b"[1, 2]", "no_object"),
        (b"null", "no_object"),
        (b'"stop"', "no_object"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_junk_is_told_and_the_next_line_is_read(line: bytes, why: str) -> None:
    assert read(line + b'\n{"next": true}\n') == [why, {"next": True}]


@pytest.mark.parametrize("length", [LINE_LIMIT + 1, 2 * LINE_LIMIT, 3 * LINE_LIMIT + 7])
def test_an_overlong_line_is_read_away_and_told_once(length: int) -> None:
    line = b'{"a": "' + b"x" * (length - 10) + b'"}\n'
    assert len(line) == length
    assert read(line + b'{"next": true}\n') == ["line_too_long", {"next": True}]


def test_a_line_at_the_limit_is_read() -> None:
    line = b'{"a": "' + b"x" * (LINE_LIMIT - 10) + b'"}\n'
    assert len(line) == LINE_LIMIT
    [message] = read(line)
    assert isinstance(message, dict)


def test_an_overlong_line_without_an_end_is_told() -> None:
    assert read(b"x" * (2 * LINE_LIMIT)) == ["line_too_long"]
    assert read(b"x" * LINE_LIMIT) == ["line_too_long"]


def test_an_endless_line_is_never_held_whole() -> None:
    asked: list[int] = []

    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            asked.append(size)
            return b"x" * size if len(asked) < 100 else b""

    assert [str(one) for one in messages(Endless())] == ["protocol(why='line_too_long')"]
    assert set(asked) == {LINE_LIMIT}


# -- lines that go out


def test_a_line_is_ascii_with_one_end() -> None:
    line = encode({"name": "é\n\u2028\udcff"})
    assert line == b'{"name":"\\u00e9\\n\\u2028\\udcff"}\n'


def test_a_line_is_never_longer_than_allowed() -> None:
    fits = {"a": "x" * (LINE_LIMIT - len(encode({"a": ""})))}
    assert len(encode(fits)) == LINE_LIMIT
    with pytest.raises(InputError) as raised:
        encode({"a": fits["a"] + "x"})
    assert raised.value.code is Code.PROTOCOL


def test_answers_and_events_keep_their_order() -> None:
    reader = Reader()
    reader.reads.set()
    with outbox(reader) as box:
        for number in range(500):
            box.put({"answer": number})
            box.emit(stage(number))
    told = [one.get("answer", one.get("stage")) for one in reader.lines()]
    assert told == [each for number in range(500) for each in (number, f"stage {number}")]


def test_progress_is_coalesced_and_nothing_else_is_dropped() -> None:
    reader = Reader()
    with outbox(reader) as box:
        box.put({"answer": "first"})
        assert reader.asked.wait(LONG)  # the writer hangs in the first line from here on
        for number in range(1000):
            box.emit(progress(number))
            box.emit(progress(number, "other"))
            box.emit(stage(number))
            box.emit(FileTrouble("sub", f"file {number}", "held", {}, 1.0))
    lines = reader.lines()
    kinds = [one.get("event") for one in lines]
    assert (kinds.count("StageReached"), kinds.count("FileTrouble")) == (1000, 1000)
    told = [(one["submission"], one["sent"]) for one in lines if one.get("event") == "Progress"]
    assert sorted(told) == [("other", 999), ("sub", 999)]


def test_a_reader_who_never_reads_takes_no_memory_and_is_told_to_look_again() -> None:
    """Whatever was dropped came before the line that says so: the journal had it by then."""
    reader = Reader()
    with outbox(reader) as box:
        box.put({"answer": "first"})
        assert reader.asked.wait(LONG)  # the writer hangs in the first line from here on
        for number in range(20 * EVENTS_WAITING):
            box.emit(replace(stage(number), submission=f"sub {number % 3}"))
        box.put({"answer": "last"})
        assert len(box._waiting) <= EVENTS_WAITING + 3
    told = [one.get("answer", one.get("event")) for one in reader.lines()]
    assert told == ["first", "LookAgain", "LookAgain", "LookAgain", "last"]
    assert {one.get("submission") for one in reader.lines()[1:4]} == {"sub 0", "sub 1", "sub 2"}


def test_what_happens_after_it_was_told_to_look_again_is_told() -> None:
    reader = Reader()
    with outbox(reader) as box:
        box.put({"answer": "first"})
        assert reader.asked.wait(LONG)
        for number in range(EVENTS_WAITING):
            box.emit(stage(number))
        box.emit(replace(stage(0), submission="another"))
        box.put({"answer": "last"})
        reader.reads.set()
        until = time.monotonic() + LONG
        while b'"last"' not in reader.taken and time.monotonic() < until:
            time.sleep(0.001)
        box.emit(stage(EVENTS_WAITING))
    lines = [(one.get("submission"), one.get("stage")) for one in reader.lines()]
    assert lines == [
        (None, None),
        ("sub", None),
        ("another", "stage 0"),
        (None, None),
        ("sub", f"stage {EVENTS_WAITING}"),
    ]


def test_a_reader_who_never_reads_blocks_nobody() -> None:
    """A real pipe that is full, and a close in bounded time."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as kept, os.fdopen(writing, "wb", buffering=0) as stream:
        box = Outbox(cast(BinaryIO, stream))
        began = time.monotonic()
        for number in range(5000):
            box.emit(stage(number))
            box.emit(progress(number))
            box.put({"answer": number, "more": "x" * 100})
        told = time.monotonic() - began
        box.close(0.2)
        closed = time.monotonic() - began - told
        assert box._thread.is_alive()  # it hangs in the pipe, and hinders nobody
        assert told < 10
        assert closed < 10
        drain = threading.Thread(target=kept.read, args=(), daemon=True)
        drain.start()
        box._thread.join(LONG)
        assert not box._thread.is_alive()


def test_what_is_taken_piece_by_piece_arrives_whole() -> None:
    reader = Reader(at_once=7)
    reader.reads.set()
    with outbox(reader) as box:
        for number in range(50):
            box.emit(stage(number))
    assert [one["stage"] for one in reader.lines()] == [f"stage {one}" for one in range(50)]


def test_what_is_too_long_for_a_line_is_said_to_be_missing() -> None:
    reader = Reader()
    reader.reads.set()
    with outbox(reader) as box:
        box.put({"answer": 7, "huge": "x" * LINE_LIMIT})
        box.put({"answer": 8})
    assert reader.lines() == [
        {"event": "Dropped", "code": "protocol", "answer": 7},
        {"answer": 8},
    ]


def test_a_reader_that_has_gone_ends_it_quietly() -> None:
    reader = Reader()
    reader.gone = True
    reader.reads.set()
    with outbox(reader) as box:
        box.put({"answer": 1})
        box._thread.join(LONG)
        box.put({"answer": 2})
    assert reader.taken == b""


PRINTS = """
import os, sys
from fbi_uploader.children import own_stdout
print("before")
ours = own_stdout()
print("a library prints")
os.system("echo a child prints")
sys.stdout.flush()
ours.write(b'{"ours": 1}\\n')
ours.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the child's shell")
def test_what_libraries_print_never_comes_between_our_lines() -> None:
    done = subprocess.run([sys.executable, "-c", PRINTS], check=True, capture_output=True)
    assert done.stdout == b'before\n{"ours": 1}\n'
    assert b"a library prints" in done.stderr
    assert b"a child prints" in done.stderr


def test_an_id_that_finds_no_room_in_a_line_ends_no_answers() -> None:
    reader = Reader()
    reader.reads.set()
    outbox = Outbox(reader.stream)
    outbox.put({"answer": "i" * (LINE_LIMIT - 20), "ok": True})
    outbox.put({"answer": _deep(100_000), "ok": True})
    outbox.put({"answer": 3, "ok": True})
    outbox.close(LONG)
    told = [json.loads(line) for line in reader.taken.splitlines()]
    dropped = {"event": "Dropped", "code": "protocol", "answer": None}
    assert told == [dropped, dropped, {"answer": 3, "ok": True}]


def _deep(depth: int) -> object:
    made: object = 1
    for _ in range(depth):
        made = [made]
    return made
