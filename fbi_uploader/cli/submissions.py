"""`status`, `resume`, `cancel`, `receipt`: what became of submissions, and what to do about it."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal

from fbi_uploader import reporting
from fbi_uploader.app import App
from fbi_uploader.cli.asking import PasswordOption
from fbi_uploader.cli.output import (
    HomeOption,
    JsonOption,
    escape,
    opened,
    out,
    print_json,
    print_pieces,
    print_told,
    told_as_json,
)
from fbi_uploader.cli.sending import engine_here, order, run_engine
from fbi_uploader.errors import Code, InputError, NodeError
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.export.receipt import receipt_json
from fbi_uploader.export.receipt_page import receipt_html
from fbi_uploader.messages import Language, stage_word
from fbi_uploader.orders import Orders
from fbi_uploader.paths import shown
from fbi_uploader.report import Safety
from fbi_uploader.transfer.inbox import Order
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import AssayRow, SubmissionRow
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.stages import ARRIVED, FileState, Stage

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A submission's id, or its beginning.")
]


class Tongue(StrEnum):
    """Of the page."""

    FRENCH = "fr"
    ENGLISH = "en"


class Format(StrEnum):
    """Of a receipt."""

    JSON = "json"
    HTML = "html"


def status(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show every submission, or one with its assays and files."""
    with opened(home, as_json=as_json) as app:
        if id_ is None and not app.home.journal.exists():
            rows: list[SubmissionRow] = []
            _show_all(rows, as_json=as_json)
            return
        journal = app.journal(read_only=True)
        try:
            if id_ is None:
                _show_all(records.submissions(journal), as_json=as_json)
            else:
                _show_one(journal, records.submission(journal, id_), as_json=as_json)
        finally:
            journal.close()


def _summary(row: SubmissionRow) -> dict[str, object]:
    return {
        "submission": row.id,
        "node": row.node,
        "route": row.route,
        "person": row.person,
        "stage": row.stage,
        "reason": told_as_json(row.reason) if row.reason else None,
        "created_at": row.created_at.isoformat(),
    }


def _show_all(rows: list[SubmissionRow], *, as_json: bool) -> None:
    if as_json:
        print_json({"submissions": [_summary(row) for row in rows]})
        return
    if not rows:
        out().print("No submission yet.")
        return
    from rich.table import Table  # noqa: PLC0415 - slow, and only words need it

    table = Table(box=None)
    for heading in ("Submission", "Node", "Person", "Stage", "Since"):
        table.add_column(heading, no_wrap=heading != "Person")
    for row in rows:
        created = f"{row.created_at.astimezone():%Y-%m-%d %H:%M}"
        stage = stage_word(row.stage, "en")
        table.add_row(row.id, row.node, escape(row.person), stage, created)
    out().print(table)


def _show_one(journal: Journal, row: SubmissionRow, *, as_json: bool) -> None:
    assays = records.assays(journal, row.id)
    if as_json:
        print_json({**_summary(row), "assays": [_assay(journal, assay) for assay in assays]})
        return
    console = out()
    console.print(f"[bold]{row.id}[/bold]  {row.node}  {stage_word(row.stage, 'en')}")
    for assay in assays:
        counts = records.count_in(journal, assay.id)
        states = ", ".join(f"{count} {state}" for state, count in counts.items())
        stage = stage_word(assay.stage, "en")
        size = decimal(assay.bytes)
        console.print(f"  {escape(assay.folder)}: {stage}; {assay.files} files, {size} ({states})")
    if row.reason:
        print_told(row.reason, "[cyan]·[/cyan]" if row.stage in ARRIVED else "[red]✗[/red]")


def _assay(journal: Journal, assay: AssayRow) -> dict[str, object]:
    counts = records.count_in(journal, assay.id)
    stuck = [
        {"source": file.source, "state": file.state, "code": file.reason.code}
        for state in (FileState.CHANGED, FileState.FAILED)
        for file in records.files_in(journal, assay.id, state, 100)
        if file.reason
    ]
    return {
        "folder": assay.folder,
        "stage": assay.stage,
        "reason": told_as_json(assay.reason) if assay.reason else None,
        "files": assay.files,
        "bytes": assay.bytes,
        "states": {state.value: count for state, count in counts.items()},
        "stuck": stuck,
    }


def resume(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    *,
    send_changed: Annotated[
        bool,
        typer.Option("--send-changed", help="Send files that changed meanwhile as they are now."),
    ] = False,
    without: Annotated[
        list[Path] | None,
        typer.Option(
            "--without",
            metavar="FILE",
            help="Send the rest of its assay without this file (and the files it belongs to); "
            "it is kept as a new assay, to be sent later. May be given several times.",
        ),
    ] = None,
    as_json: JsonOption = False,
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
) -> None:
    """Go on with one submission, or with all that are not finished."""
    if without and id_ is None:
        raise typer.BadParameter("--without needs the submission's ID")
    with opened(home, as_json=as_json, password_stdin=password_stdin) as app:
        wanted = _unfinished(app, id_)
        left = tuple(_source(app, wanted[0], one) for one in without or ())
        if not wanted:
            _tell_nothing_to_resume(as_json=as_json)
        worst = ExitCode.DONE
        for submission in wanted:
            one = Order(
                what="resume", submission=submission, send_changed=send_changed, without=left
            )
            code = _resume(app, one, as_json=as_json)
            worst = worst if code is ExitCode.DONE else code
            if as_json:
                print_json({"event": "Ended", "submission": submission, "exit_code": int(code)})
        raise typer.Exit(worst)


