"""Edits of what was dropped: drop, take back, remove, restore, split, join.

Each from a worksheet to another; the same one when nothing changes. After `split` and `join` the
roots concerned are scanned again (the engine's `drop`), because only a scan knows what the new
filesets hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, Worksheet
from fbi_uploader.drafting.placing import assign, lies_below, place_of
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.intake.rules import may_split
from fbi_uploader.intake.scan import is_unicode


def drop(worksheet: Worksheet, paths: Iterable[str]) -> Worksheet:
    """Add absolute paths (files, folders). What was dropped already, or lies in it, is not added.

    A folder takes the place of what was dropped out of it before. A path that is no Unicode
    (`intake.scan.is_unicode`) is not added: no file name on a server is like that.
    """
    new = (os.path.abspath(path) for path in paths if is_unicode(path) and "\0" not in path)
    every = dict.fromkeys((*worksheet.drops, *new))
    outermost = (path for path in every if not lies_below(path, every))
    return _with(worksheet, drops=tuple(outermost))


def undrop(worksheet: Worksheet, root: str) -> Worksheet:
    """Take a dropped path back, with all that was said of what lies there."""

    def stays(path: str) -> bool:
        return path != root and not lies_below(path, (root,))

    groups = (tuple(filter(stays, group)) for group in worksheet.joined)
    return _with(
        worksheet,
        drops=tuple(one for one in worksheet.drops if one != root),
        placements={path: held for path, held in worksheet.placements.items() if stays(path)},
        joined=tuple(group for group in groups if len(group) > 1),
        split=tuple(filter(stays, worksheet.split)),
    )


def remove(worksheet: Worksheet, heads: Iterable[str], all_heads: Iterable[str]) -> Worksheet:
    """Do not send these filesets (or other paths: a file that cannot be read)."""
    return assign(worksheet, heads, REMOVED, all_heads)


def restore(worksheet: Worksheet, heads: Iterable[str], all_heads: Iterable[str]) -> Worksheet:
    """Take back what was removed; it is in no assay then."""
    return assign(worksheet, heads, UNASSIGNED, all_heads)


def may_take_apart(worksheet: Worksheet, row: ShelfRow) -> bool:
    """Whether `split` does something: joined by the person, or a set that can do without."""
    if any(row.head in group for group in worksheet.joined):
        return True
    return row.files > 1 and bool(row.paths) and may_split(row.format)


def split(worksheet: Worksheet, row: ShelfRow) -> Worksheet:
    """Take a fileset apart; what comes of it stays where the fileset was.

    One that the person joined falls into the filesets that it was made of, any other into its
    files, when its format can do without (`intake.rules.may_split`).
    """
    if not may_take_apart(worksheet, row):
        return worksheet
    groups = tuple(group for group in worksheet.joined if row.head not in group)
    if len(groups) < len(worksheet.joined):
        return _with(worksheet, joined=groups)
    members = tuple(dict.fromkeys((*worksheet.split, row.head, *row.paths)))
    place = place_of(row.head, worksheet.placements)
    return _with(_placed(worksheet, row.sources, place), split=members)


def join(worksheet: Worksheet, heads: Sequence[str]) -> Worksheet:
    """Make one fileset of several, in the order of the shelf; it goes where the first is.

    The first that is in an assay, if any is. What was joined before comes along.
    """
    group_of = {head: group for group in worksheet.joined for head in group}
    members = tuple(dict.fromkeys(one for head in heads for one in group_of.get(head, (head,))))
    if len(members) < 2:  # noqa: PLR2004 - one alone is joined with nothing
        return worksheet
    places = [place_of(head, worksheet.placements) for head in members]
    assays = [place for place in places if place not in (UNASSIGNED, REMOVED)]
    groups = [group for group in worksheet.joined if not set(group) & set(members)]
    joined = _placed(worksheet, members, (assays or places)[0])
    return _with(joined, joined=(*groups, members))


def _placed(worksheet: Worksheet, paths: Iterable[str], place: str) -> Worksheet:
    entries = dict(worksheet.placements)
    for path in paths:
        entries.pop(path, None)
        if place_of(os.path.dirname(path), entries) != place:
            entries[path] = place
    return _with(worksheet, placements=entries)


def _with(worksheet: Worksheet, **parts: object) -> Worksheet:
    if all(getattr(worksheet, name) == value for name, value in parts.items()):
        return worksheet
    return worksheet.model_copy(update=parts)
