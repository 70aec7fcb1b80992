"""How everything that is asked ends in one answer, and what could not be foreseen in the log."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pydantic import ValidationError

from fbi_uploader.errors import Cancelled, Code, InputError, Problem, UploaderError
from fbi_uploader.paths import denied
from fbi_uploader.transfer.wire import LINE_LIMIT, Message

Fields = Mapping[str, object]
_LOG = logging.getLogger("fbi_uploader.engine")
_LARGEST, _KEPT = 1 << 20, 3
ROOM = LINE_LIMIT // 2
"""Bytes that a list may take in one line; the rest is counted."""


def log_to(folder: Path) -> None:
    """Write what could not be foreseen to `engine.log` there, a few MiB at the most."""
    try:
        handler = RotatingFileHandler(
            folder / "engine.log",
            maxBytes=_LARGEST,
            backupCount=_KEPT,
            delay=True,
            encoding="utf-8",
        )
    except OSError as error:
        raise denied(folder, error) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _LOG.handlers = [handler]
    _LOG.propagate = False


def log_fault(what: str, error: BaseException) -> None:
    """Where it happened and of what kind: never what the error says, which may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{one.filename}:{one.lineno} {one.name}" for one in reversed(frames))
    _LOG.error("%s: %s at %s", what, type(error).__name__, places)


def outcome(what: str, act: Callable[[], Fields | None]) -> dict[str, object]:
    """Do it; the fields of its answer, `ok` and perhaps `error` among them. Total."""
    try:
        return {"ok": True, **(act() or {})}
    except UploaderError as error:
        return refusal(error)
    except Cancelled:
        return refusal(InputError(Code.CANCELLED))
    except ValidationError as error:
        why = error.errors(include_input=False, include_context=False, include_url=False)[0]
        return refusal(InputError(Code.PROTOCOL, why=why["type"], command=what))
    except Exception as error:  # noqa: BLE001 - typed here, so that nobody waits for ever
        log_fault(what, error)
        return refusal(InputError(Code.ENGINE_FAULT, what=what))


def refusal(error: UploaderError) -> dict[str, object]:
    """The fields of an answer that says no."""
    return {"ok": False, "error": error_json(error)}


def error_json(error: UploaderError) -> Message:
    """An error on the wire."""
    return {"code": error.code, "facts": error.facts}


def problem_json(one: Problem) -> Message:
    """A problem on the wire."""
    return {
        "code": one.code,
        "where": one.where,
        "severity": one.severity,
        "facts": dict(one.facts),
    }


def fitting(some: Iterable[object], room: int = ROOM) -> list[object]:
    """As many, from the first, as are sure to find room in one line."""
    kept: list[object] = []
    for one in some:
        room -= len(json.dumps(one)) + 1
        if room < 0:
            break
        kept.append(one)
    return kept
