"""Where words are printed: through rich, which is loaded when there is something to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from rich.console import Console


class SilentConsole(Console):
    """Goes on in silence when nobody reads any more: what was begun is carried to its end."""

    def __init__(
        self, silence: Callable[[IO[str]], None], *, stderr: bool, width: int | None
    ) -> None:
        super().__init__(stderr=stderr, width=width, highlight=False, soft_wrap=True)
        self._silence = silence

    def on_broken_pipe(self) -> None:
        """Rich would end the program with 1, from whatever thread it was printing."""
        self._silence(self.file)
