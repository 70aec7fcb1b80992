"""`scan`: what lies there, what belongs together, and what the images say of themselves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal

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
from fbi_uploader.errors import FileError, Problem, Severity
from fbi_uploader.exitcodes import ExitCode
from fbi_uploader.intake.fileset import Fileset, group
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.intake.inspect.model import Image
from fbi_uploader.intake.model import FoundFile, Ignored
from fbi_uploader.intake.scan import scan as scan_paths
from fbi_uploader.paths import shown

Inspected = dict[str, tuple[Image, ...]]


def scan(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders.")],
    *,
    inspect: Annotated[bool, typer.Option(help="Read the images' headers.")] = True,
    as_json: JsonOption = False,
    home: HomeOption = None,  # noqa: ARG001 - every command takes it
) -> None:
    """List filesets, what is left out, and every problem; nothing is sent."""
    with reported(as_json=as_json):
        found: list[FoundFile] = []
        ignored: list[Ignored] = []
        problems: list[Problem] = []
        for one in scan_paths([str(path.absolute()) for path in paths]):
            if isinstance(one, FoundFile):
                found.append(one)
            elif isinstance(one, Ignored):
                ignored.append(one)
            else:
                problems.append(one)
        filesets = group(found)
        images = _inspect(filesets, problems) if inspect else {}
        if as_json:
            print_json(_as_json(filesets, images, ignored, problems))
        else:
            _print(filesets, images, ignored)
            print_problems(problems)
        blocking = any(one.severity is Severity.BLOCKING for one in problems)
        raise typer.Exit(ExitCode.FILES_FAILED if blocking else ExitCode.DONE)


def _inspect(filesets: list[Fileset], problems: list[Problem]) -> Inspected:
    images: Inspected = {}
    with Inspector() as inspector:
        for fileset in filesets:
            try:
                images[fileset.head] = inspector.inspect(_head(fileset).path).images
            except FileError as error:
                where = shown(_head(fileset).path)
                problems.append(Problem(error.code, where, Severity.WARNING, error.facts))
    return images


def _head(fileset: Fileset) -> FoundFile:
    """The file that speaks for the set: the one that names it, else its first."""
    heads = (one for one in fileset.files if one.relative == fileset.head)
    return next(heads, fileset.files[0])


def _as_json(
    filesets: list[Fileset], images: Inspected, ignored: list[Ignored], problems: list[Problem]
) -> dict[str, object]:
    return {
        "filesets": [
            {
                "name": fileset.name,
                "format": fileset.format,
                "size": fileset.size,
                "files": [{"path": one.path, "size": one.stamp.size} for one in fileset.files],
                "images": [_image(image) for image in images.get(fileset.head, ())],
            }
            for fileset in filesets
        ],
        "ignored": [{"path": one.path, "reason": str(one.reason)} for one in ignored],
        "problems": [problem_as_json(problem) for problem in problems],
    }


def _image(image: Image) -> dict[str, object]:
    return asdict(image)


def _print(filesets: list[Fileset], images: Inspected, ignored: list[Ignored]) -> None:
    console = out()
    if not filesets:
        console.print("Nothing here can be sent.")
    for fileset in filesets:
        count = f", {len(fileset.files)} files" if len(fileset.files) > 1 else ""
        size = decimal(fileset.size)
        console.print(f"[bold]{escape(fileset.name)}[/bold]  {fileset.format}{count}, {size}")
        for image in images.get(fileset.head, ()):
            console.print(f"  [dim]{escape(_words(image))}[/dim]")
    for one in ignored:
        console.print(f"[dim]left out: {escape(one.path)} ({one.reason})[/dim]")


def _words(image: Image) -> str:
    sizes = " × ".join(f"{axis} {length}" for axis, length in image.dimensions.items())
    pixel = ", ".join(
        f"{axis} {one.value:.4g} {one.unit}" for axis, one in image.pixel_size.items()
    )
    parts = (sizes, pixel, image.objective, image.instrument, image.acquired)
    return "; ".join(part for part in parts if part)
