"""From the worksheet to the draft that is planned and sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fbi_uploader.drafting.model import (
    REMOVED,
    UNASSIGNED,
    SheetAssay,
    SheetStudy,
    Worksheet,
)
from fbi_uploader.drafting.placing import Chains, Places, places_of_folders, sums_by_place
from fbi_uploader.drafting.rows import ShelfRow, Sums
from fbi_uploader.drafting.shelf import Shelf
from fbi_uploader.errors import Code, Fact, InputError, Problem, Severity
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.names import check_component
from fbi_uploader.paths import shown

LONGEST_NAME = 255
"""Characters of a name in `isa.model`; servers take fewer bytes still."""


class Composed(NamedTuple):
    """The draft, and which of its assays (`place`, from 0) each of the worksheet's became."""

    draft: Draft
    places: Mapping[str, int]


def compose(worksheet: Worksheet, rows: Iterable[ShelfRow]) -> Composed:
    """Make the draft of what is in assays; empty assays and studies stay behind.

    A folder at or below what was dropped goes whole when all its filesets are in one assay and
    nothing in it was removed; other filesets go by their own paths. Raises InputError: NAME_EMPTY,
    NAME_TOO_LONG (a name that no draft can have), NOTHING_TO_SEND (no fileset is in an assay).
    """
    sources = assay_sources(worksheet, rows)
    filled = [(study, assay) for study, assay in worksheet.assays() if assay.id in sources]
    if not filled:
        raise InputError(Code.NOTHING_TO_SEND, path=shown(worksheet.investigation.name))
    for problem in _name_problems(worksheet, {assay.id for _, assay in filled}):
        raise InputError(problem.code, **problem.facts)
    draft = Draft(
        node=worksheet.node,
        person=worksheet.person,
        investigation=_investigation(worksheet, sources),
        sources=tuple(sources[assay.id] for _, assay in filled),
        repair_names=worksheet.repair_names,
        joined=worksheet.joined,
        split=worksheet.split,
    )
    return Composed(draft, {assay.id: number for number, (_, assay) in enumerate(filled)})


def composing_problems(worksheet: Worksheet, shelf: Shelf) -> Iterator[Problem]:
    """What stands between the worksheet and a draft, or is left behind by it.

    NOTHING_TO_SEND, NAME_EMPTY and NAME_TOO_LONG block; ASSAY_EMPTY is a warning, NOT_ASSIGNED a
    note. Facts have `part`, the id of the study or assay ("" the investigation), to go there.
    """
    sums = sums_by_place(worksheet, shelf)
    filled = {assay.id for _, assay in worksheet.assays() if sums[assay.id].filesets}
    if not filled:
        yield Problem(Code.NOTHING_TO_SEND, "", facts={"path": "", "part": ""})
    yield from _name_problems(worksheet, filled)
    for study, assay in worksheet.assays():
        if assay.id not in filled:
            facts: dict[str, Fact] = {"name": shown(assay.name), "part": assay.id}
            yield Problem(Code.ASSAY_EMPTY, _where(study, assay), Severity.WARNING, facts)
    if left := sums[UNASSIGNED].filesets:
        yield _not_assigned(left, sums[UNASSIGNED])


def assay_sources(worksheet: Worksheet, rows: Iterable[ShelfRow]) -> dict[str, tuple[str, ...]]:
    """For each assay that has filesets the paths to be dropped for it, in the order of the rows."""
    places = Places(worksheet)
    chains = Chains(worksheet.drops)
    placed = list(_placed(worksheet, rows, places))
    # What was removed and is no fileset has its say as well: its folder does not go whole.
    folders = places_of_folders((*placed, *places.own.items()), chains)
    found: dict[str, dict[str, None]] = {}
    for path, place in placed:
        if place in {UNASSIGNED, REMOVED}:
            continue
        whole = (one for one in reversed(chains.above(path)) if folders[one] == place)
        found.setdefault(place, {})[next(whole, path)] = None
    return {place: tuple(paths) for place, paths in found.items()}


def _placed(
    worksheet: Worksheet, rows: Iterable[ShelfRow], places: Places
) -> Iterator[tuple[str, str]]:
    """Every source path with its place. The files of a split set each have a place of their own."""
    split = frozenset(worksheet.split)
    for row in rows:
        place = places.of(row.head)
        apart = row.head in split
        for path in row.sources:
            yield path, places.of(path) if apart else place


# -- the tree


def _investigation(worksheet: Worksheet, filled: Mapping[str, object]) -> Investigation:
    studies = (_study(study, filled) for study in worksheet.studies if _has(study, filled))
    return Investigation(
        **worksheet.investigation.model_dump(),
        metadata=worksheet.investigation_metadata,
        studies=tuple(studies),
    )


def _has(study: SheetStudy, filled: Mapping[str, object]) -> bool:
    return any(assay.id in filled for assay in study.assays)


def _study(study: SheetStudy, filled: Mapping[str, object]) -> Study:
    assays = tuple(_assay(assay) for assay in study.assays if assay.id in filled)
    facts = study.model_dump(exclude={"id", "metadata", "assays"})
    return Study(**facts, metadata=study.metadata, assays=assays)


def _assay(assay: SheetAssay) -> Assay:
    facts = assay.model_dump(exclude={"id", "metadata"})
    return Assay(**facts, metadata=assay.metadata)


# -- problems


def _name_problems(worksheet: Worksheet, filled: Iterable[str]) -> Iterator[Problem]:
    """Names that no draft can have; what the node refuses besides is the plan's to say."""
    ids = set(filled)
    yield from _name_problem("investigation", worksheet.investigation.name, "")
    for study in worksheet.studies:
        assays = [assay for assay in study.assays if assay.id in ids]
        if assays:
            yield from _name_problem(shown(study.name), study.name, study.id)
        for assay in assays:
            yield from _name_problem(_where(study, assay), assay.name, assay.id)


def _name_problem(where: str, name: str, id_: str) -> Iterator[Problem]:
    if not name:
        yield Problem(Code.NAME_EMPTY, where, facts={"name": "", "part": id_})
    elif len(name) > LONGEST_NAME:
        for finding in check_component(name):
            if finding.code is Code.NAME_TOO_LONG:
                yield Problem(finding.code, where, facts={**finding.facts, "part": id_})


def _where(study: SheetStudy, assay: SheetAssay) -> str:
    return shown(f"{study.name}/{assay.name}")


def _not_assigned(filesets: int, sums: Sums) -> Problem:
    facts: dict[str, Fact] = {"filesets": filesets, "files": sums.files, "part": ""}
    return Problem(Code.NOT_ASSIGNED, "", Severity.NOTE, facts)
