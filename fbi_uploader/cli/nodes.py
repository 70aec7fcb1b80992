"""`node list|show|check|login` and `doctor`: the endpoints, and what was left behind there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from fbi_uploader.cli import asking
from fbi_uploader.cli.asking import PasswordOption
from fbi_uploader.cli.output import (
    HomeOption,
    JsonOption,
    escape,
    opened,
    out,
    print_json,
    print_problems,
    print_told,
    problem_as_json,
    told_as_json,
)
from fbi_uploader.cli.sending import engine_here
from fbi_uploader.errors import Code, InputError
from fbi_uploader.exitcodes import ExitCode, exit_code
from fbi_uploader.nodes.credentials import Secret, credential_key, open_store
from fbi_uploader.nodes.model import Kind, weaknesses
from fbi_uploader.transfer import doctor as doctors

app = typer.Typer(no_args_is_help=True, help="Nodes: list, show, check, log in.")

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="The node's id.")]
PersonOption = Annotated[str | None, typer.Option(help="Whose landing folder, and whose password.")]
_SECRETS: tuple[Kind, ...] = ("smb", "irods", "omero", "quay")


@app.command("list")
def list_(*, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the nodes that can be used, and the files that were refused."""
    with opened(home, as_json=as_json) as here:
        store = here.nodes
        if as_json:
            nodes = [
                {
                    "id": one.node.id,
                    "names": one.node.names.model_dump(),
                    "scope": one.scope,
                    "file": str(one.path),
                }
                for one in store.nodes()
            ]
            problems = [problem_as_json(problem) for problem in store.problems]
            print_json({"nodes": nodes, "problems": problems})
            return
        for one in store.nodes():
            routes = ", ".join(one.node.route_order)
            name = escape(one.node.names.en)
            out().print(f"[bold]{one.node.id}[/bold]  {name}  [dim]{routes}; {one.scope}[/dim]")
        print_problems(store.problems)


@app.command()
def show(id_: IdArgument, *, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Show a node's settings; what is weaker than it should be, in red."""
    with opened(home, as_json=as_json) as here:
        stored = here.nodes.get(id_)
        weak = weaknesses(stored.node)
        if as_json:
            shown = stored.node.model_dump(mode="json")
            print_json(
                {
                    "node": shown,
                    "scope": stored.scope,
                    "file": str(stored.path),
                    "weaker": [{"key": one.key, "value": one.value} for one in weak],
                }
            )
            return
        out().print(escape(f"# {stored.path} ({stored.scope})"))
        for line in _settings(stored.node.model_dump(mode="json", exclude_none=True)):
            out().print(escape(line))
        for one in weak:
            out().print(f"[red]weaker than it should be: {one.key} = {escape(one.value)}[/red]")


def _settings(values: Mapping[str, object], above: str = "") -> Iterator[str]:
    """A line a setting, under its name in the node file; what is empty has none."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from _settings(value, f"{name}.")
        elif isinstance(value, list):
            tables = [one for one in value if isinstance(one, dict)]
            for number, one in enumerate(tables, 1):
                yield from _settings(one, f"{name}[{number}].")
            if value and not tables:
                yield f"{name} = {', '.join(map(str, value))}"
        elif isinstance(value, bool):
            yield f"{name} = {'yes' if value else 'no'}"
        elif value != "":
            yield f"{name} = {value}"


@app.command()
def check(
    id_: IdArgument,
    *,
    person: PersonOption = None,
    as_json: JsonOption = False,
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
) -> None:
    """Write, read back, rename and remove in a scratch folder; the landing folder is only seen."""
    with opened(home, as_json=as_json, password_stdin=password_stdin) as here:
        route = here.route(here.node(id_), here.person(person))
        steps = doctors.check(route, here.clock)
        if as_json:
            print_json({"node": id_, "landing": route.landing, "steps": [_step(s) for s in steps]})
        for step in () if as_json else steps:
            mark = "[green]✓[/green]" if step.error is None else "[red]✗[/red]"
            out().print(f"{mark} {step.name}  [dim]{step.seconds * 1000:.0f} ms[/dim]")
            if step.error is not None:
                print_told(step.error)
        errors = [step.error for step in steps if step.error is not None]
        raise typer.Exit(exit_code(errors[0]) if errors else ExitCode.DONE)


def _step(step: doctors.Step) -> dict[str, object]:
    error = told_as_json(step.error) if step.error is not None else None
    return {"name": step.name, "seconds": step.seconds, "error": error}


@app.command()
def login(
    id_: IdArgument,
    *,
    person: PersonOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Keep the passwords of a node's endpoints in the keyring. Read from the terminal or stdin."""
    with opened(home, as_json=as_json) as here:
        node, whom = here.node(id_), here.person(person)
        store = open_store(here.policy, here.persons.persons())
        if not store.lasting:
            # A command ends at once, and a password is never written to a plain file.
            raise InputError(Code.KEYRING_REFUSED, node=id_)
        kept: list[str] = []
        for kind in _SECRETS:
            key = credential_key(node, kind, whom.login_at(node.id, kind))
            if key is not None:
                store.set(key, Secret(asking.read(f"{kind} {key.user}@{key.host}")))
                kept.append(kind)
        if as_json:
            print_json({"node": id_, "kept": list(kept)})
        elif kept:
            out().print(f"Kept in the keyring: {', '.join(kept)}")
        else:
            out().print("This node asks for no password.")


def doctor(
    id_: IdArgument,
    *,
    person: PersonOption = None,
    as_json: JsonOption = False,
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
) -> None:
    """Look for what was left behind on a node; remove what is ours, name what is others'."""
    with opened(home, as_json=as_json, password_stdin=password_stdin) as here:
        node = here.node(id_)
        route = here.route(node, here.person(person))
        with engine_here(here) as journal:
            if journal is None:
                raise InputError(Code.ENGINE_BUSY, path=str(here.home.lock))
            found = doctors.examine(journal, route, here.clock)
        if as_json:
            print_json({"node": id_, "found": [_finding(one) for one in found]})
            return
        for one in found:
            who = f" ({escape(one.owner)})" if one.owner else ""
            out().print(f"{one.what}: {escape(one.path)}{who}")
        if not found:
            out().print("Nothing was left behind.")


def _finding(one: doctors.Finding) -> dict[str, object]:
    return {"path": one.path, "what": one.what, "owner": one.owner}
