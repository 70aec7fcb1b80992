"""Keeping values as those that this PC proposes, and finding those of last time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from fbi_uploader.drafting.defaults import defaults_folders, write_defaults
from fbi_uploader.drafting.describing import last_metadata
from fbi_uploader.errors import InputError
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Metadata
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.stages import Stage

if TYPE_CHECKING:
    from fbi_uploader.app import App


def keep_usual(app: App, template_id: str, values: Metadata) -> bool:
    """Write them for every account of this PC where that is allowed (True), else for this one.

    Raises InputError DENIED when neither can be written.
    """
    machine, own = defaults_folders(app.home, app.machine_nodes)
    made = [one for one in (machine, machine.parent) if not one.exists()]
    try:
        path = write_defaults(machine, template_id, values)
        _let_read(path, made)
    except (InputError, OSError):
        write_defaults(own, template_id, values)
        return False
    return True


def _let_read(path: Path, folders: list[Path]) -> None:
    # They were made for their writer alone; the other accounts of this PC are to read them.
    path.chmod(0o644)
    for one in folders:
        one.chmod(0o755)


def said_last_time(app: App, person: str, template: str) -> Metadata:
    """What this person said of the last assay with this template, from the journal; slow.

    Raises InputError as the journal does, but for one that is not there: nothing was sent.
    """
    if not app.home.journal.exists():
        return {}
    journal = app.journal(read_only=True)
    try:
        return last_metadata(_drafts(journal, person), template)
    finally:
        journal.close()


def _drafts(journal: Journal, person: str) -> Iterator[Draft]:
    """Those that were sent, the newest first. What an older program wrote may not be read."""
    for row in reversed(records.submissions(journal)):
        if row.person == person and row.stage is not Stage.DRAFT:
            with suppress(ValidationError, ValueError):
                yield Draft.model_validate(json.loads(row.frozen))
