from __future__ import annotations

import getpass
import json
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader import reporting
from fbi_uploader.app import App
from fbi_uploader.cli.main import cli
from fbi_uploader.errors import Code, InputError, NodeError, UploaderError
from fbi_uploader.events import Event
from fbi_uploader.isa.draft import Draft
from fbi_uploader.nodes.persons import Person
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import Stage
from tests.unit.planning_tools import draft, folder_node, put

ID = "01a204d8-ad2e-7321-ad35-d9d731559eb2"


def wanted(app: App, source: Path, node: str = "here") -> Draft:
    plain = draft({"A": [source]})
    return plain.model_copy(update={"node": node, "person": app.person(None).name})


def refusal(act: object) -> UploaderError:
    assert callable(act)
    with pytest.raises(UploaderError) as raised:
        act()
    return raised.value


# -- persons


def test_without_a_list_it_is_the_accounts_owner(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "Léa de la Tour")
    assert app.person(None) == Person(name="Léa de la Tour", login="Léa_de_la_Tour")
    assert app.person("Léa de la Tour") == app.person(None)
    assert refusal(lambda: app.person("Ana")).code is Code.PERSON_UNKNOWN


def test_the_only_one_listed_needs_no_name(app: App) -> None:
    ana = Person(name="Ana", login="ana")
    app.persons.put(ana)
    assert app.person(None) == app.person("Ana") == ana
    assert refusal(lambda: app.person(getpass.getuser())).code is Code.PERSON_UNKNOWN


def test_among_several_one_is_named(app: App) -> None:
    people = [Person(name=name, login=name.casefold()) for name in ("Ana", "Bob")]
    for one in people:
        app.persons.put(one)
    error = refusal(lambda: app.person(None))
    assert (error.code, error.facts["known"]) == (Code.PERSON_UNKNOWN, "Ana, Bob")
    assert app.person("Bob") == people[1]


# -- nodes and routes


@pytest.mark.parametrize("node_id", [None, "", "nowhere", "../sandbox"])
def test_an_unknown_node_is_told_with_those_known(app: App, node_id: str | None) -> None:
    error = refusal(lambda: app.node(node_id))
    assert (error.code, error.facts["known"]) == (Code.NODE_UNKNOWN, "sandbox")


def test_the_sandbox_lies_in_the_data_folder(app: App) -> None:
    route = app.route(app.node("sandbox"), app.person(None))
    place = app.home.root / "sandbox"
    assert place.is_dir()
    if sys.platform != "win32":
        assert place.stat().st_mode & 0o777 == 0o700
    assert (route.kind, route.landing, route.safe_needs.value) == ("folder", "", "never")
    with route.connect() as backend:
        assert backend.space("_staging").free


def test_a_submission_keeps_the_landing_folder_it_was_planned_for(
    app: App, journal: Journal, tmp_path: Path
) -> None:
    for name in ("node/ana", "node/other"):
        (tmp_path / name).mkdir(parents=True)
    folder_node(app, tmp_path / "node", 'landing = "{manager}"')
    app.persons.put(Person(name="Ana", login="ana"))
    app.submit(journal, wanted(app, put(tmp_path / "a.czi")), ID)
    app.persons.put(Person(name="Ana", login="other"))
    assert app.route_of(records.submission(journal, ID)).landing == "ana"
    app.persons.remove("Ana")
    assert app.route_of(records.submission(journal, ID)).landing == "ana"


def test_a_vanished_node_file_stops_its_submissions_and_nothing_else(
    app: App, journal: Journal, tmp_path: Path
) -> None:
    (tmp_path / "node").mkdir()
    node = folder_node(app, tmp_path / "node")
    other = "01a204d8-ad2e-7321-ad35-d9d731559eb3"
    app.submit(journal, wanted(app, put(tmp_path / "a.czi")), ID)
    app.submit(journal, wanted(app, put(tmp_path / "b.czi"), "sandbox"), other)
    node.unlink()
    app.nodes.reload()
    error = refusal(lambda: app.route_of(records.submission(journal, ID)))
    assert isinstance(error, NodeError)
    assert (error.code, error.facts) == (Code.NODE_GONE, {"node": "here"})
    events: list[Event] = []
    engine = app.engine(journal, events.append)
    engine.run(only=ID)
    stopped = records.submission(journal, ID)
    assert (stopped.stage, stopped.reason and stopped.reason.code) == (
        Stage.QUEUED,
        Code.NODE_GONE,
    )
    engine.run(only=other)
    assert records.submission(journal, other).stage is Stage.IMPORTED
    engine.pause(ID)
    assert records.submission(journal, ID).stage is Stage.PAUSED


