"""What an engine does, while it does it: in words with a bar, or as JSON lines."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Protocol, Self

from fbi_uploader import events
from fbi_uploader.cli.output import print_json


class Watcher(Protocol):
    """Takes the engine's events, from any thread, until it is closed."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End showing."""

    def emit(self, event: events.Event) -> None:
        """Show one event."""


def watcher(*, as_json: bool) -> Watcher:
    """Lines of JSON, or a bar."""
    if as_json:
        return Lines()
    from fbi_uploader.cli.bar import Bar  # noqa: PLC0415 - rich is slow, and only words need it

    return Bar()


class Lines:
    """One JSON object an event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def emit(self, event: events.Event) -> None:
        """Print one event."""
        with self._lock:
            print_json(events.as_json(event))
