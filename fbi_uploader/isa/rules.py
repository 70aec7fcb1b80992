"""What a draft must be so that the node can take it: pure, each problem with a place and a code.

Names of files and folders are looked at elsewhere (names.py, the plan), values in rules_metadata.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.errors import Code, Fact, Problem, Severity
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.licence import is_listed, is_spdx
from fbi_uploader.isa.model import Investigation
from fbi_uploader.isa.names import INVESTIGATION_BYTES, key
from fbi_uploader.isa.template.fields import is_text
from fbi_uploader.isa.template.values import LONGEST_TEXT
from fbi_uploader.paths import shown


@dataclass(frozen=True, slots=True)
class NodeWants:
    """What the node's side adds to the rules.

    `flattens`  the import puts sub-folders on one level (INTEROP 4)
    `groups`    an Investigation becomes an iRODS group, a login an iRODS user
    `workbook`  the import reads names out of a workbook, or out of a `file://` address
    `kept_by`   routes, by which the import leaves sub-folders as they are
    """

    flattens: bool = False
    groups: bool = False
    workbook: bool = False
    kept_by: tuple[str, ...] = ()


# irods/irods server/core/src/user_validation_utilities.cpp `validate_name`: the same for users and
# groups; std::regex compares bytes, so letters are those of ASCII.
_GROUP_LETTER = re.compile(r"[A-Za-z0-9_.@-]")
_NOT_IN_LISTS = re.compile(r"[\s,'\"#:/\\]")
_QUOTES = "' «»“”’"
"""What omero-quay 1.2.0 strips from both ends of every cell (parsers/excel.py `_cleanup`)."""

_OWN_GROUPS = frozenset({"system", "user", "guest", "default", "public", "rodsadmin", "rods"})
"""Groups that OMERO and iRODS have of their own."""


def draft_problems(draft: Draft, manager: str, wants: NodeWants) -> Iterator[Problem]:
    """Everything below but the metadata. `manager` is the depositor's login."""
    yield from people_problems(draft.investigation, manager, wants)
    yield from name_problems(draft, manager, wants)
    yield from licence_problems(draft.investigation)
    yield from text_problems(draft.investigation)
    yield from source_problems(draft)


def people_problems(
    investigation: Investigation, manager: str, wants: NodeWants
) -> Iterator[Problem]:
    """LOGIN_REFUSED, PEOPLE_TWICE, DEPOSITOR_READS_ONLY; all block.

    The import refuses a login that stands in two of the lists (parsers/validate_excel.py), and a
    Study whose owner, the depositor, may only read.
    """
    first: dict[str, str] = {}
    for role in ("owners", "contributors", "collaborators"):
        logins: tuple[str, ...] = getattr(investigation, role)
        for login in logins:
            if not _is_login(login, wants):
                facts: dict[str, Fact] = {"login": shown(login), "list": role}
                yield Problem(Code.LOGIN_REFUSED, f"investigation.{role}", facts=facts)
            elif (other := first.setdefault(login, role)) != role or logins.count(login) > 1:
                facts = {"login": login, "list": role, "other": other}
                yield Problem(Code.PEOPLE_TWICE, f"investigation.{role}", facts=facts)
    if first.get(manager) == "collaborators":
        yield Problem(
            Code.DEPOSITOR_READS_ONLY, "investigation.collaborators", facts={"login": manager}
        )


def name_problems(draft: Draft, manager: str, wants: NodeWants) -> Iterator[Problem]:
    """What the node refuses in names of the tree beyond what `names.check_component` finds."""
    investigation = draft.investigation
    yield from _own_name("investigation", investigation.name, wants)
    if wants.groups:
        yield from _group_name(investigation, manager)
    for study in investigation.studies:
        yield from _own_name(study.name, study.name, wants)
        for assay in study.assays:
            yield from _own_name(f"{study.name}/{assay.name}", assay.name, wants)


def licence_problems(investigation: Investigation) -> Iterator[Problem]:
    """LICENCE_INVALID blocks; LICENCE_NOT_KNOWN is a warning. None chosen is no problem."""
    written = investigation.licence
    if written is None:
        return
    facts: dict[str, Fact] = {"licence": shown(written)}
    if not is_spdx(written):
        yield Problem(Code.LICENCE_INVALID, "investigation.licence", facts=facts)
    elif not is_listed(written):
        yield Problem(Code.LICENCE_NOT_KNOWN, "investigation.licence", Severity.WARNING, facts)


