"""What the archive requires and nobody said. Told, and never made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.export.bia import form
from fbi_uploader.export.bia.files import components, paths
from fbi_uploader.export.bia.pagetab import Section
from fbi_uploader.export.bia.study import Component, submission
from fbi_uploader.export.context import Context
from fbi_uploader.paths import shown
from fbi_uploader.report import Report

MOST_PATHS = 100
"""Paths told that the archive would write otherwise; the others are like them."""


def problems(report: Report, context: Context) -> tuple[Problem, ...]:
    """Warnings, for the data are safe at the node whatever the archive wants.

    EXPORT_VALUE_MISSING (format, field: "Biosample: Organism"), of a title too when it is too
    short; EXPORT_NAME_CHANGED (format, name) of a path that the archive would write otherwise.
    """
    return (*_missing(report, context), *_paths(report))


def _missing(report: Report, context: Context) -> Iterator[Problem]:
    investigation = report.draft.investigation
    for study, parts in components(report):
        root = submission(investigation, study, parts, context).root
        where = f"{investigation.name}/{study.name}"
        yield from _absent(where, root, form.STUDY)
        yield from _short(where, root)
        yield from _authors(where, root)
        yield from _components(root, parts)


def _absent(where: str, section: Section, asked: Mapping[str, form.Asked]) -> Iterator[Problem]:
    said = {one.name for one in section.attributes}
    for one in asked.values():
        if one.required and one.name not in said:
            yield _lacks(where, f"{section.type}: {one.name}")


def _lacks(where: str, field: str) -> Problem:
    facts = {"format": "bia", "field": field}
    return Problem(Code.EXPORT_VALUE_MISSING, where, Severity.WARNING, facts)


def _short(where: str, root: Section) -> Iterator[Problem]:
    titles = [one.value for one in root.attributes if one.name == "Title"]
    if any(len(one.strip()) < form.SHORTEST_TITLE for one in titles):
        yield _lacks(where, f"Study: Title (>= {form.SHORTEST_TITLE})")


def _authors(where: str, root: Section) -> Iterator[Problem]:
    authors = [one for one in root.sections if one.type == "Author"]
    if not authors:
        yield _lacks(where, "Study: Contact")
    for number, author in enumerate(authors, 1):
        yield from _absent(
            f"{where}: Contact {number}", author, {one.name: one for one in form.AUTHOR}
        )


def _components(root: Section, parts: Iterable[Component]) -> Iterator[Problem]:
    told = [one for one in root.sections if one.type == "Study Component"]
    titled = {(one.type, one.attributes[0].value): one for one in root.sections if one.attributes}
    for part, section in zip(parts, told, strict=True):
        yield from _absent(part.folder, section, form.COMPONENT)
        related = {one.name: one.value for one in section.sections[0].attributes}
        for module in form.MODULES:
            title = related.get(module.section)
            empty = Section(module.section, "", ())
            if title is not None or module.required:
                known = titled.get((module.section, title or ""), empty)
                yield from _absent(part.folder, known, module.asked)


def _paths(report: Report) -> Iterator[Problem]:
    refused = (path for path in paths(report) if form.UNSAFE_PATH.search(path))
    for path in islice(refused, MOST_PATHS):
        facts = {"format": "bia", "name": shown(path)}
        yield Problem(Code.EXPORT_NAME_CHANGED, shown(path), Severity.WARNING, facts)
