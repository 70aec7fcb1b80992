"""Own nodes, changed piece by piece: each change is a whole node again, checked as a file is.

Nothing here touches a disk; `NodeStore.replace` writes what `as_toml` says. A change that the
`Node` model refuses raises InvalidFileError, whose problems name the key ("smb.host") and why.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from fbi_uploader.nodes.fields import RESERVED
from fbi_uploader.nodes.load import parse
from fbi_uploader.nodes.model import Node

Section = Literal["smb", "irods", "folder", "omero", "quay"]
SECTIONS: tuple[Section, ...] = ("smb", "irods", "folder", "omero", "quay")
Value = str | int | float | bool | None
"""What a key may be given; None takes it out of the file, so that the default is in force."""

Raw = dict[str, object]
_LONGEST_ID = 40


def changed(node: Node, section: Section, values: Mapping[str, Value]) -> Node:
    """With other values in one endpoint, which is added where it is missing."""
    raw = _raw(node)
    held = raw.get(section)
    there = {**(held if isinstance(held, dict) else {}), **values}
    raw[section] = {key: value for key, value in there.items() if value is not None}
    return _checked(raw)


def without(node: Node, section: Section) -> Node:
    """Without an endpoint, and without the route that it was."""
    raw = _raw(node)
    raw.pop(section, None)
    routes = [route for route in node.routes if route != section]
    if "routes" in raw:
        raw["routes"] = routes
    return _checked(raw)


def renamed(node: Node, *, fr: str, en: str) -> Node:
    """With other names; the id, which journals know it by, stays."""
    return _checked({**_raw(node), "names": {"fr": fr, "en": en}})


def contacted(node: Node, *, name: str, email: str) -> Node:
    """With another person to write to."""
    raw = _raw(node)
    held = raw.get("contact")
    there: Raw = {**(held if isinstance(held, dict) else {}), "name": name, "email": email}
    raw["contact"] = {key: value for key, value in there.items() if value}
    return _checked(raw)


def landing_at(node: Node, landing: str) -> Node:
    """With another folder that a person's data land in; "" is the root of the route."""
    return _checked({**_raw(node), "landing": landing})


def duplicated(node: Node, taken: Collection[str], *, fr: str, en: str) -> Node:
    """The same under another name and a free id. A copy of the sandbox stays one."""
    return _checked({**_raw(node), "id": free_id(fr, taken), "names": {"fr": fr, "en": en}})


def made(name: str, taken: Collection[str], section: Section, values: Mapping[str, Value]) -> Node:
    """A new node of that name, with one endpoint."""
    there = {key: value for key, value in values.items() if value is not None}
    return _checked({"id": free_id(name, taken), "names": {"fr": name, "en": name}, section: there})


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made of a name's letters and digits, and of a number where that one is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_ID - 4].strip("-")
    base = base if base and base not in RESERVED else f"node-{base}".strip("-")
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in candidates if one not in taken)


def as_toml(node: Node) -> str:
    """What stands in its file: what somebody wrote, and no default."""
    return _toml(_raw(node))


def _toml(raw: Raw) -> str:
    tables = {key: value for key, value in raw.items() if isinstance(value, dict)}
    lines = [_line(key, value) for key, value in raw.items() if key not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(_line(key, value) for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _raw(node: Node) -> Raw:
    # What was written and nothing else: some rules ask whether a key stands in the file.
    written: Raw = node.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return written


def _checked(raw: Raw) -> Node:
    return parse(Node, _toml(raw).encode(), Path(f"{raw.get('id', 'node')}.toml"))


def _line(key: str, value: object) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's, but for DEL.
    # Source: toml.io/en/v1.0.0#string
    return f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
