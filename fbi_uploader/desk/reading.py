"""read: what the images of one assay say, so that nobody has to type it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from pydantic import TypeAdapter

from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields
from fbi_uploader.desk.impatient import Stopped
from fbi_uploader.desk.opened import Opened
from fbi_uploader.desk.requests import Read
from fbi_uploader.drafting import store
from fbi_uploader.drafting.placing import Places
from fbi_uploader.errors import Cancelled, Code, FileError, InputError, RetryError
from fbi_uploader.intake.inspect.inspector import Inspector
from fbi_uploader.intake.inspect.model import Inspection
from fbi_uploader.isa.model import Metadata
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.readings import readings
from fbi_uploader.paths import shown
from fbi_uploader.transfer.planning.reading import LONGEST, MOST

_METADATA = TypeAdapter(Metadata)


def read(app: App, opened: Opened, asked: Read, stopped: Stopped) -> Fields:
    """Look at some filesets of the assay, from one end to the other.

    Raises InputError DRAFT_UNKNOWN, TEMPLATE_UNKNOWN; Cancelled when called off.
    """
    sheet = store.load(app.home.drafts, asked.draft)
    template = _template(app, sheet.node, asked.template)
    places = Places(sheet)
    rows = opened.rows(asked.draft, stopped)
    heads = [row.head for row in rows if places.of(row.head) == asked.assay]
    some = _sample(heads)
    found = readings(template, list(_inspected(app, some, stopped)))
    values = _METADATA.dump_python(found.values, mode="json")
    return {
        "values": values,
        "varying": list(found.varying),
        "looked": len(some),
        "filesets": len(heads),
    }


def _template(app: App, node: str, id_: str) -> Template:
    known = [one.template for one in app.templates_at(node).templates()]
    for template in known:
        if template.id == id_:
            return template
    ids = ", ".join(sorted(one.id for one in known))
    raise InputError(Code.TEMPLATE_UNKNOWN, id=shown(id_), known=ids)


def _sample(heads: Sequence[str]) -> list[str]:
    """At most MOST of them, spread evenly."""
    step = max(1.0, len(heads) / MOST)
    return [heads[int(number * step)] for number in range(min(MOST, len(heads)))]


def _inspected(app: App, heads: Sequence[str], stopped: Stopped) -> Iterator[Inspection]:
    until = app.clock.monotonic() + LONGEST
    with Inspector(clock=app.clock) as inspector:
        for head in heads:
            if stopped():
                raise Cancelled
            if app.clock.monotonic() > until:
                return
            with suppress(FileError, RetryError):  # it says nothing; `look` tells why
                yield inspector.inspect(head)
