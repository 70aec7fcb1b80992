"""check: one endpoint of a node, step by step, as facility staff want to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields, error_json
from fbi_uploader.desk.impatient import Stopped, route_at_once
from fbi_uploader.desk.looking import Tell
from fbi_uploader.desk.requests import Check
from fbi_uploader.errors import Cancelled, Code, Fact, InputError
from fbi_uploader.nodes.check import NOT_TRIED, Tried, door_of, knock
from fbi_uploader.nodes.model import Node
from fbi_uploader.transfer import doctor
from fbi_uploader.transfer.backend import Backend

_PATHS = ("write", "read back", "rename", "remove")


def check(app: App, asked: Check, id_: object, tell: Tell, stopped: Stopped) -> Fields:
    """Tell each step as it ends; `passed` when all that can be tried went well.

    Raises InputError NODE_UNKNOWN, PERSON_UNKNOWN, ROUTE_UNKNOWN; Cancelled when called off.
    """
    node = app.node(asked.node)
    app.person(asked.person)
    if getattr(node, asked.endpoint) is None:
        raise InputError(Code.ROUTE_UNKNOWN, node=node.id, routes=asked.endpoint)
    passed, tried = True, False
    for step in _steps(app, node, asked, stopped):
        if stopped():
            raise Cancelled
        passed &= step.error is None
        tried |= step.facts != NOT_TRIED
        tell(_event(id_, step))
    return {"passed": passed and tried}


def _event(id_: object, step: Tried) -> Mapping[str, object]:
    error = error_json(step.error) if step.error is not None else None
    return {
        "event": "Step",
        "check": id_,
        "name": step.name,
        "seconds": round(step.seconds, 3),
        "error": error,
        "facts": dict(step.facts),
    }


def _steps(app: App, node: Node, asked: Check, stopped: Stopped) -> Iterator[Tried]:
    if not getattr(node, asked.endpoint).from_here:
        yield Tried("not from here", facts=NOT_TRIED)
        return
    door = door_of(node, asked.endpoint)
    for step in knock(door, app.clock, node.limits.timeout_seconds) if door else ():
        yield step
        if step.error is not None:
            return
    if asked.endpoint in {"smb", "folder"}:
        yield from _in_landing(app, node, asked, stopped)
    else:
        names = ("login", *_PATHS) if asked.endpoint == "irods" else ("login",)
        yield from (Tried(name, facts=NOT_TRIED) for name in names)


def _in_landing(app: App, node: Node, asked: Check, stopped: Stopped) -> Iterator[Tried]:
    """Log on, and write, read back, rename and remove in a scratch folder. Each is tried once."""
    kind: Literal["smb", "folder"] = "smb" if asked.endpoint == "smb" else "folder"
    route = route_at_once(app, node, app.person(asked.person), stopped, kind)
    first = "login" if kind == "smb" else "open"
    for step, backend in doctor.steps(route, app.clock):
        name = first if step.name == "connect" else step.name
        facts = _told(backend) if step.name == "connect" and step.error is None else {}
        yield Tried(name, step.seconds, step.error, facts)


def _told(backend: Backend) -> Mapping[str, Fact]:
    """What a backend says of its connection (signed, encrypted), if it is one that does."""
    inner: object = backend
    while inner is not None:
        security: Callable[[], Mapping[str, Fact]] | None = getattr(inner, "security", None)
        if security is not None:
            return security()
        inner = getattr(inner, "inner", None)
    return {}
