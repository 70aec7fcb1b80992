"""What was seen of image files, kept by path and stamp: a changed file is another entry."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from fbi_uploader.errors import InputError
from fbi_uploader.paths import make_private_folder, write_atomically

MOST = 20_000
"""Entries that are kept, a picture of some 50 KB each; the oldest go."""
OLDEST = 90 * 86400.0
"""Seconds that an entry is kept after it was last looked for."""
_SWEEP_EVERY = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """`images` how many, `format` and `summary` of the first; `code` why nothing could be said.

    `thumbnail`: path of a PNG, None where there is no picture.
    """

    images: int
    format: str | None
    summary: str
    thumbnail: str | None
    code: str | None = None


class Cache:
    """A folder of `<hash>.json` and `<hash>.png`. For one thread; what is damaged is absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._puts = 0

    def get(self, head: str) -> Seen | None:
        """What is known of a file as it is now."""
        name = _name_of(head)
        if name is None:
            return None
        try:
            seen = Seen(**json.loads(self._path(name, "json").read_bytes()))
            os.utime(self._path(name, "json"))
            missing = seen.thumbnail is not None and not Path(seen.thumbnail).is_file()
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return None if missing else seen

    def put(self, head: str, seen: Seen, picture: bytes | None) -> Seen:
        """Keep it; gives it with the path of its picture. A full disk keeps nothing."""
        name = _name_of(head)
        if name is None:
            return seen
        with suppress(InputError):
            make_private_folder(self._folder)
            if picture is not None:
                path = self._path(name, "png")
                write_atomically(path, picture)
                seen = Seen(seen.images, seen.format, seen.summary, str(path), seen.code)
            write_atomically(self._path(name, "json"), json.dumps(asdict(seen)).encode("ascii"))
        self._puts += 1
        if self._puts % _SWEEP_EVERY == 1:
            self.sweep(time.time())
        return seen

    def sweep(self, now: float) -> None:
        """Remove the oldest entries beyond MOST, and those that nobody looked for since long."""
        known = sorted(self._entries(), reverse=True)
        for place, (used, name) in enumerate(known):
            if place >= MOST or now - used > OLDEST:
                for ending in ("json", "png"):
                    with suppress(OSError):
                        self._path(name, ending).unlink(missing_ok=True)

    def _entries(self) -> Iterator[tuple[float, str]]:
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(".json") and not entry.name.startswith("."):
                    yield entry.stat().st_mtime, entry.name.removesuffix(".json")

    def _path(self, name: str, ending: str) -> Path:
        return self._folder / f"{name}.{ending}"


def _name_of(head: str) -> str | None:
    """Of a file as it is now; None when it is not there."""
    try:
        seen = os.stat(head)
    except (OSError, ValueError):
        return None
    told = f"{head}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_dev}\0{seen.st_ino}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]
