"""Small conversions, and the lines between inspector and child."""

from __future__ import annotations

import json

import pytest

from fbi_uploader.errors import Code, FileError
from fbi_uploader.intake.inspect import values
from fbi_uploader.intake.inspect.model import Image, Inspection, Length
from fbi_uploader.intake.inspect.protocol import (
    MAX_LINE,
    Answer,
    Request,
    decode_answer,
    decode_request,
    encode,
    encode_answer,
)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("0.5", "nm", 0.0005),
        (2, "µm", 2.0),
        ("3", "\N{GREEK SMALL LETTER MU}m", 3.0),
        (1e-6, "m", 1.0),
        (0, "µm", None),
        (-1, "µm", None),
        ("nan", "µm", None),
        ("inf", "µm", None),
        ("1e999", "µm", None),
        (1, "pixel", None),
        (1, "inch", None),
        (None, "µm", None),
        ("words", "µm", None),
    ],
)
def test_length(value: object, unit: str, expected: float | None) -> None:
    found = values.length(value, unit)
    assert found == (None if expected is None else Length(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-02-12T09:41:02.4915604Z", "2016-02-12T09:41:02.491560+00:00"),
        ("2016-02-12T09:41:02", "2016-02-12T09:41:02"),
        ("12/02/2016", None),
        ("", None),
        (None, None),
    ],
)
def test_iso_time(value: object, expected: str | None) -> None:
    assert values.iso_time(value) == expected


def test_times_that_mean_unset_are_none() -> None:
    assert values.julian_time(-1) is None
    assert values.julian_time(0) is None
    assert values.julian_time(1e300) is None
    assert values.filetime(0) is None
    assert values.filetime(116_444_736_000_000_000 + 10_000_000) == "1970-01-01T00:00:01.000+00:00"
    assert values.julian_time(2440588.5) == "1970-01-02T00:00:00.000+00:00"


def test_text_is_one_short_printable_line() -> None:
    assert values.text("  Plan\tApo \r\n 60x\x00 ") == "Plan Apo 60x"
    assert values.text("x" * 9999) == "x" * 256
    assert values.text(" \n") is None


def test_axes_are_in_one_order_and_complete() -> None:
    found = values.dimensions({"S": 3, "X": 7, "Z": 2})
    assert list(found.items()) == [("T", 1), ("C", 1), ("Z", 2), ("Y", 1), ("X", 7), ("S", 3)]


def test_channels_without_any_name_are_none_at_all() -> None:
    assert values.channels([None, ""]) == ()
    assert values.channels([None, "GFP"]) == (None, "GFP")


def test_path_that_is_not_unicode_passes_the_line() -> None:
    request = Request(3, "inspect", "/a/caf\udce9\n.tif")
    line = encode(request)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert decode_request(line) == request


def test_answer_too_long_for_a_line_leaves_out_images_and_counts_them() -> None:
    images = tuple(Image("n" * 200, {"X": number}) for number in range(9000))
    line = encode_answer(Answer(1, inspection=Inspection("p", "nd2", images)))
    assert len(line) <= MAX_LINE
    found = decode_answer(line).inspection
    assert found is not None
    assert found.images == images[: len(found.images)]
    assert len(found.images) + found.left_out == 9000
    assert len(found.images) > 1000


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"id": 1, "inspection": {"path": "p", "format": 3}}).encode(),
        json.dumps({"id": 1, "failure": {"code": "unheard_of", "facts": {}, "again": 0}}).encode(),
    ],
)
def test_line_that_is_no_answer_is_refused(line: bytes) -> None:
    with pytest.raises(FileError) as caught:
        decode_answer(line)
    assert caught.value.code is Code.PROTOCOL
