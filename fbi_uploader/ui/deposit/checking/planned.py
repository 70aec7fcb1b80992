"""A plan as the engine told it."""

from __future__ import annotations

from dataclasses import dataclass

from fbi_uploader.errors import Severity
from fbi_uploader.ui.trouble import Answer, Json, Trouble, trouble_of


@dataclass(frozen=True, slots=True)
class PlannedAssay:
    """`part` is the id in the worksheet; `folder` below the landing folder; `bytes` of `files`."""

    part: str
    folder: str
    files: int
    bytes: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Planned:
    """`submission` names it when it is sent; `more` problems are not listed."""

    submission: str
    node: str
    route: str
    files: int
    bytes: int
    assays: tuple[PlannedAssay, ...]
    problems: tuple[Trouble, ...]
    more: int

    @property
    def blocking(self) -> int:
        """Problems that keep it from being sent."""
        return sum(one.severity is Severity.BLOCKING for one in self.problems)


def planned_of(answer: Answer) -> Planned:
    """From the answer to `plan`."""
    return Planned(
        answer.text("submission"),
        answer.text("node"),
        answer.text("route"),
        answer.number("files"),
        answer.number("bytes"),
        tuple(map(_assay, answer.items("assays"))),
        tuple(map(trouble_of, answer.items("problems"))),
        answer.number("more_problems"),
    )


def _assay(told: Json) -> PlannedAssay:
    one = Answer(told)
    numbers = (one.number("files"), one.number("bytes"), one.number("waiting"))
    return PlannedAssay(one.text("id"), one.text("folder"), *numbers)
