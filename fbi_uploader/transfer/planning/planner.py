"""Scans dropped paths into the journal's draft rows, and says what stands in the way.

Files are streamed: rows on disk, never a list in memory, for a million files in one submission.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, Fact, Problem, Severity, UploaderError
from fbi_uploader.intake.model import Ignored
from fbi_uploader.intake.settle import Settle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.names import key, next_name
from fbi_uploader.isa.rules import NodeWants, draft_problems
from fbi_uploader.isa.rules_metadata import Describing, filled, metadata_problems
from fbi_uploader.paths import shown
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import (
    Plan,
    PlannedAssay,
    Problems,
    nfc,
    room_of,
    tree_problems,
)
from fbi_uploader.transfer.planning.reading import Inspect, Reading, nothing_read, read_images
from fbi_uploader.transfer.planning.rows import AssayRows, Intake
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import FileState, Stage

PAGE = 1000
_FORGET = (
    "DELETE FROM files WHERE id IN (SELECT f.id FROM files f JOIN assays a ON a.id = f.assay "
    "JOIN submissions s ON s.id = a.submission WHERE s.id = ? AND s.stage = ? LIMIT ?)"
)


def _no_rules(_: Draft) -> Iterable[Problem]:
    return ()


@dataclass(slots=True)
class Planner:
    """Plans one draft.

    `wants`       what the node's side adds to the rules
    `describing`  templates and vocabularies that values are held against
    `inspect`     says what images say of themselves, so that nobody has to type it
    `more_rules`  what the hand-overs of this node want of a draft
    """

    journal: Journal
    clock: Clock
    settle: Settle
    route: Route
    manager: str
    wants: NodeWants = field(default_factory=NodeWants)
    describing: Describing = field(default_factory=Describing)
    inspect: Inspect = nothing_read
    more_rules: Callable[[Draft], Iterable[Problem]] = _no_rules
    _problems: Problems = field(default_factory=Problems)
    _ignored: int = 0

    def plan(self, draft: Draft, submission: str, backend: Backend | None) -> Plan:
        """Write the draft's rows and give the plan; `backend` None when the node is not reached.

        The rows stand at stage `draft` until `accept` or `forget`.
        """
        draft = nfc(draft)
        own = (self.route.staging_name, self.route.submissions_name)
        for problem in tree_problems(draft, own):
            self._problems.add(problem)
        for problem in draft_problems(draft, self.manager, self.wants):
            self._problems.add(problem)
        self._insert_submission(draft, submission)
        planned = tuple(
            self._plan_assay(draft, submission, number) for number in range(len(draft.sources))
        )
        if not planned:
            self._problems.add(Problem(Code.NOTHING_TO_SEND, draft.investigation.name))
        draft = self._describe(draft, submission)
        if backend is not None:
            self._ask_node(backend, submission, planned)
        return Plan(
            submission,
            self.route.node,
            self.route.kind,
            draft.person,
            planned,
            self._problems.all(),
            self._problems.more,
            self._ignored,
            draft,
        )

    def _insert_submission(self, draft: Draft, submission: str) -> None:
        with self.journal.transaction() as connection:
            connection.execute(
                "INSERT INTO submissions (id, node, route, person, manager, landing, frozen, "
                "stage, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    submission,
                    self.route.node,
                    self.route.kind,
                    draft.person,
                    self.manager,
                    self.route.landing,
                    draft.model_dump_json(),
                    Stage.DRAFT,
                    self.clock.now().isoformat(),
                ),
            )

    def _describe(self, draft: Draft, submission: str) -> Draft:
        """Fill in what nobody has to type, keep that, and check every value."""
        read = read_images(self.journal, draft, submission, self._reading())
        whole = filled(draft, read, self.describing)
        if whole != draft:
            with self.journal.transaction() as connection:
                connection.execute(
                    "UPDATE submissions SET frozen = ? WHERE id = ?",
                    (whole.model_dump_json(), submission),
                )
        for problem in metadata_problems(whole.investigation, self.describing):
            self._problems.add(problem)
        for problem in self.more_rules(whole):
            self._problems.add(problem)
        return whole

    def _reading(self) -> Reading:
        return Reading(self.describing, self.inspect, self.clock, self._problems.add)

    # -- one assay

    def _plan_assay(self, draft: Draft, submission: str, number: int) -> PlannedAssay:
        study, assay = list(draft.assays())[number]
        folder = draft.folder(study, assay)
        with self.journal.transaction() as connection:
            id_ = (
                connection.execute(
                    "INSERT INTO assays (submission, place, study, name, folder, stage) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (submission, number, study.name, assay.name, folder, Stage.DRAFT),
                ).lastrowid
                or 0
            )
        intake = Intake(
            self.journal,
            self.settle,
            draft.repair_names,
            self.wants.flattens,
            self._note,
            self.wants.kept_by,
            draft.joined,
            draft.split,
        )
        room = room_of(folder, self.route.places(submission, number, folder))
        sums = AssayRows(intake, id_, room).scan(draft.sources[number])
        return PlannedAssay(
            number, study.name, assay.name, folder, sums.files, sums.bytes, sums.waiting
        )

    def _note(self, one: Problem | Ignored) -> None:
        if isinstance(one, Problem):
            self._problems.add(one)
        else:
            self._ignored += 1

    # -- the node

    def _ask_node(self, backend: Backend, submission: str, planned: Sequence[PlannedAssay]) -> None:
        try:
            if self.route.landing and backend.stat(self.route.landing) is None:
                facts: dict[str, Fact] = {"path": self.route.landing}
                self._problems.add(Problem(Code.LANDING_MISSING, self.route.node, facts=facts))
                return
            self._ask_spelling(backend, planned)
            for assay in planned:
                self._ask_free_name(backend, submission, assay, planned)
            self._ask_space(backend, sum(assay.bytes for assay in planned))
        except UploaderError as error:
            self._problems.add(Problem(error.code, self.route.node, Severity.WARNING, error.facts))

    def _ask_spelling(self, backend: Backend, planned: Sequence[PlannedAssay]) -> None:
        """Whether a folder above an assay is there already under nearly the same name.

        To one server they are the same folder, to the next one a twin (DESIGN 7, Conflicts).
        """
        for wanted in dict.fromkeys(assay.folder.split("/")[0] for assay in planned):
            there = wanted
            if self.route.landing:  # a root cannot be listed
                there = self._spelled_there(backend, self.route.landing, wanted, "investigation")
            above = self.route.path(there)
            for study in dict.fromkeys(assay.study for assay in planned):
                self._spelled_there(backend, above, study, "study")

    def _spelled_there(self, backend: Backend, above: str, name: str, where: str) -> str:
        """The name of what is there; a problem when it is not spelled like `name`."""
        alike = {one.name for one in tree.entries(backend, above) if key(one.name) == key(name)}
        if not alike or name in alike:
            return name
        proposal = min(alike)
        facts: dict[str, Fact] = {"name": name, "proposal": shown(proposal)}
        # Decomposed accents cannot be typed here; where the server finds the folder, it will do.
        same = unicodedata.normalize("NFC", proposal) == name
        found = same and backend.stat(f"{above}/{name}") is not None
        severity = Severity.WARNING if found else Severity.BLOCKING
        self._problems.add(Problem(Code.SPELLED_OTHERWISE, where, severity, facts))
        return proposal

    def _ask_space(self, backend: Backend, wanted: int) -> None:
        space = backend.space(self.route.path(self.route.staging_name))
        for code, left in ((Code.NODE_FULL, space.free), (Code.NODE_QUOTA, space.quota)):
            if left is not None and left < wanted:
                facts: dict[str, Fact] = {"free": left, "wanted": wanted}
                self._problems.add(Problem(code, self.route.node, facts=facts))
                return

    def _ask_free_name(
        self,
        backend: Backend,
        submission: str,
        assay: PlannedAssay,
        planned: Sequence[PlannedAssay],
    ) -> None:
        parent = assay.folder.rpartition("/")[0]
        there = [entry.name for entry in tree.entries(backend, self.route.path(parent))]
        # By key: what one server holds apart, the next one takes for the same (DESIGN 7).
        if key(assay.name) not in map(key, there):
            return
        ours = [one.name for one in planned if one.study == assay.study]
        proposal = next_name(assay.name, (*there, *ours))
        facts: dict[str, Fact] = {"proposal": proposal, "name": assay.name}
        self._problems.add(Problem(Code.TARGET_EXISTS, assay.folder, facts=facts))
        if before := self._sent_before(submission, assay):
            known: dict[str, Fact] = {"submission": before, "name": assay.name}
            self._problems.add(Problem(Code.ALREADY_SENT, assay.folder, Severity.NOTE, known))

    def _sent_before(self, submission: str, assay: PlannedAssay) -> str | None:
        """An earlier submission that published just these files there; the user decides.

        Known by its receipt: each source is still what was hashed then (path, size, time, id).
        """
        row = self.journal.one(
            "SELECT old.submission AS id FROM assays new "
            "JOIN assays old ON old.folder = new.folder "
            "WHERE new.submission = ? AND new.place = ? AND old.id != new.id AND old.stage = ? "
            "AND old.files = new.files AND old.files = (SELECT count(*) FROM files a JOIN files b "
            "ON b.assay = old.id AND b.key = a.key WHERE a.assay = new.id AND b.sha256 IS NOT NULL "
            "AND (a.source, a.size, a.mtime_ns, a.volume, a.file_id) = "
            "(b.source, b.size, b.mtime_ns, b.volume, b.file_id)) LIMIT 1",
            (submission, assay.place, Stage.PUBLISHED),
        )
        return str(row["id"]) if row else None


def accept(journal: Journal, submission: str, clock: Clock) -> None:
    """Freeze a planned draft: from here on the engine carries it."""
    with journal.transaction() as connection:
        for assay in records.assays(journal, submission):
            waiting = connection.execute(
                "SELECT 1 FROM files WHERE assay = ? AND state = ? LIMIT 1",
                (assay.id, FileState.WAITING),
            ).fetchone()
            stage = Stage.WAITING if waiting else Stage.QUEUED
            records.put_stage(
                connection, stage, clock.now(), submission_id=submission, assay_id=assay.id
            )
        records.put_stage(connection, Stage.QUEUED, clock.now(), submission_id=submission)


def forget(journal: Journal, submission: str) -> None:
    """Remove the rows of a draft that was not sent; of anything else nothing.

    PAGE files in one transaction: what is being sent meanwhile waits for each.
    """
    gone = PAGE
    while gone == PAGE:
        with journal.transaction() as connection:
            gone = connection.execute(_FORGET, (submission, Stage.DRAFT, PAGE)).rowcount
    with journal.transaction() as connection:
        draft = connection.execute(
            "SELECT 1 FROM submissions WHERE id = ? AND stage = ?", (submission, Stage.DRAFT)
        ).fetchone()
        if draft is None:
            return
        connection.execute(
            "DELETE FROM files WHERE assay IN (SELECT id FROM assays WHERE submission = ?)",
            (submission,),
        )
        connection.execute("DELETE FROM assays WHERE submission = ?", (submission,))
        connection.execute("DELETE FROM submissions WHERE id = ?", (submission,))


def frozen_draft(row: records.SubmissionRow) -> Draft:
    """What was sent, as the person wrote it."""
    return Draft.model_validate(json.loads(row.frozen))
