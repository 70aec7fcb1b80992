"""The child process that reads files for the inspector.

Importing this is cheap: the libraries are loaded in `main`, in the child only.
"""

from __future__ import annotations

import faulthandler
import importlib
import sys
from typing import TYPE_CHECKING, Protocol, cast

from fbi_uploader import __version__
from fbi_uploader.children import hush, own_stdout
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


def main() -> int:
    """Answer requests until stdin ends. Exit code 0."""
    _limit_memory()
    answers = own_stdout()
    hush()
    answering = cast("_Answering", _load())
    answers.write(encode(Hello(PROTOCOL, __version__)))
    for line in iter(lambda: sys.stdin.buffer.readline(MAX_LINE), b""):
        faulthandler.dump_traceback_later(_LAST_RESORT, exit=True, file=_STDERR)
        answers.write(encode_answer(answering.answer(decode_request(line))))
        faulthandler.cancel_dump_traceback_later()
    return 0


def _load() -> ModuleType:
    return importlib.import_module("fbi_uploader.intake.inspect.answering")


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
