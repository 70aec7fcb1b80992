"""What the person made of the scan's filesets: sets taken apart, filesets joined. Pure, streamed.

`joined`: groups of heads, absolute paths; the filesets of a group are one. `split`: heads of sets,
or members of them, absolute paths; each file of such a set is a fileset of its own, when the
format can do without (`rules.may_split`). Neither a joined fileset nor a part of a split one is
`alone`, so no name in it is repaired: the files may name each other.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from fbi_uploader.intake import rules
from fbi_uploader.intake.model import Found, FoundFile


def head_of(file: FoundFile) -> str:
    """The absolute path of the head of a file's fileset, as scanned."""
    return file.path[: len(file.path) - len(file.relative)] + file.fileset.replace("/", os.sep)


def regroup(
    found: Iterable[Found], joined: Sequence[Sequence[str]], split: Collection[str]
) -> Iterator[Found]:
    """The scan as the person wants it. The order of the files stays that of the scan."""
    if not joined and not split:
        yield from found
        return
    regrouping = Regrouping(joined, split)
    for one in found:
        yield regrouping.take(one)[1] if isinstance(one, FoundFile) else one


class Regrouping:
    """Takes the files of one scan, in its order."""

    def __init__(self, joined: Sequence[Sequence[str]], split: Collection[str]) -> None:
        self._split = frozenset(split)
        self._group_of = {head: number for number, group in enumerate(joined) for head in group}
        self._filesets: dict[int, tuple[str, str]] = {}

    def take(self, file: FoundFile) -> tuple[str, FoundFile]:
        """The file in its new fileset, and the absolute path of that fileset's head.

        The head of a joined fileset is the first of its heads that the scan finds. Each file keeps
        its format: what breaks a format breaks it joined as well.
        """
        head = head_of(file)
        if self._is_split(file, head):
            word = rules.single_format(os.path.basename(file.path))
            head = file.path
            file = replace(file, fileset=file.relative, format=word, alone=False)
        group = self._group_of.get(head)
        if group is None:
            return head, file
        fileset, first = self._filesets.setdefault(group, (file.fileset, head))
        return first, replace(file, fileset=fileset, alone=False)

    def _is_split(self, file: FoundFile, head: str) -> bool:
        if not self._split or not rules.may_split(file.format):
            return False
        return head in self._split or file.path in self._split
