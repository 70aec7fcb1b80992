"""A window without a window: asks the real engine over its pipes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fbi_uploader.drafting import store
from fbi_uploader.drafting.model import (
    REMOVED,
    SheetAssay,
    SheetInvestigation,
    SheetStudy,
    Worksheet,
    new_worksheet,
)
from fbi_uploader.drafting.shelflog import ShelfReader
from tests.e2e.running import SECONDS, Json, Pc, Running, object_of, until

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def sheet(
    drops: Sequence[Path], assays: Mapping[str, Sequence[Path]] | None = None, node: str = "node"
) -> Worksheet:
    """What was dropped, and which of it is in which assay; all in "Cells" if nothing is said."""
    wanted = {"Cells": drops} if assays is None else assays
    parts = tuple(
        SheetAssay(id=f"a{number}", name=name) for number, name in enumerate(wanted, start=1)
    )
    places = {str(path): parts[at].id for at, some in enumerate(wanted.values()) for path in some}
    return new_worksheet("root", node, NOW).model_copy(
        update={
            "drops": tuple(map(str, drops)),
            "placements": places,
            "investigation": SheetInvestigation(name="Mitosis"),
            "studies": (SheetStudy(id="s1", name="Day 1", assays=parts),),
        }
    )


def save(pc: Pc, worksheet: Worksheet) -> Path:
    """As the window writes it."""
    drafts = pc.home / "drafts"
    store.save(drafts, worksheet)
    return store.draft_folder(drafts, worksheet.id)


@dataclass
class Shelf:
    """What a log says now."""

    path: Path
    rows: dict[str, list[object]] = field(default_factory=dict)
    told: list[list[object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reader = ShelfReader(self.path)

    def read(self) -> dict[str, list[object]]:
        """Rows by the name of their head."""
        while lines := self._reader.read():
            for line in lines:
                self._take(json.loads(line))
        return {Path(head).name: row for head, row in self.rows.items()}

    def _take(self, line: list[object]) -> None:
        self.told.append(line)
        if line[0] == "set":
            self.rows[str(line[1])] = line
        elif line[0] == "gone":
            self.rows.pop(str(line[1]), None)

    def state(self, name: str) -> str | None:
        """Of a fileset."""
        row = self.read().get(name)
        return None if row is None else str(row[6])

    def ended(self) -> int:
        """How many scans of a root have ended."""
        self.read()
        return sum(line[0] == "end" for line in self.told)


class Window:
    """Asks, and waits for answers."""

    def __init__(self, pc: Pc) -> None:
        self.pc = pc
        self.engine: Running = pc.start("engine")
        self.engine.tell({"hello": 1, "program": "test"})
        self.hello = self.engine.wait_for(lambda one: "hello" in one)
        self._count = 0

    def ask_later(self, command: str, **fields: object) -> int:
        """Ask without waiting; the id."""
        self._count += 1
        self.engine.tell({"id": self._count, "command": command, **fields})
        return self._count

    def answer(self, id_: int, seconds: float = SECONDS) -> Json:
        """The answer to an id."""
        known = [one for one in self.engine.seen if one.get("answer") == id_]
        return (
            known[0]
            if known
            else self.engine.wait_for(lambda one: one.get("answer") == id_, seconds)
        )

    def ask(self, command: str, **fields: object) -> Json:
        """Ask; the answer, which must be a yes."""
        told = self.answer(self.ask_later(command, **fields))
        assert told["ok"] is True, told
        return told

    def refused(self, command: str, **fields: object) -> str:
        """Ask; the code of the no."""
        told = self.answer(self.ask_later(command, **fields))
        assert told["ok"] is False, told
        return str(object_of(told["error"])["code"])

    def event(self, kind: str, seconds: float = SECONDS, **fields: object) -> Json:
        """The next event of a kind with these fields."""
        return self.engine.wait_for(
            lambda one: one.get("event") == kind and fields.items() <= one.items(), seconds
        )

    def open(self, worksheet: Worksheet) -> Shelf:
        """Save it and open it."""
        save(self.pc, worksheet)
        return Shelf(Path(str(self.ask("open", draft=worksheet.id)["shelf"])))

    def plan(self, worksheet: Worksheet) -> Json:
        """Save it and plan it."""
        save(self.pc, worksheet)
        return self.ask("plan", draft=worksheet.id)

    def send(self, worksheet: Worksheet) -> str:
        """Plan and send; the submission."""
        submission = str(self.plan(worksheet)["submission"])
        self.ask("send", draft=worksheet.id, submission=submission)
        return submission

    def stage(self, submission: str, stage: str, seconds: float = SECONDS) -> Json:
        """Wait until a submission as a whole reaches a stage."""
        return self.event("StageReached", seconds, submission=submission, assay=None, stage=stage)


__all__ = ["REMOVED", "Shelf", "Window", "save", "sheet", "until"]
