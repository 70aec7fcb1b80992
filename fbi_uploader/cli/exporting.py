"""`export`: a submission for other programs. `draft from-xlsx`: a deposit file from a workbook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from fbi_uploader import drafts as kept
from fbi_uploader import reporting
from fbi_uploader.app import App
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
from fbi_uploader.cli.submissions import IdArgument
from fbi_uploader.errors import Code, FileError, InputError, Problem
from fbi_uploader.export.context import Exported
from fbi_uploader.export.formats import FORMATS, Format, explained, problems
from fbi_uploader.paths import shown, write_atomically
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.planning.planner import frozen_draft
from fbi_uploader.transfer.stages import Stage


class Choice(StrEnum):
    """Of the formats, for the help."""

    QUAY_JSON = "quay-json"
    QUAY_XLSX = "quay-xlsx"
    ISATAB = "isatab"
    ISAJSON = "isajson"
    ROCRATE = "rocrate"
    BIA = "bia"


_FORMAT: dict[Choice, Format] = dict(zip(Choice, FORMATS, strict=True))

drafts = typer.Typer(no_args_is_help=True, help="Deposit files, made from what there is already.")


@drafts.callback()
def draft() -> None:
    """Keep `from-xlsx` a word of its own, though it is the only command here."""


def export(
    id_: IdArgument,
    *,
    format_: Annotated[Choice, typer.Option("--format", help="What is to be made.")],
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where it is to lie.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite files of the same names.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write a submission for another program, as things stand now."""
    with opened(home, as_json=as_json) as app:
        made, lacking = _written(app, id_, _FORMAT[format_], folder.absolute(), replace=replace)
        if as_json:
            told = [problem_as_json(one) for one in lacking]
            print_json({"files": [str(path) for path in made], "problems": told})
            return
        for path in made:
            out().print(escape(shown(str(path))))
        print_problems(lacking)


def _written(
    app: App, id_: str, format_: Format, folder: Path, *, replace: bool
) -> tuple[list[Path], tuple[Problem, ...]]:
    journal = app.journal(read_only=True)
    try:
        row = records.submission(journal, id_)
        if row.stage is Stage.DRAFT:
            raise InputError(Code.SUBMISSION_UNKNOWN, id=id_)
        context = app.context(frozen_draft(row))
        with explained(format_):
            files = reporting.exported(journal, row, context, format_)
            made = _put(files, folder, replace=replace)
            return made, problems(format_, reporting.without_evidence(journal, row), context)
    except OSError as error:
        raise InputError(Code.DENIED, path=shown(str(folder)), why=str(error)) from error
    finally:
        journal.close()


def _put(files: Iterator[Exported], folder: Path, *, replace: bool) -> list[Path]:
    """All of them or none: made beside their place, then renamed into it."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".export-", dir=folder) as beside:
        made: list[tuple[Path, Path]] = []
        for number, one in enumerate(files):
            target = folder.joinpath(*PurePosixPath(one.name).parts)
            if target.exists() and not replace:
                raise FileError(Code.TARGET_EXISTS, path=shown(str(target)), name=one.name)
            local = Path(beside) / str(number)
            with local.open("wb") as written:
                written.writelines(one.pieces())
            made.append((local, target))
        for local, target in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(local, target)
    return [target for _, target in made]


@drafts.command("from-xlsx")
def from_xlsx(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook of the node.")],
    *,
    node: Annotated[str, typer.Option(help="The node's id.")],
    person: Annotated[str | None, typer.Option(help="Who deposits.")] = None,
    target: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.toml", help="Where to write it.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Make a deposit file from a workbook of the node's import service."""
    from fbi_uploader.export.quay import draft_from_workbook  # noqa: PLC0415 - a slow library

    with opened(home, as_json=as_json) as app:
        here = app.node(node).id
        stored = app.templates_at(here).templates()
        whom = app.person(person).name
        made = draft_from_workbook(file, here, whom, [one.template for one in stored])
        text = kept.as_toml(made)
        if target is not None:
            if target.exists():
                raise FileError(Code.TARGET_EXISTS, path=shown(str(target)), name=target.name)
            write_atomically(target, text.encode())
        if as_json:
            print_json({"draft": made.model_dump(mode="json"), "file": str(target or "")})
        elif target is None:
            out().print(text, markup=False)
        else:
            out().print(escape(shown(str(target))))