def _tell_nothing_to_resume(*, as_json: bool) -> None:
    if as_json:
        print_json({"submissions": []})
    else:
        out().print("Nothing is waiting to be resumed.")


def _unfinished(app: App, id_: str | None) -> list[str]:
    if id_ is None and not app.home.journal.exists():
        return []
    journal = app.journal(read_only=True)
    try:
        if id_ is not None:
            return [records.submission(journal, id_).id]
        over = {*ARRIVED, Stage.CANCELLED, Stage.DRAFT}
        return [row.id for row in records.submissions(journal) if row.stage not in over]
    finally:
        journal.close()


def _resume(app: App, wanted: Order, *, as_json: bool) -> ExitCode:
    with engine_here(app) as journal:
        if journal is not None:
            Orders(app, journal, lambda _event: None).carry_out(wanted)
            code = run_engine(app, journal, wanted.submission, as_json=as_json)
        else:
            code = order(app, wanted, as_json=as_json)
    _tell_left_out(app, wanted, as_json=as_json)
    return code


def _source(app: App, submission: str, given: Path) -> str:
    """The source that is meant: by its path, or by the end of one. InputError FILE_NOT_PENDING."""
    path, ending = str(given.absolute()), os.sep + str(given)
    journal = app.journal(read_only=True)
    try:
        found = records.sources(journal, submission, path, ending)
        dropped = frozen_draft(records.submission(journal, submission)).sources
    finally:
        journal.close()
    if not found:  # one that has gone has no row any more
        found = [one for some in dropped for one in some if one == path or one.endswith(ending)]
    if len(found) != 1:
        raise InputError(Code.FILE_NOT_PENDING, path=shown(given))
    return found[0]


def _tell_left_out(app: App, wanted: Order, *, as_json: bool) -> None:
    """Name the drafts of what was left out by this order."""
    journal = app.journal(read_only=True)
    try:
        rows = records.history(journal, wanted.submission)
    finally:
        journal.close()
    named = {shown(source) for source in wanted.without}
    for facts in (
        row.reason.facts for row in rows if row.reason and row.reason.code is Code.LEFT_OUT
    ):
        if facts.get("path") not in named:
            continue
        if as_json:
            print_json({"event": "LeftOut", **facts})
        else:
            later = f"To send it later: fbi-uploader deposit {facts.get('draft')}"
            out().print(escape(f"Left out: {facts.get('path')}\n{later}"))


def cancel(
    id_: IdArgument,
    *,
    as_json: JsonOption = False,
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
) -> None:
    """Take a submission back. What was published stays; the originals are never touched."""
    with opened(home, as_json=as_json, password_stdin=password_stdin) as app:
        [submission] = _unfinished(app, id_)
        with engine_here(app) as journal:
            if journal is not None:
                app.engine(journal, lambda _event: None).cancel(submission)
                row = records.submission(journal, submission)
            else:
                order(app, Order(what="cancel", submission=submission), as_json=as_json)
                row = _read(app, submission)
        if as_json:
            print_json(_summary(row))
        else:
            kept = "; what is published stays there" if row.stage in ARRIVED else ""
            out().print(f"{row.id}: {stage_word(row.stage, 'en')}{kept}")
        if row.stage in ARRIVED:
            raise typer.Exit(ExitCode.TARGET_EXISTS)


def _read(app: App, submission: str) -> SubmissionRow:
    journal = app.journal(read_only=True)
    try:
        return records.submission(journal, submission)
    finally:
        journal.close()


def receipt(
    id_: IdArgument,
    *,
    format_: Annotated[Format, typer.Option("--format")] = Format.JSON,
    language: Annotated[Tongue, typer.Option("--language", help="Of the HTML.")] = Tongue.FRENCH,
    as_json: JsonOption = False,  # noqa: ARG001 - JSON is what it prints anyway
    home: HomeOption = None,
) -> None:
    """Print the proof of a submission; every original is looked at again."""
    with opened(home, as_json=format_ is Format.JSON) as app:
        words: Language = "en" if language is Tongue.ENGLISH else "fr"
        print_receipt(app, id_, format_, words)


def print_receipt(app: App, id_: str, format_: Format, language: Language) -> None:
    """Print a receipt. Raises InputError SUBMISSION_UNKNOWN."""
    journal = app.journal(read_only=True)
    try:
        row = records.submission(journal, id_)
        if row.stage is Stage.DRAFT:
            raise InputError(Code.SUBMISSION_UNKNOWN, id=id_)
        report = reporting.report(journal, row)
        safety = _safety(app, journal, row)
        if format_ is Format.HTML:
            print_pieces(receipt_html(report, safety, language))
        else:
            print_pieces(receipt_json(report, safety))
    finally:
        journal.close()


def _safety(app: App, journal: Journal, row: SubmissionRow) -> Safety:
    try:
        route = app.route_of(row)
    except NodeError as error:  # its file is gone, say: what is known is shown without a verdict
        return reporting.unjudged(journal, row, error)
    return reporting.safety(journal, row, route)
