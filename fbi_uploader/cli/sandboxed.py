"""`sandbox`: the whole way on this computer, so that a newcomer sees it in a minute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fbi_uploader.cli import deposit
from fbi_uploader.cli.output import HomeOption, JsonOption, err, opened
from fbi_uploader.cli.submissions import Format, print_receipt
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.sandbox import sandbox_draft, small_set
from fbi_uploader.transfer.journal import records


def sandbox(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILES…]")] = None,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Send files (or a small set made on the spot) to the sandbox, and print the receipt.

    Nothing leaves this computer.
    """
    with opened(home, as_json=as_json) as app:
        paths = [path.absolute() for path in files or ()] or small_set(app.home.root / "example")
        draft = sandbox_draft(app, paths)
        if not as_json:
            err().print("The sandbox: nothing leaves this computer.")
        code = deposit.send(app, draft, dry_run=False, as_json=as_json)
        if code is ExitCode.DONE:
            journal = app.journal(read_only=True)
            newest = records.submissions(journal)[-1].id
            journal.close()
            print_receipt(app, newest, Format.JSON, "en")
        raise typer.Exit(code)
