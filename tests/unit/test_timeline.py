"""Points of a submission's way: only what was seen is said to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fbi_uploader.monitor.timeline import (
    Counted,
    Course,
    How,
    Place,
    Seen,
    There,
    reached,
    timeline,
)
from fbi_uploader.report import Reached

NOW = datetime(2026, 11, 22, 14, 43, tzinfo=UTC)
LATER = NOW + timedelta(minutes=18)
READ = Counted("sent_digest", 258, NOW)
BACK = Counted("read_back", 258, LATER)
ARRIVED = Course(
    route="smb",
    stage="published",
    files=258,
    created_at=NOW,
    stages=(Reached("published", LATER, None),),
    proofs={"sent_digest": READ, "read_back": BACK},
)


def how(course: Course) -> dict[Place, How]:
    return {point.place: point.how for point in timeline(course)}


def test_arrived_says_what_it_rests_on() -> None:
    pc, share, irods, omero = timeline(ARRIVED)
    assert (pc.place, pc.how, pc.count, pc.of, pc.at) == (Place.PC, How.DONE, 258, 258, NOW)
    assert (share.how, share.count, share.rests_on, share.at) == (
        How.DONE,
        258,
        "read_back",
        LATER,
    )
    assert [irods.how, omero.how] == [How.UNFOLLOWED, How.UNFOLLOWED]
    assert irods.at is None


def test_a_node_that_is_not_reached_from_here_is_followed_from_the_desk() -> None:
    course = replace(ARRIVED, there=There(irods_from_here=False, omero_from_here=True))
    assert how(course)[Place.INGEST] is How.FROM_DESK
    assert how(course)[Place.OMERO] is How.UNFOLLOWED


def test_nothing_later_is_said_before_the_data_have_arrived() -> None:
    sending = replace(ARRIVED, stage="sending", stages=(), there=There(False, False))
    assert how(sending)[Place.INGEST] is How.TO_COME
    assert how(sending)[Place.OMERO] is How.TO_COME


@pytest.mark.parametrize(
    ("stage", "proofs", "pc", "landing"),
    [
        ("waiting", {}, How.WAITING, How.TO_COME),
        ("queued", {}, How.WAITING, How.TO_COME),
        ("sending", {"sent_digest": Counted("sent_digest", 3, NOW)}, How.UNDER_WAY, How.UNDER_WAY),
        ("ready", {"sent_digest": READ, "read_back": BACK}, How.DONE, How.UNDER_WAY),
        ("failed", {"sent_digest": Counted("sent_digest", 3, NOW)}, How.FAILED, How.FAILED),
        ("failed", {"sent_digest": READ}, How.DONE, How.FAILED),
        ("cancelled", {}, How.CANCELLED, How.CANCELLED),
    ],
)
def test_under_way(stage: str, proofs: dict[str, Counted], pc: How, landing: How) -> None:
    found = how(replace(ARRIVED, stage=stage, stages=(), proofs=proofs))
    assert (found[Place.PC], found[Place.LANDING]) == (pc, landing)


def test_by_irods_there_is_no_ingest_of_its_own() -> None:
    places = [point.place for point in timeline(replace(ARRIVED, route="irods"))]
    assert places == [Place.PC, Place.LANDING, Place.OMERO]


def test_the_best_proof_counts_first() -> None:
    proofs = {**ARRIVED.proofs, "size_only": Counted("size_only", 258, NOW)}
    assert timeline(replace(ARRIVED, proofs=proofs))[1].rests_on == "read_back"
    sizes = {"sent_digest": READ, "size_only": Counted("size_only", 258, NOW)}
    assert timeline(replace(ARRIVED, proofs=sizes))[1].rests_on == "size_only"


def test_played_stages_are_said_to_be_played() -> None:
    stages = (*ARRIVED.stages, Reached("ingested", LATER, None), Reached("imported", LATER, None))
    points = timeline(replace(ARRIVED, stage="imported", stages=stages, played=True))
    assert [point.played for point in points] == [False, False, True, True]
    assert [point.how for point in points[2:]] == [How.DONE, How.DONE]


def test_what_a_monitor_finds_comes_before_the_stage() -> None:
    seen = Seen(LATER, 36, 38, "omero_hash")
    omero = timeline(replace(ARRIVED, import_=seen))[-1]
    assert (omero.how, omero.count, omero.of, omero.at) == (How.UNDER_WAY, 36, 38, LATER)
    whole = timeline(replace(ARRIVED, import_=replace(seen, count=38)))[-1]
    assert whole.how is How.DONE


def test_what_its_file_knows_is_when_the_last_assay_was_published() -> None:
    stages = (Reached("published", LATER, "M/D/A"), Reached("published", NOW, "M/D/B"))
    assert timeline(replace(ARRIVED, stages=stages))[1].at == LATER


def test_reached_is_the_last_time_of_the_whole() -> None:
    stages = (
        Reached("published", NOW, None),
        Reached("published", LATER, None),
        Reached("published", LATER + timedelta(1), "M/D/Assay"),
    )
    assert reached(stages, "published") == LATER
    assert reached(stages, "imported") is None
