"""plan and send: from the worksheet on disk to rows in the journal that the engine carries."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from uuid_utils.compat import uuid7

from fbi_uploader.app import App
from fbi_uploader.desk.answering import ROOM, Fields, fitting, problem_json
from fbi_uploader.desk.impatient import Stopped, route_at_once
from fbi_uploader.desk.opened import Opened, digest
from fbi_uploader.desk.requests import OfDraft, Send
from fbi_uploader.drafting import store
from fbi_uploader.drafting.composing import Composed, compose
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.errors import Cancelled, Code, InputError
from fbi_uploader.events import Emit
from fbi_uploader.transfer.engine.engine import Engine
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.planning.plan import Plan
from fbi_uploader.transfer.planning.planner import accept, forget
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.transfer.task import stage_reached

_ROOM_OF_ASSAYS = ROOM // 4


@dataclass(frozen=True, slots=True)
class _Planned:
    submission: str
    digest: str
    blocking: int


class Plans:
    """One plan a draft at the most. `plan`, `send` and `forget` of one draft come one by one.

    `supersede` is anybody's: what is being planned for a draft is not wanted any more.
    """

    def __init__(self, app: App, journal: Journal, engine: Engine, opened: Opened, emit: Emit):
        self._app = app
        self._journal = journal
        self._engine = engine
        self._opened = opened
        self._emit = emit
        self._planned: dict[str, _Planned] = {}
        self._turns: Counter[str] = Counter()
        self._lock = threading.Lock()

    def supersede(self, draft: str) -> Stopped:
        """Call off what is being planned for it; tells when the caller is called off in turn."""
        with self._lock:
            self._turns[draft] += 1
            mine = self._turns[draft]
        return lambda: self._turns[draft] != mine or self._engine.control.stopping

    def plan(self, asked: OfDraft, stopped: Stopped) -> Fields:
        """Plan it as it stands on disk. Raises Cancelled once called off."""
        self.forget(asked.draft)
        if stopped():
            raise Cancelled
        sheet = store.load(self._app.home.drafts, asked.draft)
        self._knock(sheet, stopped)
        composed = compose(sheet, self._opened.rows(asked.draft, stopped))
        submission = str(uuid7())
        try:
            plan = self._app.plan(self._journal, composed.draft, submission, stopped)
        except BaseException:
            forget(self._journal, submission)
            raise
        known = _Planned(submission, digest(sheet), len(plan.blocking))
        self._planned[asked.draft] = known
        return _told(plan, composed)

    def _knock(self, sheet: Worksheet, stopped: Stopped) -> None:
        """Raises what the node says; a plan by itself would wait for a lost line for minutes."""
        node, person = self._app.node(sheet.node), self._app.person(sheet.person)
        with route_at_once(self._app, node, person, stopped).connect():
            pass

    def send(self, asked: Send) -> Fields:
        """Freeze what was planned, and let it be carried.

        Raises InputError: SUBMISSION_UNKNOWN (another plan came, or the engine is a new one),
        PLAN_BLOCKED, DRAFT_CHANGED.
        """
        planned = self._planned.get(asked.draft)
        if planned is None or planned.submission != asked.submission:
            raise InputError(Code.SUBMISSION_UNKNOWN, id=asked.submission)
        if planned.blocking:
            raise InputError(Code.PLAN_BLOCKED, problems=planned.blocking)
        if digest(store.load(self._app.home.drafts, asked.draft)) != planned.digest:
            raise InputError(Code.DRAFT_CHANGED, id=asked.draft)
        if records.submission(self._journal, planned.submission).stage is not Stage.DRAFT:
            raise InputError(Code.SUBMISSION_UNKNOWN, id=asked.submission)
        accept(self._journal, planned.submission, self._app.clock)
        del self._planned[asked.draft]
        at = self._app.clock.now()
        self._emit(stage_reached(planned.submission, None, Stage.QUEUED, at, None))
        self._engine.control.wake()
        return {"submission": planned.submission}

    def forget(self, draft: str) -> None:
        """Remove the rows of its plan; of one that was sent nothing."""
        planned = self._planned.pop(draft, None)
        if planned is not None:
            forget(self._journal, planned.submission)


def _told(plan: Plan, composed: Composed) -> Fields:
    """What the window shows of a plan."""
    ids = {place: id_ for id_, place in composed.places.items()}
    assays = [
        {
            "id": ids.get(one.place),
            "place": one.place,
            "folder": one.folder,
            "files": one.files,
            "bytes": one.bytes,
            "waiting": one.waiting,
        }
        for one in plan.assays
    ]
    listed = fitting(assays, _ROOM_OF_ASSAYS)
    problems = fitting(map(problem_json, plan.problems))
    return {
        "submission": plan.submission,
        "node": plan.node,
        "route": plan.route,
        "files": plan.files,
        "bytes": plan.bytes,
        "ignored": plan.ignored,
        "assays": listed,
        "more_assays": len(assays) - len(listed),
        "problems": problems,
        "more_problems": plan.more + len(plan.problems) - len(problems),
    }
