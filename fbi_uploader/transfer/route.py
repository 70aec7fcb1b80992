"""How data reaches one node for one person: what the engine needs, and nothing about endpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fbi_uploader.transfer.backend import Backend

MIB = 1 << 20


class Verify(StrEnum):
    """How arrival is proved: `full` reads every byte back, `size` compares sizes only."""

    FULL = "full"
    SIZE = "size"


class SafeNeeds(StrEnum):
    """What "safe to delete" rests on at this node (DESIGN 7); `never` is the sandbox's."""

    ROUTE = "route"
    IRODS = "irods"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the engine takes at once. Sizes in bytes, times in seconds.

    `connections`  workers, each with a connection of its own
    `small`        files up to this size travel many at a time
    `batch_files`, `batch_bytes`  the most that travels together
    `segment`      a large file is flushed and journalled after each of these
    `longest_segment`  to which they grow on a quick line
    `attempts`     tries a file gets before somebody has to look
    `first_wait`, `longest_wait`  pauses between tries, doubling
    `quiet`        a source stands still this long before it counts as finished
    """

    connections: int = 4
    small: int = MIB
    batch_files: int = 128
    batch_bytes: int = 16 * MIB
    segment: int = 64 * MIB
    longest_segment: int = 256 * MIB
    attempts: int = 8
    first_wait: float = 1.0
    longest_wait: float = 60.0
    quiet: float = 10.0


@dataclass(frozen=True, slots=True)
class Route:
    """One way to one node. `landing` is the person's folder below the backend's root ("" = root).

    `connect` makes an unconnected backend; it is called inside the worker that uses it.
    """

    node: str
    kind: str
    connect: Callable[[], Backend]
    landing: str = ""
    staging_name: str = "_staging"
    submissions_name: str = "_submissions"
    verify: Verify = Verify.FULL
    safe_needs: SafeNeeds = SafeNeeds.ROUTE
    limits: Limits = Limits()

    def path(self, *parts: str) -> str:
        """A path below the landing folder, as the backend takes it."""
        return "/".join(part for part in (self.landing, *parts) if part)

    def staging(self, submission: str, *parts: str) -> str:
        """A path in the staging folder of one submission."""
        return self.path(self.staging_name, submission, *parts)

    def part(self, submission: str, name: str) -> str:
        """Where unfinished bytes of one attempt lie."""
        return self.staging(submission, "parts", name)

    def ready(self, submission: str, place: int, target: str = "") -> str:
        """Where verified files of the assay at `place` wait for their publication."""
        folder = self.staging(submission, "ready", str(place))
        return f"{folder}/{target}" if target else folder

    def places(self, submission: str, place: int, folder: str) -> tuple[str, str]:
        """The folders in which the files of an assay lie, one after the other."""
        return self.ready(submission, place), self.path(folder)

    def record(self, submission: str, name: str = "") -> str:
        """Where the metadata of a published submission lies."""
        folder = self.path(self.submissions_name, submission)
        return f"{folder}/{name}" if name else folder
