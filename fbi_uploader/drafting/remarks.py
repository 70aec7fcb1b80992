"""What a scan says beside its filesets: what is wrong, and what is left out on purpose."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from fbi_uploader.errors import Problem
from fbi_uploader.paths import shown

KEPT = 5000
"""So many problems, and so many paths left out, are kept; the others are counted."""


@dataclass(slots=True)
class _Told:
    """By one root's scan. Said again, it is the same remark."""

    problems: dict[tuple[str, str], Problem] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    more_problems: int = 0
    more_left_out: int = 0


class Remarks:
    """By root, because a new scan of a root tells everything about it again.

    Paths in remarks are escaped (`paths.shown`), so they are compared with the roots as escaped.
    """

    def __init__(self) -> None:
        self._of: dict[str, _Told] = {"": _Told()}
        self._problems = 0
        self._left_out = 0

    def begin(self, root: str) -> None:
        """Forget what was said of `root`."""
        self.forget(root)
        self._of[shown(root)] = _Told()

    def forget(self, root: str) -> None:
        """Neither `root` nor what was said of it counts any more."""
        before = self._of.pop(shown(root), _Told())
        self._problems -= len(before.problems)
        self._left_out -= len(before.left_out)

    def problem(self, problem: Problem) -> None:
        """Keep or count it."""
        told = self._told(problem.where)
        key = (problem.code.value, problem.where)
        if key not in told.problems and self._problems >= KEPT:
            told.more_problems += 1
            return
        self._problems += key not in told.problems
        told.problems[key] = problem

    def left(self, path: str, reason: str) -> None:
        """Keep or count it."""
        told = self._told(path)
        if path not in told.left_out and self._left_out >= KEPT:
            told.more_left_out += 1
            return
        self._left_out += path not in told.left_out
        told.left_out[path] = reason

    def problems(self) -> Iterator[Problem]:
        """Those that are kept."""
        for told in self._of.values():
            yield from told.problems.values()

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Those that are kept: path and reason."""
        for told in self._of.values():
            yield from told.left_out.items()

    @property
    def problem_count(self) -> int:
        """With those that were only counted."""
        return self._problems + sum(told.more_problems for told in self._of.values())

    @property
    def left_out_count(self) -> int:
        """With those that were only counted."""
        return self._left_out + sum(told.more_left_out for told in self._of.values())

    def _told(self, where: str) -> _Told:
        while where not in self._of:
            above = os.path.dirname(where)
            where = "" if above == where else above
        return self._of[where]
