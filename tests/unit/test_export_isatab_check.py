"""The child that runs isatools may crash, hang or talk nonsense: that is an error with a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fbi_uploader
from fbi_uploader.errors import Code, FileError
from fbi_uploader.export.isatab.check import command_of, judged

HELLO = '{"protocol": 1}'


def saying(*lines: str, end: str = "") -> tuple[str, ...]:
    told = "".join(f"print({line!r}, flush=True);" for line in lines)
    return (sys.executable, "-c", f"import sys, time; sys.stdin.readline(); {told} {end}")


def why(folder: Path, command: tuple[str, ...], limit: float = 60) -> object:
    with pytest.raises(FileError) as caught:
        judged(folder, command, limit)
    assert caught.value.code is Code.EXPORT_FAILED
    return caught.value.facts["why"]


def test_findings_are_told(tmp_path: Path) -> None:
    answer = '{"id": 1, "errors": ["4 x"], "warnings": ["5 y"], "differences": ["z"]}'
    found = judged(tmp_path, saying(HELLO, answer))
    assert (found.errors, found.warnings, found.differences) == (("4 x",), ("5 y",), ("z",))


def test_a_hang_ends_at_the_limit(tmp_path: Path) -> None:
    assert why(tmp_path, saying(HELLO, end="time.sleep(600)"), 1.0) == "timed_out"


def test_a_crash(tmp_path: Path) -> None:
    assert why(tmp_path, saying(HELLO, end="import os; os._exit(7)")) == "crashed"


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (HELLO,),
        ("hello", '{"id": 1}'),
        ('{"protocol": 2}', '{"id": 1}'),
        (HELLO, "[]"),
        (HELLO, '{"id": 1, "errors": "many"}'),
        (HELLO, '{"id": 1, "more": 1}'),
        (HELLO, "printed by a library", '{"id": 1}'),
        (HELLO, "[" * 100_000),
    ],
)
def test_nonsense(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert why(tmp_path, saying(*lines)) == "answer"


def test_no_such_python(tmp_path: Path) -> None:
    assert why(tmp_path, command_of(tmp_path / "python")) == "start"


def test_a_python_without_isatools(tmp_path: Path) -> None:
    """As the program's own is: isatools is never installed beside it."""
    assert str(why(tmp_path, command_of(Path(sys.executable)))).startswith("isatools_missing")


def test_the_child_needs_the_standard_library_only() -> None:
    """It is run by a Python that has isatools and nothing of ours."""
    looking = (
        "import sys; import fbi_uploader.export.isatab.judge;"
        "print({one.partition('.')[0] for one in sys.modules} - sys.stdlib_module_names)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", looking],
        env=os.environ | {"PYTHONPATH": str(Path(fbi_uploader.__file__).parents[1])},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert eval(done.stdout) <= {"fbi_uploader", "__main__"}  # noqa: S307 - a set of names
