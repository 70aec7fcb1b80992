"""The worksheet: a deposit while a person prepares it.

Names may be empty or wrong here; only `composing` holds them to the strict `isa.model`. A worksheet
is never changed: every edit (`organising`) gives another, and both share what is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal, Self
from uuid import uuid4

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError
from uuid_utils.compat import uuid7

from fbi_uploader.isa.model import AssayFacts, Frozen, InvestigationFacts, Metadata, StudyFacts

UNASSIGNED: Final = ""
"""The place of a fileset that is in no assay so far."""

REMOVED: Final = "-"
"""The place of a fileset that the person does not send."""

Step = Literal["drop", "organise", "describe", "check"]

ID_PATTERN: Final = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
SheetId = Annotated[str, Field(pattern=ID_PATTERN)]
"""A UUIDv7 as text. It becomes the name of a folder, so nothing else may pass."""

PartId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_]{1,40}$")]
"""Of a study or an assay: never UNASSIGNED, never REMOVED."""


class SheetAssay(AssayFacts):
    """An assay being prepared. `id` stays while it is renamed or moved."""

    name: str = ""
    id: PartId
    metadata: Metadata = Field(default_factory=dict)


class SheetStudy(StudyFacts):
    """A study being prepared."""

    name: str = ""
    id: PartId
    metadata: Metadata = Field(default_factory=dict)
    assays: tuple[SheetAssay, ...] = ()


class SheetInvestigation(InvestigationFacts):
    """What is said of the investigation; its studies stand in the worksheet."""

    name: str = ""


class Worksheet(Frozen):
    """All that the person did so far.

    `drops`       dropped absolute paths in the order of dropping; none lies in another
    `placements`  path of a fileset's head, or of a folder above it -> id of an assay, REMOVED or
                  UNASSIGNED. The nearest of head, parent, ... wins; none: UNASSIGNED
    `joined`      heads of filesets that the person made one; the first speaks for it
    `split`       heads of filesets whose files the person wants one by one
    """

    id: SheetId
    person: str
    node: str
    created_at: AwareDatetime
    saved_at: AwareDatetime
    drops: tuple[str, ...] = ()
    placements: dict[str, str] = Field(default_factory=dict)
    joined: tuple[tuple[str, ...], ...] = ()
    split: tuple[str, ...] = ()
    investigation: SheetInvestigation = SheetInvestigation()
    investigation_metadata: Metadata = Field(default_factory=dict)
    studies: tuple[SheetStudy, ...] = ()
    repair_names: bool = False
    step: Step = "drop"

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [study.id for study in self.studies] + [assay.id for _, assay in self.assays()]
        if len(set(ids)) != len(ids):
            raise PydanticCustomError("ids_differ", "every study and assay has an id of its own")
        return self

    def assays(self) -> Iterator[tuple[SheetStudy, SheetAssay]]:
        """Every assay with its study, in the order of the tree."""
        for study in self.studies:
            for assay in study.assays:
                yield study, assay

    def assay(self, id_: str) -> SheetAssay | None:
        """The assay of this id."""
        return next((assay for _, assay in self.assays() if assay.id == id_), None)

    def study(self, id_: str) -> SheetStudy | None:
        """The study of this id."""
        return next((study for study in self.studies if study.id == id_), None)

    def study_of(self, assay_id: str) -> SheetStudy | None:
        """The study that holds this assay."""
        return next((study for study, assay in self.assays() if assay.id == assay_id), None)


def new_worksheet(person: str, node: str, now: datetime) -> Worksheet:
    """An empty one, as `person` begins it for `node`."""
    return Worksheet(id=str(uuid7()), person=person, node=node, created_at=now, saved_at=now)


def new_id() -> str:
    """An id for a study or an assay."""
    return uuid4().hex[:12]
