"""Running or following an engine for the sake of one submission."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from fbi_uploader.app import App
from fbi_uploader.cli.output import err, print_told
from fbi_uploader.cli.progress import watcher
from fbi_uploader.errors import Code, InputError
from fbi_uploader.exitcodes import ExitCode, exit_code
from fbi_uploader.machine import stay_in_background
from fbi_uploader.orders import Orders
from fbi_uploader.transfer.engine.engine import Engine
from fbi_uploader.transfer.inbox import Order, leave, take_refusal
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import SubmissionRow
from fbi_uploader.transfer.lock import EngineLock
from fbi_uploader.transfer.stages import ARRIVED, UNFINISHED, Stage

_LOOK = 0.5  # seconds between looks at the journal of another engine


@contextmanager
def stopping_on_signals(engine: Engine) -> Iterator[Callable[[], bool]]:
    """Ctrl-C and a polite kill end the engine after the bytes in flight."""
    seen: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        seen.append(number)
        engine.control.stop()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(seen)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def run_engine(app: App, journal: Journal, submission: str, *, as_json: bool) -> ExitCode:
    """Carry one submission (and those before it) here, until it rests."""
    stay_in_background()
    with watcher(as_json=as_json) as watching:
        orders = Orders(app, journal, watching.emit)
        orders.watch()
        with stopping_on_signals(orders.engine) as interrupted:
            orders.engine.run(only=submission)
        orders.engine.control.stop()
    row = records.submission(journal, submission)
    if interrupted() and row.stage not in ARRIVED:
        _tell_how_to_go_on(row, as_json=as_json)
        return ExitCode.INTERRUPTED
    return conclude(row, as_json=as_json)


def conclude(row: SubmissionRow, *, as_json: bool) -> ExitCode:
    """The exit code for where a submission rests, and in words why it does."""
    if row.stage in ARRIVED:
        if row.reason is not None and row.reason.code is Code.EXPORT_LEFT_OUT and not as_json:
            print_told(row.reason, "[yellow]![/yellow]")
        return ExitCode.DONE
    if row.stage is Stage.CANCELLED:
        return ExitCode.INTERRUPTED
    if row.reason is not None and not as_json:
        print_told(row.reason)
    _tell_how_to_go_on(row, as_json=as_json)
    return exit_code(InputError(row.reason.code)) if row.reason else ExitCode.NOT_FINISHED


def _tell_how_to_go_on(row: SubmissionRow, *, as_json: bool) -> None:
    if not as_json:
        err().print(f"Not finished: fbi-uploader resume {row.id}")


def order(app: App, wanted: Order, *, as_json: bool) -> ExitCode:
    """Leave an order for the engine that runs, and follow the journal."""
    left = leave(app.home.inbox, wanted)
    return follow(app, wanted.submission, left, as_json=as_json)


def follow(app: App, submission: str, left: Path, *, as_json: bool) -> ExitCode:
    """Look at the journal of another engine until the submission rests.

    The order that was `left` is taken between two submissions, which may be hours; what the
    journal says before tells nothing. When that engine ends first, the work goes on here: an
    order must not lie in the inbox. Raises what refused the order; InputError SUBMISSION_UNKNOWN
    when nobody says why.
    """
    try:
        while True:
            taken = not left.exists()  # it is journalled before it is taken away
            row = _read(app, submission)
            if taken and (refused := take_refusal(left)):
                raise InputError(refused.code, **refused.facts)
            if taken and row is None:
                raise InputError(Code.SUBMISSION_UNKNOWN, id=submission)
            if taken and row and (row.stage not in UNFINISHED or row.reason is not None):
                return conclude(row, as_json=as_json)
            with engine_here(app) as journal:
                if journal is not None:
                    return run_engine(app, journal, submission, as_json=as_json)
            time.sleep(_LOOK)
    except KeyboardInterrupt:
        return ExitCode.NOT_FINISHED


def _read(app: App, submission: str) -> SubmissionRow | None:
    """The submission; None while the other engine has not accepted it yet."""
    journal = app.journal(read_only=True)
    try:
        row = records.submission(journal, submission)
    except InputError as error:
        if error.code is not Code.SUBMISSION_UNKNOWN:
            raise
        return None
    finally:
        journal.close()
    return None if row.stage is Stage.DRAFT else row


@contextmanager
def engine_here(app: App) -> Iterator[Journal | None]:
    """The journal, open to write, under the lock; None when another engine holds it."""
    lock = EngineLock(app.home.lock)
    try:
        lock.__enter__()
    except InputError as error:
        if error.code is not Code.ENGINE_BUSY:
            raise
        yield None
        return
    try:
        journal = app.journal()
        try:
            yield journal
        finally:
            journal.close()
    finally:
        lock.__exit__(None, None, None)
