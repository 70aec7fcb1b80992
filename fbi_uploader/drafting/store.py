"""Worksheets on this disk: `<drafts>/<id>/worksheet.json`, and older drafts as deposit files.

The file is one JSON object of two members, a line each: `about`, which a list of drafts reads and
no more, and `sheet`. It is always replaced as a whole.

A deposit file `<drafts>/*.toml` (`fbi_uploader.drafts.keep`) is listed and opened like a worksheet,
under an id that follows from its name; once it is saved the worksheet is read instead.

Nothing here is bound to a thread; two threads must not save the same draft at once.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, ValidationError
from pydantic_core import PydanticSerializationError

from fbi_uploader.drafting.kept import about_kept, worksheet_of
from fbi_uploader.drafting.model import ID_PATTERN, SheetId, Step, Worksheet
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.model import Frozen
from fbi_uploader.paths import denied, make_private_folder, shown, write_atomically

NAME = "worksheet.json"
_DAMAGED = "worksheet.damaged-{number}.json"
_LONGEST = 64 * 1024  # bytes of a first line
_LONGEST_NAME = 300  # letters of a name in a list
_LARGEST = 512 * 1024 * 1024  # bytes of a worksheet; 100,000 placements take some 20 million


class About(Frozen):
    """What a list of drafts shows. `filesets` and `bytes` when they were known at its saving."""

    id: SheetId
    name: str
    person: str
    node: str
    created_at: AwareDatetime
    saved_at: AwareDatetime
    step: Step = "drop"
    filesets: int | None = None
    bytes: int | None = None


def save(drafts: Path, worksheet: Worksheet, sums: Sums | None = None) -> Worksheet:
    """Write it and give it back as it was written, saved now. `sums`: of its filesets, if known.

    Raises InputError: DENIED; NAME_NOT_UNICODE when a text in it is none.
    """
    saved = worksheet.model_copy(update={"saved_at": datetime.now(UTC)})
    folder = draft_folder(drafts, worksheet.id)
    make_private_folder(folder)
    try:
        about, sheet = _about(saved, sums).model_dump_json(), saved.model_dump_json()
    except PydanticSerializationError as error:  # half a letter of UTF-16, pasted
        raise InputError(Code.NAME_NOT_UNICODE, name=shown(worksheet.investigation.name)) from error
    write_atomically(folder / NAME, f'{{"about": {about},\n"sheet": {sheet}}}\n'.encode())
    return saved


def load(drafts: Path, id_: str) -> Worksheet:
    """Read a draft. Raises InputError.

    DRAFT_UNKNOWN (id), DENIED, DRAFT_DAMAGED (why, kept: where it was put aside), and
    DEPOSIT_INVALID for a deposit file.
    """
    path = draft_folder(drafts, id_) / NAME
    if not path.exists() and (kept := _kept(drafts).get(id_)):
        return worksheet_of(kept, id_)
    content = _content(path, id_)
    try:
        worksheet = Worksheet.model_validate(json.loads(content)["sheet"])
    except ValidationError as error:
        raise _put_aside(path, error.errors()[0]["type"]) from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _put_aside(path, "syntax") from error
    if worksheet.id != id_:
        raise _put_aside(path, "id")
    return worksheet


def waiting(drafts: Path, person: str | None = None) -> list[About]:
    """All drafts, of one person or of all, the one saved last first. What is damaged is left out.

    Raises InputError DENIED when the folder cannot be listed.
    """
    found = {about.id: about for about in _worksheets(drafts)}
    for id_, path in _kept(drafts).items():
        if id_ not in found and (about := about_kept(path)):
            found[id_] = About(id=id_, **about)
    wanted = [about for about in found.values() if person in (None, about.person)]
    return sorted(wanted, key=lambda about: about.saved_at, reverse=True)


def remove(drafts: Path, id_: str) -> None:
    """Remove a draft with its logs, and the deposit file that it came from. InputError DENIED."""
    folder = draft_folder(drafts, id_)
    try:
        (folder / NAME).unlink(missing_ok=True)  # from here on it is no draft, whatever holds a log
        if kept := _kept(drafts).get(id_):
            kept.unlink(missing_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise denied(folder, error) from error


def draft_folder(drafts: Path, id_: str) -> Path:
    """The folder of a draft. Raises InputError DRAFT_UNKNOWN (id) for what is no id."""
    if not re.fullmatch(ID_PATTERN, id_):
        raise InputError(Code.DRAFT_UNKNOWN, id=shown(id_))
    return drafts / id_


def _about(worksheet: Worksheet, sums: Sums | None) -> About:
    return About(
        id=worksheet.id,
        name=worksheet.investigation.name[:_LONGEST_NAME],
        person=worksheet.person,
        node=worksheet.node,
        created_at=worksheet.created_at,
        saved_at=worksheet.saved_at,
        step=worksheet.step,
        filesets=sums.filesets if sums else None,
        bytes=sums.bytes if sums else None,
    )


def _content(path: Path, id_: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(Code.DRAFT_UNKNOWN, id=shown(id_)) from None
    except OSError as error:
        raise denied(path, error) from error
    if len(content) > _LARGEST:
        raise _put_aside(path, "too_large")
    return content


def _put_aside(path: Path, why: str) -> InputError:
    """Give it a name under which nobody reads or replaces it."""
    number = 1
    while (kept := path.with_name(_DAMAGED.format(number=number))).exists():
        number += 1
    try:
        path.rename(kept)
    except OSError as error:
        return denied(path, error)
    return InputError(Code.DRAFT_DAMAGED, why=why, kept=shown(kept))


def _worksheets(drafts: Path) -> Iterator[About]:
    for name in _names(drafts):
        try:
            about = About.model_validate(_first_line(draft_folder(drafts, name) / NAME))
        except (OSError, ValueError, KeyError, TypeError, RecursionError, InputError):
            continue  # no draft, or a damaged one: opening it says so
        if about.id == name:
            yield about


def _first_line(path: Path) -> Any:
    with path.open("rb") as file:
        line = file.readline(_LONGEST)
    return json.loads(line.rstrip().removesuffix(b",") + b"}")["about"]


def _kept(drafts: Path) -> dict[str, Path]:
    """The deposit files by the id that each has here."""
    return {
        str(uuid.uuid5(uuid.NAMESPACE_OID, name)): drafts / name
        for name in _names(drafts)
        if name.endswith(".toml") and not name.startswith(".")
    }


def _names(drafts: Path) -> list[str]:
    try:
        return os.listdir(drafts)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise denied(drafts, error) from error
