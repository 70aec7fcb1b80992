"""A million files of one byte, planned and journalled, then sent to the memory backend.

    python tests/benchmarks/million.py [--files 1000000] [--send] [--place DIR]

Each count (a quarter, a half, all) runs in a process of its own. Prints the peak memory of that
process and the time per file, and what the time per file becomes from a quarter to all: linear
means 1. The memory server lives in the same process when files are sent; a process that holds
such a server and nothing else is measured beside it, so that the engine's own share can be seen.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from fbi_uploader import reporting
from fbi_uploader.clock import SystemClock
from fbi_uploader.events import Event, StageReached
from fbi_uploader.intake.settle import Settle
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.isa.rules import NodeWants
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.control import Control
from fbi_uploader.transfer.engine.engine import Engine, Parts
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.transfer.journal.records import submission
from fbi_uploader.transfer.planning.planner import Planner, accept
from fbi_uploader.transfer.route import Route
from fbi_uploader.transfer.source import Bytes
from fbi_uploader.transfer.stages import Stage

WANTED_MEMORY = 300.0  # MB
WANTED_GROWTH = 1.2
_IN_A_FOLDER = 1000
_OLD = 1_600_000_000  # seconds: the sources have stood still for years
_SUBMISSION = "million"


@dataclass(frozen=True)
class Measured:
    """What one process needed: times in seconds, peaks in MB, each the highest so far.

    `record` is what the record of the submission takes in the server, which is memory too.
    """

    files: int
    planned: float = 0
    planned_peak: float = 0
    published_peak: float = 0
    sent: float = 0
    peak: float = 0
    record: float = 0


def make(folder: Path, files: int) -> None:
    """Folders of a thousand files of one byte, with old times."""
    for number in range(files):
        inside = folder / f"{number // _IN_A_FOLDER:04d}"
        if number % _IN_A_FOLDER == 0:
            inside.mkdir(parents=True)
        path = inside / f"image_{number:07d}.dat"
        path.write_bytes(b"x")
        os.utime(path, (_OLD, _OLD))


# -- in the measured process


def measured(source: Path, files: int, *, send: bool) -> Measured:
    """Plan and accept the first `files` of `source`; with `send`, carry them too."""
    clock, server = SystemClock(), MemoryServer()
    route = Route("memory", "folder", lambda: MemoryBackend(server))
    folders = sorted(source.iterdir())[: files // _IN_A_FOLDER]
    with tempfile.TemporaryDirectory(prefix="journal-", dir=source.parent) as place:
        journal = Journal(Path(place) / "journal.sqlite", "benchmark")
        begun = time.perf_counter()
        _plan(journal, clock, route, folders, files)
        planned, planned_peak = time.perf_counter() - begun, _peak()
        published_peak = _send(journal, clock, route) if send else 0
        sent = time.perf_counter() - begun - planned
        journal.close()
    record = max(0, server.used - files) / 1e6
    return Measured(files, planned, planned_peak, published_peak, sent, _peak(), record)


def _plan(
    journal: Journal, clock: SystemClock, route: Route, folders: Sequence[Path], files: int
) -> None:
    assays = (Assay(name="Assay"),)
    studies = (Study(name="Study", assays=assays),)
    investigation = Investigation(name="Million", studies=studies)
    sources = (tuple(str(folder) for folder in folders),)
    draft = Draft(node="memory", person="nobody", investigation=investigation, sources=sources)
    settle = Settle(timedelta(seconds=10), clock)
    planner = Planner(journal, clock, settle, route, "nobody", NodeWants(flattens=True))
    with route.connect() as backend:
        plan = planner.plan(draft, _SUBMISSION, backend)
    if plan.blocking or plan.files != files:
        raise RuntimeError(f"{plan.files} files, {plan.blocking[:3]}")
    accept(journal, plan.submission, clock)


def _send(journal: Journal, clock: SystemClock, route: Route) -> float:
    """The peak when the assay was published, before its record was written."""
    peaks: list[float] = []

    def emit(event: Event) -> None:
        if isinstance(event, StageReached) and event.stage == Stage.PUBLISHED:
            peaks.append(_peak())

    parts = Parts(
        route=lambda _row: route,
        settle=lambda _task: None,
        exporters=reporting.exporters(journal),
        clock=clock,
        emit=emit,
    )
    Engine(journal, parts, Control(clock)).run(only=_SUBMISSION)
    stage = submission(journal, _SUBMISSION).stage
    if stage is not Stage.PUBLISHED:
        raise RuntimeError(stage)
    return peaks[0]


def server_alone(files: int) -> Measured:
    """A memory server that holds as much, put there file by file."""
    server = MemoryServer()
    with MemoryBackend(server) as backend:
        for number in range(files):
            path = f"{number // _IN_A_FOLDER:04d}/image_{number:07d}.dat"
            backend.write(path, Bytes(b"x", _OLD * 10**9 + number), 0, lambda _count: None)
    return Measured(files, peak=_peak())


def _peak() -> float:
    """MB (10^6 bytes). getrusage(2): KiB on Linux, bytes on macOS."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


# -- in the process that asks


def _child(*arguments: str) -> Measured:
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Measured(**json.loads(done.stdout))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def compare(source: Path, files: int, *, send: bool) -> bool:
    """Measure a quarter, a half and all; whether memory and growth are as wanted."""
    results: list[Measured] = []
    for count in (files // 4, files // 2, files):
        one = _child("--measure", str(count), "--source", str(source), *["--send"] * send)
        results.append(one)
        planned = f"planned {one.planned / count * 1e6:6.0f} us/file, {one.planned_peak:4.0f} MB"
        sent = f"; sent {one.sent / count * 1e6:6.0f} us/file, {one.published_peak:4.0f} MB" * send
        _say(f"{count:9,} files: {planned}{sent}")
    first, last = results[0], results[-1]
    growth = last.planned / last.files / (first.planned / first.files)
    _say(f"planning: time per file, all / a quarter {growth:.2f} (wanted <= {WANTED_GROWTH})")
    _say(f"planning: peak {last.planned_peak:.0f} MB (wanted <= {WANTED_MEMORY:.0f})")
    if send:
        _say_sent(first, last)
    return growth <= WANTED_GROWTH and last.planned_peak <= WANTED_MEMORY


def _say_sent(first: Measured, last: Measured) -> None:
    growth = last.sent / last.files / (first.sent / first.files)
    server = _child("--server", str(last.files)).peak
    _say(f"sending: time per file, all / a quarter {growth:.2f}")
    _say(
        f"sending: peak {last.published_peak:.0f} MB; a process with such a server {server:.0f} MB"
    )
    _say(f"with the record, {last.record:.0f} MB in that server: peak {last.peak:.0f} MB")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when memory and time are as wanted, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--send", action="store_true", help="send them too (takes long)")
    parser.add_argument("--place", type=Path, help="a folder with room for the files")
    parser.add_argument("--source", type=Path, help="files made before: a folder of folders")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--server", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.server or chosen.measure:
        one = (
            server_alone(chosen.server)
            if chosen.server
            else measured(chosen.source, chosen.measure, send=chosen.send)
        )
        sys.stdout.write(json.dumps(asdict(one)))
        return 0
    with tempfile.TemporaryDirectory(prefix="fbi-million-", dir=chosen.place) as folder:
        source = chosen.source or Path(folder) / "source"
        if not source.exists():
            make(source, chosen.files)
        return 0 if compare(source, chosen.files, send=chosen.send) else 1


if __name__ == "__main__":
    sys.exit(main())
