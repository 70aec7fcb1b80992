"""Filesets: what of one folder's listing belongs together, by the data in `rules`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Self

from fbi_uploader.intake import rules
from fbi_uploader.intake.model import FoundFile
from fbi_uploader.intake.series import find_series


@dataclass(frozen=True, slots=True)
class Fileset:
    """What makes one importable thing. `head` and `name` as in FoundFile.fileset, `size` in bytes.

    A folder fileset (OME-Zarr, a plate) has a folder as head, all others a file.
    """

    name: str
    format: str
    head: str
    files: tuple[FoundFile, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Names in one folder that are one fileset. `folders` are taken whole, with all below.

    `missing` is a folder that the format needs and that is not there.
    """

    head: str
    format: str
    files: Sequence[str] = ()
    folders: Sequence[str] = ()
    missing: str | None = None


@dataclass(slots=True)
class _Draft:
    """A unit of several members while it is being put together."""

    head: str
    format: str
    others: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    missing: str | None = None

    def unit(self) -> Unit:
        return Unit(
            self.head, self.format, (self.head, *sorted(self.others)), self.folders, self.missing
        )


@dataclass(frozen=True, slots=True)
class Names:
    """The sorted names of one folder, with the files by their suffix in lower case."""

    files: Sequence[str]
    folders: Sequence[str]
    by_suffix: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, files: Sequence[str], folders: Sequence[str]) -> Self:
        """Told apart once, because a folder may hold a million."""
        by_suffix: dict[str, list[str]] = defaultdict(list)
        for name in files:
            by_suffix[rules.split(name)[1]].append(name)
        return cls(files, folders, dict(by_suffix))

    def ending_in(self, suffixes: Iterable[str]) -> list[str]:
        """The files with one of these suffixes, sorted."""
        return sorted(name for suffix in suffixes for name in self.by_suffix.get(suffix, ()))


class _Claims:
    """Who belongs to whom. A name is claimed once; a claimed head takes its members along."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.files = names.files
        self._draft_of: dict[str, _Draft] = {}

    def free(self) -> Iterator[str]:
        return self.still_free(self.files)

    def still_free(self, names: Iterable[str]) -> Iterator[str]:
        return (name for name in names if name not in self._draft_of)

    def draft_of(self, name: str) -> _Draft | None:
        return self._draft_of.get(name)

    def draft(self, head: str, word: str | None = None) -> _Draft:
        """The draft that `head` is in; made when it is in none."""
        found = self._draft_of.get(head)
        if found is None:
            found = _Draft(head, word or rules.single_format(head))
            self._draft_of[head] = found
        return found

    def join(self, draft: _Draft, name: str) -> None:
        """`name`, and what was its own set so far, become members of `draft`."""
        before = self._draft_of.get(name)
        if before is draft:
            return
        taken = [name] if before is None else [before.head, *before.others]
        if before is not None:
            draft.folders += before.folders
        for each in taken:
            self._draft_of[each] = draft
        draft.others += taken


# --- the steps, strongest first --------------------------------------------------------------


def _claim_keyed(claims: _Claims) -> None:
    for rule in rules.KEYED:
        if rule.needs and not any(name.lower() == rule.needs for name in claims.files):
            continue
        sets: dict[str, list[str]] = defaultdict(list)
        for name in claims.free():
            match = rule.pattern.fullmatch(name.lower())
            if match:
                sets[match["key"]].append(name)
        drafts = [_keyed_draft(claims, rule, names) for names in sets.values()]
        if len(drafts) == 1:
            for name in [name for name in claims.free() if name.lower() in rule.joins]:
                claims.join(drafts[0], name)


def _keyed_draft(claims: _Claims, rule: rules.KeyRule, names: list[str]) -> _Draft:
    images = [name for name in names if rules.single_format(name) != rules.PLAIN]
    draft = claims.draft((images or names)[0], rule.format)
    for name in names:
        claims.join(draft, name)
    return draft


_Heads = dict[str, list[tuple[rules.SetRule, "re.Pattern[str]", str]]]


def _set_heads(claims: _Claims) -> _Heads:
    """Stem in lower case -> the heads that bear it and may have members among the files."""
    by_suffix = {
        rule.suffix: (rule, re.compile(rule.rest)) for rule in rules.SETS if rule.rest is not None
    }
    heads: _Heads = defaultdict(list)
    for name in claims.still_free(claims.names.ending_in(by_suffix)):
        stem, suffix = rules.split(name)
        heads[stem].append((*by_suffix[suffix], name))
    return heads


def _set_head_of(name: str, heads: _Heads) -> str | None:
    """The head that `name` follows: the one with the longest stem."""
    lower = name.lower()
    for cut in range(len(lower) - 1, 0, -1):
        if lower[cut] not in rules.SEPARATORS:
            continue
        for _, rest, head in heads.get(lower[:cut], ()):
            if head != name and rest.fullmatch(lower, cut):
                return head
    return None


def _claim_sets(claims: _Claims) -> None:
    heads = _set_heads(claims)
    if not heads:
        return
    for name in list(claims.free()):
        head = _set_head_of(name, heads)
        if head is not None:
            claims.join(claims.draft(head), name)
    _claim_for_sole_heads(claims, heads)


def _claim_for_sole_heads(claims: _Claims, heads: _Heads) -> None:
    by_rule: dict[rules.SetRule, list[str]] = defaultdict(list)
    for found in heads.values():
        for rule, _, head in found:
            by_rule[rule].append(head)
    for rule, names in by_rule.items():
        if rule.sole is None or len(names) != 1:
            continue
        members = re.compile(rule.sole)
        for name in [name for name in claims.free() if members.fullmatch(name.lower())]:
            claims.join(claims.draft(names[0], rule.format), name)


def _claim_series(claims: _Claims) -> None:
    for word, series_word in rules.SERIES.items():
        suffixes = [suffix for suffix, known in rules.SINGLE.items() if known == word]
        free = claims.still_free(claims.names.ending_in(suffixes))
        for members in find_series(list(free)):
            draft = claims.draft(members[0], series_word)
            for name in members[1:]:
                claims.join(draft, name)


def _companion_keys(name: str) -> Iterator[str]:
    """What an image beside which `name` is a companion may be called, with or without suffix."""
    base = name.lower().rpartition(".")[0]
    yield base
    without = rules.COMPANION_ENDING.sub("", base)
    if without != base:
        yield without


def _claim_companions(claims: _Claims) -> None:
    companions: dict[str, list[str]] = defaultdict(list)
    for name in claims.still_free(claims.names.ending_in(rules.COMPANION_SUFFIXES)):
        for key in _companion_keys(name):
            companions[key].append(name)
    for image in claims.names.ending_in(rules.SINGLE) if companions else ():
        for key in (image.lower(), rules.split(image)[0]):
            for name in companions.pop(key, ()):
                if claims.draft_of(name) is None:
                    claims.join(claims.draft(image), name)


def _claim_folders(claims: _Claims) -> set[str]:
    """Give each head the folder that its rule names; returns the folders taken."""
    by_suffix = {rule.suffix: rule.folder for rule in rules.SETS if rule.folder}
    by_name = {name.lower(): name for name in claims.names.folders}
    taken: set[str] = set()
    for head in claims.names.ending_in(by_suffix):
        stem, suffix = rules.split(head)
        folder = by_name.get(by_suffix[suffix].format(stem=stem, name=head.lower()))
        draft = claims.draft(head)
        if folder is None or folder in taken:
            draft.missing = by_suffix[suffix].format(stem=head[: len(stem)], name=head)
        else:
            taken.add(folder)
            draft.folders.append(folder)
    return taken


_STEPS: Sequence[Callable[[_Claims], None]] = (
    _claim_keyed,
    _claim_sets,
    _claim_series,
    _claim_companions,
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The filesets of one folder, by the name of their heads, and the folders in none of them."""

    units: Iterator[Unit]
    folders: Sequence[str]


