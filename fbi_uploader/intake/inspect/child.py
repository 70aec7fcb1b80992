"""The child process that reads files for the inspector, and how to start it.

Importing this is cheap: the libraries are loaded in `main`, in the child only.
"""

from __future__ import annotations

import faulthandler
import importlib
import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from fbi_uploader import __version__
from fbi_uploader.intake.inspect.protocol import (
    MAX_LINE,
    PROTOCOL,
    Answer,
    Hello,
    Request,
    decode_request,
    encode,
    encode_answer,
)

if TYPE_CHECKING:
    from types import ModuleType

NAME = "inspect-child"
_STDERR = 2
_LAST_RESORT = 600.0
"""Seconds after which a child ends by itself: the inspector that should kill it may be dead."""
_MEMORY = 4 << 30
"""Bytes of address space; what a hostile header asks for beyond it fails inside the child."""


class _Answering(Protocol):
    def answer(self, request: Request) -> Answer: ...


def child_command(name: str) -> tuple[str, ...]:
    """The command line of this program's child `name`, frozen by PyInstaller or not."""
    if getattr(sys, "frozen", False):
        return (sys.executable, name)
    return (sys.executable, "-m", "fbi_uploader", name)


def main() -> int:
    """Answer requests until stdin ends. Exit code 0."""
    _limit_memory()
    answers = _own_stdout()
    _hush()
    answering = cast("_Answering", _load())
    answers.write(encode(Hello(PROTOCOL, __version__)))
    for line in iter(lambda: sys.stdin.buffer.readline(MAX_LINE), b""):
        faulthandler.dump_traceback_later(_LAST_RESORT, exit=True, file=_STDERR)
        answers.write(encode_answer(answering.answer(decode_request(line))))
        faulthandler.cancel_dump_traceback_later()
    return 0


def _load() -> ModuleType:
    return importlib.import_module("fbi_uploader.intake.inspect.answering")


def _own_stdout() -> BinaryIO:
    """Our answers' own descriptor; what libraries print goes to stderr (DESIGN 4)."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(descriptor, "wb", buffering=0)


def _hush() -> None:
    """Libraries complain in three ways; what matters of it is raised."""
    warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    logging.raiseExceptions = False


def _limit_memory() -> None:
    """Where the system can: not on Windows, and macOS may refuse."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    for limit, amount in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        capped = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(limit, (capped, hard))
        except (OSError, ValueError):
            continue


if __name__ == "__main__":
    sys.exit(main())
