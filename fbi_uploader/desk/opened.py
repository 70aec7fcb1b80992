"""The one draft that is open in the window: its shelf is kept up to date, its images looked at."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields, error_json, log_fault
from fbi_uploader.desk.looking import Looking, Tell
from fbi_uploader.desk.requests import Drop, Look, OfDraft
from fbi_uploader.desk.watching import Watch
from fbi_uploader.drafting import store
from fbi_uploader.drafting.model import Worksheet
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelflog import ShelfWriter, logs, next_log
from fbi_uploader.errors import Code, InputError, UploaderError
from fbi_uploader.intake.settle import QUIET
from fbi_uploader.paths import make_private_folder


def digest(worksheet: Worksheet) -> str:
    """The same for two worksheets that send the same: where the person is in it is nothing."""
    content = worksheet.model_dump_json(exclude={"step", "saved_at"})
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Open:
    draft: str
    watch: Watch
    log: Path


class _Sheet:
    """The worksheet as it stands on disk; read again only when its file is another one."""

    def __init__(self, drafts: Path, draft: str) -> None:
        """Raises as `store.load`."""
        self._path = store.draft_folder(drafts, draft) / store.NAME
        self._drafts = drafts
        self._time = self._written()
        self._known = store.load(drafts, draft)

    def now(self) -> Worksheet:
        """As it stands; as it was, when it cannot be read."""
        written = self._written()
        if written != self._time:
            with suppress(InputError):
                self._known = store.load(self._drafts, self._known.id)
                self._time = written
        return self._known

    def _written(self) -> int:
        with suppress(OSError):
            return self._path.stat().st_mtime_ns
        return 0


class Opened:
    """open, drop, close, look; and the rows for whoever plans."""

    def __init__(self, app: App, looking: Looking, tell: Tell) -> None:
        self._app = app
        self._looking = looking
        self._tell = tell
        self._open: _Open | None = None
        self._lock = threading.Lock()

    def open(self, asked: OfDraft) -> Fields:
        """Scan all its drops into a new log, and watch them. Another open draft is closed."""
        return {"shelf": str(self._opened(asked.draft).log)}

    def drop(self, asked: Drop) -> None:
        """Scan these as well. Raises InputError DRAFT_UNKNOWN when another one is open, or none."""
        self._here(asked.draft).watch.drop(asked.paths)

    def look(self, asked: Look) -> None:
        """Look at their images. What does not lie in this draft is no business of ours."""
        watch = self._here(asked.draft).watch
        self._looking.look(asked.draft, filter(watch.holds, asked.heads))

    def close(self, asked: OfDraft) -> None:
        """End the watch of this one, if it is open."""
        with self._lock:
            if self._open is not None and self._open.draft == asked.draft:
                self._end()

    def close_all(self) -> None:
        """The engine ends."""
        with self._lock:
            self._end()

    def rows(self, draft: str, stopped: Callable[[], bool]) -> Iterator[ShelfRow]:
        """Every fileset of a draft, once all was scanned. Opens it when it is not.

        Raises Cancelled when `stopped` says so first, or when it is closed.
        """
        with self._lock:
            here = self._open
        if here is None or here.draft != draft:
            here = self._opened(draft)
        return here.watch.rows(stopped)

    def _here(self, draft: str) -> _Open:
        with self._lock:
            if self._open is None or self._open.draft != draft:
                raise InputError(Code.DRAFT_UNKNOWN, id=draft, why="not_open")
            return self._open

    def _opened(self, draft: str) -> _Open:
        drafts = self._app.home.drafts
        folder, sheet = store.draft_folder(drafts, draft), _Sheet(drafts, draft)
        make_private_folder(folder)
        with self._lock:
            self._end()
            log = next_log(folder)
            for old in logs(folder):
                with suppress(OSError):  # still held on Windows by a window: the next time, then
                    old.unlink()
            watch = Watch(
                ShelfWriter(log),
                lambda: self._quiet(sheet.now()),
                self._app.clock,
                lambda: sheet.now().split,
            )
            watch.drop(sheet.now().drops)
            self._open = _Open(draft, watch, log)
            name = f"watch {log.stem}"
            threading.Thread(target=self._run, args=(draft, watch), name=name, daemon=True).start()
            return self._open

    def _end(self) -> None:
        if self._open is not None:
            self._open.watch.close()
            self._open = None
            self._looking.forget()

    def _run(self, draft: str, watch: Watch) -> None:
        error: UploaderError
        try:
            watch.run()
        except UploaderError as raised:
            error = raised
        except Exception as fault:  # noqa: BLE001 - typed here: the window is told
            log_fault("watch", fault)
            error = InputError(Code.ENGINE_FAULT, what="watch")
        else:
            return
        watch.close()
        with self._lock:
            if self._open is not None and self._open.watch is watch:
                self._open = None
        self._tell({"event": "WatchEnded", "draft": draft, "error": error_json(error)})

    def _quiet(self, worksheet: Worksheet) -> timedelta:
        """How long a file must stand still at the node that the draft goes to."""
        try:
            node = self._app.node(worksheet.node)
        except InputError:
            return QUIET
        return timedelta(seconds=node.limits.quiet_seconds)