def arrange(names: Names) -> Arrangement:
    """Group the names of one folder. Memory: the names, and what is in sets of several."""
    claims = _Claims(names)
    taken = _claim_folders(claims)
    for step in _STEPS:
        step(claims)
    rest: list[str] = []
    whole: list[Unit] = []
    for name in names.folders:
        rule = None if name in taken else rules.folder_rule_by_name(name)
        if rule is not None:
            whole.append(Unit(name, rule.format, folders=(name,)))
        elif name not in taken:
            rest.append(name)
    return Arrangement(_units(claims, whole), rest)


def _units(claims: _Claims, whole: Iterable[Unit]) -> Iterator[Unit]:
    for name in claims.files:
        draft = claims.draft_of(name)
        if draft is None:
            yield Unit(name, rules.single_format(name), (name,))
        elif draft.head == name:
            yield draft.unit()
    yield from whole


def whole_folder_rule(names: Names, has: Callable[[str], bool]) -> rules.FolderRule | None:
    """The rule that makes one fileset of a folder with these contents.

    `has` tells whether a path below the folder is a file there.
    """
    lower = (name.lower() for name in names.ending_in(rules.MARKER_SUFFIXES))
    found = rules.folder_rules_by_content(
        {name for name in lower if name in rules.MARKERS},
        names.by_suffix.keys(),
        {name.lower() for name in names.folders},
    )
    return next((rule for rule in found if not rule.below or any(map(has, rule.below))), None)


def group(found: Iterable[FoundFile]) -> list[Fileset]:
    """The filesets of a scan's files, in the order of the scan, which keeps a fileset together.

    For what a person looks at: holds everything. Two dropped folders of one name stay apart.
    """
    by_head = groupby(
        found, key=lambda file: (file.path[: -len(file.relative)], file.fileset, file.format)
    )
    filesets: list[Fileset] = []
    for (_, head, word), files in by_head:
        members = tuple(files)
        size = sum(file.stamp.size for file in members)
        filesets.append(Fileset(head.rpartition("/")[2], word, head, members, size))
    return filesets
