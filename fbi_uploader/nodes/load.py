"""From a TOML file to a checked model, or to every fault in it, each with its line."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from fbi_uploader.errors import Code, Fact, InputError, Problem, Severity
from fbi_uploader.nodes.lines import KeyPath, key_lines, line_of
from fbi_uploader.nodes.model import Node, Policy
from fbi_uploader.paths import shown

LARGEST = 256 * 1024  # bytes; a real node file has some two thousand

Model = TypeVar("Model", bound=BaseModel)


class InvalidFileError(InputError):
    """NODE_INVALID with the facts of its first problem (file, line, key, why) and all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(Code.NODE_INVALID, **problems[0].facts)
        self.problems = tuple(problems)


def load_node(path: Path) -> Node:
    """Read and check a node file. Raises InvalidFileError."""
    return parse(Node, read(path), path)


def load_policy(path: Path) -> Policy:
    """Read the machine's policy; the mild one when there is no file.

    Raises InvalidFileError: a policy that cannot be read must not turn into none.
    """
    if not path.exists():
        return Policy()
    return parse(Policy, read(path), path)


def read(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a small regular file. InvalidFileError, why: missing, unreadable..."""
    try:
        # A pipe or device with this name would hold us for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _invalid(path, "not_a_file")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError as error:
        raise _invalid(path, "missing") from error
    except OSError as error:
        raise _invalid(path, "unreadable") from error
    if len(content) > largest:
        raise _invalid(path, "too_large")
    return content


def parse(model: type[Model], content: bytes, path: Path) -> Model:
    """Check the content of the file at `path`, which is only named, against a model.

    Raises InvalidFileError. `why` is pydantic's or our error type ("int_type", "extra_forbidden",
    "not_a_host"), "syntax", "not_utf8" or "too_deep"; never a value, which may be a secret.
    """
    text = _decoded(content, path)
    try:
        raw = tomllib.loads(text)
        return model.model_validate(raw)
    except ValidationError as error:
        raise InvalidFileError(_problems(error, text, path)) from None
    except RecursionError:
        raise _invalid(path, "too_deep") from None
    except ValueError as error:
        raise _invalid(path, "syntax", _line_said(str(error), text)) from None


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")  # Notepad writes the mark
    except UnicodeDecodeError as error:
        raise _invalid(path, "not_utf8", content.count(b"\n", 0, error.start) + 1) from None


def _line_said(message: str, text: str) -> int:
    """The line in tomllib's message ("... (at line 3, column 1)"), else the last one."""
    found = re.search(r"\(at line (\d+), column \d+\)$", message)
    return int(found[1]) if found else max(1, len(text.rstrip().split("\n")))


def _problems(error: ValidationError, text: str, path: Path) -> list[Problem]:
    lines = key_lines(text)
    told = error.errors(include_url=False, include_context=False, include_input=False)
    # What holds a faulty part is told as well (an array that is "too short" without it).
    holders = {one["loc"][:length] for one in told for length in range(len(one["loc"]))}
    found = [
        _problem(path, one["type"], line_of(lines, one["loc"]), one["loc"])
        for one in told
        if one["loc"] not in holders
    ]
    return sorted(found, key=lambda problem: int(problem.facts["line"] or 0))


def _problem(path: Path, why: str, line: int, key: KeyPath = ()) -> Problem:
    file, named = shown(path), shown(".".join(str(part) for part in key))
    facts: dict[str, Fact] = {"file": file, "line": line, "key": named, "why": why}
    return Problem(Code.NODE_INVALID, f"{file}:{line}", Severity.WARNING, facts)


def _invalid(path: Path, why: str, line: int = 1) -> InvalidFileError:
    return InvalidFileError([_problem(path, why, line)])