def text_problems(investigation: Investigation) -> Iterator[Problem]:
    """VALUE_CHARACTERS and VALUE_TOO_LONG in titles, descriptions and tags."""
    yield from _text("investigation", "title", investigation.title)
    yield from _text("investigation", "description", investigation.description, lines=True)
    for study in investigation.studies:
        yield from _text(study.name, "description", study.description, lines=True)
        yield from _tags(study.name, study.tags)
        for assay in study.assays:
            where = f"{study.name}/{assay.name}"
            yield from _text(where, "description", assay.description, lines=True)
            yield from _tags(where, assay.tags)


def source_problems(draft: Draft) -> Iterator[Problem]:
    """DROPPED_INSIDE, blocking: what is dropped for one assay lies inside another one's folder.

    DROPPED_TWICE, a warning: the same is dropped for two (a picture of the dark, say).
    """
    droppers = _droppers(draft.sources)
    for number, paths in enumerate(draft.sources):
        for path in paths:
            others = droppers[_comparable(path)] - {number}
            if others and min(others) < number:
                yield _dropped(Code.DROPPED_TWICE, Severity.WARNING, draft, path, min(others))
            above = _dropped_above(path, droppers, number)
            if above is not None:
                yield _dropped(Code.DROPPED_INSIDE, Severity.BLOCKING, draft, path, above)


# -- people and names


def _is_login(login: str, wants: NodeWants) -> bool:
    if not login or not login.isprintable() or _NOT_IN_LISTS.search(login):
        return False
    return not wants.groups or not _beyond(login)


def _beyond(name: str) -> str:
    """Characters that no iRODS user or group has in its name."""
    return " ".join(dict.fromkeys(one for one in name if not _GROUP_LETTER.fullmatch(one)))


def _own_name(where: str, name: str, wants: NodeWants) -> Iterator[Problem]:
    if not wants.workbook:
        return
    if name.strip(_QUOTES) != name and name.strip(_QUOTES):
        facts: dict[str, Fact] = {"name": shown(name), "proposal": name.strip(_QUOTES)}
        yield Problem(Code.NAME_QUOTED, where, facts=facts)
    if "#" in name:  # what comes after it is cut off an address (managers/filesystem.py `urlparse`)
        facts = {"name": shown(name), "characters": "#", "proposal": name.replace("#", "_")}
        yield Problem(Code.NAME_FORBIDDEN, where, facts=facts)


def _group_name(investigation: Investigation, manager: str) -> Iterator[Problem]:
    name = investigation.name
    facts: dict[str, Fact] = {"name": shown(name)}
    if beyond := _beyond(name):
        proposal = _group_proposal(name)
        told = facts | {"characters": shown(beyond), "proposal": proposal}
        yield Problem(Code.NAME_NOT_GROUP, "investigation", facts=told)
    people = {*investigation.owners, *investigation.contributors, *investigation.collaborators}
    # Users and groups share one list in iRODS, and both have a collection below /zone/home.
    taken = {key(login) for login in (*people, manager)} | _OWN_GROUPS
    if key(name) in taken:
        told = facts | {"proposal": f"{name}_data"}
        yield Problem(Code.NAME_RESERVED, "investigation", facts=told)


def _group_proposal(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9_.@-]+", "_", bare).strip("_.")
    return kept[:INVESTIGATION_BYTES] or "Investigation"


# -- texts


def _tags(where: str, tags: Sequence[str]) -> Iterator[Problem]:
    for tag in tags:
        yield from _text(where, "tags", tag)


def _text(where: str, field: str, text: str, *, lines: bool = False) -> Iterator[Problem]:
    facts: dict[str, Fact] = {"field": field}
    if not is_text(text, lines=lines):
        yield Problem(Code.VALUE_CHARACTERS, f"{where}: {field}", facts=facts)
    if len(text) > LONGEST_TEXT:
        told = facts | {"limit": LONGEST_TEXT}
        yield Problem(Code.VALUE_TOO_LONG, f"{where}: {field}", facts=told)


# -- what was dropped

Droppers = dict[str, set[int]]


def _comparable(path: str) -> str:
    return os.path.normcase(os.path.normpath(path))


def _droppers(sources: Sequence[Sequence[str]]) -> Droppers:
    found: Droppers = {}
    for number, paths in enumerate(sources):
        for path in paths:
            found.setdefault(_comparable(path), set()).add(number)
    return found


def _dropped_above(path: str, droppers: Droppers, number: int) -> int | None:
    """Another assay, for which a folder above this path was dropped."""
    inner = _comparable(path)
    while (above := os.path.dirname(inner)) != inner:
        if others := droppers.get(above, set()) - {number}:
            return min(others)
        inner = above
    return None


def _dropped(code: Code, severity: Severity, draft: Draft, path: str, other: int) -> Problem:
    study, assay = list(draft.assays())[other]
    facts: dict[str, Fact] = {"path": shown(path), "other": f"{study.name}/{assay.name}"}
    return Problem(code, shown(path), severity, facts)
