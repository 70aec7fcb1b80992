"""A tree proposed from folders and names; the person sees it before it is applied.

Folders below what they all have in common are studies and assays (two levels) or assays (one).
Files of one folder are told apart by the beginnings of their names, where that makes 2 to 20
groups. Only filesets that are in no assay are looked at; the tree that is there is added to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from fbi_uploader.drafting.model import UNASSIGNED, SheetAssay, SheetStudy, Worksheet, new_id
from fbi_uploader.drafting.naming import safe_name
from fbi_uploader.drafting.placing import Chains, Places, assign_all, with_joined
from fbi_uploader.drafting.tree import with_studies
from fbi_uploader.intake.rules import split
from fbi_uploader.isa.names import key, repair_component

MOST_ASSAYS: Final = 60
"""More folders than these are no assays of their own: a folder for each acquisition, say."""

MOST_GROUPS: Final = 20
"""More groups by name than these are single files rather than kinds."""

_SEPARATORS = re.compile(r"[\s_\-.+,;()\[\]]+")


@dataclass(frozen=True, slots=True)
class SuggestedAssay:
    """`id` of one that is there already, "" for a new one."""

    name: str
    heads: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedStudy:
    """`id` of one that is there already, "" for a new one."""

    name: str
    assays: tuple[SuggestedAssay, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be added. Nothing to add: no studies."""

    studies: tuple[SuggestedStudy, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What a study and an assay are called where no folder gives them a name."""

    study: str
    assay: str


Key = tuple[str, str]
"""Of a group of heads: what its study and its assay are called; full paths, or beginnings."""


def suggest(worksheet: Worksheet, heads: Iterable[str], words: Words) -> Suggestion:
    """Propose studies and assays for those of `heads` that are in no assay and not removed.

    Names are such that every server takes them, never empty, and do not collide. A study or assay
    that is there with such a name is used.
    """
    free = _free(worksheet, heads)
    if not free:
        return Suggestion()
    finder = _Finder(worksheet, free)
    named = _Named(worksheet, words, finder.common)
    return named.suggestion(finder.groups(), two_levels=finder.two_levels)


def apply(worksheet: Worksheet, suggestion: Suggestion, all_heads: Iterable[str]) -> Worksheet:
    """Do what was suggested, in one edit. `all_heads` as for `placing.assign`."""
    moves: dict[str, str] = {}
    studies = {study.id: study for study in worksheet.studies}
    for wanted in suggestion.studies:
        study = studies.get(wanted.id) or SheetStudy(id=new_id(), name=wanted.name)
        there = {assay.id for assay in study.assays}
        made = [(new_id(), one) for one in wanted.assays if one.id not in there]
        new = tuple(SheetAssay(id=id_, name=one.name) for id_, one in made)
        pairs = (*made, *((one.id, one) for one in wanted.assays if one.id in there))
        moves.update(
            (head, id_) for id_, one in pairs for head in with_joined(worksheet, one.heads)
        )
        studies[study.id] = study.model_copy(update={"assays": (*study.assays, *new)})
    return assign_all(with_studies(worksheet, studies.values()), moves, all_heads)


def _free(worksheet: Worksheet, heads: Iterable[str]) -> list[str]:
    places = Places(worksheet)
    joined = {head for group in worksheet.joined for head in group[1:]}
    free = [one for one in heads if places.of(one) == UNASSIGNED]
    return [one for one in free if one not in joined]


class _Finder:
    """Tells heads apart by their folders, or by their names."""

    def __init__(self, worksheet: Worksheet, heads: Sequence[str]) -> None:
        chains = Chains(worksheet.drops)
        by_folder: dict[str, list[str]] = {}
        for head in heads:
            by_folder.setdefault(os.path.dirname(head), []).append(head)
        levels = {folder: _levels(chains, folder) for folder in by_folder}
        shared = _shared(levels.values())
        self._heads = by_folder
        self._rest = {folder: whole[len(shared) :] for folder, whole in levels.items()}
        self.common: str = shared[-1] if shared else ""
        self.two_levels = False

    def groups(self) -> dict[Key, list[str]]:
        """The heads by study and assay."""
        if not any(self._rest.values()):
            heads = [head for held in self._heads.values() for head in held]
            return {("", start): held for start, held in by_beginning(heads).items()}
        self.two_levels = self._are_two_levels()
        found = self._by_levels()
        if len(found) > MOST_ASSAYS and self.two_levels:
            self.two_levels = False
            found = self._by_levels()
        if len(found) > MOST_ASSAYS:
            return {("", self.common): [head for held in found.values() for head in held]}
        return found

    def _are_two_levels(self) -> bool:
        """Whether half of the outer folders or more have folders with filesets in them."""
        outer = {rest[0] for rest in self._rest.values() if rest}
        deep = {rest[0] for rest in self._rest.values() if len(rest) > 1}
        return bool(deep) and 2 * len(deep) >= len(outer)

    def _by_levels(self) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = {}
        for folder, heads in self._heads.items():
            first, *more = (*self._rest[folder], "")
            assay = next(filter(None, more), first) if self.two_levels else first
            study = (first or self.common) if self.two_levels else ""
            found.setdefault((study, assay or self.common), []).extend(heads)
        return found


def _levels(chains: Chains, folder: str) -> tuple[str, ...]:
    """The folders from what was dropped to `folder`; of a file that was dropped, its folder."""
    return chains.of_folder(folder)[::-1] or (folder,)


def _shared(several: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """What all begin with."""
    first, last = min(several), max(several)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return tuple(one for one, _ in same)


def by_beginning(heads: Sequence[str]) -> dict[str, list[str]]:
    """Heads by how their names begin: as few words as make 2 to 20 groups of two or more each.

    On the average. One group, "", when no number of words does.
    """
    words = [_words(head) for head in heads]
    for count in range(1, max(map(len, words)) + 1):
        groups: dict[str, list[str]] = {}
        for head, ends in zip(heads, words, strict=True):
            name = os.path.basename(head)
            groups.setdefault(name[: ends[min(count, len(ends)) - 1]], []).append(head)
        if len(groups) > 1:
            few = len(groups) <= min(MOST_GROUPS, len(heads) // 2)
            return groups if few else {"": list(heads)}
    return {"": list(heads)}


def _words(head: str) -> list[int]:
    """Where the words of a name end, without its suffix; at least one."""
    name = os.path.basename(head)
    stem = name[: len(split(name)[0])]
    starts = [match.start() for match in _SEPARATORS.finditer(stem) if match.start()]
    return [*starts, len(stem)]


class _Named:
    """Gives names to groups, and finds the studies and assays that are there already."""

    def __init__(self, worksheet: Worksheet, words: Words, common: str) -> None:
        self._worksheet = worksheet
        self._words = words
        self._common = os.path.basename(common)

    def suggestion(self, groups: Mapping[Key, Sequence[str]], *, two_levels: bool) -> Suggestion:
        """The groups as a tree."""
        by_study: dict[str, dict[str, Sequence[str]]] = {}
        for (study, assay), heads in groups.items():
            by_study.setdefault(study, {})[assay] = heads
        taken = [study.name for study in self._worksheet.studies]
        studies: list[SuggestedStudy] = []
        for path, assays in by_study.items():
            held = self._study(path, two_levels=two_levels)
            if held and held.id in {one.id for one in studies}:
                held = None
            name = held.name if held else safe_name(self._called(path), self._words.study, taken)
            taken.append(name)
            named = tuple(self._assays(held, assays))
            studies.append(SuggestedStudy(name, named, held.id if held else ""))
        return Suggestion(tuple(studies))

    def _called(self, path: str) -> str:
        return os.path.basename(path) or self._common

    def _study(self, path: str, *, two_levels: bool) -> SheetStudy | None:
        """The study with this name; where no folder stands for a study, the only one there is."""
        there = self._worksheet.studies
        if not two_levels and len(there) == 1:
            return there[0]
        name = repair_component(self._called(path))
        return next((study for study in there if key(study.name) == key(name)), None)

    def _assays(
        self, study: SheetStudy | None, groups: Mapping[str, Sequence[str]]
    ) -> Iterator[SuggestedAssay]:
        there = {key(assay.name): assay for assay in study.assays if assay.name} if study else {}
        taken = [assay.name for assay in there.values()]
        for path, heads in groups.items():
            wanted = self._called(path)
            held = there.pop(key(repair_component(wanted)), None) if wanted else None
            name = held.name if held else safe_name(wanted, self._words.assay, taken)
            taken.append(name)
            yield SuggestedAssay(name, tuple(heads), held.id if held else "")
