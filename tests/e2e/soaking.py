"""Submissions that are killed again and again, and what must be true of them in the end."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.running import OLD, Pc, Running, object_of, objects

MIB = 1 << 20
BLOCK = MIB
LARGE = 300 * MIB
"""More than one segment (256 MiB): what was flushed before a kill is gone on from."""


@dataclass(frozen=True)
class Size:
    """How much is sent, how often it is killed and cut off, and how long it may take in seconds."""

    small: int
    small_bytes: int
    large: int
    kills: int
    seconds: float
    cuts: int = 0


SHORT = Size(small=300, small_bytes=60 * MIB, large=2, kills=10, seconds=60)
LONG = Size(small=2996, small_bytes=848 * MIB, large=4, kills=100, seconds=3600)


@dataclass
class Soak:
    """Submissions of the same files under new names, until enough processes were killed."""

    pc: Pc
    size: Size
    chance: random.Random
    kills: int = 0
    number: int = 0
    span: float = 3.0
    stages: Counter[str] = field(default_factory=Counter)
    troubled: Callable[[], bool] = lambda: True
    """Whether enough else went wrong as well; until then it goes on."""

    @property
    def assay(self) -> str:
        """Of the submission that is being sent."""
        return f"Cells {self.number}"

    def run(self) -> None:
        """Kill and resume; compare each assay that was published, and make room."""
        while self.kills < self.size.kills or not self.troubled():
            self.number += 1
            while self._stage() != "published":
                self._once()
            published = self.pc.published(self.assay)
            assert list(differences(self.pc.data / "in", published / "in")) == []
            assert os.listdir(published.parent) == [self.assay]
            shutil.rmtree(published)

    def _once(self) -> None:
        """Begin or go on, and kill it if it has not ended by then."""
        known = self._stage() not in {"", "draft"}
        words = ["resume", "--json"] if known else ["deposit", self._deposit(), "--json"]
        began = time.monotonic()
        running = self.pc.start(*map(str, words))
        if self.kills < self.size.kills and self._wait_to_kill(running, known=known):
            running.process.kill()
            self.stages[self._stage()] += 1
            self.kills += 1
            running.process.wait()
        else:
            ended = running.end(120)
            assert ended.code == 0, (ended.out[-2000:], ended.err)
            self.span = 0.2 * self.span + 0.8 * (time.monotonic() - began)
        running.destroy()
        self.pc.started.remove(running)

    def _wait_to_kill(self, running: Running, *, known: bool) -> bool:
        """Until a moment that is drawn; False when the child ends before by itself.

        Most moments are drawn evenly; the others lie shortly after a stage begins, because
        planning and publishing take milliseconds.
        """
        aims = ["ready", "publishing", "recording"] if known else ["draft"]
        aimed = self.chance.choice([*aims, *(None for _ in range(5 if known else 3))])
        late = self.chance.uniform(0, 0.02)
        end = time.monotonic() + (120 if aimed else self.chance.uniform(0.3, self.span))
        while time.monotonic() < end and running.process.poll() is None:
            if aimed is not None and self._stage() == aimed:
                time.sleep(late)
                break
            time.sleep(0.001)
        return running.process.poll() is None

    def _deposit(self) -> Path:
        return self.pc.deposit_file([self.pc.data / "in"], self.assay)

    def _stage(self) -> str:
        """Of the assay, and of its submission once it is published; "" for none."""
        if not (self.pc.home / "journal.sqlite").exists():
            return ""
        uri = f"{(self.pc.home / 'journal.sqlite').as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as journal:
            try:
                row = journal.execute(
                    "SELECT a.stage, s.stage FROM assays a JOIN submissions s "
                    "ON s.id = a.submission WHERE a.name = ? ORDER BY a.id DESC",
                    (self.assay,),
                ).fetchone()
            except sqlite3.OperationalError:  # killed before its tables were made
                return ""
        if row is None:
            return ""
        return "recording" if row[0] == "published" != row[1] else str(row[0])


def make_files(folder: Path, size: Size, chance: random.Random) -> None:
    """Small files of random sizes, and large ones with holes: each block names its place."""
    weights = [chance.random() for _ in range(size.small)]
    for number, weight in enumerate(weights):
        path = folder / f"{number % 20:02}" / f"{number:04}.tif"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(int(weight / sum(weights) * size.small_bytes)))
        os.utime(path, (OLD, OLD))
    for number in range(size.large):
        path = folder / f"large {number}.czi"
        with path.open("wb") as file:
            for block in range(0, LARGE, BLOCK):
                file.seek(block)
                file.write(f"{number} {block} {chance.random()}".encode())
            file.truncate(LARGE + number)
        os.utime(path, (OLD, OLD))


def differences(source: Path, published: Path) -> Iterator[str]:
    """Every file that is missing, too many, or other than its source."""
    wanted = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file()}
    found = {str(path.relative_to(published)) for path in published.rglob("*") if path.is_file()}
    yield from wanted ^ found
    for name in sorted(wanted & found):
        if not same(source / name, published / name):
            yield name


def same(one: Path, other: Path) -> bool:
    """Byte for byte."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        return all(piece == right.read(len(piece)) for piece in iter(lambda: left.read(MIB), b""))


def check(soak: Soak) -> None:
    """Nothing is left over, and every submission has its record and its proof."""
    pc = soak.pc
    doctor = pc.run("doctor", "node", "--json", seconds=60)
    assert doctor.code == 0, doctor.err
    assert [one for one in objects(doctor.json()["found"]) if one["what"] != "removed"] == []
    assert pc.staged() == []
    rows = objects(pc.run("status", "--json").json()["submissions"])
    arrived = [str(one["submission"]) for one in rows if one["stage"] == "published"]
    assert len(arrived) == soak.number
    assert sorted(os.listdir(pc.landing / "_submissions")) == sorted(arrived)
    for submission in arrived:
        receipt = pc.receipt(submission)
        assert receipt["safe_to_delete"] is True, object_of(receipt["safety"])


def seeded() -> tuple[int, random.Random]:
    """FBI_TEST_SEED repeats a run."""
    seed = int(os.environ.get("FBI_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
    return seed, random.Random(seed)  # noqa: S311 - draws moments, guards no secret


def told(soak: Soak, seconds: float) -> str:
    """The figures of a run that went well."""
    size = soak.size
    return (
        f"soak: {soak.kills} kills at {dict(soak.stages)}, {size.cuts} cuts, {soak.number} "
        f"submissions of {size.small + size.large} files, 0 differences, 0 left-overs, "
        f"{seconds:.0f} s"
    )
