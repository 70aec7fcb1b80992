"""What the page of transfers rests on, without a window: rates, order, sums, pages of rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code
from fbi_uploader.transfer.engine.order import arrange
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState, Stage
from fbi_uploader.ui.models.pace import POINT, SMOOTH, SPAN, Pace
from fbi_uploader.ui.models.queueing import moved, starts
from fbi_uploader.ui.models.sent_filesets import Cursor, Page, Which, read_files, read_page
from fbi_uploader.ui.models.sent_table import Column, FilesetTable
from fbi_uploader.ui.models.standing import read_standing
from fbi_uploader.ui.models.trying import Trying
from fbi_uploader.ui.models.underway import Cause, read_board
from fbi_uploader.ui.transfers.graph import nice_top
from tests.ui.transfers_tools import GB, Assay, Files, Submission, add_files, put

MB = 1_000_000


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """An empty one."""
    made = Journal(tmp_path / "journal.sqlite", "here")
    yield made
    made.close()


# -- pace


def run(pace: Pace, clock: ManualClock, seconds: int, rate: int, sent: int = 0) -> int:
    for _ in range(seconds * 5):
        clock.sleep(0.2)
        sent += rate // 5
        pace.saw(sent)
    return sent


def test_the_first_sum_is_where_it_stood_and_no_rate() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    pace.saw(40 * GB)
    assert pace.rate == 0
    assert pace.left(GB) is None


def test_the_rate_is_that_of_the_last_seconds_and_says_the_time_left() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    pace.saw(0)
    sent = run(pace, clock, 30, 100 * MB)
    assert pace.rate == pytest.approx(100 * MB, rel=0.12)
    run(pace, clock, SMOOTH + 1, 20 * MB, sent)
    assert pace.rate == pytest.approx(20 * MB, rel=0.12)
    assert pace.left(200 * MB) == pytest.approx(10, rel=0.12)


def test_a_rate_ends_when_nothing_comes_any_more() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    pace.saw(0)
    run(pace, clock, 20, 100 * MB)
    clock.sleep(SMOOTH + 1)
    assert pace.rate == 0
    assert pace.left(1) is None


def test_bytes_of_an_attempt_that_was_given_up_moved_but_are_no_negative_rate() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    pace.saw(0)
    sent = run(pace, clock, 5, 10 * MB)
    rate = pace.rate
    clock.sleep(0.2)
    pace.saw(sent - 50 * MB)
    assert pace.rate == pytest.approx(rate, rel=0.1)
    clock.sleep(2)
    assert min(pace.series()) >= 0


def test_the_series_is_five_minutes_of_means_the_newest_last() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    pace.saw(0)
    sent = run(pace, clock, 100, 10 * MB)
    run(pace, clock, 50, 30 * MB, sent)
    series = pace.series()
    assert len(series) == SPAN // POINT
    assert series[:29] == (0.0,) * 29  # before it began
    assert series[-12] == pytest.approx(10 * MB, rel=0.05)
    assert series[-1] == pytest.approx(30 * MB, rel=0.05)


def test_a_day_of_sending_takes_no_more_room_than_five_minutes() -> None:
    clock = ManualClock()
    pace = Pace(clock)
    sent = 0
    for _ in range(3 * SPAN):
        clock.sleep(1)
        sent += MB
        pace.saw(sent)
    assert len(pace._seconds) <= SPAN + POINT + 1


@given(st.floats(min_value=1, max_value=1e12))
def test_a_scale_ends_at_or_above_the_highest_and_not_far_above(highest: float) -> None:
    assert highest <= nice_top(highest) <= max(1.0, 1.4 * highest)


# -- the queue

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_each_begins_when_those_before_are_sent() -> None:
    begins = starts([("a", 100 * MB), ("b", 50 * MB), ("c", 1)], 10 * MB, NOW)
    assert begins == {
        "a": NOW,
        "b": NOW + timedelta(seconds=10),
        "c": NOW + timedelta(seconds=15),
    }
    assert not starts([("a", MB)], 0.0, NOW)


def test_nobody_says_when_it_takes_longer_than_anybody_can_tell() -> None:
    begins = starts([("a", 10**18), ("b", 1)], 1.0, NOW)
    assert list(begins) == ["a"]


def test_two_of_mine_change_places_and_others_keep_theirs() -> None:
    queue = ("m1", "theirs", "m2", "m3")
    mine = {"m1", "m2", "m3"}
    assert moved(queue, mine, "m2", -1) == ("m2", "theirs", "m1", "m3")
    assert moved(queue, mine, "m2", 1) == ("m1", "theirs", "m3", "m2")
    assert moved(queue, mine, "m1", -1) is None
    assert moved(queue, mine, "m3", 1) is None
    assert moved(queue, mine, "theirs", 1) is None


# -- what is tried again


def test_files_that_are_tried_again_are_grouped_by_cause_with_the_time_left() -> None:
    clock = ManualClock()
    trying = Trying(clock)
    for name, wait in (("/a", 40.0), ("/b", 60.0)):
        trying.saw("s", name, Code.HELD, {}, wait)
    trying.saw("s", "/c", Code.READ_FAILED, {}, 5.0)
    trying.saw("other", "/d", Code.HELD, {}, 5.0)
    clock.sleep(4)
    held, failed = trying.groups("s")
    assert (held.code, held.files, held.facts["path"]) == (Code.HELD, 2, "/a")
    assert held.seconds == pytest.approx(36)
    assert failed.seconds == pytest.approx(1)


def test_one_that_is_not_tried_again_or_went_well_is_told_no_more() -> None:
    clock = ManualClock()
    trying = Trying(clock)
    trying.saw("s", "/a", Code.HELD, {}, 5.0)
    trying.saw("s", "/a", Code.HELD, {}, None)
    assert trying.groups("s") == []
    trying.saw("s", "/b", Code.HELD, {}, 5.0)
    clock.sleep(60)
    assert trying.groups("s") == []
    trying.saw("s", "/b", Code.HELD, {}, 5.0)
    trying.forget("s")
    assert trying.groups("s") == []


# -- the board


def test_a_board_shows_one_persons_and_counts_the_others(journal: Journal) -> None:
    mine = put(journal, Submission([Assay("A", [Files("a.czi")])]))
    put(journal, Submission([Assay("B", [Files("b.czi")])], person="Anne"))
    put(journal, Submission([Assay("C", [Files("c.czi")])], Stage.PUBLISHED))
    put(journal, Submission([Assay("D", [Files("d.czi")])], Stage.CANCELLED))
    board = read_board(journal, "Camille Roux")
    assert [one.id for one in board.transfers] == [mine]
    assert board.others == 1
    assert len(board.queue) == 2
    assert len(board.arrived) == 1


def test_what_runs_stands_first_then_what_failed_then_the_queue_as_arranged(
    journal: Journal,
) -> None:
    assays = [Assay("A", [Files("a.czi")])]
    paused = put(journal, Submission(assays, Stage.PAUSED))
    first = put(journal, Submission(assays))
    second = put(journal, Submission(assays))
    running = put(journal, Submission(assays, Stage.SENDING))
    failed = put(journal, Submission(assays, Stage.FAILED))
    arrange(journal, [running, second, first])
    board = read_board(journal, "Camille Roux")
    order = [one.id for one in board.transfers]
    assert order == [running, failed, second, first, paused]


def test_sums_say_what_arrived_and_what_is_left(journal: Journal) -> None:
    files = [Files("a.czi", state=FileState.READY), Files("b.vsi", 3), Files("c.czi", size=5)]
    put(journal, Submission([Assay("A", files, Stage.SENDING)], Stage.SENDING))
    board = read_board(journal, "Camille Roux")
    (one,) = board.transfers
    assert (one.files, one.bytes, one.done, one.files_done) == (5, 4 * GB + 5, GB, 1)
    assert board.queue == ((one.id, 3 * GB + 5),)
    assert one.investigation == "Regeneration-coeur-2026"


def test_causes_are_grouped_by_code_with_one_source_of_each_fileset(journal: Journal) -> None:
    files = [
        Files("a.vsi", 4, state=FileState.FAILED, code=Code.DENIED),
        Files("b.czi", state=FileState.FAILED, code=Code.DENIED),
        Files("c.czi", state=FileState.FAILED, code=Code.VANISHED),
        Files("d.czi", state=FileState.CHANGED, code=Code.CHANGED),
        Files("e.czi", state=FileState.WAITING),
        Files("f.czi"),
    ]
    put(
        journal,
        Submission([Assay("A", files, Stage.FAILED, Code.DENIED)], Stage.FAILED, code=Code.DENIED),
    )
    (one,) = read_board(journal, "Camille Roux").transfers
    found = {(it.cause, it.code): it for it in one.hindrances}
    denied = found[Cause.FAILED, Code.DENIED]
    assert (denied.files, denied.sources) == (5, ("/data/a.vsi", "/data/b.czi"))
    assert denied.facts["path"] == "/data/a.vsi"
    assert found[Cause.FAILED, Code.VANISHED].files == 1
    assert found[Cause.CHANGED, Code.CHANGED].sources == ("/data/d.czi",)
    assert found[Cause.WRITING, Code.STILL_WRITTEN].facts == {"path": "/data/e.czi"}
    assert len(found) == 4  # neither the assay's nor the submission's reason says it again


def test_an_assay_or_a_node_that_stands_in_the_way_is_told_as_such(journal: Journal) -> None:
    failed = Assay("A", [Files("a.czi")], Stage.FAILED, Code.TARGET_EXISTS)
    put(journal, Submission([failed], code=Code.NODE_FULL))
    (one,) = read_board(journal, "Camille Roux").transfers
    assert [(it.cause, it.code) for it in one.hindrances] == [
        (Cause.ASSAY, Code.TARGET_EXISTS),
        (Cause.WHOLE, Code.NODE_FULL),
    ]
    assert one.hindrances[0].facts["name"] == "A"


def test_a_password_is_asked_for_once_with_whose_it_is(journal: Journal) -> None:
    for person in ("Anne", "Anne", "Camille Roux"):
        put(
            journal,
            Submission(
                [Assay("A", [Files("a.czi")])],
                person=person,
                route="smb",
                node="mri",
                code=Code.CREDENTIALS_MISSING,
            ),
        )
    board = read_board(journal, "Camille Roux")
    assert [(one.person, one.node, one.endpoint) for one in board.passwords] == [
        ("Anne", "mri", "smb"),
        ("Camille Roux", "mri", "smb"),
    ]
    assert board.transfers[0].hindrances == ()  # the field for it says it all


def test_a_standing_counts_what_goes_on_alone_and_what_needs_somebody(journal: Journal) -> None:
    assays = [Assay("A", [Files("a.czi")])]
    put(journal, Submission(assays, Stage.SENDING))
    put(journal, Submission(assays, code=Code.QUIET_HOURS))
    put(journal, Submission(assays, code=Code.CREDENTIALS_MISSING))
    put(journal, Submission(assays, code=Code.ALL_PAUSED))
    put(journal, Submission(assays, Stage.FAILED, code=Code.DENIED))
    put(journal, Submission(assays, Stage.PAUSED))
    put(journal, Submission(assays, Stage.IMPORTED))
    standing = read_standing(journal)
    assert (standing.under_way, standing.moving, standing.stuck) == (4, 2, 2)


# -- pages of filesets


def pages(journal: Journal, submission: str, most: int) -> list[Page]:
    found = [read_page(journal, submission, Cursor(), most)]
    while (cursor := found[-1].next) is not None:
        found.append(read_page(journal, submission, cursor, most))
    return found


def test_filesets_come_in_pages_over_all_assays_with_their_sums(journal: Journal) -> None:
    first = Assay("A", [Files("a.vsi", 3, state=FileState.READY), Files("b.czi", flushed=GB // 4)])
    id_ = put(journal, Submission([first, Assay("B", [Files("c.czi"), Files("a.vsi", 2)])]))
    found = pages(journal, id_, 1)
    rows = [row for page in found for row in page.rows]
    assert [row.fileset for row in rows] == ["a.vsi", "b.czi", "c.czi", "a.vsi"]
    assert [row.sums.files for row in rows] == [3, 1, 1, 2]
    assert [row.sums.done for row in rows] == [3 * GB, GB // 4, 0, 0]
    assert rows[0].settled
    assert not rows[1].settled
    assert all(one.runs[-1].last < other.runs[0].first for one, other in pairwise(rows))


def test_a_page_reads_no_more_than_it_shows(journal: Journal) -> None:
    id_ = put(journal, Submission([Assay("A", [Files(f"{n}.czi") for n in range(500)])]))
    page = read_page(journal, id_, Cursor(), 10)
    assert len(page.rows) == 10
    assert page.next is not None


class Asking:
    """A table and what it asked for."""

    def __init__(self, journal: Journal, submission: str, most: int) -> None:
        self.journal, self.submission, self.most = journal, submission, most
        self.asked: list[Cursor] = []
        self.table = FilesetTable(self.asked.append, lambda row: f"{row.sums.arrived} there")

    def fetch(self) -> None:
        self.table.fetchMore(QModelIndex())
        page = read_page(self.journal, self.submission, self.asked[-1], self.most)
        self.table.take(page)


def test_a_table_grows_page_by_page_and_knows_its_end(journal: Journal) -> None:
    id_ = put(journal, Submission([Assay("A", [Files(f"{n}.czi") for n in range(5)])]))
    asking = Asking(journal, id_, 2)
    inserted: list[tuple[int, int]] = []
    asking.table.rowsInserted.connect(lambda _p, first, last: inserted.append((first, last)))
    while asking.table.canFetchMore(QModelIndex()):
        asking.fetch()
    assert inserted == [(0, 1), (2, 3), (4, 4)]
    assert asking.table.rowCount() == 5
    index = asking.table.index(0, Column.STATE)
    assert index.data() == "0 there"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "0 there"


def test_a_page_that_is_on_its_way_is_not_asked_for_again(journal: Journal) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.czi")])]))
    asking = Asking(journal, id_, 2)
    asking.table.fetchMore(QModelIndex())
    asking.table.fetchMore(QModelIndex())
    assert len(asking.asked) == 1


def test_files_that_a_later_scan_added_belong_to_the_row_that_is_there(journal: Journal) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.vsi", 2), Files("b.czi")])]))
    assay = records.assays(journal, id_)[0].id
    with journal.transaction() as connection:
        add_files(connection, assay, Files("a.vsi", 3, state=FileState.READY))
    asking = Asking(journal, id_, 2)
    while asking.table.canFetchMore(QModelIndex()):
        asking.fetch()
    assert asking.table.rowCount() == 2
    assert asking.table.row(0).sums.files == 5
    assert asking.table.row(0).sums.arrived == 3


def test_a_change_is_told_for_its_row_alone(journal: Journal) -> None:
    id_ = put(journal, Submission([Assay("A", [Files("a.czi"), Files("b.czi")])]))
    asking = Asking(journal, id_, 10)
    asking.fetch()
    with journal.transaction() as connection:
        connection.execute("UPDATE files SET state = 'ready' WHERE fileset = 'b.czi'")
    changed: list[int] = []
    asking.table.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    asking.table.renew(read_page(journal, id_, Cursor()).rows)
    assert changed == [1]
    assert [row.fileset for row in asking.table.unsettled(0, 1)] == ["a.czi"]


def test_the_files_of_a_cause_and_of_a_fileset_come_in_pages(journal: Journal) -> None:
    files = [Files("a.vsi", 5, state=FileState.FAILED, code=Code.DENIED), Files("b.czi")]
    id_ = put(journal, Submission([Assay("A", files)]))
    first = read_files(journal, Which(id_, (FileState.FAILED,)), -1, 3)
    rest = read_files(journal, Which(id_, (FileState.FAILED,)), first[-1].id, 3)
    assert [len(first), len(rest)] == [3, 2]
    assert {one.code for one in first} == {"denied"}
    assay = records.assays(journal, id_)[0].id
    (only,) = read_files(journal, Which(id_, (), assay, "b.czi"), -1)
    assert only.source == "/data/b.czi"
