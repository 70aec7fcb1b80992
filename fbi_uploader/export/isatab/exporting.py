"""The two exporters: isatools writes, in a child process of its own; the same bytes each time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fbi_uploader import __version__
from fbi_uploader.children import command_of, surroundings
from fbi_uploader.errors import Code, FileError
from fbi_uploader.export.context import Context, Exported
from fbi_uploader.export.isatab.collect import collect
from fbi_uploader.export.isatab.facts import REPLY, Form, Reply, Request, lines_of
from fbi_uploader.export.isatab.filesets import data_files
from fbi_uploader.export.isatab.writing import LIMIT, NAME
from fbi_uploader.report import Report

MOST_FILES = 200_000
"""isatools holds all of them at once, in 4 to 5 KB each (measured): a gigabyte."""
_PIECE = 1 << 20


def tables(report: Report, context: Context) -> Iterator[Exported]:
    """`isatab/i_investigation.txt`, and a file for each study and each assay. Raises as `made`.

    FileError EXPORT_REFUSED (format, why) when there are more than MOST_FILES.
    """
    return _exported(report, context, "isatab", "isatab/")


def document(report: Report, context: Context) -> Iterator[Exported]:
    """`isa.json`, with everything in it. Raises as `tables`."""
    return _exported(report, context, "isajson", "")


def _exported(report: Report, context: Context, form: Form, below: str) -> Iterator[Exported]:
    if sum(one.files for one in report.assays) > MOST_FILES:
        raise _refusal(form, f"more than {MOST_FILES:,} files")
    with TemporaryDirectory(prefix="fbi-isa-") as here:
        facts, to = Path(here, "facts"), Path(here, "made")
        to.mkdir()
        with facts.open("wb") as out:
            out.writelines(facts_of(report, context, Request(form, str(to))))
        for name in made(form, facts, command_of(NAME)):
            yield Exported(f"{below}{name}", partial(_pieces, to / name))


def facts_of(report: Report, context: Context, request: Request) -> Iterator[bytes]:
    """What the child is told."""
    content = collect(report, context)
    return lines_of(request, content, data_files(report, content.assays))


def made(
    form: Form, facts: Path, command: Sequence[str], limit_seconds: float = LIMIT
) -> tuple[str, ...]:
    """Have the child do what the file says; the names of the files that it made, in their order.

    Raises FileError EXPORT_REFUSED (format, why, status): start, timed_out, crashed, answer,
    version, isatools_missing, or the words of isatools.
    """
    reply = _reply(form, _said(form, facts, command, limit_seconds))
    if reply.version != __version__:
        raise _refusal(form, "version")
    if reply.failure:
        raise _refusal(form, reply.failure)
    return reply.files


def _said(form: Form, facts: Path, command: Sequence[str], limit: float) -> bytes:
    try:
        with facts.open("rb") as told:
            done = subprocess.run(  # noqa: S603 - our own program, no shell
                command,
                stdin=told,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=limit,
                check=False,
                # Ctrl-C is for whoever waits, who may want the record whole all the same.
                process_group=0,
                **surroundings(),
            )
    except subprocess.TimeoutExpired as error:
        raise _refusal(form, "timed_out") from error
    except OSError as error:
        raise _refusal(form, "start") from error
    if done.returncode:
        raise _refusal(form, "crashed", done.returncode)
    return done.stdout


def _reply(form: Form, said: bytes) -> Reply:
    try:
        return REPLY.validate_json(said)
    except ValueError as error:
        raise _refusal(form, "answer") from error


def _refusal(form: Form, why: str, status: int | None = None) -> FileError:
    return FileError(Code.EXPORT_REFUSED, format=form, why=why, status=status)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
