"""Has isatools judge a folder with our ISA-Tab and ISA-JSON, in a child process."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

from pydantic import BaseModel, ConfigDict, Field

import fbi_uploader
from fbi_uploader.errors import Code, FileError
from fbi_uploader.export.isatab.judge import PROTOCOL
from fbi_uploader.paths import resources, shown

NAME = "check-isatab"
_Finding = Annotated[str, Field(max_length=2000)]


class Judged(BaseModel):
    """What isatools found, and where ISA-Tab and ISA-JSON differ once it has read both.

    At most some hundred of each are told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    errors: tuple[_Finding, ...] = ()
    warnings: tuple[_Finding, ...] = ()
    differences: tuple[_Finding, ...] = ()


class _Reply(Judged):
    id: int
    failure: str | None = None


def command_of(python: Path) -> tuple[str, ...]:
    """How a Python that has isatools starts the child."""
    return (str(python), "-m", "fbi_uploader", NAME)


def judged(folder: Path, command: Sequence[str], limit_seconds: float = 600.0) -> Judged:
    """Judge `folder`, which has `isatab/` and `isa.json` as the exporters give them.

    `command` as `command_of` gives it. Raises FileError EXPORT_FAILED (why, path): timed_out,
    start, crashed (with its status), answer, isatools_missing.
    """
    config = resources() / "isatab"
    request = {"id": 1, "command": "judge", "folder": str(folder.absolute()), "config": str(config)}
    reply = _reply(_said(folder, command, json.dumps(request), limit_seconds), folder)
    if reply.failure is not None:
        _refuse(folder, reply.failure)
    return Judged(errors=reply.errors, warnings=reply.warnings, differences=reply.differences)


def _said(folder: Path, command: Sequence[str], request: str, limit: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command,
            input=request.encode("ascii") + b"\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit,
            check=False,
            # Its folder is put on Python's path, so never the one with the data in it.
            cwd=Path(fbi_uploader.__file__).parents[1],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        _refuse(folder, "timed_out")
    except OSError:
        _refuse(folder, "start")
    if done.returncode:
        _refuse(folder, "crashed", done.returncode)
    return done.stdout


def _reply(said: bytes, folder: Path) -> _Reply:
    try:
        hello, answer = said.splitlines()
        if json.loads(hello) != {"protocol": PROTOCOL}:
            _refuse(folder, "answer")
        return _Reply.model_validate_json(answer)
    except (ValueError, RecursionError):
        _refuse(folder, "answer")


def _refuse(folder: Path, why: str, status: int | None = None) -> NoReturn:
    raise FileError(Code.EXPORT_FAILED, path=shown(folder), why=why, status=status)
