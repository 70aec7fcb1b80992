"""What the node's import would mangle, found before anything is sent. Pure.

Beyond `isa.rules` (logins, quotation marks and # in names) and `isa.names`. What is only spelled
anew without a loss (spelling.py) is no problem and is not told, but for tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.export.context import Context
from fbi_uploader.export.quay.spelling import (
    CELL,
    cell,
    is_risky,
    spelled,
    spelled_tags,
    units,
)
from fbi_uploader.export.quay.tree import investigation_text, owners_of, pairs_of
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Study
from fbi_uploader.paths import shown

_SHOWN = 60  # characters of a key
_OTHERS = frozenset("'\"\\")  # `isa.names` refuses them everywhere


def quay_problems(draft: Draft, manager: str, context: Context) -> Iterator[Problem]:
    """Everything below, of a whole draft. `manager` is the depositor's login."""
    yield from login_problems(draft, manager)
    yield from cell_name_problems(draft)
    yield from tag_problems(draft)
    yield from cell_size_problems(draft, context)


def cell_name_problems(draft: Draft) -> Iterator[Problem]:
    """NAME_FORBIDDEN, blocking: a name that a cell, or the node's crate, cannot spell.

    No-break spaces, soft hyphens, what has no letter yet, `_x0041_`: seldom typed, often pasted.
    """
    names = [("investigation", draft.investigation.name)]
    for study in draft.investigation.studies:
        names.append((study.name, study.name))
        names += [(f"{study.name}/{assay.name}", assay.name) for assay in study.assays]
    for where, name in names:
        proposal = spelled_name(name)
        wrong = dict.fromkeys(one for one in name if one not in proposal and one not in _OTHERS)
        if wrong or (proposal != name and not _OTHERS & set(name)):
            characters = " ".join(f"U+{ord(one):04X}" for one in wrong) or "_x…_"
            facts: dict[str, Fact] = {
                "name": shown(name),
                "characters": characters,
                "proposal": proposal,
            }
            yield Problem(Code.NAME_FORBIDDEN, shown(where), facts=facts)


def spelled_name(name: str) -> str:
    """The nearest name that a cell can hold as it is."""
    return spelled(name.replace("\xa0", " ").replace("\u202f", " "))


def login_problems(draft: Draft, manager: str) -> Iterator[Problem]:
    """LOGIN_REFUSED, blocking: several owners, and all of their logins look like numbers.

    Each stands alone in a cell somewhere, where only quotation marks keep it a text; the import's
    checks (parsers/validate_excel.py) then take it for somebody else's.
    """
    owners = owners_of(draft.investigation, manager)
    if len(owners) > 1 and is_risky(owners[0]):
        facts: dict[str, Fact] = {"login": owners[0], "list": "owners"}
        yield Problem(Code.LOGIN_REFUSED, "investigation.owners", facts=facts)


def tag_problems(draft: Draft) -> Iterator[Problem]:
    """TAG_RESPELLED, a note: tags that the node will show otherwise."""
    for study in draft.investigation.studies:
        yield from _tags(study.name, study.tags)
        for assay in study.assays:
            yield from _tags(f"{study.name}/{assay.name}", assay.tags)


def cell_size_problems(draft: Draft, context: Context) -> Iterator[Problem]:
    """VALUE_TOO_LONG, blocking: what becomes one cell is longer than a cell can be.

    A value may fit by itself and no longer do so with its unit; tags share one cell.
    """
    investigation = draft.investigation
    yield from _size("investigation", "description", investigation_text(investigation))
    for study in investigation.studies:
        yield from _texts(study.name, study)
        for assay in study.assays:
            where = f"{study.name}/{assay.name}"
            yield from _texts(where, assay)
            for key, text in pairs_of(investigation, study, assay, context).items():
                yield from _size(where, key[:_SHOWN], max(key, text, key=units))


def _tags(where: str, tags: Sequence[str]) -> Iterator[Problem]:
    proposal = spelled_tags(tags)
    if proposal != tuple(tags):
        facts: dict[str, Fact] = {
            "tags": shown("; ".join(tags)),
            "proposal": shown("; ".join(proposal)),
        }
        yield Problem(Code.TAG_RESPELLED, shown(where), Severity.NOTE, facts)


def _texts(where: str, one: Study | Assay) -> Iterator[Problem]:
    yield from _size(where, "description", spelled(one.description))
    yield from _size(where, "tags", ",".join(spelled_tags(one.tags)))


def _size(where: str, field: str, text: str) -> Iterator[Problem]:
    if units(cell(text)) > CELL:
        facts: dict[str, Fact] = {"field": field, "limit": CELL}
        yield Problem(Code.VALUE_TOO_LONG, f"{shown(where)}: {field}", facts=facts)
