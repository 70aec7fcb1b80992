"""Edits of the tree, each from a worksheet to another: new, delete, merge, move.

Names, facts and values are edited in `describing`, what was dropped in `dropping`, and which
assay filesets are in by `placing.assign`. Every function raises KeyError for an id that is not
there, and gives the same worksheet when nothing changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from fbi_uploader.drafting.model import (
    UNASSIGNED,
    SheetAssay,
    SheetStudy,
    Worksheet,
    new_id,
)
from fbi_uploader.drafting.naming import free_name, unique_name
from fbi_uploader.drafting.placing import place_of
from fbi_uploader.isa.model import Metadata


def new_study(worksheet: Worksheet, word: str, id_: str | None = None) -> Worksheet:
    """One more study, called "word 1" or the next free number. `id_`: its id, to find it by."""
    name = free_name(word, (study.name for study in worksheet.studies))
    study = SheetStudy(id=id_ or new_id(), name=name)
    return with_studies(worksheet, (*worksheet.studies, study))


def new_assay(
    worksheet: Worksheet, study_id: str, word: str, id_: str | None = None, template: str = ""
) -> Worksheet:
    """One more assay in a study, named as `new_study` does."""

    def extended(study: SheetStudy) -> SheetStudy:
        name = free_name(word, (assay.name for assay in study.assays))
        assay = SheetAssay(id=id_ or new_id(), name=name, template=template or None)
        return study.model_copy(update={"assays": (*study.assays, assay)})

    return edit_study(worksheet, study_id, extended)


def delete(worksheet: Worksheet, id_: str) -> Worksheet:
    """Delete a study with its assays, or an assay; its filesets are unassigned again."""
    study = worksheet.study(id_)
    ids = {assay.id for assay in study.assays} if study else {_assay(worksheet, id_).id}
    studies = (_without(one, ids) for one in worksheet.studies if one.id != id_)
    return redirect(with_studies(worksheet, studies), ids, UNASSIGNED)


def merge_assays(worksheet: Worksheet, target: str, others: Collection[str]) -> Worksheet:
    """Make the others part of `target`.

    Their filesets go there. What is said of the target wins; what only the others say is added.
    """
    merged = _assay(worksheet, target)
    for id_ in others:
        if id_ != target:
            merged = _with_facts_of(merged, _assay(worksheet, id_))
    gone = set(others) - {target}
    without = with_studies(worksheet, (_without(study, gone) for study in worksheet.studies))
    return redirect(edit_assay(without, target, lambda _: merged), gone, target)


def merge_studies(worksheet: Worksheet, target: str, others: Sequence[str]) -> Worksheet:
    """Move the assays of the others into `target`; those whose names collide get the next name.

    What was said of another study goes on to hold for its own assays only: it is written into
    them, where they say nothing else. A target without assays takes it over itself.
    """
    merged = _study(worksheet, target)
    for id_ in dict.fromkeys(others):
        if id_ != target:
            merged = _with_assays_of(merged, _study(worksheet, id_))
    gone = set(others) - {target}
    return with_studies(
        worksheet,
        (merged if one.id == target else one for one in worksheet.studies if one.id not in gone),
    )


def move_assay(
    worksheet: Worksheet, assay_id: str, study_id: str, index: int | None = None
) -> Worksheet:
    """Move an assay to a study, to its end or before position `index`, with the next free name.

    From now on what is said of that study holds for it.
    """
    assay = _assay(worksheet, assay_id)
    _study(worksheet, study_id)
    without = with_studies(worksheet, (_without(one, {assay_id}) for one in worksheet.studies))

    def extended(study: SheetStudy) -> SheetStudy:
        name = unique_name(assay.name, (one.name for one in study.assays)) if assay.name else ""
        moved = assay.model_copy(update={"name": name})
        at = len(study.assays) if index is None else index
        return study.model_copy(update={"assays": (*study.assays[:at], moved, *study.assays[at:])})

    return edit_study(without, study_id, extended)


def move_study(worksheet: Worksheet, study_id: str, index: int) -> Worksheet:
    """Move a study before position `index` of the others."""
    study = _study(worksheet, study_id)
    others = [one for one in worksheet.studies if one.id != study_id]
    return with_studies(worksheet, (*others[:index], study, *others[index:]))


# -- what edits are made of


def with_studies(worksheet: Worksheet, studies: Iterable[SheetStudy]) -> Worksheet:
    """The worksheet with these studies."""
    held = tuple(studies)
    same = len(held) == len(worksheet.studies) and all(map(_is, held, worksheet.studies))
    return worksheet if same else worksheet.model_copy(update={"studies": held})


def edit_study(
    worksheet: Worksheet, id_: str, edit: Callable[[SheetStudy], SheetStudy]
) -> Worksheet:
    """One study edited."""
    _study(worksheet, id_)
    return with_studies(
        worksheet, (edit(one) if one.id == id_ else one for one in worksheet.studies)
    )


def edit_assay(
    worksheet: Worksheet, id_: str, edit: Callable[[SheetAssay], SheetAssay]
) -> Worksheet:
    """One assay edited."""
    study = worksheet.study_of(id_)
    if study is None:
        raise KeyError(id_)
    assays = tuple(edit(one) if one.id == id_ else one for one in study.assays)
    if all(map(_is, assays, study.assays)):
        return worksheet
    return edit_study(worksheet, study.id, lambda it: it.model_copy(update={"assays": assays}))


def redirect(worksheet: Worksheet, ids: Collection[str], place: str) -> Worksheet:
    """What was in one of these assays is in `place` now."""
    before = worksheet.placements
    if not any(held in ids for held in before.values()):
        return worksheet
    entries = {path: place if held in ids else held for path, held in before.items()}
    return worksheet.model_copy(update={"placements": without_repeats(entries)})


def without_repeats(entries: Mapping[str, str]) -> dict[str, str]:
    """The entries that say something else than the folders above them."""
    return {
        path: place
        for path, place in entries.items()
        if os.path.dirname(path) == path or place_of(os.path.dirname(path), entries) != place
    }


def _is(one: object, other: object) -> bool:
    return one is other


def _assay(worksheet: Worksheet, id_: str) -> SheetAssay:
    found = worksheet.assay(id_)
    if found is None:
        raise KeyError(id_)
    return found


def _study(worksheet: Worksheet, id_: str) -> SheetStudy:
    found = worksheet.study(id_)
    if found is None:
        raise KeyError(id_)
    return found


def _without(study: SheetStudy, ids: Collection[str]) -> SheetStudy:
    kept = tuple(assay for assay in study.assays if assay.id not in ids)
    return study if len(kept) == len(study.assays) else study.model_copy(update={"assays": kept})


def _added(first: Metadata, second: Metadata) -> Metadata:
    return {**second, **first}


def _tags(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _with_facts_of(assay: SheetAssay, other: SheetAssay) -> SheetAssay:
    return assay.model_copy(
        update={
            "description": assay.description or other.description,
            "template": assay.template or other.template,
            "tags": _tags(assay.tags, other.tags),
            "metadata": _added(assay.metadata, other.metadata),
        }
    )


def _with_assays_of(study: SheetStudy, other: SheetStudy) -> SheetStudy:
    facts = {
        "description": study.description or other.description,
        "tags": _tags(study.tags, other.tags),
    }
    if not study.assays:
        whole = {"metadata": _added(study.metadata, other.metadata), "assays": other.assays}
        return study.model_copy(update=facts | whole)
    assays = list(study.assays)
    for assay in other.assays:
        name = unique_name(assay.name, [one.name for one in assays]) if assay.name else ""
        metadata = _added(assay.metadata, other.metadata)
        assays.append(assay.model_copy(update={"name": name, "metadata": metadata}))
    return study.model_copy(update=facts | {"assays": tuple(assays)})
