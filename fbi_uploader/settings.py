"""What this account chose: language, look, cap, quiet hours. No secret, and nothing of a node.

Plain dataclasses and no pydantic: the window reads it before its first paint. The window writes
the file, the engine reads it. What is no valid value is the default again: a choice is no reason
not to start.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path

from fbi_uploader.paths import write_atomically

LANGUAGES = ("", "fr", "en")
THEMES = ("system", "light", "dark")
SLOWEST = 1024
"""Bytes/s below which a cap would be a halt."""

_FASTEST = 1 << 50  # bytes/s: a float holds it
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """All choices.

    `language` "" and `theme` "system" follow the system. `bandwidth` in bytes/s, None: no cap.
    `quiet_from`, `quiet_to` "HH:MM" of the local day between which nothing is sent, "": never.
    `person` and `last_nodes` (person -> node id): what was chosen last. `tray_told`: somebody was
    told that the window lives on in the tray; `welcomed`: and that this is the first run no more.
    """

    language: str = ""
    theme: str = "system"
    bandwidth: int | None = None
    quiet_from: str = ""
    quiet_to: str = ""
    all_paused: bool = False
    person: str = ""
    last_nodes: Mapping[str, str] = field(default_factory=dict)
    welcomed: bool = False
    tray_told: bool = False

    def quiet_at(self, moment: time) -> bool:
        """Whether nothing is to be sent at this time of the local day."""
        if not (self.quiet_from and self.quiet_to) or self.quiet_from == self.quiet_to:
            return False
        now = f"{moment:%H:%M}"
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= now < self.quiet_to
        return now >= self.quiet_from or now < self.quiet_to


def load(path: Path) -> Settings:
    """The choices in a file; the defaults where it is absent, damaged or somebody else's."""
    try:
        with path.open("rb") as file:
            written = tomllib.loads(file.read(_LARGEST).decode())
    except (OSError, ValueError, RecursionError):  # what toml and UTF-8 raise is a ValueError
        return Settings()
    kept = {
        one.name: written[one.name]
        for one in fields(Settings)
        if one.name in written and _is_valid(one.name, written[one.name])
    }
    return Settings(**kept)


def save(path: Path, settings: Settings) -> None:
    """Replace the file as a whole. Raises InputError DENIED."""
    lines = [
        f"{one.name} = {_toml(value)}"
        for one in fields(Settings)
        if (value := getattr(settings, one.name)) is not None and not isinstance(value, Mapping)
    ]
    nodes = [f"{_toml(who)} = {_toml(node)}" for who, node in settings.last_nodes.items()]
    text = "\n".join([*lines, "", "[last_nodes]", *nodes])
    write_atomically(path, f"{text}\n".encode())


def _is_valid(name: str, value: object) -> bool:
    if name == "bandwidth":
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        return SLOWEST <= value <= _FASTEST
    if name == "last_nodes":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    if isinstance(getattr(_DEFAULTS, name), bool):
        return isinstance(value, bool)
    return isinstance(value, str) and _fits(name, value)


def _fits(name: str, value: str) -> bool:
    if name == "language":
        return value in LANGUAGES
    if name == "theme":
        return value in THEMES
    if name in {"quiet_from", "quiet_to"}:
        return value == "" or _TIME.fullmatch(value) is not None
    return True


_DEFAULTS = Settings()


def _toml(value: object) -> str:
    # JSON's strings, numbers and booleans are TOML's, but for DEL (toml.io/en/v1.0.0#string).
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
