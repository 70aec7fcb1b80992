"""The planner asks the images, fills the draft in the journal, and holds every value to rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code, FileError, Problem, Severity
from fbi_uploader.intake.inspect.model import Image, Inspection
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.rules import NodeWants
from fbi_uploader.isa.rules_metadata import Describing
from fbi_uploader.isa.template.model import Template
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.planning.plan import Plan
from fbi_uploader.transfer.planning.planner import Planner, frozen_draft
from fbi_uploader.transfer.planning.reading import LONGEST, MOST, Inspect
from tests.unit.planning_tools import Desk, blocking, desk_at, draft, put
from tests.unit.template_tools import with_fields

IMAGE = Image(None, {"T": 1, "C": 1, "Z": 1, "Y": 1, "X": 1}, instrument="LSM")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return with_fields(tmp_path, 'read = "instrument"\nrequired = true')


class Reader:
    """Every file says the same instrument; `broken` ones say nothing, each takes `seconds`."""

    def __init__(self, clock: ManualClock, seconds: float = 0.0) -> None:
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self._clock = clock
        self._seconds = seconds

    def __call__(self, path: str) -> Inspection:
        self.asked.append(Path(path).name)
        self._clock.sleep(self._seconds)
        if Path(path).name in self.broken:
            raise FileError(Code.INSPECT_FAILED, path=path)
        return Inspection(path, "czi", (IMAGE,))


def described(wanted: Draft) -> Draft:
    [study] = wanted.investigation.studies
    assays = tuple(one.model_copy(update={"template": "ours"}) for one in study.assays)
    studies = (study.model_copy(update={"assays": assays}),)
    return wanted.model_copy(
        update={"investigation": wanted.investigation.model_copy(update={"studies": studies})}
    )


def plan(desk: Desk, wanted: Draft, template: Template, inspect: Inspect) -> Plan:
    planner = Planner(
        desk.journal,
        desk.clock,
        desk.settle(),
        desk.route,
        "ana",
        NodeWants(),
        Describing({template.id: template}),
        inspect,
    )
    return planner.plan(wanted, "sub", None)


def noted(found: Plan, code: Code) -> list[Problem]:
    return [one for one in found.problems if one.code is code]


def test_what_the_image_says_is_kept_and_shown(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    file = put(tmp_path / "a.czi")
    found = plan(desk, described(draft({"A": [file]})), template, Reader(desk.clock))
    assert found.problems == ()
    [(_, assay)] = found.draft.assays()
    assert assay.metadata["a"].model_dump() == {
        "value": "LSM",
        "unit": None,
        "term_id": None,
        "origin": {"kind": "file", "file": str(file)},
    }
    assert frozen_draft(records.submission(desk.journal, "sub")) == found.draft


def test_nothing_is_read_where_nobody_asks(desk: Desk, tmp_path: Path, template: Template) -> None:
    reader = Reader(desk.clock)
    plan(desk, draft({"A": [put(tmp_path / "a.czi")]}), template, reader)
    assert reader.asked == []


def test_an_image_that_cannot_be_read_leaves_the_value_to_the_person(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    reader = Reader(desk.clock)
    reader.broken = {"a.czi"}
    found = plan(desk, described(draft({"A": [put(tmp_path / "a.czi")]})), template, reader)
    assert blocking(found) == [Code.VALUE_MISSING]
    assert [one.severity for one in noted(found, Code.INSPECT_FAILED)] == [Severity.WARNING]


def test_one_that_is_still_being_written_is_not_complained_of(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    reader = Reader(desk.clock)
    reader.broken = {"a.czi"}
    file = put(tmp_path / "a.czi")
    desk.written.add(str(file))
    found = plan(desk, described(draft({"A": [file]})), template, reader)
    assert not noted(found, Code.INSPECT_FAILED)


def test_of_many_filesets_some_are_read_from_end_to_end(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    for number in range(120):
        put(tmp_path / "in" / f"{number:03}.czi")
    reader = Reader(desk.clock)
    found = plan(desk, described(draft({"A": [tmp_path / "in"]})), template, reader)
    assert len(reader.asked) == MOST
    steps = [int(name[:3]) for name in reader.asked]
    assert steps[0] == 0
    assert steps[-1] >= 117
    assert max(after - before for before, after in pairwise(steps)) <= 3
    [told] = noted(found, Code.READ_FROM_SOME)
    assert (told.facts["looked"], told.facts["filesets"]) == (MOST, 120)


def test_a_slow_disk_does_not_keep_the_person_waiting(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    for number in range(10):
        put(tmp_path / "in" / f"{number}.czi")
    reader = Reader(desk.clock, LONGEST / 2)
    found = plan(desk, described(draft({"A": [tmp_path / "in"]})), template, reader)
    assert len(reader.asked) == 3
    assert len(noted(found, Code.READ_FROM_SOME)) == 1


def test_a_fileset_of_several_files_is_read_by_its_head(
    desk: Desk, tmp_path: Path, template: Template
) -> None:
    put(tmp_path / "in" / "a.vsi")
    put(tmp_path / "in" / "_a_" / "stack1" / "frame_t.ets")
    reader = Reader(desk.clock)
    plan(desk, described(draft({"A": [tmp_path / "in"]})), template, reader)
    assert reader.asked == ["a.vsi"]


def test_rules_of_the_draft_stand_in_the_plan(desk: Desk, tmp_path: Path) -> None:
    file = put(tmp_path / "in" / "a.czi")
    wanted = draft({"A": [tmp_path / "in"], "B": [file]})
    assert blocking(desk.plan(wanted)) == [Code.DROPPED_INSIDE]
