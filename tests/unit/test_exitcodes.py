from __future__ import annotations

from collections import Counter

import pytest

from fbi_uploader.errors import Code, FileError, InputError, NodeError, RetryError, UploaderError
from fbi_uploader.exitcodes import _CODES, ExitCode, exit_code


def test_every_code_has_one_number() -> None:
    counted = Counter(code for codes in _CODES.values() for code in codes)
    assert counted == dict.fromkeys(Code, 1)
    for code in Code:
        assert exit_code(InputError(code)) is not ExitCode.DONE


def test_the_numbers_are_those_that_are_documented() -> None:
    assert [number.value for number in ExitCode] == [0, 2, 3, 4, 5, 6, 7, 8, 9, 12, 130]


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (InputError(Code.DEPOSIT_INVALID), 2),
        (FileError(Code.VANISHED), 3),
        (InputError(Code.NAME_FORBIDDEN), 4),
        (FileError(Code.TARGET_EXISTS), 5),
        (RetryError(Code.CONNECTION_LOST), 6),
        (NodeError(Code.NODE_UNREACHABLE), 6),
        (NodeError(Code.NODE_FULL), 7),
        (NodeError(Code.NODE_QUOTA), 7),
        (FileError(Code.DIGEST_DIFFERS), 8),
        (FileError(Code.STILL_WRITTEN), 9),
        (NodeError(Code.CREDENTIALS), 12),
        (UploaderError(Code.CANCELLED), 130),
    ],
)
def test_numbers_of_design_9(error: UploaderError, number: int) -> None:
    assert exit_code(error) == number
