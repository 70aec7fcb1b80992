"""`scan`, `deposit` and `sandbox`: from files to a plan, and from a plan to a submission."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from uuid_utils.compat import uuid7

from fbi_uploader.app import App
from fbi_uploader.cli.asking import PasswordOption
from fbi_uploader.cli.output import (
    HomeOption,
    JsonOption,
    escape,
    opened,
    out,
    print_json,
    print_problems,
    problem_as_json,
)
from fbi_uploader.cli.sending import engine_here, follow, run_engine
from fbi_uploader.deposit import draft_of, read_deposit
from fbi_uploader.errors import Code
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Metadata, ReadFrom
from fbi_uploader.isa.template.mapping import as_text
from fbi_uploader.transfer.inbox import Order, leave
from fbi_uploader.transfer.planning.plan import Plan, PlannedAssay


def deposit(  # noqa: PLR0913 - one parameter an option
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The deposit file.")],
    *,
    node: Annotated[str | None, typer.Option(help="The node's id; else the file's.")] = None,
    person: Annotated[str | None, typer.Option(help="Who deposits; else the file's.")] = None,
    repair_names: Annotated[
        bool, typer.Option("--repair-names", help="Repair names of single files.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the plan, send nothing.")
    ] = False,
    as_json: JsonOption = False,
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
) -> None:
    """Send what a deposit file describes, prove it, publish it."""
    with opened(home, as_json=as_json, password_stdin=password_stdin) as app:
        written = read_deposit(file)
        whom = app.person(person or written.person)
        draft = draft_of(
            written,
            file.absolute().parent,
            node=app.node(node or written.node).id,
            person=whom.name,
            repair_names=repair_names,
        )
        raise typer.Exit(send(app, draft, dry_run=dry_run, as_json=as_json))


def send(app: App, draft: Draft, *, dry_run: bool, as_json: bool) -> ExitCode:
    """Plan and, unless it is refused or only to be shown, carry."""
    if dry_run:
        return show_plan(_scratch_plan(app, draft), as_json=as_json)
    with engine_here(app) as journal, app.left:
        if journal is not None:
            plan = app.submit(journal, draft)
            refused = show_plan(plan, as_json=as_json, only_refusal=True)
            if refused is not ExitCode.DONE:
                return refused
            _tell_accepted(plan.submission, as_json=as_json)
            code = run_engine(app, journal, plan.submission, as_json=as_json)
            _tell_end(plan.submission, code, as_json=as_json)
            return code
    plan = _scratch_plan(app, draft)
    refused = show_plan(plan, as_json=as_json, only_refusal=True)
    if refused is not ExitCode.DONE:
        return refused
    wanted = Order(what="submit", submission=str(uuid7()), draft=draft)
    left = leave(app.home.inbox, wanted)
    _tell_accepted(wanted.submission, as_json=as_json)
    code = follow(app, wanted.submission, left, as_json=as_json)
    _tell_end(wanted.submission, code, as_json=as_json)
    return code


def _scratch_plan(app: App, draft: Draft) -> Plan:
    with app.scratch_journal() as journal:
        return app.plan(journal, draft)


def _tell_accepted(submission: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "Accepted", "submission": submission})
    else:
        out().print(f"Submission [bold]{submission}[/bold]")


def _tell_end(submission: str, code: ExitCode, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": "Ended", "submission": submission, "exit_code": int(code)})
    elif code is ExitCode.DONE:
        out().print(f"[green]✓[/green] Arrived and verified. fbi-uploader receipt {submission}")


def plan_code(plan: Plan) -> ExitCode:
    """What the blocking problems of a plan come to."""
    codes = {problem.code for problem in plan.blocking}
    if not codes:
        return ExitCode.DONE
    if codes == {Code.TARGET_EXISTS}:
        return ExitCode.TARGET_EXISTS
    if codes <= {Code.NODE_FULL, Code.NODE_QUOTA}:
        return ExitCode.NODE_FULL
    if codes == {Code.LANDING_MISSING}:
        return ExitCode.CREDENTIALS
    return ExitCode.PLAN_REFUSED


def show_plan(plan: Plan, *, as_json: bool, only_refusal: bool = False) -> ExitCode:
    """Print what would be written where, and what stands in the way."""
    code = plan_code(plan)
    if as_json and (code is not ExitCode.DONE or not only_refusal):
        print_json(_plan_as_json(plan))
    elif not as_json:
        if not only_refusal:
            _print_plan(plan)
        print_problems(plan.problems, plan.more)
    return code


def _print_plan(plan: Plan) -> None:
    from rich.filesize import decimal  # noqa: PLC0415 - with JSON nothing of rich is loaded

    console = out()
    for assay in plan.assays:
        waiting = f", {assay.waiting} still being written" if assay.waiting else ""
        size = decimal(assay.bytes)
        console.print(f"{escape(assay.folder)}  {assay.files} files, {size}{waiting}")
        for field, value in _read(plan, assay).items():
            console.print(f"  [dim]{escape(field)}: {escape(as_text(value))} (read)[/dim]")
    console.print(
        f"[bold]{plan.files} files, {decimal(plan.bytes)}[/bold] to {plan.node} "
        f"by {plan.route}; {plan.ignored} left out"
    )


def _read(plan: Plan, assay: PlannedAssay) -> Metadata:
    """The values of an assay that the images say."""
    _, whole = list(plan.draft.assays())[assay.place]
    return {key: one for key, one in whole.metadata.items() if isinstance(one.origin, ReadFrom)}


def _plan_as_json(plan: Plan) -> dict[str, object]:
    return {
        "node": plan.node,
        "route": plan.route,
        "person": plan.person,
        "files": plan.files,
        "bytes": plan.bytes,
        "ignored": plan.ignored,
        "assays": [
            {
                "folder": assay.folder,
                "files": assay.files,
                "bytes": assay.bytes,
                "waiting": assay.waiting,
                "read": {
                    field: value.model_dump(mode="json", exclude_none=True)
                    for field, value in _read(plan, assay).items()
                },
            }
            for assay in plan.assays
        ],
        "problems": [problem_as_json(problem) for problem in plan.problems],
        "more_problems": plan.more,
    }


def absolute(paths: Sequence[Path]) -> tuple[str, ...]:
    """Paths as the scan takes them."""
    return tuple(str(path.absolute()) for path in paths)
