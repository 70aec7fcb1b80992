from __future__ import annotations

import sqlite3
import tracemalloc
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.names import PATH_BYTES
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.planning import planner
from fbi_uploader.transfer.planning.plan import Problems
from fbi_uploader.transfer.planning.planner import accept, forget, frozen_draft
from fbi_uploader.transfer.source import Bytes
from fbi_uploader.transfer.stages import FileState, Stage
from tests.unit.planning_tools import Desk, blocking, desk_at, draft, only, put

MIB = 1 << 20


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


# -- what is planned


def test_every_file_gets_a_row_and_is_summed_up(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.czi", b"12345")
    put(tmp_path / "in" / "deep" / "b.czi", b"678")
    lone = put(tmp_path / "c.czi", b"9")
    plan = desk.plan(draft({"A": [tmp_path / "in", lone]}))
    assert (plan.files, plan.bytes, plan.problems, plan.more) == (3, 9, (), 0)
    assert desk.targets() == ["c.czi", "in/a.czi", "in/deep/b.czi"]
    assert {row["state"] for row in desk.rows()} == {FileState.QUEUED}
    assert records.submission(desk.journal, "sub").stage is Stage.DRAFT


def test_what_is_left_out_is_counted_and_an_empty_file_is_a_warning(
    desk: Desk, tmp_path: Path
) -> None:
    put(tmp_path / "in" / "a.czi", b"")
    put(tmp_path / "in" / "Thumbs.db")
    plan = desk.plan(draft({"A": [tmp_path / "in"]}))
    assert (plan.files, plan.ignored, plan.blocking) == (1, 1, ())
    assert only(plan, Code.EMPTY_FILE).severity is Severity.WARNING


def test_the_draft_is_kept_as_it_was_meant(desk: Desk, tmp_path: Path) -> None:
    wanted = draft({"A": [put(tmp_path / "a.czi")]}, repair=True)
    desk.plan(wanted)
    assert frozen_draft(records.submission(desk.journal, "sub")) == wanted


@pytest.mark.parametrize(
    "assays", [{}, {"A": ["empty"]}, {"A": ["junk"]}], ids=["no assay", "empty folder", "junk"]
)
def test_nothing_to_send_is_said(desk: Desk, tmp_path: Path, assays: dict[str, list[str]]) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "junk" / ".DS_Store")
    plan = desk.plan(draft({name: [tmp_path / one for one in of] for name, of in assays.items()}))
    assert blocking(plan) == [Code.NOTHING_TO_SEND]


def test_a_path_that_is_not_there_is_said(desk: Desk, tmp_path: Path) -> None:
    plan = desk.plan(draft({"A": [tmp_path / "no.czi", put(tmp_path / "a.czi")]}))
    assert blocking(plan) == [Code.VANISHED]


# -- names of files


def test_accents_are_composed_and_the_name_as_found_is_kept(desk: Desk, tmp_path: Path) -> None:
    found = unicodedata.normalize("NFD", "été.czi")
    plan = desk.plan(draft({"A": [put(tmp_path / found)]}))
    [row] = desk.rows()
    assert (row["target"], row["original"], plan.problems) == ("été.czi", found, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.tif", "A.TIF"), ("é.tif", "e\u0301.tif"), ("straße.tif", "STRASSE.tif")],
)
def test_two_files_that_some_server_takes_for_one_collide(
    desk: Desk, tmp_path: Path, one: str, other: str
) -> None:
    paths = [put(tmp_path / "1" / one), put(tmp_path / "2" / other)]
    plan = desk.plan(draft({"A": paths}))
    problem = only(plan, Code.NAME_COLLISION)
    assert problem.severity is Severity.BLOCKING
    assert (problem.where, problem.facts["other"]) == (str(paths[1]), str(paths[0]))


def test_a_file_and_a_folder_of_one_name_collide(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "1" / "Data" / "a.czi")
    lone = put(tmp_path / "2" / "data")
    for order, paths in enumerate(
        [(tmp_path / "1" / "Data", lone), (lone, tmp_path / "1" / "Data")]
    ):
        plan = desk.plan(draft({"A": paths}), f"sub{order}")
        assert blocking(plan) == [Code.NAME_COLLISION], order
        assert only(plan, Code.NAME_COLLISION).where == str(lone)


def test_a_folder_spelled_in_two_ways_collides(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "1" / "Run" / "a.czi")
    put(tmp_path / "2" / "run" / "deep" / "b.czi")
    plan = desk.plan(draft({"A": [tmp_path / "1" / "Run", tmp_path / "2" / "run"]}))
    problem = only(plan, Code.NAME_COLLISION)
    assert dict(problem.facts) == {"name": "run", "other": "Run"}


