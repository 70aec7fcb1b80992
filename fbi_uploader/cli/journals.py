"""`journal adopt`: a journal that was found on a cloned PC, or at another place, and what to do."""

from __future__ import annotations

from typing import Annotated

import typer

from fbi_uploader.app import App
from fbi_uploader.cli.output import (
    HomeOption,
    JsonOption,
    err,
    opened,
    out,
    print_json,
    print_told,
    told_as_json,
)
from fbi_uploader.errors import Code, InputError
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.transfer.journal import adoption
from fbi_uploader.transfer.lock import EngineLock

app = typer.Typer(no_args_is_help=True, help="The journal of this PC's submissions.")

_MEANING = """\
Adopting makes this journal the own one of this PC and folder, under a new identity:
  · what is published stays as it is, with its receipts;
  · what is not finished ({count}) is paused, gets a new id, and is sent from the beginning
    when it is resumed: fbi-uploader resume;
  · what the other PC has put on the node belongs to the other PC: it is never used, never removed.
Do not adopt it if the other PC still works with it and is to finish its submissions itself.
If this folder was only moved, moving it back is the better way: nothing is sent twice then.
To adopt it: fbi-uploader journal adopt --yes"""


@app.callback()
def journal() -> None:
    """Keep `adopt` a word of its own, though it is the only command here."""


@app.command()
def adopt(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without it, only say what it means.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Make the journal of another PC or folder this one's own. Asks for --yes."""
    with opened(home, as_json=as_json) as here:
        foreign, unfinished = _look(here)
        renewed: list[adoption.Renewed] = []
        if foreign is not None and yes:
            with EngineLock(here.home.lock):
                renewed = here.adopt_journal()
        if as_json:
            print_json(
                {
                    "foreign": told_as_json(foreign) if foreign else None,
                    "unfinished": unfinished,
                    "adopted": foreign is not None and yes,
                    "renewed": [{"before": one.before, "now": one.now} for one in renewed],
                }
            )
        else:
            _say(foreign, unfinished, renewed, yes=yes)
        if foreign is not None and not yes:
            raise typer.Exit(ExitCode.USAGE)


def _look(here: App) -> tuple[InputError | None, list[str]]:
    """What speaks against the journal as it is, and its unfinished submissions."""
    known = here.journal(read_only=True)
    try:
        if not known.is_foreign:
            return None, []
        facts = {"path": known.place, "written_at": known.meta("path")}
        rows = adoption.unfinished(known)
        return InputError(Code.JOURNAL_FOREIGN, **facts), [row.id for row in rows]
    finally:
        known.close()


def _say(
    foreign: InputError | None,
    unfinished: list[str],
    renewed: list[adoption.Renewed],
    *,
    yes: bool,
) -> None:
    if foreign is None:
        out().print("This journal is this PC's own: there is nothing to adopt.")
    elif not yes:
        print_told(foreign)
        err().print(_MEANING.format(count=len(unfinished)))
        for id_ in unfinished:
            err().print(f"  {id_}")
    else:
        out().print("The journal is this PC's own now.")
        for one in renewed:
            out().print(f"{one.before}: paused, now [bold]{one.now}[/bold]")
