"""What the engine tells whoever watches. Progress may be dropped and coalesced.

The rest never is, but that a reader who does not read is told in the end to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from fbi_uploader.errors import Fact


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes and files of a submission. `sent` and `total` in bytes; `proved` read back."""

    submission: str
    sent: int
    proved: int
    total: int
    files_done: int
    files_total: int


@dataclass(frozen=True, slots=True)
class StageReached:
    """A submission (assay None) or one of its assays reached a stage."""

    submission: str
    assay: str | None
    stage: str
    at: str
    code: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A file could not be sent now. `retry_in` in seconds, None when somebody has to act."""

    submission: str
    source: str
    code: str
    facts: Mapping[str, Fact]
    retry_in: float | None


@dataclass(frozen=True, slots=True)
class LookAgain:
    """More happened to a submission than its slow reader can be told: the journal knows it all.

    Only ever on the wire. Whatever it stands for was journalled before it is read.
    """

    submission: str


Event = Progress | StageReached | FileTrouble
Emit = Callable[[Event], None]


def as_json(event: Event | LookAgain) -> dict[str, object]:
    """Give an event its wire form: its fields and `event`, the name of its kind."""
    return {"event": type(event).__name__, **asdict(event)}
