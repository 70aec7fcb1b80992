"""`template list|check FILE` and `vocabulary search TERM`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from fbi_uploader.cli.output import (
    HomeOption,
    JsonOption,
    escape,
    out,
    print_json,
    print_problems,
    problem_as_json,
    reported,
)
from fbi_uploader.errors import Code, InputError, Problem
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.mapping import node_keys
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.store import StoredTemplate, TemplateStore, template_folders
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.isa.vocabulary.model import Vocabulary
from fbi_uploader.isa.vocabulary.search import Match, Searcher
from fbi_uploader.paths import find_home, shown
from fbi_uploader.tomlfile import InvalidFileError

templates = typer.Typer(no_args_is_help=True, help="Metadata templates: list, check a file.")
vocabulary = typer.Typer(no_args_is_help=True, help="Terms of ontologies, without a network.")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A template file (TOML).")]


@templates.command("list")
def list_(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the templates that can be used, and every mistake in those that cannot."""
    with reported(as_json=as_json):
        store = TemplateStore(template_folders(find_home(home)))
        if as_json:
            told = [_stored_as_json(one) for one in store.templates()]
            problems = [problem_as_json(one) for one in store.problems]
            print_json({"templates": told, "problems": problems})
            return
        for one in store.templates():
            _print_summary(one.template)
        print_problems(store.problems)


@templates.command()
def check(
    file: FileArgument,
    *,
    as_json: JsonOption = False,
    home: HomeOption = None,  # noqa: ARG001 - every command takes it
) -> None:
    """Explain every mistake of a template file, with its line; ends with 2 if there is one."""
    with reported(as_json=as_json):
        problems: tuple[Problem, ...] = ()
        template = None
        try:
            template = load_template(file)
        except InvalidFileError as error:
            problems = error.problems
        if as_json:
            told = _as_json(template) if template else None
            print_json({"template": told, "problems": [problem_as_json(one) for one in problems]})
        elif template:
            _print_summary(template)
        else:
            print_problems(problems)
        raise typer.Exit(ExitCode.USAGE if problems else ExitCode.DONE)


@vocabulary.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="TERM…", help="What to look for.")],
    *,
    within: Annotated[
        str | None, typer.Option("--in", metavar="ID", help="One vocabulary only.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many terms.")] = 20,
    as_json: JsonOption = False,
    home: HomeOption = None,  # noqa: ARG001 - every command takes it
) -> None:
    """Find terms by their name, synonym or id; accents and case do not count."""
    with reported(as_json=as_json):
        chosen = _chosen(within)
        found = Searcher(chosen).search(" ".join(words), limit)
        if as_json:
            print_json({"terms": [_match_as_json(one) for one in found]})
            return
        for one in found:
            other = "" if one.name in (one.term.label, one.term.id) else f"  {escape(one.name)}"
            line = f"[bold]{escape(one.term.label)}[/bold]{other}  [dim]{escape(one.term.id)}[/dim]"
            out().print(line)
        if not found:
            out().print("No term has this name.")


def _chosen(within: str | None) -> Sequence[Vocabulary]:
    known = bundled()
    if within is None:
        return tuple(known.values())
    if within not in known:
        raise InputError(Code.VOCABULARY_UNKNOWN, id=shown(within), known=", ".join(sorted(known)))
    return (known[within],)


def _print_summary(template: Template) -> None:
    required = sum(field.required for field in template.field)
    counts = (
        f"{len(template.field)} fields, {required} required, {len(node_keys(template))} node keys"
    )
    name = escape(template.names.en)
    out().print(f"[bold]{template.id}[/bold] {template.version}  {name}  [dim]{counts}[/dim]")


def _stored_as_json(stored: StoredTemplate) -> dict[str, object]:
    return {**_as_json(stored.template), "file": str(stored.path)}


def _as_json(template: Template) -> dict[str, object]:
    return {
        "id": template.id,
        "version": template.version,
        "names": template.names.model_dump(),
        "fields": [
            {
                "id": field.id,
                "label": field.label.model_dump(),
                "type": field.type,
                "level": field.level,
                "required": field.required,
                "read": field.read,
            }
            for field in template.field
        ],
        "node_keys": list(node_keys(template)),
    }


def _match_as_json(match: Match) -> dict[str, object]:
    return {
        "id": match.term.id,
        "label": match.term.label,
        "fr": match.term.named("fr"),
        "vocabulary": match.vocabulary,
        "found_by": match.name,
        "fit": match.fit.name.lower(),
    }
