"""A journal that was found on a cloned PC: read, asked about, and adopted (DESIGN 5)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader.app import App
from fbi_uploader.cli.main import cli
from fbi_uploader.errors import Code, InputError
from fbi_uploader.transfer import doctor, inbox
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.adoption import adopt
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import FileState, Stage
from tests.faults import Crash, Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import (
    PC,
    content,
    data,
    hook,
    memory_pc,
    put,
    put_there,
    staging_names,
    stored,
)
from tests.unit.planning_tools import draft

LARGE = content("large", 3500)
ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"


@pytest.fixture
def original(tmp_path: Path, server: MemoryServer) -> Iterator[PC]:
    """One submission published, another stopped: A published, B partly verified, partly sent."""
    pc = memory_pc(tmp_path / "pc", server)
    pc.submit({"Old": [put(tmp_path / "old.bin", b"old")]}, id_="done")
    pc.run()
    large = put(tmp_path / "large.bin", LARGE)
    pc.submit(
        {"A": [put(tmp_path / "a.bin", b"a")], "B": [put(tmp_path / "b.bin", b"b"), large]},
        id_="begun",
    )
    hook(pc, lambda _, path: pc.engine.control.hold("begun") if path.endswith("@2000") else None)
    pc.engine.turn()
    yield pc
    pc.journal.close()


def clone(original: PC, tmp_path: Path, server: MemoryServer) -> PC:
    """Another PC made from an image of the disk, with its journal adopted."""
    folder = tmp_path / "clone"
    folder.mkdir()
    original.journal.one("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(original.journal.path, folder / "journal.sqlite")
    with closing(Journal(folder / "journal.sqlite", "clone", foreign=True)) as journal:
        adopt(journal, "clone", original.clock)
    return memory_pc(folder, server, name="clone")


def renewed(pc: PC) -> str:
    [id_] = [row.id for row in records.submissions(pc.journal) if row.id != "done"]
    return id_


def test_an_adopted_journal_is_this_machines_under_another_identity(
    original: PC, tmp_path: Path, server: MemoryServer
) -> None:
    pc = clone(original, tmp_path, server)
    assert not pc.journal.is_foreign
    assert pc.journal.identity not in {"", original.journal.identity}
    pc.journal.close()
    with pytest.raises(InputError) as raised:
        Journal(pc.journal.path, "pc")
    assert raised.value.code is Code.JOURNAL_FOREIGN


def test_what_is_unfinished_is_paused_under_another_id_and_starts_from_nothing(
    original: PC, tmp_path: Path, server: MemoryServer
) -> None:
    pc = clone(original, tmp_path, server)
    id_ = renewed(pc)
    row = pc.row(id_)
    assert id_ != "begun"
    assert (row.stage, row.reason and row.reason.code) == (Stage.PAUSED, Code.JOURNAL_ADOPTED)
    assert row.reason
    assert row.reason.facts["written_at"] == str(original.journal.path)
    large = pc.files(id_)["large.bin"]
    assert (large.state, large.part, large.flushed) == (FileState.QUEUED, None, 0)
    verified = pc.files(id_)["b.bin"]
    assert (verified.state, verified.sha256) == (FileState.QUEUED, None)
    assert pc.evidence("b.bin", id_) == []
    pc.run()
    assert pc.row(id_).stage is Stage.PAUSED
    pc.journal.close()


def test_what_is_published_keeps_its_id_and_its_proof(
    original: PC, tmp_path: Path, server: MemoryServer
) -> None:
    pc = clone(original, tmp_path, server)
    assert pc.stage("done") is Stage.PUBLISHED
    assert pc.evidence("old.bin", "done") == original.evidence("old.bin", "done") != []
    pc.journal.close()


def test_the_clone_never_touches_what_the_original_has_put_there(
    original: PC, tmp_path: Path, server: MemoryServer
) -> None:
    """It resumes, publishes beside what the original publishes, cancels, and asks the doctor."""
    put_there(original, "_staging/begun/parts/held.part")
    with original.journal.transaction() as connection:
        at = original.clock.now()
        records.put_leftover(connection, "node", "begun", "_staging/begun/parts/held.part", at)
    pc = clone(original, tmp_path, server)
    before = stored(original, "_staging/begun")
    assert pc.leftovers() == []
    pc.engine.resume(renewed(pc))
    pc.run()
    found = doctor.examine(pc.journal, pc.route, pc.clock)
    assert [(one.path, one.what) for one in found] == [("_staging/begun", "another's")]
    assert stored(original, "_staging/begun") == before
    assert pc.stage(renewed(pc)) is Stage.PUBLISHED
    original.connect = original.route.connect
    original.engine.resume("begun")
    original.run()
    assert original.stage("begun") is Stage.PUBLISHED
    assert data(original)["Inv/Study/B/large.bin"] == LARGE
    assert data(original)["Inv/Study/B_2/large.bin"] == LARGE
    assert staging_names(original) == []
    pc.journal.close()


def test_an_intent_to_publish_is_the_originals_and_not_the_clones(
    tmp_path: Path, server: MemoryServer
) -> None:
    pc = memory_pc(tmp_path / "pc", server)
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]}, id_="begun")
    through(pc, Faults([Fail("rename", Crash(), path="*/ready/0")]))
    with pytest.raises(Crash):
        pc.run()
    pc.restart()
    copy = clone(pc, tmp_path, server)
    id_ = renewed(copy)
    assert [(row.stage, row.server_id) for row in copy.assays(id_)] == [(Stage.QUEUED, None)]
    copy.engine.resume(id_)
    copy.run()
    assert copy.stage(id_) is Stage.PUBLISHED
    assert "_staging/begun/ready/0/a.bin" in stored(pc, "_staging")
    pc.journal.close()
    copy.journal.close()


@pytest.mark.parametrize("reachable", [True, False])
def test_cancel_leaves_a_folder_that_is_anothers(
    original: PC, tmp_path: Path, server: MemoryServer, reachable: bool
) -> None:
    """Whatever the ids: as when an image was cloned with its machine id, and then adopted there."""
    other = memory_pc(tmp_path / "other", server, name="other")
    other.submit({"B": [put(tmp_path / "b.bin", b"b")]}, id_="begun")
    before = stored(original, "_staging/begun")
    if reachable:
        other.engine.cancel("begun")
    else:
        with other.journal.transaction() as connection:
            at = other.clock.now()
            records.put_leftover(connection, "node", "begun", "_staging/begun", at)
        found = doctor.examine(other.journal, other.route, other.clock)
        assert {one.what for one in found} == {"another's"}
    assert stored(original, "_staging/begun") == before
    other.journal.close()


# -- the command


def cloned_home(home: Path) -> tuple[App, str]:
    """A data folder whose journal was written at another place; one submission is unfinished."""
    app = App.open(home)
    app.home.journal.unlink(missing_ok=True)
    elsewhere = home.parent / f"{home.name}-elsewhere" / "journal.sqlite"
    with closing(Journal(elsewhere, "another")) as journal:
        source = put(home.parent / "source.bin", b"a")
        sent = draft({"A": [source]}).model_copy(
            update={"node": "sandbox", "person": app.person(None).name}
        )
        app.submit(journal, sent, ID)
    shutil.copy(elsewhere, app.home.journal)
    return app, ID


def test_the_command_says_what_it_means_and_does_nothing_without_yes(home: Path) -> None:
    app, id_ = cloned_home(home)
    before = app.home.journal.read_bytes()
    ended = CliRunner().invoke(cli, ["journal", "adopt"])
    assert ended.exit_code == 2
    for word in ("never removed", "--yes", id_, "another"):
        assert word in ended.stderr
    assert app.home.journal.read_bytes() == before


def test_the_command_adopts_with_yes_and_once(home: Path) -> None:
    app, id_ = cloned_home(home)
    inbox.leave(app.home.inbox, Order(what="cancel", submission=id_))
    ended = CliRunner().invoke(cli, ["journal", "adopt", "--yes", "--json"])
    assert ended.exit_code == 0
    told = json.loads(ended.stdout)
    assert (told["adopted"], told["unfinished"]) == (True, [id_])
    [one] = told["renewed"]
    assert one["before"] == id_ != one["now"]
    with closing(app.journal()) as journal:
        assert records.submission(journal, one["now"]).stage is Stage.PAUSED
    assert list(app.home.inbox.iterdir()) == []
    again = CliRunner().invoke(cli, ["journal", "adopt", "--yes", "--json"])
    assert (again.exit_code, json.loads(again.stdout)["adopted"]) == (0, False)


def test_orders_of_the_original_are_made_the_clones_own(home: Path) -> None:
    app, id_ = cloned_home(home)
    sent = draft({"B": []})
    inbox.leave(app.home.inbox, Order(what="submit", submission=id_, draft=sent))
    CliRunner().invoke(cli, ["journal", "adopt", "--yes"])
    left = [order for _, order in inbox.waiting(app.home.inbox) if order]
    assert [order.what for order in left] == ["submit", "pause"]
    assert left[0].submission == left[1].submission != id_
