"""Hand-overs join the published record, each by itself; a French template comes through whole."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fbi_uploader import reporting
from fbi_uploader.app import App, wants_of
from fbi_uploader.cli.main import cli
from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.errors import Code, InputError, NodeError
from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.formats import FORMATS, Format, explained, function_of
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.nodes.model import Node
from fbi_uploader.report import Report
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.publishing.recording import Document, HandOver
from fbi_uploader.transfer.stages import Stage
from tests.faults import Fail, Faults
from tests.unit.engine_faults import through
from tests.unit.engine_tools import PC, put, stored
from tests.unit.planning_tools import folder_node

RECORD = "_submissions/sub-1"
FRENCH = "L’embryon « au stade 10 » : cœur, œil, naïf – c'est l'été, ça \u00a0; 50 µm"
SMB = """
id = "n"
names = { fr = "N", en = "N" }
[smb]
host = "h.example.org"
share = "s"
"""


def names(pc: PC) -> list[str]:
    return sorted(path.removeprefix(f"{RECORD}/") for path in stored(pc, RECORD))


def working(_: SubmissionRow) -> Iterator[Document]:
    yield Document("good/one.txt", lambda: iter([b"o", b"ne"]))
    yield Document("good/two.txt", lambda: iter([b"two"]))


def half(_: SubmissionRow) -> Iterator[Document]:
    yield Document("half/one.txt", lambda: iter([b"one"]))
    raise ZeroDivisionError("in an exporter")


def refusing(_: SubmissionRow) -> Iterator[Document]:
    raise InputError(Code.EXPORT_REFUSED, format="other", why="no word for it")


def with_exporters(pc: PC, tmp_path: Path, *hand_overs: HandOver) -> None:
    pc.exporters = hand_overs
    pc.restart()
    pc.submit({"A": [put(tmp_path / "a.bin", b"a")]})


# -- the record


def test_a_hand_over_that_fails_is_left_out_whole_and_the_rest_is_published(
    pc: PC, tmp_path: Path
) -> None:
    with_exporters(
        pc,
        tmp_path,
        HandOver("half", half),
        HandOver("good", working),
        HandOver("other", refusing),
    )
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert names(pc) == ["checksums.sha256", "good/one.txt", "good/two.txt", "submission.json"]
    assert stored(pc, RECORD)[f"{RECORD}/good/one.txt"] == b"one"
    reason = pc.row().reason
    assert reason is not None
    assert (reason.code, reason.facts["formats"]) == (Code.EXPORT_LEFT_OUT, "half, other")
    assert "ZeroDivisionError" in str(reason.facts["why"])
    assert "no word for it" in str(reason.facts["why"])


def test_hand_overs_that_work_need_no_words(pc: PC, tmp_path: Path) -> None:
    with_exporters(pc, tmp_path, HandOver("good", working))
    pc.run()
    assert pc.row().reason is None


def test_trouble_of_the_node_is_no_trouble_of_the_hand_over(pc: PC, tmp_path: Path) -> None:
    with_exporters(pc, tmp_path, HandOver("good", working))
    # Small documents are written together; the second one finds the node full.
    full = Fail("write_many", NodeError(Code.NODE_FULL), path="*/record/good/one.txt", item=1)
    faults = Faults([full])
    through(pc, faults)
    pc.run()
    faults.assert_all_fired()
    assert pc.stage() is not Stage.PUBLISHED
    pc.engine.resume("sub-1")
    pc.run()
    assert pc.stage() is Stage.PUBLISHED
    assert names(pc) == ["checksums.sha256", "good/one.txt", "good/two.txt", "submission.json"]


# -- formats


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_its_function(format_: Format) -> None:
    assert callable(function_of(format_))


def test_whatever_an_exporter_meets_has_a_code() -> None:
    with pytest.raises(Exception, match="export_refused") as raised, explained("bia"):
        raise RuntimeError("x" * 1000)
    assert isinstance(raised.value.__cause__, RuntimeError)
    with pytest.raises(InputError), explained("bia"):
        raise InputError(Code.VALUE_MISSING)


# -- what the node wants


def node(more: str = "", ingest: str = "") -> Node:
    return Node.model_validate(tomllib.loads(f"{more}\n{SMB}\n[ingest]\n{ingest}"))


def test_an_import_that_the_node_has_not_gets_no_papers() -> None:
    imports = 'provenance = "a"\ndestination = "b"'
    assert node(ingest=imports).wanted_exports == FORMATS
    assert "quay-json" not in node().wanted_exports
    assert node('exports = ["quay-json"]').wanted_exports == ("quay-json",)
    assert node("exports = []", imports).wanted_exports == ()


def test_folders_stay_by_some_routes() -> None:
    plain = wants_of(node(), "smb")
    assert (plain.flattens, plain.groups, plain.workbook, plain.kept_by) == (True, False, True, ())
    keeping = node(ingest='keeps_folders = ["irods"]')
    assert wants_of(keeping, "smb").kept_by == ("irods",)
    assert not wants_of(keeping, "irods").flattens


# -- a French template, all the way


TEMPLATE = """id = "notre-modele"
version = "1.0"
names = { fr = "Modèle de l’équipe « Œil »", en = "Our template" }

[[field]]
id = "etape"
label = { fr = "Étape de l’essai « à froid »", en = "Step" }
help = { fr = "Dites-le comme vous l’avez noté : « l'été ».", en = "As noted." }
level = "study"
required = true
maps.isa = "study.comment:Étape"

