"""What the plan asks the node: which names are taken there, and whether there is room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, Severity
from fbi_uploader.transfer.backend import Entry, Space
from fbi_uploader.transfer.backends.memory import MemoryBackend
from fbi_uploader.transfer.source import Bytes
from tests.unit.planning_tools import Desk, blocking, desk_at, draft, only, put


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


def on_node(desk: Desk, *paths: str) -> None:
    with desk.connect() as backend:
        for path in paths:
            backend.write(path, Bytes(b"x"), 0, lambda _count: None)


def test_an_assay_that_is_there_is_a_conflict_with_a_proposal(desk: Desk, tmp_path: Path) -> None:
    on_node(desk, "Inv/Study/A/x", "Inv/Study/A_2/x", "Inv/Other/B/x")
    plan = desk.plan(draft({"A": [put(tmp_path / "a.czi")], "B": [put(tmp_path / "b.czi")]}))
    assert blocking(plan) == [Code.TARGET_EXISTS]
    assert only(plan, Code.TARGET_EXISTS).facts["proposal"] == "A_3"


def test_a_proposal_is_none_of_our_own_assays(desk: Desk, tmp_path: Path) -> None:
    on_node(desk, "Inv/Study/A/x")
    plan = desk.plan(draft({"A": [put(tmp_path / "a.czi")], "A_2": [put(tmp_path / "b.czi")]}))
    assert only(plan, Code.TARGET_EXISTS).facts["proposal"] == "A_3"


def test_an_assay_that_differs_in_case_only_is_a_conflict(desk: Desk, tmp_path: Path) -> None:
    on_node(desk, "Inv/Study/ÉTÉ/x")
    plan = desk.plan(draft({"été": [put(tmp_path / "a.czi")]}))
    assert blocking(plan) == [Code.TARGET_EXISTS]


@pytest.mark.parametrize(
    ("there", "where", "proposal"),
    [
        ("Souris/Study", "investigation", "Souris"),
        ("souris/STUDY", "study", "STUDY"),
        ("SOURIS/study", "investigation", "SOURIS"),
    ],
)
def test_a_folder_of_nearly_the_same_name_is_no_twin(
    desk: Desk, tmp_path: Path, there: str, where: str, proposal: str
) -> None:
    """One folder to a server that knows no case, two to the next one."""
    desk.route = replace(desk.route, landing="ana")
    on_node(desk, f"ana/{there}/A/x")
    plan = desk.plan(draft({"B": [put(tmp_path / "b.czi")]}, "souris"))
    assert blocking(plan) == [Code.SPELLED_OTHERWISE]
    found = [one for one in plan.blocking if one.where == where]
    assert [one.facts["proposal"] for one in found] == [proposal]


def test_a_folder_of_the_very_name_is_taken_whatever_lies_beside_it(
    desk: Desk, tmp_path: Path
) -> None:
    desk.route = replace(desk.route, landing="ana")
    on_node(desk, "ana/Inv/Study/A/x", "ana/INV/Study/A/x", "ana/Inv/study/A/x")
    assert desk.plan(draft({"B": [put(tmp_path / "b.czi")]})).problems == ()


def test_a_study_is_looked_for_where_the_landing_folder_is_the_root(
    desk: Desk, tmp_path: Path
) -> None:
    on_node(desk, "Inv/STUDY/A/x")
    assert blocking(desk.plan(draft({"B": [put(tmp_path / "b.czi")]}))) == [Code.SPELLED_OTHERWISE]


class Decomposing(MemoryBackend):
    """A server that keeps accents decomposed, and finds them either way."""

    def stat(self, path: str) -> Entry | None:
        return super().stat(unicodedata.normalize("NFD", path))


@pytest.mark.parametrize(
    ("kind", "severity"), [(MemoryBackend, Severity.BLOCKING), (Decomposing, Severity.WARNING)]
)
def test_decomposed_accents_block_where_a_twin_would_be_made(
    desk: Desk, tmp_path: Path, kind: type[MemoryBackend], severity: Severity
) -> None:
    """Nobody can type them here: where the server finds the folder, it goes there."""
    desk.route = replace(desk.route, landing="ana")
    on_node(desk, "ana/" + unicodedata.normalize("NFD", "été") + "/Study/A/x")
    wanted = draft({"B": [put(tmp_path / "b.czi")]}, "été")
    with kind(desk.server) as backend:
        plan = desk.plan_with(backend, wanted)
    assert only(plan, Code.SPELLED_OTHERWISE).severity is severity


def test_too_little_space_is_said_and_just_enough_is_enough(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path / "a.czi", b"x" * 10)
    desk.server.quota = 10
    assert desk.plan(draft({"A": [path]})).problems == ()
    desk.server.quota = 9
    problem = only(desk.plan(draft({"A": [path]}), "other"), Code.NODE_FULL)
    assert dict(problem.facts) == {"free": 9, "wanted": 10}


def test_a_quota_is_asked_as_well(desk: Desk, tmp_path: Path) -> None:
    class Quota(MemoryBackend):
        def space(self, path: str) -> Space:
            return Space(free=None, quota=9)

    path = put(tmp_path / "a.czi", b"x" * 10)
    with Quota(desk.server) as backend:
        assert blocking(desk.plan_with(backend, draft({"A": [path]}))) == [Code.NODE_QUOTA]


def test_a_node_that_does_not_answer_is_a_warning(desk: Desk, tmp_path: Path) -> None:
    wanted = draft({"A": [put(tmp_path / "a.czi")]})
    plan = desk.plan_with(desk.connect(), wanted)  # not connected
    assert only(plan, Code.CONNECTION_LOST).severity is Severity.WARNING
    assert desk.plan_with(None, wanted, "other").problems == ()
