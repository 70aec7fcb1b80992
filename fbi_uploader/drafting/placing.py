"""Which assay a fileset is in: what is said of its head, else of the nearest folder above it.

So a whole folder costs one entry however many files it holds, and what appears in it later goes
the same way.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from fbi_uploader.drafting.grouping import joined_numbers
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED, Worksheet
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.drafting.shelf import Shelf

Placements = Mapping[str, str]

MANY_REMOVED: Final = 50
"""Fewer are removed one by one and never by their folder: the microscope may go on writing there,
and what comes next must not be left behind unseen."""


def place_of(path: str, placements: Placements) -> str:
    """The place of a head: an assay's id, REMOVED or UNASSIGNED."""
    while (place := placements.get(path)) is None:
        above = os.path.dirname(path)
        if above == path:
            return UNASSIGNED
        path = above
    return place


class Places:
    """The places of many heads of one worksheet; each folder is asked once.

    An assay that is no longer there is no place: UNASSIGNED.
    """

    def __init__(self, worksheet: Worksheet) -> None:
        known = {REMOVED, *(assay.id for _, assay in worksheet.assays())}
        self.known = known | {UNASSIGNED}
        self.own: dict[str, str] = {
            path: place if place in known else UNASSIGNED
            for path, place in worksheet.placements.items()
        }
        self._of_folder: dict[str, str] = {}

    def of(self, head: str) -> str:
        """The place of one head."""
        own = self.own.get(head)
        return self.of_folder(os.path.dirname(head)) if own is None else own

    def of_folder(self, folder: str) -> str:
        """The place of what lies in a folder and has no entry of its own."""
        place = self._of_folder.get(folder)
        if place is None:
            place = self._of_folder[folder] = place_of(folder, self.own)
        return place


def lies_below(path: str, folders: Collection[str]) -> bool:
    """Whether one of `folders` lies above `path`."""
    above = os.path.dirname(path)
    while above != path:
        if above in folders:
            return True
        path, above = above, os.path.dirname(above)
    return False


def heads_in(worksheet: Worksheet, shelf: Shelf, place: str) -> Iterator[int]:
    """The numbers of the rows in an assay, UNASSIGNED or REMOVED, in order."""
    places = Places(worksheet)
    return (number for number in shelf.live() if places.of(shelf.head(number)) == place)


def sums_by_place(worksheet: Worksheet, shelf: Shelf) -> dict[str, Sums]:
    """Sums of every assay, of UNASSIGNED and of REMOVED; all are there, empty ones too.

    What was joined counts as one fileset. The cost goes with the folders and the entries, not with
    the files.
    """
    places = Places(worksheet)
    ids = [assay.id for _, assay in worksheet.assays()]
    sums = {place: Sums() for place in (*ids, UNASSIGNED, REMOVED)}
    for folder, held in shelf.folders.items():
        sums[places.of_folder(folder)].add(held)
    for path, place in places.own.items():
        number = shelf.number(path)
        above = places.of_folder(os.path.dirname(path))
        if number is not None and place != above:
            one = shelf.sums_of(number)
            sums[above].add(one, -1)
            sums[place].add(one)
    for numbers in joined_numbers(worksheet, shelf):
        sums[places.of(shelf.head(numbers[0]))].filesets -= len(numbers) - 1
    return sums


def assign(
    worksheet: Worksheet, heads: Iterable[str], place: str, all_heads: Iterable[str]
) -> Worksheet:
    """Put these filesets into an assay (its id), UNASSIGNED or REMOVED. All others stay.

    `all_heads`: of every fileset found (`Shelf.heads`). A folder at or below what was dropped gets
    one entry when all in it goes to one place but for what is removed. Filesets that were joined go
    together. A path that is REMOVED and no fileset (a file that cannot be read) stays removed.
    Raises KeyError when there is no such assay.
    """
    chosen = with_joined(worksheet, heads)
    return assign_all(worksheet, dict.fromkeys(chosen, place), all_heads)


def assign_all(
    worksheet: Worksheet, moves: Mapping[str, str], all_heads: Iterable[str]
) -> Worksheet:
    """The same for many at once: `moves` says for each head where it goes."""
    places = Places(worksheet)
    if unknown := set(moves.values()) - places.known:
        raise KeyError(*unknown)
    moved = {head: place for head, place in moves.items() if places.of(head) != place}
    if not moved:
        return worksheet
    move = _Move(Chains(worksheet.drops), places, moved, all_heads)
    return worksheet.model_copy(update={"placements": move.entries()})


def _enter(entries: dict[str, str], path: str, place: str) -> None:
    """Say it of `path`, unless that holds anyway."""
    entries.pop(path, None)
    if place_of(path, entries) != place:
        entries[path] = place


def with_joined(worksheet: Worksheet, heads: Iterable[str]) -> dict[str, None]:
    """These heads, and those that were joined to them."""
    group_of = {head: group for group in worksheet.joined for head in group}
    return {one: None for head in heads for one in group_of.get(head, (head,))}


