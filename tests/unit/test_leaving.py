"""Sending without a file that holds up its assay (DESIGN 7, Waiting)."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader import drafts
from fbi_uploader.app import App
from fbi_uploader.cli.main import cli
from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.errors import Code, InputError, RetryError
from fbi_uploader.isa.draft import Draft, LeftOut
from fbi_uploader.isa.model import (
    Assay,
    Investigation,
    MetadataValue,
    ReadFrom,
    Study,
)
from fbi_uploader.orders import Orders
from fbi_uploader.transfer.inbox import Order, leave
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.stages import FileState, Stage
from tests.faults import Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import PC, data, put, put_there, stored
from tests.unit.planning_tools import draft

ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"


class Kept(list[Draft]):
    """The drafts that were kept."""

    def __call__(self, one: Draft) -> str:
        self.append(one)
        return f"draft {len(self)}"


def without(pc: PC, *sources: Path) -> Kept:
    """As an order does it."""
    kept = Kept()
    pc.engine.leave_out("sub-1", [str(one) for one in sources], kept)
    pc.engine.resume("sub-1")
    return kept


def begun(pc: PC, tmp_path: Path) -> tuple[Path, Path]:
    """One file of the assay is still written, and so the whole assay waits."""
    folder = tmp_path / "day"
    good, written = put(folder / "good.czi", b"good"), put(folder / "written.czi", b"half")
    pc.written.add(str(written))
    pc.submit({"A": [folder]})
    pc.engine.turn()
    assert (data(pc), pc.assays()[0].stage) == ({}, Stage.WAITING)
    return good, written


def test_the_rest_goes_at_once_and_the_file_is_a_draft_of_its_own(pc: PC, tmp_path: Path) -> None:
    _, written = begun(pc, tmp_path)
    [kept] = without(pc, written)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert data(pc) == {"Inv/Study/A/day/good.czi": b"good"}
    [(study, assay)] = kept.assays()
    assert kept.folder(study, assay) == "Inv/Study/A_2"
    assert kept.sources == ((str(written),),)
    reasons = [row.reason for row in records.history(pc.journal, "sub-1") if row.reason]
    assert [(one.code, one.facts["draft"]) for one in reasons] == [(Code.LEFT_OUT, "draft 1")]


def test_what_was_left_out_is_not_found_again(pc: PC, tmp_path: Path) -> None:
    """The folder is scanned once more when the last file of the assay stands still."""
    folder = tmp_path / "day"
    written, slow = put(folder / "written.czi", b"half"), put(folder / "slow.czi", b"slow")
    pc.written.update({str(written), str(slow)})
    pc.submit({"A": [folder]})
    pc.engine.turn()
    without(pc, written)
    pc.engine.turn()
    assert (pc.assays()[0].stage, data(pc)) == (Stage.WAITING, {})
    pc.written.clear()
    pc.run()
    assert set(data(pc)) == {"Inv/Study/A/day/slow.czi"}


def test_nor_is_what_is_wrong_with_it(pc: PC, tmp_path: Path) -> None:
    """A dropped file that has gone would fail the assay at every scan."""
    good, gone = put(tmp_path / "good.czi", b"good"), put(tmp_path / "gone.czi", b"gone")
    pc.written.add(str(good))
    pc.submit({"A": [good, gone]})
    gone.unlink()
    pc.written.clear()
    pc.run()
    assert (pc.stage(), data(pc)) == (Stage.FAILED, {})
    without(pc, gone)
    pc.run()
    assert data(pc) == {"Inv/Study/A/good.czi": b"good"}


def vsi(folder: Path) -> list[Path]:
    """A set: what one file is without the others, nobody can open."""
    names = ("x.vsi", "_x_/stack1/frame_t.ets", "_x_/stack2/frame_t.ets")
    return [put(folder / name, name.encode()) for name in names]


def test_a_set_is_left_out_as_a_whole_and_what_was_verified_is_taken_back(
    pc: PC, tmp_path: Path
) -> None:
    head, _, lost = vsi(tmp_path / "day")
    put(tmp_path / "day" / "good.czi", b"good")
    pc.submit({"A": [tmp_path / "day"]})
    lost.unlink()
    pc.run()
    assert pc.states()["day/x.vsi"] is FileState.READY
    assert "_staging/sub-1/ready/0/day/x.vsi" in stored(pc, "_staging")
    [kept] = without(pc, lost)
    assert kept.sources == ((str(head), str(tmp_path / "day" / "_x_")),)
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert data(pc) == {"Inv/Study/A/day/good.czi": b"good"}
    assert [row.files for row in pc.assays()] == [1]
    vsi(tmp_path / "day")
    pc.submit({"A_2": [Path(one) for one in kept.sources[0]]}, id_="sub-2")
    pc.run()
    assert {"Inv/Study/A_2/x.vsi", "Inv/Study/A_2/_x_/stack1/frame_t.ets"} <= set(data(pc))


def test_a_set_that_is_a_folder_is_dropped_as_one(pc: PC, tmp_path: Path) -> None:
    names = ("plate/x.xlef", "plate/sub/a.lof", "plate/sub/b.lof", "good.czi")
    made = [put(tmp_path / "day" / name, name.encode()) for name in names]
    pc.submit({"A": [tmp_path / "day"]})
    [kept] = without(pc, made[1])
    assert kept.sources == ((str(tmp_path / "day" / "plate"),),)
    assert set(pc.files()) == {"day/good.czi"}


def test_the_new_name_is_free_on_the_node_and_among_what_was_left_before(
    pc: PC, tmp_path: Path
) -> None:
    put_there(pc, "Inv/Study/a_2/x")
    bad = [put(tmp_path / f"{name}.czi", b"x") for name in ("one", "two")]
    pc.submit(
        {"A": [*bad, put(tmp_path / "good.czi", b"good")], "A_3": [put(tmp_path / "b.czi", b"b")]}
    )
    first, second = without(pc, bad[0])[0], without(pc, bad[1])[0]
    assert [assay.name for one in (first, second) for _, assay in one.assays()] == ["A_4", "A_5"]


def test_a_second_order_of_the_same_is_nothing(pc: PC, tmp_path: Path) -> None:
    """An order is done twice rather than never."""
    _, written = begun(pc, tmp_path)
    assert len(without(pc, written)) == 1
    assert without(pc, written) == []
    assert len(frozen_draft(pc.row()).left_out) == 1


def test_a_lost_line_loses_nothing(pc: PC, tmp_path: Path) -> None:
    """The draft is kept before a thing is removed; the order comes again."""
    first, second = put(tmp_path / "a.czi", b"a"), put(tmp_path / "b.czi", b"b")
    third = put(tmp_path / "c.czi", b"c")
    pc.submit({"A": [first, second, third]})
    third.unlink()
    pc.run()
    faults = Faults([Fail("remove", RetryError(Code.CONNECTION_LOST), path="*/ready/*")])
    through(pc, faults)
    with pytest.raises(RetryError):
        without(pc, first)
    faults.assert_all_fired()
    assert "a.czi" in pc.files()
    assert len(without(pc, first, third)) == 2
    pc.run()
    assert data(pc) == {"Inv/Study/A/b.czi": b"b"}


@pytest.mark.parametrize("what", ["all of an assay", "published", "not there"])
def test_what_cannot_be_left_out_changes_nothing(pc: PC, tmp_path: Path, what: str) -> None:
    source = put(tmp_path / "a.czi", b"a")
    pc.submit({"A": [source], "B": [put(tmp_path / "b.czi", b"b")]})
    if what == "published":
        pc.run()
    before = (pc.states(), pc.row().frozen)
    kept = Kept()
    with pytest.raises(InputError) as raised:
        pc.engine.leave_out("sub-1", [f"{source}.x" if what == "not there" else str(source)], kept)
    wanted = Code.NOTHING_TO_SEND if what == "all of an assay" else Code.FILE_NOT_PENDING
    assert raised.value.code is wanted
    assert ((pc.states(), pc.row().frozen), kept) == (before, [])


# -- the draft, as a file


def test_a_kept_draft_is_read_again_as_it_was(tmp_path: Path) -> None:
    hostile = 'l\'"embryon"\\ \x7f é\u202f🔬 [x]'
    metadata = {
        "a key": MetadataValue(value=hostile, unit="µm", term_id="x:1"),
        "n": MetadataValue(value=3),
        "f": MetadataValue(value=1e-7),
        "b": MetadataValue(value=True),
    }
    assay = Assay(name=hostile, description=hostile, tags=(hostile, "b"), metadata=metadata)
    study = Study(name="S", tags=("t",), assays=(assay, Assay(name="B")))
    sent = Draft(
        node="node",
        person="Ana",
        investigation=Investigation(name="Inv", title=hostile, owners=("ana",), studies=(study,)),
        sources=((f"{tmp_path}/{hostile}",), (f"{tmp_path}/b",)),
    )
    path = drafts.keep(tmp_path, sent)
    assert drafts.keep(tmp_path, sent) == path
    written = read_deposit(path)
    again = draft_of(written, tmp_path, node="node", person="Ana", repair_names=False)
    assert (again, written.node, written.person) == (sent, "node", "Ana")


def test_values_read_from_the_others_stay_with_them() -> None:
    read = MetadataValue(value=63, origin=ReadFrom(file="good.czi"))
    typed = MetadataValue(value="mouse")
    study = Study(name="S", assays=(Assay(name="A", metadata={"o": read, "s": typed}),))
    plain = draft({"A": []})
    whole = plain.model_copy(update={"investigation": Investigation(name="Inv", studies=(study,))})
    left = whole.left(_left_out(place=0, assay="A_2"))
    [(_, assay)] = left.assays()
    assert (assay.name, assay.metadata) == ("A_2", {"s": typed})


def _left_out(place: int, assay: str) -> LeftOut:
    return LeftOut(place=place, assay=assay, fileset="x", paths=("/x",))


# -- the order, and the command


def waiting_in(app: App, folder: Path) -> Path:
    """A submission to the sandbox that waits for a file."""
    put(folder / "good.czi", b"good")
    bad = put(folder / "bad.czi", b"bad")
    plain = draft({"A": [folder]})
    sent = plain.model_copy(update={"node": "sandbox", "person": app.person(None).name})
    with closing(app.journal()) as journal:
        app.submit(journal, sent, ID)
    bad.unlink()
    return bad


def test_an_order_in_the_inbox_leaves_out_and_keeps_the_draft(home: Path, tmp_path: Path) -> None:
    app = App.open(home)
    bad = waiting_in(app, tmp_path / "day")
    leave(app.home.inbox, Order(what="resume", submission=ID, without=(str(bad),)))
    with closing(app.journal()) as journal:
        Orders(app, journal, lambda _event: None).obey()
        [row] = records.assays(journal, ID)
    assert row.files == 1
    [kept] = app.home.drafts.iterdir()
    assert str(bad) in kept.read_text()


def test_the_command_says_how_to_send_it_later(home: Path, tmp_path: Path) -> None:
    app = App.open(home)
    bad = waiting_in(app, tmp_path / "day")
    arguments = ["resume", ID, "--without", "day/bad.czi", "--json"]
    ended = CliRunner().invoke(cli, arguments)
    assert ended.exit_code == 0, ended.output
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    [told] = [line for line in lines if line.get("event") == "LeftOut"]
    assert (told["path"], told["assay"]) == (str(bad), "A_2")
    put(bad, b"bad")
    later = CliRunner().invoke(cli, ["deposit", told["draft"], "--json"])
    assert later.exit_code == 0, later.output
    assert (app.home.root / "sandbox" / "Inv" / "Study" / "A_2" / "bad.czi").read_bytes() == b"bad"


def test_the_command_refuses_a_name_that_is_none_or_many(home: Path, tmp_path: Path) -> None:
    app = App.open(home)
    waiting_in(app, tmp_path / "day")
    for name in ("nothing.czi", "czi"):
        ended = CliRunner().invoke(cli, ["resume", ID, "--without", name, "--json"])
        assert ended.exit_code == 2
        assert "file_not_pending" in ended.output
    assert CliRunner().invoke(cli, ["resume", "--without", "bad.czi"]).exit_code == 2