def test_a_receipt_is_made_from_the_journal_when_the_nodes_file_is_gone(
    app: App, tmp_path: Path
) -> None:
    (tmp_path / "node").mkdir()
    node = folder_node(app, tmp_path / "node")
    with closing(app.journal()) as journal:
        app.submit(journal, wanted(app, put(tmp_path / "a.czi")), ID)
        app.engine(journal, lambda _event: None).run(only=ID)
    node.unlink()
    for arguments in (["receipt", ID], ["status", ID, "--json"]):
        ended = CliRunner().invoke(cli, [*arguments, "--home", str(app.home.root)])
        assert ended.exit_code == 0, ended.output
        told = json.loads(ended.stdout)
        assert told["stage"] == "published"
        if arguments[0] == "receipt":
            assert [one["kind"] for one in told["files"][0]["evidence"]]
            assert told["safe_to_delete"] is False
            assert told["safety"]["reasons"] == [{"code": "node_gone", "where": "here"}]
    page = CliRunner().invoke(cli, ["receipt", ID, "--format", "html", "--language", "en"])
    assert "is no longer on this PC" in page.stdout


@pytest.mark.parametrize("command", ["cancel", "resume"])
def test_without_the_nodes_file_nothing_is_cancelled_or_resumed(
    app: App, journal: Journal, tmp_path: Path, command: str
) -> None:
    (tmp_path / "node").mkdir()
    node = folder_node(app, tmp_path / "node")
    app.submit(journal, wanted(app, put(tmp_path / "a.czi")), ID)
    node.unlink()
    ended = CliRunner().invoke(cli, [command, ID, "--json"])
    assert (ended.exit_code, json.loads(ended.stdout)["error"]["code"]) == (2, "node_gone")
    assert records.submission(journal, ID).stage is Stage.QUEUED


# -- journal and plans


def test_there_is_nothing_to_read_before_the_first_submission(app: App) -> None:
    error = refusal(lambda: app.journal(read_only=True))
    assert (error.code, app.home.journal.exists()) == (Code.SUBMISSION_UNKNOWN, False)


def test_a_refused_plan_leaves_nothing_and_an_accepted_one_waits_for_the_engine(
    app: App, journal: Journal, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    plan = app.submit(journal, wanted(app, tmp_path / "empty", "sandbox"))
    assert plan.blocking
    assert records.submissions(journal) == []
    plan = app.submit(journal, wanted(app, put(tmp_path / "a.czi"), "sandbox"))
    assert [(row.id, row.stage) for row in records.submissions(journal)] == [
        (plan.submission, Stage.QUEUED)
    ]


def test_a_plan_for_a_node_out_of_reach_leaves_nothing(
    app: App, journal: Journal, tmp_path: Path
) -> None:
    folder_node(app, tmp_path / "not mounted")
    error = refusal(lambda: app.submit(journal, wanted(app, put(tmp_path / "a.czi"))))
    assert not isinstance(error, InputError)
    assert error.__cause__ is not error
    assert records.submissions(journal) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_dropped_name_that_is_no_text_is_told(app: App, journal: Journal) -> None:
    error = refusal(lambda: app.plan(journal, wanted(app, Path("/data/\udcff.czi"), "sandbox")))
    assert (error.code, error.facts["path"]) == (Code.NAME_NOT_UNICODE, "/data/\\udcff.czi")
    assert records.submissions(journal) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_stranger_whose_name_is_no_text_is_named_in_the_verdict(
    app: App, journal: Journal, tmp_path: Path
) -> None:
    source = put(tmp_path / "in" / "a.czi")
    app.submit(journal, wanted(app, source, "sandbox"), ID)
    app.engine(journal, lambda _event: None).run(only=ID)
    put(tmp_path / "in" / "\udcff.czi")
    row = records.submission(journal, ID)
    found = reporting.safety(journal, row, app.route_of(row))
    assert found.not_in_receipt == (str(tmp_path / "in" / "\\udcff.czi"),)


def test_a_scratch_journal_is_gone_afterwards(app: App, tmp_path: Path) -> None:
    with app.scratch_journal() as scratch:
        plan = app.plan(scratch, wanted(app, put(tmp_path / "a.czi"), "sandbox"))
        assert (plan.files, scratch.path.exists()) == (1, True)
    assert not scratch.path.parent.exists()
    assert not app.home.journal.exists()
