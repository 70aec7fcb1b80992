"""Composes the program from its parts, without Qt and without a command line."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from uuid_utils.compat import uuid7

from fbi_uploader import paths, reporting
from fbi_uploader.clock import Clock, SystemClock
from fbi_uploader.errors import Cancelled, Code, InputError, NodeError, Problem, RetryError
from fbi_uploader.events import Emit
from fbi_uploader.export.context import Context
from fbi_uploader.intake.scan import is_unicode
from fbi_uploader.intake.settle import Settle, StoppableSettle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.licence import licence_of
from fbi_uploader.isa.rules import NodeWants
from fbi_uploader.isa.rules_metadata import Describing
from fbi_uploader.isa.template.store import TemplateStore, template_folders
from fbi_uploader.isa.template.values import Vocabularies
from fbi_uploader.isa.vocabulary.load import bundled, read_folder
from fbi_uploader.machine import machine_id
from fbi_uploader.nodes.credentials import (
    Secret,
    Secrets,
    credential_key,
    keys_of,
    open_store,
)
from fbi_uploader.nodes.load import load_policy
from fbi_uploader.nodes.model import FORMATS, Format, Kind, Node, Policy
from fbi_uploader.nodes.persons import Person, PersonStore, shared_account
from fbi_uploader.nodes.store import NodeStore, StoredNode
from fbi_uploader.paths import Home
from fbi_uploader.routes import Surroundings, make_route
from fbi_uploader.transfer import inbox
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.decorators.handing import Left
from fbi_uploader.transfer.engine.engine import Engine, Parts
from fbi_uploader.transfer.engine.waiting import settle_waiting
from fbi_uploader.transfer.journal import adoption, records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import Reason, SubmissionRow
from fbi_uploader.transfer.planning.plan import Plan
from fbi_uploader.transfer.planning.planner import Planner, accept, forget, frozen_draft
from fbi_uploader.transfer.planning.reading import Inspect
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.stages import QUEUE, Stage
from fbi_uploader.transfer.task import Task

if TYPE_CHECKING:
    from fbi_uploader.intake.inspect.inspector import Inspector


@dataclass(frozen=True)
class App:
    """One data directory, and what it knows. Nothing is opened before it is needed."""

    home: Home
    clock: Clock
    machine_nodes: Path

    @classmethod
    def open(cls, home: Path | None = None) -> App:
        """At `home`, or the environment's, or the system's place. Raises InputError."""
        found = paths.find_home(home)
        found.prepare()
        return cls(found, SystemClock(), paths.machine_nodes())

    # -- what is known

    @cached_property
    def policy(self) -> Policy:
        """What the machine's owner decided."""
        return load_policy(paths.machine_policy(self.machine_nodes))

    @cached_property
    def nodes(self) -> NodeStore:
        """Nodes of all three scopes."""
        bundled = paths.resources() / "nodes"
        return NodeStore(self.machine_nodes, bundled, self.home.nodes, self.policy)

    @cached_property
    def persons(self) -> PersonStore:
        """Who uses this PC."""
        return PersonStore(self.home.persons)

    @cached_property
    def secrets(self) -> Secrets:
        """Passwords: told to this process, or kept in the keyring."""
        return Secrets(lambda: open_store(self.policy, self.persons.persons()))

    def tell_secret(self, node: str, person: str, kind: Kind, secret: Secret) -> None:
        """Know a password until this process ends.

        Raises InputError NODE_UNKNOWN, PERSON_UNKNOWN; ROUTE_UNKNOWN for an endpoint that the node
        does not have or that asks for none.
        """
        there = self.node(node)
        key = credential_key(there, kind, self.person(person).login_at(there.id, kind))
        if key is None:
            raise InputError(Code.ROUTE_UNKNOWN, node=node, routes=kind)
        self.secrets.tell(key, secret)

    def person(self, name: str | None) -> Person:
        """The named person; without a name the only one listed, or the account's owner.

        Raises InputError PERSON_UNKNOWN: for an unknown name, or when several are listed.
        """
        known = self.persons.persons()
        user = getpass.getuser()
        if name is None and len(known) > 1:
            raise InputError(Code.PERSON_UNKNOWN, name="", known=", ".join(p.name for p in known))
        if name is None and known:
            return known[0]
        if name is None or (name == user and not known):
            return Person(name=user, login=re.sub(r"\s+", "_", user))
        return self.persons.get(name)

    def node(self, node_id: str | None) -> Node:
        """The node of this id. Raises InputError NODE_UNKNOWN."""
        return self.nodes.get(node_id or "").node

    # -- metadata

    @cached_property
    def templates(self) -> TemplateStore:
        """Templates that serve every node: machine-wide, bundled, the user's own."""
        return TemplateStore(template_folders(self.home, self.machine_nodes))

    def templates_at(self, node_id: str) -> TemplateStore:
        """Those, and the node's own folder of them. Raises InputError VOCABULARY_INVALID."""
        stored = self._stored(node_id)
        if stored is None or not stored.templates.is_dir():
            return self.templates
        machine, bundled_ones, own = template_folders(self.home, self.machine_nodes)
        folders = (machine, bundled_ones, stored.templates, own)
        return TemplateStore(folders, self.vocabularies_at(node_id))

    def vocabularies_at(self, node_id: str) -> Vocabularies:
        """The bundled vocabularies, and the node's own. Raises InputError VOCABULARY_INVALID."""
        stored = self._stored(node_id)
        if stored is None or not stored.vocabularies.is_dir():
            return bundled()
        return {**read_folder(stored.vocabularies), **bundled()}

    def _stored(self, node_id: str) -> StoredNode | None:
        return next((one for one in self.nodes.nodes() if one.node.id == node_id), None)

    def describing(self, draft: Draft) -> Describing:
        """What the values of a draft are held against; nothing is read where nobody chose."""
        offered = self.node(draft.node).templates
        if not any(assay.template for _, assay in draft.assays()):
            return Describing(offered=offered)
        templates = self.templates_at(draft.node).templates()
        return Describing(
            templates={one.template.id: one.template for one in templates},
            vocabularies=self.vocabularies_at(draft.node),
            offered=offered,
        )

    def context(self, draft: Draft) -> Context:
        """What exporters know beside a submission's report, as things stand now."""
        stored = self._stored(draft.node)
        templates = self.templates_at(draft.node).templates()
        return Context(
            templates={one.template.id: one.template for one in templates},
            node=stored.node if stored else None,
            vocabularies=self.vocabularies_at(draft.node),
            licence=licence_of(draft.investigation.licence),
        )

    def _hand_over_problems(self, draft: Draft, manager: str) -> Iterable[Problem]:
        wanted = self.node(draft.node).wanted_exports
        if "quay-json" in wanted or "quay-xlsx" in wanted:
            from fbi_uploader.export.quay import quay_problems  # noqa: PLC0415 - a slow library

            return quay_problems(draft, manager, self.context(draft))
        return ()

    # -- journal and engine

    @cached_property
    def left(self) -> Left:
        """Where planning leaves its session for the engine, within `with app.left:`."""
        return Left()

    def journal(self, *, read_only: bool = False) -> Journal:
        """Open the journal. Raises InputError SUBMISSION_UNKNOWN when there is none to read."""
        if read_only and not self.home.journal.exists():
            raise InputError(Code.SUBMISSION_UNKNOWN, id="")
        return Journal(self.home.journal, machine_id(), read_only=read_only)

    def adopt_journal(self) -> list[adoption.Renewed]:
        """Make a foreign journal this PC's own; the caller holds the lock and a person's word."""
        inbox.renew(self.home.inbox)
        journal = Journal(self.home.journal, machine_id(), foreign=True)
        try:
            return adoption.adopt(journal, machine_id(), self.clock)
        finally:
            journal.close()

    def route(
        self, node: Node, person: Person, stopped: Callable[[], bool] = lambda: False
    ) -> Route:
        """The preferred way to a node for a person; `stopped` ends waits for a lost node."""
        around = Surroundings(self.home, self.clock, self.secrets, stopped, self.left)
        return make_route(node, person, around)

    def route_of(
        self, submission: SubmissionRow, stopped: Callable[[], bool] = lambda: False
    ) -> Route:
        """The way a submission takes, with the landing folder it was planned for.

        Raises NodeError, NODE_GONE when the node's file is.
        """
        try:
            node = self._node_of(submission)
            person = self._person_of(submission)
            route = self.route(node, person, stopped)
        except InputError as error:
            raise NodeError(error.code, **error.facts) from error
        return replace(route, landing=submission.landing)

    def _node_of(self, submission: SubmissionRow) -> Node:
        try:
            return self.node(submission.node)
        except InputError as error:
            if error.code is not Code.NODE_UNKNOWN:
                raise
            raise NodeError(Code.NODE_GONE, node=submission.node) from error

    def _person_of(self, submission: SubmissionRow) -> Person:
        try:
            return self.persons.get(submission.person)
        except InputError as error:
            if error.code is not Code.PERSON_UNKNOWN:
                raise
            return Person(name=submission.person, login=submission.manager)

    def engine(
        self, journal: Journal, emit: Emit, obey: Callable[[], None] = lambda: None
    ) -> Engine:
        """An engine on an open journal; the caller holds the lock."""

        def settle(task: Task) -> None:
            wants = wants_of(self.node(task.submission.node), task.route.kind)
            settle_waiting(task, self._settle(task.route), flattens=wants.flattens)

        def follow(task: Task) -> None:
            stored = self._stored(task.submission.node)  # its file may be gone by now
            if stored is not None and stored.node.sandbox:
                # Played, so that a newcomer sees the whole way, and said to be so.
                played = Reason(Code.PLAYED, {"node": task.route.node})
                task.reach(Stage.INGESTED, reason=played)
                task.reach(Stage.IMPORTED, reason=played)

        control = Control(self.clock)
        parts = Parts(
            route=lambda row: self.route_of(row, lambda: control.held(row.id)),
            settle=settle,
            exporters=reporting.exporters(
                journal, lambda row: self.context(frozen_draft(row)), self._exports_of
            ),
            clock=self.clock,
            emit=emit,
            inbox=obey,
            follow=follow,
            ended=lambda row: self._forget_secrets(journal, row),
        )
        return Engine(journal, parts, control)

    def _forget_secrets(self, journal: Journal, row: SubmissionRow) -> None:
        """Where several people share the account: once the person's queue is empty (DESIGN 8).

        What somebody else's queue needs as well stays known.
        """
        with suppress(InputError):  # a damaged list of persons: told wherever it is shown
            if not shared_account(self.policy, self.persons.persons()):
                return
            nodes = [one.node for one in self.nodes.nodes()]
            queue = (one for one in records.submissions(journal) if one.stage in QUEUE)
            needed = {key for one in queue for key in keys_of(self._person_of(one), nodes)}
            self.secrets.forget_told(set(keys_of(self._person_of(row), nodes)) - needed)

    def _exports_of(self, row: SubmissionRow) -> tuple[Format, ...]:
        stored = self._stored(row.node)
        return FORMATS if stored is None else stored.node.wanted_exports

    def _settle(self, route: Route) -> Settle:
        return Settle(timedelta(seconds=route.limits.quiet), self.clock)

    # -- planning

    def plan(
        self,
        journal: Journal,
        draft: Draft,
        submission: str | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Plan:
        """Plan a draft into the journal's draft rows; `accept` or `forget` them afterwards.

        Raises Cancelled soon after `stopped` says so.
        """
        for path in (path for sources in draft.sources for path in sources):
            if not is_unicode(path):
                raise InputError(Code.NAME_NOT_UNICODE, path=paths.shown(path))
        node = self.node(draft.node)
        person = self.person(draft.person)
        route = self.route(node, person, stopped)
        id_ = submission or str(uuid7())
        quiet = timedelta(seconds=route.limits.quiet)
        try:
            with _inspecting(self.clock) as inspect, route.connect() as backend:
                planner = Planner(
                    journal,
                    self.clock,
                    StoppableSettle(quiet, self.clock, stopped),
                    route,
                    manager=person.login,
                    wants=wants_of(node, route.kind),
                    describing=self.describing(draft),
                    inspect=inspect,
                    more_rules=lambda whole: self._hand_over_problems(whole, person.login),
                )
                return planner.plan(draft, id_, backend)
        except (RetryError, NodeError, Cancelled):
            forget(journal, id_)
            raise

    def submit(self, journal: Journal, draft: Draft, submission: str | None = None) -> Plan:
        """Plan a draft and freeze it, unless a blocking problem stands; then nothing is kept."""
        plan = self.plan(journal, draft, submission)
        if plan.blocking:
            forget(journal, plan.submission)
        else:
            accept(journal, plan.submission, self.clock)
        return plan

    @contextmanager
    def scratch_journal(self) -> Iterator[Journal]:
        """A journal for a plan that is only shown."""
        with TemporaryDirectory(prefix="fbi-plan-") as folder:
            journal = Journal(Path(folder) / "journal.sqlite", machine_id())
            try:
                yield journal
            finally:
                journal.close()


@contextmanager
def _inspecting(clock: Clock) -> Iterator[Inspect]:
    """Asks an inspector, which is loaded and started when there is an image to look at."""
    with ExitStack() as stack:

        @cache
        def inspector() -> Inspector:
            from fbi_uploader.intake.inspect.inspector import Inspector  # noqa: PLC0415

            return stack.enter_context(Inspector(clock=clock))

        yield lambda path: inspector().inspect(path)


def wants_of(node: Node, route: str) -> NodeWants:
    """What this node's side adds to the rules, by a route."""
    keeps = node.ingest.keeps_folders
    has_groups = node.irods is not None or node.quay is not None
    return NodeWants(
        flattens=node.ingest.flattens and route not in keeps,
        groups=has_groups and not node.sandbox,
        workbook=not node.sandbox,
        kept_by=keeps,
    )
