"""PCs, folder nodes and real child processes: what the end-to-end tests are written with."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from fbi_uploader.transfer.stages import ARRIVED

OLD = 1_700_000_000
"""Seconds since the epoch: a file of that age has stood still."""

SECONDS = 15.0
"""How long anything may take before its test fails."""

Json = dict[str, object]

# isatools takes a second of each publication, twice: test_isatab.py has it publish.
EXPORTS = 'exports = ["rocrate", "bia"]'

_NODE = (
    EXPORTS
    + """
id = "{id}"
names = {{ fr = "Dossier", en = "Folder" }}
landing = "{landing}"
[folder]
path = {path}
[limits]
quiet_seconds = {quiet}
{limits}
"""
)


def put(path: Path, content: bytes, *, old: bool = True) -> Path:
    """A source; `old` ones have stood still since long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if old:
        os.utime(path, (OLD, OLD))
    return path


def until(true: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Look again and again; fail when the time is over."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.005)


def object_of(value: object) -> Json:
    """A JSON object."""
    assert isinstance(value, dict), value
    return cast("Json", value)


def objects(value: object) -> list[Json]:
    """A JSON array of objects."""
    assert isinstance(value, list), value
    return [object_of(one) for one in value]


def events(text: str) -> list[Json]:
    """JSON lines; anything else on stdout fails."""
    return [object_of(json.loads(line)) for line in text.splitlines()]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Json:
        """The one object on stdout."""
        return object_of(json.loads(self.out))

    def events(self) -> list[Json]:
        """The JSON lines on stdout."""
        return events(self.out)

    @property
    def submission(self) -> str:
        """The id that `deposit --json` told."""
        return next(str(one["submission"]) for one in self.events() if "submission" in one)

    def codes(self) -> set[str]:
        """Codes of all problems of a refused plan, of `scan`, or of an error."""
        told = self.events()[-1]
        found = [*objects(told.get("problems", []))]
        if "error" in told:
            found.append(object_of(told["error"]))
        return {str(one["code"]) for one in found}


class Running:
    """A child process whose stdout is read as JSON lines while it runs."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.seen: list[Json] = []
        self.junk: list[bytes] = []
        self._lines: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self._err: list[bytes] = []
        self._readers = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        for line in self._pipe(self.process.stdout):
            try:
                self._lines.put(object_of(json.loads(line)))
            except ValueError:
                self.junk.append(line)
        self._lines.put(None)

    def _read_errors(self) -> None:
        self._err.extend(self._pipe(self.process.stderr))

    def _pipe(self, pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    @property
    def err(self) -> str:
        """What it wrote to stderr so far."""
        return b"".join(self._err).decode()

    def tell(self, message: Json | bytes) -> None:
        """Write a line to its stdin."""
        pipe = self._pipe(self.process.stdin)
        pipe.write(message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n")
        pipe.flush()

    def wait_for(self, wanted: Callable[[Json], object], seconds: float = SECONDS) -> Json:
        """The next line that is wanted; fails when the child ends or the time is over."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"never told; seen {self.seen[-5:]}, {self.err}") from None
            if line is None:
                raise AssertionError(f"ended before; seen {self.seen[-5:]}, {self.err}")
            self.seen.append(line)
            if wanted(line):
                return line

    def sent(self, count: int = 1, seconds: float = SECONDS) -> str:
        """Wait until so many bytes were sent; the submission's id."""
        told = self.wait_for(lambda one: cast("int", one.get("sent", -1)) >= count, seconds)
        return str(told["submission"])

    def wait_in_journal(self, pc: Pc, stage: str) -> str:
        """Wait until the newest submission is at a stage; its id. For a child that prints words."""
        found: list[Json] = []

        def reached() -> bool:
            found[:] = objects(pc.run("status", "--json").json()["submissions"])
            return bool(found) and found[-1]["stage"] == stage

        until(reached, stage)
        return str(found[-1]["submission"])

    def end(self, seconds: float = SECONDS) -> Ended:
        """Wait for its end; a child that does not end fails the test."""
        pipe = self._pipe(self.process.stdin)
        with suppress(BrokenPipeError):
            pipe.close()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"did not end; seen {self.seen[-5:]}, {self.err}") from None
        for reader in self._readers:
            reader.join(SECONDS)
        while (line := self._lines.get()) is not None:
            self.seen.append(line)
        out = "\n".join(json.dumps(one) for one in self.seen)
        return Ended(code, out, self.err)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def destroy(self) -> None:
        """End it whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for reader in self._readers:
            reader.join(SECONDS)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(BrokenPipeError):
                self._pipe(pipe).close()


@dataclass
class Pc:
    """A PC: a home folder with a folder node named "node", sources, and commands to run."""

    home: Path
    landing: Path
    data: Path
    started: list[Running] = field(default_factory=list)

    def add_node(
        self, id_: str = "node", *, landing: str = "", quiet: float = 0.3, limits: str = ""
    ) -> Path:
        """Write the node's file."""
        path = self.home / "nodes" / f"{id_}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _NODE.format(
            id=id_, landing=landing, path=json.dumps(str(self.landing)), quiet=quiet, limits=limits
        )
        path.write_text(text, encoding="utf-8")
        return path

    def slow(self, bytes_a_second: int = 1 << 20) -> None:
        """Let the node take no more than that: time to do something meanwhile."""
        self.add_node(limits=f"bandwidth = {bytes_a_second}\nconnections = 1")

    def environment(self) -> dict[str, str]:
        """Of every command of this PC."""
        return {**os.environ, "FBI_UPLOADER_HOME": str(self.home)}

    def run(self, *words: str | Path, seconds: float = SECONDS) -> Ended:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*words),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def command(self, *words: str | Path) -> list[str]:
        """What to start."""
        return [sys.executable, "-m", "fbi_uploader", *map(str, words)]

    def start(self, *words: str | Path) -> Running:
        """Start a command; it is ended with the test at the latest."""
        running = Running(self.command(*words), self.environment())
        self.started.append(running)
        return running

    def start_unread(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a command whose output nobody reads; the caller ends it."""
        return subprocess.Popen(
            self.command(*words),
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def deposit_file(
        self, files: Sequence[Path | str], assay: str = "Cells", *, more: str = ""
    ) -> Path:
        """A deposit file of one assay."""
        path = self.data / f"deposit {assay}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        listed, name = (
            json.dumps(one, ensure_ascii=False) for one in ([str(one) for one in files], assay)
        )
        path.write_text(
            f'node = "node"\n[investigation]\nname = "Mitosis"\n[[study]]\nname = "Day 1"\n'
            f"[[study.assay]]\nname = {name}\nfiles = {listed}\n{more}",
            encoding="utf-8",
        )
        return path

    def deposit(self, files: Sequence[Path | str], *words: str, assay: str = "Cells") -> Ended:
        """Send files as one assay, with --json."""
        return self.run("deposit", self.deposit_file(files, assay), "--json", *words)

    def start_deposit(
        self, files: Sequence[Path | str], *words: str, assay: str = "Cells"
    ) -> Running:
        """The same, beginning only."""
        return self.start("deposit", self.deposit_file(files, assay), "--json", *words)

    def published(self, assay: str = "Cells") -> Path:
        """Where an assay appears."""
        return self.landing / "Mitosis" / "Day 1" / assay

    def stage(self, submission: str) -> str:
        """As `status --json` tells it."""
        return str(self.run("status", submission, "--json").json()["stage"])

    def receipt(self, submission: str) -> Json:
        """The JSON one."""
        return self.run("receipt", submission).json()

    def staged(self) -> list[str]:
        """What lies in the staging folder."""
        return sorted(str(one) for one in (self.landing / "_staging").rglob("*"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def arrived(stage: object) -> bool:
    """Whether a stage's word means that all bytes are in their place."""
    return stage in {str(one) for one in ARRIVED}


INTERRUPT = signal.SIGINT


def draft_as_window(sources: Sequence[str], assay: str = "Cells", person: str = "root") -> Json:
    """A draft as the window sends it to the engine."""
    study = {"name": "Day 1", "assays": [{"name": assay}]}
    return {
        "node": "node",
        "person": person,
        "investigation": {"name": "Mitosis", "studies": [study]},
        "sources": [list(sources)],
    }
