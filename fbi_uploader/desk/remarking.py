"""What a scan left out or found wrong, told when it is news: a log must not grow while nobody acts.

A scan that somebody asked for is told from its beginning to its end; one that is made again by
itself only when it comes to something else than the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fbi_uploader.drafting.shelflog import ShelfWriter
from fbi_uploader.errors import Problem
from fbi_uploader.intake.model import Ignored


class Remarks:
    """Of one scan. `before`: the `digest` of the scan before, None when somebody asked for it."""

    def __init__(self, writer: ShelfWriter, roots: Sequence[str], before: int | None) -> None:
        self.digest = 0
        self._writer = writer
        self._roots = roots
        self._before = before
        self._held: list[Callable[[], None]] | None = None if before is None else []
        if self._held is None:
            self._begin()

    def take(self, one: Problem | Ignored) -> None:
        """Tell it, or keep it until it is known whether it is news."""
        self.digest = hash((self.digest, repr(one)))
        if self._held is None:
            self._write(one)
        else:
            self._held.append(lambda: self._write(one))

    def end(self) -> None:
        """The scan is over."""
        if self._held is not None:
            if self.digest == self._before:
                return
            self._begin()
            for write in self._held:
                write()
        for root in self._roots:
            self._writer.end(root)

    def _begin(self) -> None:
        for root in self._roots:
            self._writer.begin(root)

    def _write(self, one: Problem | Ignored) -> None:
        if isinstance(one, Problem):
            self._writer.problem(one)
        else:
            self._writer.left(one.path, str(one.reason))
