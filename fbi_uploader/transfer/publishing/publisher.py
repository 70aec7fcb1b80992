"""One assay, one rename (DESIGN 7, 5 to 7), and what is done when its answer is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from fbi_uploader.errors import Code, Fact, RetryError, UploaderError
from fbi_uploader.isa.names import next_name
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import AssayRow, Reason
from fbi_uploader.transfer.publishing import inventory
from fbi_uploader.transfer.publishing.inventory import Inventory
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.transfer.task import Task

_NAMES_TRIED = 20  # two PCs racing need one; more means that something else is wrong


class Ends(Enum):
    """What the two ends of a rename look like."""

    NOT_DONE = auto()
    DONE = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes the assays of one submission, after all workers have closed."""

    task: Task
    backend: Backend

    def publish(self, assay: AssayRow) -> None:
        """Bring an assay whose files are all ready to its place, whole or not at all.

        Journals PUBLISHED, or FAILED with PUBLISH_UNCLEAR when the two ends cannot be told apart,
        after which nothing is touched. Raises RetryError and NodeError of the backend.
        """
        if assay.stage is Stage.PUBLISHING:
            # A crash, or a lost answer: the intent stands, so look before anything else.
            ends = self.look(assay)
            if ends is Ends.DONE:
                self.confirm(assay)
            elif ends is Ends.UNCLEAR:
                self._unclear(assay, {})
            if ends is not Ends.NOT_DONE:
                return
        prepared = self._prepare(assay)
        if prepared is not None:
            self._rename(prepared)

    def _ready(self, assay: AssayRow) -> str:
        return self.task.route.ready(self.task.id, assay.place)

    def _target(self, assay: AssayRow) -> str:
        return self.task.route.path(assay.folder)

    # -- before

    def _prepare(self, assay: AssayRow) -> AssayRow | None:
        """Check that `ready` holds the plan and nothing else; None when it does not."""
        found = inventory.take(self.task, self.backend, assay, self._ready(assay))
        if found.strangers:
            self._unclear(assay, {"strangers": ", ".join(found.strangers)})
            return None
        if found.matched != assay.files:
            self._send_again(assay)
            return None
        entry = self.backend.stat(self._ready(assay))
        if entry is None:
            self._unclear(assay, {"missing": self._ready(assay)})
            return None
        return replace(assay, server_id=entry.file_id)

    def _send_again(self, assay: AssayRow) -> None:
        """Somebody removed verified files from our staging folder: they are sent once more."""
        with self.task.journal.transaction() as connection:
            connection.execute(
                "UPDATE files SET state = ? WHERE assay = ? AND state = ? AND server_id IS NULL",
                (FileState.QUEUED, assay.id, FileState.READY),
            )
        # Away from `publishing`, where nothing is sent; the next intent is a new one.
        self.task.reach(Stage.QUEUED, assay)

    def _intend(self, assay: AssayRow, reason: Reason | None) -> None:
        at = self.task.now()
        with self.task.journal.transaction() as connection:
            connection.execute(
                "UPDATE assays SET server_id = ?, name = ?, folder = ? WHERE id = ?",
                (assay.server_id, assay.name, assay.folder, assay.id),
            )
            records.put_stage(
                connection,
                Stage.PUBLISHING,
                at,
                submission_id=self.task.id,
                assay_id=assay.id,
                reason=reason,
            )

    # -- the rename

    def _rename(self, assay: AssayRow) -> None:
        reason: Reason | None = None
        for _ in range(_NAMES_TRIED):
            self._intend(assay, reason)
            try:
                self.backend.rename(self._ready(assay), self._target(assay))
            except RetryError as error:
                self._after_lost_answer(assay, error)
                return
            except UploaderError as error:
                if error.code is not Code.TARGET_EXISTS:
                    raise
                taken = assay.folder
                assay = self._renamed(assay)
                reason = Reason(Code.PUBLISHED_BESIDE, {"taken": taken, "now": assay.folder})
            else:
                self.confirm(assay)
                return
        self._unclear(assay, {"names_tried": _NAMES_TRIED})

    def _renamed(self, assay: AssayRow) -> AssayRow:
        """Another PC took the name first: ours appears beside it, without sending again."""
        parent = assay.folder.rpartition("/")[0]
        there = {entry.name for entry in tree.entries(self.backend, self.task.route.path(parent))}
        ours = {
            one.folder.rpartition("/")[2]
            for one in records.assays(self.task.journal, self.task.id)
            if one.folder.rpartition("/")[0] == parent
        }
        name = next_name(assay.name, there | ours)
        return replace(assay, name=name, folder=f"{parent}/{name}")

    # -- after

    def _after_lost_answer(self, assay: AssayRow, error: RetryError) -> None:
        self.backend.connect()
        ends = self.look(assay)
        if ends is Ends.DONE:
            self.confirm(assay)
        elif ends is Ends.UNCLEAR:
            self._unclear(assay, error.facts)
        else:
            raise error  # not done: the engine comes back to it, by way of the intent

    def look(self, assay: AssayRow) -> Ends:
        """Look at both ends of an intended rename (DESIGN 7, 7)."""
        source = self.backend.stat(self._ready(assay))
        if source is not None:
            return Ends.NOT_DONE if source.file_id == assay.server_id else Ends.UNCLEAR
        target = self.backend.stat(self._target(assay))
        if target is None or target.file_id != assay.server_id:
            return Ends.UNCLEAR
        found = inventory.compare(self.task, self.backend, assay, self._target(assay))
        return Ends.DONE if found.matched == assay.files else Ends.UNCLEAR

    def confirm(self, assay: AssayRow) -> Inventory:
        """Journal a rename that was done."""
        found = inventory.confirm(self.task, self.backend, assay, self._target(assay))
        self.task.reach(Stage.PUBLISHED, assay)
        return found

    def _unclear(self, assay: AssayRow, facts: Mapping[str, Fact]) -> None:
        known: dict[str, Fact] = {"ready": self._ready(assay), "target": self._target(assay)}
        self.task.reach(Stage.FAILED, assay, Reason(Code.PUBLISH_UNCLEAR, {**facts, **known}))
