"""Asking for a password: on the terminal, or a line of stdin where the command line says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fbi_uploader.nodes.credentials import CredentialKey, Secret

PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from a line of stdin.")
]


def ask(key: CredentialKey) -> Secret | None:
    """The password from whoever sits at the terminal; None where nobody does."""
    if not sys.stdin.isatty():
        return None
    return _secret(read(f"{key.kind} {key.user}@{key.host}"))


def read_line(_key: CredentialKey) -> Secret | None:
    """The password from stdin, for a command that was told so."""
    return _secret(sys.stdin.readline().rstrip("\r\n"))


def _secret(said: str) -> Secret | None:
    from fbi_uploader.nodes.credentials import Secret  # noqa: PLC0415 - slow, and rarely needed

    return Secret(said) if said else None


def read(what: str) -> str:
    """One password, without showing it: from the terminal, else a line of stdin."""
    if sys.stdin.isatty():
        from rich.console import Console  # noqa: PLC0415 - slow, as is what comes with it
        from rich.markup import escape  # noqa: PLC0415
        from rich.prompt import Prompt  # noqa: PLC0415

        console = Console(stderr=True)
        return Prompt.ask(f"Password for {escape(what)}", password=True, console=console)
    return sys.stdin.readline().rstrip("\r\n")
