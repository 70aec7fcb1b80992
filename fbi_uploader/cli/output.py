"""What commands print: words through rich, or JSON on stdout and nothing else there."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from fbi_uploader.cli import asking
from fbi_uploader.errors import Problem, Severity, UploaderError
from fbi_uploader.exitcodes import ExitCode, exit_code
from fbi_uploader.messages import Told, message

if TYPE_CHECKING:
    from rich.console import Console

    from fbi_uploader.app import App

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Keep nodes, journal and drafts of this run here (or FBI_UPLOADER_HOME).",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_MARKS = {
    Severity.BLOCKING: "[red]✗[/red]",
    Severity.WARNING: "[yellow]![/yellow]",
    Severity.NOTE: "[cyan]·[/cyan]",
}


def silence(stream: IO[str]) -> None:
    """Let all that is still written there go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def out() -> Console:
    """Where results go."""
    # A pipe has no width of its own; 80 would break ids in two.
    width = None if sys.stdout.isatty() else 200
    return _console(width=width)


def err() -> Console:
    """Where messages and progress go."""
    return _console(stderr=True)


def _console(*, stderr: bool = False, width: int | None = None) -> Console:
    # Rich takes as long to load as a third of the program, and JSON needs none of it.
    from fbi_uploader.cli.console import SilentConsole  # noqa: PLC0415

    return SilentConsole(silence, stderr=stderr, width=width)


def escape(text: str) -> str:
    """`text` as it is, in what `out` and `err` print: no brackets of it are markup."""
    from rich.markup import escape as escaped  # noqa: PLC0415

    return escaped(text)


def print_json(value: Mapping[str, object]) -> None:
    """One object on stdout; ASCII, so that no terminal's code page can break it."""
    try:
        sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # as in words: a transfer does not end because nobody looks
        silence(sys.stdout)


def print_pieces(pieces: Iterable[str]) -> None:
    """Stream text to stdout."""
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.write("\n")
    sys.stdout.flush()


def told_as_json(told: Told) -> dict[str, object]:
    """An error or a problem: its code, its facts and its words."""
    words = message(told, "en")
    return {
        "code": told.code,
        "facts": dict(told.facts),
        "message": {
            "happened": words.happened,
            "does": words.does,
            "you_can": words.you_can,
            "ask": words.ask,
        },
    }


def problem_as_json(problem: Problem) -> dict[str, object]:
    """A problem with where it is and how much it weighs."""
    return {"where": problem.where, "severity": problem.severity, **told_as_json(problem)}


def print_told(told: Told, mark: str = "[red]✗[/red]") -> None:
    """Say what happened, what the program does, what you can do, whom to ask."""
    words = message(told, "en")
    console = err()
    console.print(f"{mark} [bold]{escape(words.happened)}[/bold]")
    for line in (words.does, words.you_can, words.ask):
        if line:
            console.print(f"  {escape(line)}")
    console.print(f"  [dim]{told.code.value}[/dim]")


def print_problems(problems: Iterable[Problem], more: int = 0) -> None:
    """Each problem in words, the blocking ones first."""
    for problem in problems:
        print_told(problem, _MARKS[problem.severity])
    if more:
        err().print(f"[dim]… and {more} more[/dim]")


@contextmanager
def reported(*, as_json: bool) -> Iterator[None]:
    """Turn an error of the program into words (or JSON) and its exit code."""
    try:
        yield
    except UploaderError as error:
        if as_json:
            print_json({"error": told_as_json(error)})
        else:
            print_told(error)
        raise typer.Exit(exit_code(error)) from error
    except BrokenPipeError as error:
        # The reader of a long receipt has gone: the rest is not even made.
        silence(sys.stdout)
        raise typer.Exit(ExitCode.DONE) from error


@contextmanager
def opened(home: Path | None, *, as_json: bool, password_stdin: bool = False) -> Iterator[App]:
    """The program at `home`, for one command; its errors are reported."""
    from fbi_uploader.app import App  # noqa: PLC0415 - the help and the version need nothing of it

    with reported(as_json=as_json):
        app = App.open(home)
        if password_stdin:
            app.secrets.first = asking.read_line
        else:
            app.secrets.last = asking.ask
        yield app
