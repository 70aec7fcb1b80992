"""A small submission that meets every fault at every call, and what has to be true afterwards."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.transfer import doctor
from fbi_uploader.transfer.backend import Backend, OnBytes
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.stages import ARRIVED, FileState, Stage
from fbi_uploader.transfer.verdict import verdict
from tests.faults import Crash, Fail, Faults, FaultyBackend, Method
from tests.unit.engine_tools import PC, content, data, memory_pc, put, staging_names, stored

Result = TypeVar("Result")

TREE: dict[str, dict[str, int]] = {
    "A": {"one.bin": 10, "two.bin": 40, "nothing.bin": 0, "large.bin": 2500},
    "B": {"three.bin": 90, "four.bin": 1200},
}
"""Assays, their files, and sizes: small ones that travel together, large ones in segments."""


class Counting(Faults):
    """Counts the calls of each method; nothing happens to them."""

    def __init__(self) -> None:
        super().__init__([])
        self.calls: Counter[str] = Counter()

    def due(self, method: str, path: str) -> Fail | None:
        self.calls[method] += 1
        return super().due(method, path)


class Line(FaultyBackend):
    """As real lines are: after CONNECTION_LOST nothing passes until somebody connects again.

    And as real crashes are: from that moment on the PC writes nothing into its journal.
    """

    def __init__(self, pc: PC, faults: Faults) -> None:
        super().__init__(pc.route.connect(), faults)
        self._pc = pc

    def _played(
        self, fail: Fail | None, on_bytes: OnBytes, act: Callable[[OnBytes], Result]
    ) -> Result:
        with self._ending():
            return super()._played(fail, on_bytes, act)

    def _streamed(
        self, method: Method, path: str, act: Callable[[], Iterator[Result]]
    ) -> Iterator[Result]:
        with self._ending():
            yield from super()._streamed(method, path, act)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except RetryError as error:
            if error.code is Code.CONNECTION_LOST:
                self.inner.close()
            raise
        except Crash as crash:
            self._pc.journal.die(crash)
            raise


@dataclass(frozen=True, slots=True)
class Played:
    """A node and a PC, and what its user wanted to send."""

    pc: PC
    sources: dict[str, bytes]


def play(folder: Path, make: Callable[[Path], PC] = memory_pc) -> Played:
    """Everything ready to go, in an empty folder."""
    pc = make(folder)
    sources: dict[str, bytes] = {}
    assays: dict[str, Sequence[Path]] = {}
    for assay, files in TREE.items():
        for name, size in files.items():
            put(folder / "sources" / assay / name, content(name, size))
            sources[f"Inv/Study/{assay}/{name}"] = content(name, size)
        assays[assay] = [folder / "sources" / assay / name for name in files]
    pc.submit(assays)
    return Played(pc, sources)


def through(
    pc: PC, faults: Faults, decorate: Callable[[Backend], Backend] = lambda inner: inner
) -> None:
    """Let the PC's connections pass the faults."""
    pc.connect = lambda: decorate(Line(pc, faults))


def run_to_end(played: Played) -> None:
    """As a user would: start again after a crash, resume what stands, until it is published."""
    pc = played.pc
    for _ in range(6):
        try:
            pc.run()
        except Crash:
            pc.restart()
        if pc.stage() in ARRIVED:
            return
        pc.engine.resume("sub-1")


def assert_all_is_well(played: Played) -> None:
    """Nothing lost, doubled or damaged; nothing stays; the journal tells the truth."""
    pc = played.pc
    assert pc.stage() is Stage.PUBLISHED
    assert [row.stage for row in pc.assays()] == [Stage.PUBLISHED, Stage.PUBLISHED]
    assert data(pc) == played.sources
    _assert_rows(played)
    record = stored(pc, "_submissions")
    assert sorted(record) == [
        "_submissions/sub-1/checksums.sha256",
        "_submissions/sub-1/submission.json",
    ]
    assert sorted(record["_submissions/sub-1/checksums.sha256"].decode().splitlines()) == sorted(
        f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in played.sources.items()
    )
    _assert_nothing_stays(played)
    _assert_progress(pc)


def _assert_rows(played: Played) -> None:
    for assay in played.pc.assays():
        for file in records.files(played.pc.journal, assay.id):
            sent = played.sources[f"{assay.folder}/{file.target}"]
            assert file.state is FileState.PUBLISHED
            assert file.sha256 == hashlib.sha256(sent).hexdigest()
            assert file.sha1 == hashlib.sha1(sent, usedforsecurity=False).hexdigest()
            assert file.server_id is not None
    found = verdict(played.pc.journal, played.pc.row(), played.pc.route)
    assert found.safe, found.reasons


def _assert_nothing_stays(played: Played) -> None:
    pc = played.pc
    below = [path for path in stored(pc, "_staging") if not path.endswith("/owner.json")]
    noted = tuple(pc.leftovers())
    assert all(path.startswith(noted) for path in below), (below, noted)
    if staging_names(pc):
        assert noted, "a staging folder stays and nobody knows"
    doctor.examine(pc.journal, pc.route, pc.clock)
    assert staging_names(pc) == []
    assert pc.leftovers() == []
    assert data(pc) == played.sources  # it removed nothing else


def _assert_progress(pc: PC) -> None:
    for told in pc.progress():
        assert 0 <= told.sent <= told.total, told
        assert 0 <= told.proved <= told.total, told
        assert 0 <= told.files_done <= told.files_total, told
