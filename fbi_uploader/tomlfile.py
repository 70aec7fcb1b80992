"""From a TOML file to a checked model, or to every fault in it, each with its line.

For every file that people write by hand: node, policy, persons, deposit, template. Each has its
own `Code`, whose words say which kind of file it is.
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fbi_uploader.errors import Code, Fact, InputError, Problem, Severity
from fbi_uploader.paths import shown
from fbi_uploader.tomllines import KeyPath, key_lines, line_of

LARGEST = 256 * 1024  # bytes; a real node file has some two thousand

TOLD = "told"
"""A validator that wants to add facts raises PydanticCustomError with the context `{TOLD: facts}`.
Nothing else of a context is passed on: it may hold a value, which may be a secret."""

Model = TypeVar("Model", bound=BaseModel)


class InvalidFileError(InputError):
    """The code and facts of its first problem (file, line, key, why), and all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].code, **problems[0].facts)
        self.problems = tuple(problems)


def read(path: Path, code: Code, largest: int = LARGEST) -> bytes:
    """The bytes of a small regular file. InvalidFileError, why: missing, unreadable..."""
    try:
        # A pipe or device with this name would hold us for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _invalid(path, code, "not_a_file")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError as error:
        raise _invalid(path, code, "missing") from error
    except OSError as error:
        raise _invalid(path, code, "unreadable") from error
    if len(content) > largest:
        raise _invalid(path, code, "too_large")
    return content


def parse(model: type[Model], content: bytes, path: Path, code: Code) -> Model:
    """Check the content of the file at `path`, which is only named, against a model.

    Raises InvalidFileError. `why` is pydantic's or our error type ("int_type", "extra_forbidden",
    "not_a_host"), "syntax", "not_utf8" or "too_deep"; never a value, which may be a secret.
    `expected` is there where only certain words are allowed: those, with ", " between them.
    """
    text = _decoded(content, path, code)
    try:
        raw = tomllib.loads(text)
        return model.model_validate(raw)
    except ValidationError as error:
        raise InvalidFileError(_problems(error, text, path, code)) from None
    except RecursionError:
        raise _invalid(path, code, "too_deep") from None
    except ValueError as error:
        raise _invalid(path, code, "syntax", _line_said(str(error), text)) from None


def problem_in(path: Path, code: Code, why: str, line: int, key: KeyPath = ()) -> Problem:
    """One fault of a file; a warning, because what is in the other files goes on."""
    file, named = shown(path), shown(".".join(str(part) for part in key))
    facts: dict[str, Fact] = {"file": file, "line": line, "key": named, "why": why}
    return Problem(code, f"{file}:{line}", Severity.WARNING, facts)


def _decoded(content: bytes, path: Path, code: Code) -> str:
    try:
        return content.decode("utf-8-sig")  # Notepad writes the mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _invalid(path, code, "not_utf8", line) from None


def _line_said(message: str, text: str) -> int:
    """The line in tomllib's message ("... (at line 3, column 1)"), else the last one."""
    found = re.search(r"\(at line (\d+), column \d+\)$", message)
    return int(found[1]) if found else max(1, len(text.rstrip().split("\n")))


def _problems(error: ValidationError, text: str, path: Path, code: Code) -> list[Problem]:
    lines = key_lines(text)
    told = error.errors(include_url=False, include_input=False)
    # What holds a faulty part is told as well (an array that is "too short" without it).
    holders = {one["loc"][:length] for one in told for length in range(len(one["loc"]))}
    found = [
        _problem(path, code, one, line_of(lines, one["loc"]))
        for one in told
        if one["loc"] not in holders
    ]
    return sorted(found, key=lambda problem: int(problem.facts["line"] or 0))


def _problem(path: Path, code: Code, told: ErrorDetails, line: int) -> Problem:
    problem = problem_in(path, code, told["type"], line, told["loc"])
    context = told.get("ctx", {})
    facts = {**problem.facts, **context.get(TOLD, {})}
    if told["type"] == "literal_error":
        facts["expected"] = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected"))))
    return Problem(problem.code, problem.where, problem.severity, facts)


def _invalid(path: Path, code: Code, why: str, line: int = 1) -> InvalidFileError:
    return InvalidFileError([problem_in(path, code, why, line)])
