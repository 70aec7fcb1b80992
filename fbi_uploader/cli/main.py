"""The commands, put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from fbi_uploader import __version__
from fbi_uploader.cli import deposit, exporting, journals, nodes, scan, submissions, templates
from fbi_uploader.cli.output import HomeOption, JsonOption, err, opened, out
from fbi_uploader.cli.submissions import Format, print_receipt
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.sandbox import sandbox_draft, small_set
from fbi_uploader.transfer.journal import records

cli = typer.Typer(
    name="fbi-uploader",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Carries microscopy data to a node of France-BioImaging, and proves that it arrived.",
)
cli.command()(scan.scan)
cli.command()(deposit.deposit)
cli.command()(submissions.status)
cli.command()(submissions.resume)
cli.command()(submissions.cancel)
cli.command()(submissions.receipt)
cli.command()(exporting.export)
cli.add_typer(exporting.drafts, name="draft")
cli.command()(nodes.doctor)
cli.add_typer(nodes.app, name="node")
cli.add_typer(templates.templates, name="template")
cli.add_typer(templates.vocabulary, name="vocabulary")
cli.add_typer(journals.app, name="journal")


@cli.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    home: HomeOption = None,
) -> None:
    """Without a command: what will be the window."""
    if home is not None and isinstance(context.command, TyperGroup):
        context.default_map = _homes(context.command, home)
    if version:
        out().print(__version__)
        raise typer.Exit(ExitCode.DONE)
    if context.invoked_subcommand is None:
        err().print(
            "fbi_uploader has no window yet: it is used from the command line.\n"
            "  fbi-uploader sandbox FILES…     see the whole way, on this computer only\n"
            "  fbi-uploader deposit FILE.toml  send\n"
            "  fbi-uploader --help             everything else"
        )


def _homes(group: TyperGroup, home: Path) -> dict[str, object]:
    """`--home` before the command, as the default of every command's own."""
    return {
        name: _homes(command, home) if isinstance(command, TyperGroup) else {"home": str(home)}
        for name, command in group.commands.items()
    }


@cli.command()
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
