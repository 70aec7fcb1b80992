"""What an engine does, while it does it: a bar with bytes, rate and time left."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from fbi_uploader import events
from fbi_uploader.cli.output import err
from fbi_uploader.messages import stage_word


class Bar:
    """Takes the engine's events, from any thread, until it is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._console = err()
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[files]}"),
            console=self._console,
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End drawing."""
        self._progress.stop()

    def emit(self, event: events.Event) -> None:
        """Show one event."""
        with self._lock:
            if isinstance(event, events.Progress):
                self._show_progress(event)
            else:
                self._show(event)

    def _show_progress(self, event: events.Progress) -> None:
        # Sending and proving are each half of the way, so that the bar never stands at its end.
        bar = self._bars.get(event.submission)
        if bar is None:
            bar = self._progress.add_task("Sending and proving", total=None, files="")
            self._bars[event.submission] = bar
        self._progress.update(
            bar,
            total=event.total,
            completed=(event.sent + event.proved) // 2,
            files=f"file {event.files_done} of {event.files_total}",
        )

    def _show(self, event: events.StageReached | events.FileTrouble) -> None:
        if isinstance(event, events.FileTrouble):
            again = "" if event.retry_in is None else f", again in {event.retry_in:.0f} s"
            self._console.print(f"[yellow]![/yellow] {escape(event.source)}: {event.code}{again}")
            return
        where = escape(event.assay or "submission")
        why = f" ({event.code})" if event.code else ""
        self._console.print(f"[dim]{where}: {stage_word(event.stage, 'en')}{why}[/dim]")
