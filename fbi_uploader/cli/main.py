"""The commands, by name; the module of each is loaded when it is asked for."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from fbi_uploader import __version__
from fbi_uploader.cli.output import HomeOption, err
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.loading import loading

_COMMANDS = {
    "scan": "scan:scan",
    "deposit": "deposit:deposit",
    "status": "submissions:status",
    "resume": "submissions:resume",
    "cancel": "submissions:cancel",
    "receipt": "submissions:receipt",
    "export": "exporting:export",
    "doctor": "nodes:doctor",
    "sandbox": "sandboxed:sandbox",
    "draft": "exporting:drafts",
    "node": "nodes:app",
    "template": "templates:templates",
    "vocabulary": "templates:vocabulary",
    "journal": "journals:app",
}
"""Each command, or group of them: its module in this room, and its name there."""


class _Commands(TyperGroup):
    """Knows every name and loads what is asked for: a start costs what it uses."""

    def list_commands(self, _ctx: object) -> list[str]:
        """In the order of the help."""
        return list(_COMMANDS)

    def get_command(self, _ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """The command or group of this name, None when there is none."""
        known = cmd_name in _COMMANDS
        # Of an unknown one all are loaded: the nearest of them is proposed.
        for name in {cmd_name} if known else _COMMANDS:
            if name not in self.commands:
                self.commands[name] = _loaded(name)
        found = self.commands.get(cmd_name)
        return found if isinstance(found, TyperCommand | TyperGroup) else None


def _loaded(name: str) -> TyperCommand | TyperGroup:
    module, _, attribute = _COMMANDS[name].partition(":")
    with loading():
        found = getattr(importlib.import_module(f"fbi_uploader.cli.{module}"), attribute)
    above = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        above.add_typer(found, name=name)
    else:
        above.command(name)(found)
    command = get_group(above).commands[name]
    if not isinstance(command, TyperCommand | TyperGroup):
        raise TypeError(f"{name} is no command")
    return command


cli = typer.Typer(
    name="fbi-uploader",
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Carries microscopy data to a node of France-BioImaging, and proves that it arrived.",
)


@cli.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    home: HomeOption = None,
) -> None:
    """Without a command: what will be the window."""
    name = context.invoked_subcommand
    if home is not None and name is not None and isinstance(context.command, _Commands):
        command = context.command.get_command(context, name)
        context.default_map = {name: _home_in(command, home)}
    if version:
        typer.echo(__version__)
        raise typer.Exit(ExitCode.DONE)
    if name is None:
        err().print(
            "fbi_uploader has no window yet: it is used from the command line.\n"
            "  fbi-uploader sandbox FILES…     see the whole way, on this computer only\n"
            "  fbi-uploader deposit FILE.toml  send\n"
            "  fbi-uploader --help             everything else"
        )


def _home_in(command: object, home: Path) -> dict[str, object]:
    """`--home` before the command, as the default of every command's own."""
    if isinstance(command, TyperGroup):
        return {name: _home_in(inner, home) for name, inner in command.commands.items()}
    return {"home": str(home)}
