"""Asking for a password: on the terminal, or a line of stdin where the command line says so."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.prompt import Prompt

from fbi_uploader.nodes.credentials import CredentialKey, Secret

PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read a missing password from a line of stdin."),
]


def ask(key: CredentialKey, *, from_stdin: bool) -> Secret | None:
    """The password, or None where nobody can be asked: stdin is read only when told to."""
    if not (from_stdin or sys.stdin.isatty()):
        return None
    said = read(f"{key.kind} {key.user}@{key.host}")
    return Secret(said) if said else None


def read(what: str) -> str:
    """One password, without showing it."""
    if sys.stdin.isatty():
        console = Console(stderr=True)
        return Prompt.ask(f"Password for {escape(what)}", password=True, console=console)
    return sys.stdin.readline().rstrip("\r\n")