def test_the_same_names_in_two_assays_do_not_collide(desk: Desk, tmp_path: Path) -> None:
    paths = {name: [put(tmp_path / name / "a.czi")] for name in ("A", "B")}
    assert desk.plan(draft(paths)).problems == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a?.czi", Code.NAME_FORBIDDEN),
        ("CON.tif", Code.NAME_RESERVED),
        ("a.czi ", Code.NAME_TRAILING),
        ("l'embryon.czi", Code.NAME_FORBIDDEN),
        ("a\n.czi", Code.NAME_FORBIDDEN),
    ],
)
def test_a_refused_name_blocks_or_is_repaired_on_request(
    desk: Desk, tmp_path: Path, name: str, code: Code
) -> None:
    path = put(tmp_path / name)
    assert blocking(desk.plan(draft({"A": [path]}))) == [code]
    plan = desk.plan(draft({"A": [path]}, repair=True), "again")
    assert (plan.blocking, only(plan, Code.NAME_REPAIRED).severity) == ((), Severity.NOTE)
    row = desk.journal.one("SELECT * FROM files ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert row["target"] == only(plan, Code.NAME_REPAIRED).facts["proposal"] != name
    assert row["original"] == name


def test_the_members_of_a_set_are_never_repaired(desk: Desk, tmp_path: Path) -> None:
    head = put(tmp_path / "in" / "a?.vsi")
    put(tmp_path / "in" / "_a?_" / "stack1" / "frame_t_0.ets")
    plan = desk.plan(draft({"A": [tmp_path / "in"]}, repair=True))
    assert blocking(plan) == [Code.NAME_IN_SET]
    assert str(head) in {one.where for one in plan.blocking}
    assert "in/a?.vsi" in desk.targets()


def test_a_repaired_name_may_collide(desk: Desk, tmp_path: Path) -> None:
    paths = [put(tmp_path / "a?.czi"), put(tmp_path / "a_.czi")]
    assert blocking(desk.plan(draft({"A": paths}, repair=True))) == [Code.NAME_COLLISION]


def test_a_path_too_long_for_the_node_is_refused(desk: Desk, tmp_path: Path) -> None:
    deep = Path(*["d" * 200] * 5)
    put(tmp_path / "in" / deep / "a.czi")
    assert blocking(desk.plan(draft({"A": [tmp_path / "in"]}))) == [Code.NAME_TOO_LONG]


@pytest.mark.parametrize("landing", ["", "ana" * 20])
@pytest.mark.parametrize("too_long", [False, True])
def test_the_landing_and_staging_folders_count_in_a_path(
    desk: Desk, tmp_path: Path, landing: str, too_long: bool
) -> None:
    """What lands there fits at every place on its way, or is refused before it is sent."""
    desk.route = replace(desk.route, landing=landing)
    staged = desk.route.ready("sub", 0)
    assert len(staged) > len(desk.route.path("Inv/Study/A"))
    deep = "/".join([*["d" * 199] * 4, "x"])
    name = "x" * (PATH_BYTES - len(f"{staged}/in/{deep}/") + too_long)
    put(tmp_path / "in" / deep / name)
    with desk.connect() as backend:
        backend.write(f"{landing or 'any'}/x", Bytes(b"x"), 0, lambda _count: None)
    plan = desk.plan(draft({"A": [tmp_path / "in"]}))
    assert blocking(plan) == ([Code.NAME_TOO_LONG] if too_long else [])
    if too_long:
        assert only(plan, Code.NAME_TOO_LONG).facts["bytes"] == PATH_BYTES + 1


# -- names of the tree


@pytest.mark.parametrize("name", ["_staging", "_submissions", "_STAGING", "_Submissions"])
def test_our_own_folders_are_no_investigations(desk: Desk, tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "a.czi")
    assert blocking(desk.plan(draft({"A": [path]}, name))) == [Code.NAME_RESERVED]


def test_our_own_folders_are_those_of_the_node(desk: Desk, tmp_path: Path) -> None:
    desk.route = replace(desk.route, staging_name="Depots")
    path = put(tmp_path / "a.czi")
    assert blocking(desk.plan(draft({"A": [path]}, "depots"))) == [Code.NAME_RESERVED]
    assert desk.plan(draft({"A": [path]}, "_staging"), "other").blocking == ()


def test_white_space_in_an_investigation_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = put(tmp_path / "a.czi")
    assert blocking(desk.plan(draft({"A": [path]}, "My project"))) == [Code.NAME_SPACE]
    assert desk.plan(draft({"An assay": [path]}, study="A study"), "other").blocking == ()


@pytest.mark.parametrize("name", ["..", "a/b", "a\\b", "."])
def test_a_tree_never_leads_elsewhere(desk: Desk, tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "a.czi")
    for number, plan in enumerate(
        [draft({"A": [path]}, name), draft({"A": [path]}, study=name), draft({name: [path]})]
    ):
        assert desk.plan(plan, f"sub{number}").blocking, number


@pytest.mark.parametrize(("one", "other"), [("A", "A"), ("A", "a"), ("é", "e\u0301")])
def test_an_assay_or_study_is_meant_once(desk: Desk, tmp_path: Path, one: str, other: str) -> None:
    path = str(put(tmp_path / "a.czi"))
    assays = (Assay(name=one), Assay(name=other))
    for number, studies in enumerate(
        [
            (Study(name="S", assays=assays),),
            (Study(name=one, assays=assays[:1]), Study(name=other, assays=(Assay(name="Z"),))),
        ]
    ):
        wanted = Draft(
            node="node",
            person="Ana",
            investigation=Investigation(name="Inv", studies=studies),
            sources=((path,), (path,)),
        )
        assert blocking(desk.plan(wanted, f"sub{number}")) == [Code.ASSAY_TWICE], number


# -- flattening


def test_what_becomes_of_sub_folders_is_foreseen(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a" / "b.czi")
    put(tmp_path / "in" / "a_b.czi")
    wanted = draft({"A": [tmp_path / "in"]})
    assert desk.plan(wanted).problems == ()
    assert blocking(desk.plan(wanted, "flat", flattens=True)) == [Code.FLATTENED_COLLISION]


def test_a_format_that_flattening_breaks_is_named_once(desk: Desk, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.vsi")
    for number in range(3):
        put(tmp_path / "in" / "_a_" / f"stack{number}" / "frame_t_0.ets")
    plan = desk.plan(draft({"A": [tmp_path / "in"]}), flattens=True)
    assert plan.blocking == ()
    assert only(plan, Code.FLATTENED_BREAKS).facts["format"] == "vsi"


# -- keeping and forgetting


def test_a_draft_is_forgotten_whole(desk: Desk, tmp_path: Path) -> None:
    desk.plan(draft({"A": [put(tmp_path / "a.czi")]}))
    forget(desk.journal, "sub")
    for table in ("submissions", "assays", "files"):
        assert desk.journal.some(f"SELECT * FROM {table}") == [], table  # noqa: S608 - constants


def test_what_was_accepted_is_never_forgotten(desk: Desk, tmp_path: Path) -> None:
    desk.plan(draft({"A": [put(tmp_path / "a.czi")]}))
    accept(desk.journal, "sub", desk.clock)
    forget(desk.journal, "sub")
    assert len(desk.rows()) == 1
    assert len(records.assays(desk.journal, "sub")) == 1


# -- many


def test_problems_beyond_the_limit_are_counted_and_blocking_ones_never_crowded_out() -> None:
    problems = Problems()
    for number in range(Problems.LIMIT + 7):
        problems.add(Problem(Code.EMPTY_FILE, f"{number}\u202e", Severity.WARNING))
    problems.add(Problem(Code.NAME_COLLISION, "last"))
    listed = problems.all()
    assert (len(listed), problems.more) == (Problems.LIMIT + 1, 7)
    assert listed[0].code is Code.NAME_COLLISION
    assert listed[1].where == "0\\u202e"


def test_a_plan_holds_no_list_of_files(desk: Desk, tmp_path: Path) -> None:
    """20,000 files as data are 12 MiB; what is held is a page of them, and 8 bytes a file."""
    for number in range(20_000):
        put_fast(tmp_path / "in" / f"run_{number // 200:03}", f"image_{number % 200:03}.czi")
    tracemalloc.start()
    try:
        plan = desk.plan(draft({"A": [tmp_path / "in"]}), flattens=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert plan.files == 20_000
    assert peak < 6 * MIB, f"{peak / MIB:.1f} MiB"


def put_fast(folder: Path, name: str) -> None:
    if name.endswith("_000.czi"):
        folder.mkdir(parents=True)
    (folder / name).touch()


def test_forgetting_many_files_lets_others_write_in_between(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "PAGE", 2)
    for number in range(7):
        put(tmp_path / "in" / f"{number}.czi")
    desk.plan(draft({"A": [tmp_path / "in"]}))
    began: list[int] = []
    real = desk.journal.transaction

    @contextmanager
    def counted() -> Iterator[sqlite3.Connection]:
        with real() as connection:
            yield connection
        left = desk.journal.one("SELECT count(*) AS n FROM files")
        began.append(left["n"] if left else -1)

    monkeypatch.setattr(desk.journal, "transaction", counted)
    forget(desk.journal, "sub")
    assert began[:4] == [5, 3, 1, 0]
    assert desk.journal.some("SELECT * FROM submissions") == []