[[field]]
id = "lignee"
label = { fr = "Lignée d’origine", en = "Line" }
level = "sample"
required = true
maps.node = "Organism Description"
maps.isa = "source.characteristic:Lignée"
"""


def french_deposit(app: App, tmp_path: Path) -> Path:
    """A node with a template folder of its own, and a deposit that uses it."""
    folder_node(app, tmp_path / "landing")
    own = app.home.nodes / "here" / "templates"
    own.mkdir(parents=True)
    (own / "notre.toml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "landing").mkdir()
    put(tmp_path / "données" / "œil.czi", b"pixels")
    told = json.dumps(FRENCH, ensure_ascii=False)
    file = tmp_path / "dépôt.toml"
    file.write_text(
        f"""node = "here"
[investigation]
name = "Oeil"
title = {told}
licence = "etalab-2.0"
[[study]]
name = "Étude de l’œil"
description = {told}
[study.metadata]
etape = {told}
[[study.assay]]
name = "Été « à froid » 2026"
template = "notre-modele"
files = ["données"]
tags = [{told}]
[study.assay.metadata]
lignee = {{ value = {told}, term_id = "FB:é’1" }}
""",
        encoding="utf-8",
    )
    return file


def planned(app: App, file: Path) -> str:
    deposit = read_deposit(file)
    whom = app.person(None).name
    draft = draft_of(deposit, file.parent, node="here", person=whom, repair_names=False)
    with closing(app.journal()) as journal:
        plan = app.submit(journal, draft)
        assert [one for one in plan.problems if one.code is not Code.STILL_WRITTEN] == []
        return plan.submission


def reported(app: App, id_: str) -> tuple[Report, Context]:
    with closing(app.journal(read_only=True)) as journal:
        row = records.submission(journal, id_)
        report = reporting.report(journal, row)
    return report, app.context(report.draft)


def test_french_goes_through_plan_journal_and_report_unharmed(app: App, tmp_path: Path) -> None:
    report, context = reported(app, planned(app, french_deposit(app, tmp_path)))
    whole = report.draft.investigation
    [study] = whole.studies
    [assay] = study.assays
    assert (whole.title, study.description, assay.tags) == (FRENCH, FRENCH, (FRENCH,))
    assert (study.name, assay.name) == ("Étude de l’œil", "Été « à froid » 2026")
    assert context.values_of(whole, study, assay) == {
        "etape": MetadataValue(value=FRENCH),
        "lignee": MetadataValue(value=FRENCH, term_id="FB:é’1"),
    }
    template = context.template_of(assay)
    assert template is not None
    assert template.names.fr == "Modèle de l’équipe « Œil »"
    assert [field.id for field in context.fields_of(study, "study")] == ["etape"]
    assert [field.id for field in context.fields_of(whole)] == ["etape", "lignee"]
    assert context.licence is not None
    assert context.licence.id == "etalab-2.0"


def test_a_required_value_that_nobody_gave_refuses_the_plan(app: App, tmp_path: Path) -> None:
    file = french_deposit(app, tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("etape =", "autre ="), encoding="utf-8")
    done = CliRunner().invoke(cli, ["deposit", str(file), "--dry-run", "--json"])
    told = json.loads(done.stdout)
    found = {(one["code"], one["where"]) for one in told["problems"]}
    assert ("value_missing", "Étude de l’œil: etape") in found
    assert ("field_not_known", "Étude de l’œil: autre") in found
    assert done.exit_code == 4


# -- the command


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format of one file in a folder."""

    def made(report: Report, context: Context) -> Iterator[Exported]:
        title = report.draft.investigation.title
        licence = context.licence.id if context.licence else ""
        yield Exported("folder/plain.txt", lambda: iter([title.encode(), licence.encode()]))

    monkeypatch.setattr("fbi_uploader.export.formats.function_of", lambda _: made)


def exporting(id_: str, folder: Path, *more: str) -> tuple[int, dict[str, object]]:
    words = ["export", id_, "--format", "bia", "--out", str(folder), "--json", *more]
    done = CliRunner().invoke(cli, words)
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.usefixtures("plain")
def test_export_writes_on_demand_and_overwrites_only_when_asked(app: App, tmp_path: Path) -> None:
    id_ = planned(app, french_deposit(app, tmp_path))
    out = tmp_path / "out"
    code, told = exporting(id_, out)
    target = out / "folder" / "plain.txt"
    assert (code, told["files"]) == (0, [str(target)])
    assert target.read_bytes() == f"{FRENCH}etalab-2.0".encode()
    target.write_bytes(b"mine")
    code, told = exporting(id_, out)
    assert code == 5
    assert target.read_bytes() == b"mine"
    assert exporting(id_, out, "--replace")[0] == 0
    assert target.read_bytes() != b"mine"
    assert [path.name for path in out.iterdir()] == ["folder"]


def test_what_an_archive_lacks_is_told_with_its_files(app: App, tmp_path: Path) -> None:
    code, told = exporting(planned(app, french_deposit(app, tmp_path)), tmp_path / "out")
    assert code == 0
    assert told["files"]
    problems = told["problems"]
    assert isinstance(problems, list)
    assert {one["severity"] for one in problems} == {"warning"}


def test_an_export_that_fails_leaves_nothing(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_report: Report, _context: Context) -> Iterator[Exported]:
        yield Exported("one.txt", lambda: iter([b"1"]))
        raise ZeroDivisionError

    monkeypatch.setattr("fbi_uploader.export.formats.function_of", lambda _: broken)
    code, told = exporting(planned(app, french_deposit(app, tmp_path)), tmp_path / "out")
    assert code == 2
    error = told["error"]
    assert isinstance(error, dict)
    assert error["code"] == "export_refused"
    assert list((tmp_path / "out").iterdir()) == []


def test_a_submission_that_is_not_there_is_told(app: App, tmp_path: Path) -> None:
    with closing(app.journal()):
        pass
    assert exporting("nobody", tmp_path)[0] == 2