class _Move:
    """Heads that go somewhere else, and what becomes of the entries."""

    def __init__(
        self,
        chains: Chains,
        places: Places,
        moved: Mapping[str, str],
        all_heads: Iterable[str],
    ) -> None:
        self._chains = chains
        self._own = places.own
        self._moved = moved
        self._others = {head: places.of(head) for head in all_heads if head not in moved}
        self._whole = self._whole_folders()

    def entries(self) -> dict[str, str]:
        """The entries afterwards."""
        covering = dict(self._covering())
        kept = self._silent() | self._governing() if covering else frozenset()
        entries = {
            path: held
            for path, held in self._own.items()
            if path in kept or self._stands(path, covering, kept)
        }
        for path, place in (covering | dict(self._moved)).items():
            _enter(entries, path, place)
        return entries

    def _stands(self, path: str, covering: Collection[str], kept: Collection[str]) -> bool:
        """Whether no covering folder makes the entry useless: an exception to a kept one stays."""
        above = self._chains.above(path)
        return next(
            (folder in kept for folder in above if folder in kept or folder in covering), True
        )

    def _covering(self) -> Iterator[tuple[str, str]]:
        """The outermost folders from which nothing goes elsewhere, and where all in them goes."""
        pairs = {(os.path.dirname(head), place) for head, place in self._moved.items()}
        for folder, place in pairs:
            for above in reversed(self._chains.of_folder(folder)):
                if self._whole.get(above) == place:
                    yield above, place
                    break

    def _whole_folders(self) -> dict[str, str]:
        stays = ((head, place) for head, place in self._others.items() if place != REMOVED)
        folders = places_of_folders(chain(self._moved.items(), stays), self._chains)
        allowed = self._many_removed()
        held = self._removed_as_folders()
        return {
            folder: place
            for folder, place in folders.items()
            if place is not None and (folder in allowed if place == REMOVED else folder not in held)
        }

    def _removed_as_folders(self) -> set[str]:
        """Folders by whose entry something stays removed, and those between: it must stand."""
        stays = (head for head, place in self._others.items() if place == REMOVED)
        found: set[str] = set()
        for folder in {os.path.dirname(head) for head in stays if head not in self._own}:
            for above in self._chains.of_folder(folder):
                found.add(above)
                if above in self._own:
                    break
        return found

    def _many_removed(self) -> set[str]:
        counts: Counter[str] = Counter()
        removed = (os.path.dirname(head) for head, to in self._moved.items() if to == REMOVED)
        for folder, count in Counter(removed).items():
            for above in self._chains.of_folder(folder):
                counts[above] += count
        return {folder for folder, count in counts.items() if count >= MANY_REMOVED}

    def _governing(self) -> set[str]:
        """The entries by which what stays removed is removed."""
        found: set[str] = set()
        for head, place in self._others.items():
            if place == REMOVED:
                path = head
                while path not in self._own:
                    path = os.path.dirname(path)
                found.add(path)
        return found

    def _silent(self) -> set[str]:
        """What was removed, is no fileset and holds none."""
        silent = {path for path, held in self._own.items() if held == REMOVED}
        silent -= self._others.keys()
        silent -= self._moved.keys()
        if silent:
            silent -= self._chains.above_all(chain(self._moved, self._others))
        return silent


def places_of_folders(placed: Iterable[tuple[str, str]], chains: Chains) -> dict[str, str | None]:
    """The one place of all that is in a folder; None where it goes different ways."""
    folders: dict[str, str | None] = {}
    for folder, place in {(os.path.dirname(path), place) for path, place in placed}:
        for above in chains.of_folder(folder):
            if folders.setdefault(above, place) != place:
                folders[above] = None
    return folders


class Chains:
    """The folders above a path up to what was dropped; each folder is walked up from once."""

    def __init__(self, drops: Iterable[str]) -> None:
        self._drops = frozenset(drops)
        self._of: dict[str, tuple[str, ...]] = {}

    def above(self, path: str) -> tuple[str, ...]:
        """From the nearest folder to the dropped one; () when none was dropped."""
        return self.of_folder(os.path.dirname(path))

    def of_folder(self, folder: str) -> tuple[str, ...]:
        """The same, with `folder` itself."""
        found = self._of.get(folder)
        if found is None:
            above = os.path.dirname(folder)
            if folder in self._drops:
                found = (folder,)
            elif above == folder:
                found = ()
            else:
                upper = self.of_folder(above)
                found = (folder, *upper) if upper else ()
            self._of[folder] = found
        return found

    def above_all(self, paths: Iterable[str]) -> set[str]:
        """The folders above any of them."""
        nearest = {os.path.dirname(path) for path in paths}
        return {folder for one in nearest for folder in self.of_folder(one)}
