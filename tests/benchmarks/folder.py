"""Ours beside `cp` + `sha256sum` and `rsync -a` + `rsync -a -c`, to a folder, in one run.

    python tests/benchmarks/folder.py [--case large|small] [--rounds 3] [--place DIR]

Prints ratios: the best peer's median time divided by ours (1.3 = ours is 1.3 times faster), with
each round's times beside them. See README.md for what each way does and does not do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

MIB = 1 << 20
WANTED = 1.3
_OLD = 1_600_000_000  # seconds: the sources have stood still for years
# Our engine works at background priority; at another one the rest of this PC would weigh on one
# side only.
_QUIET = ("nice", "-n", "10")
_NODE = """
id = "benchmark"
names = {{ fr = "Mesure", en = "Benchmark" }}
landing = ""
exports = []
[folder]
path = "{landing}"
"""
_DEPOSIT = """
node = "benchmark"
[investigation]
name = "Benchmark"
[[study]]
name = "Study"
[[study.assay]]
name = "Assay"
files = ["{source}"]
"""


@dataclass(frozen=True)
class Case:
    """`count` files of `size` bytes each.

    `keep`: what is written stays until the end. ext4 makes new files slowly for a minute after
    many were removed; new gigabytes, on the other hand, may be slow on a disk that grows.
    """

    name: str
    count: int
    size: int
    keep: bool


@dataclass(frozen=True)
class Way:
    """Carries a source folder into an empty place and verifies it; raises when it is not equal.

    `peer`: ours is measured against the best of these; others are shown beside them.
    """

    name: str
    says: str
    run: Callable[[Path, Path], None]
    peer: bool = True


CASES = (
    Case("large", 1, 1024 * MIB, keep=False),
    Case("small", 5000, 64 * 1024, keep=True),
)


# -- the three ways


def ours(source: Path, place: Path) -> None:
    home, landing = place / "home", place / "landing"
    landing.mkdir()
    (home / "nodes").mkdir(parents=True, mode=0o700)
    (home / "nodes" / "benchmark.toml").write_text(_NODE.format(landing=landing))
    deposit = place / "deposit.toml"
    deposit.write_text(_DEPOSIT.format(source=source))
    command = [sys.executable, "-m", "fbi_uploader", "deposit", str(deposit)]
    # As installed, with its bytecode: the warm-up writes it, beside the places.
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(place.parent / "cache")}
    _run([*command, "--json", "--home", str(home)], environment=bytecode)


def copied(source: Path, place: Path) -> None:
    _run([*_QUIET, "cp", "-r", str(source), str(place / "copy")])
    if _sums(source) != _sums(place / "copy"):
        raise RuntimeError("cp: the sums differ")


def synchronised(source: Path, place: Path, *options: str) -> None:
    _run([*_QUIET, "rsync", "-a", *options, f"{source}/", f"{place / 'copy'}/"])
    again = [*_QUIET, "rsync", "-a", "-c", "--itemize-changes"]
    if b">f" in _run([*again, f"{source}/", f"{place / 'copy'}/"]):
        raise RuntimeError("rsync: the second run found something to send")


def flushed(source: Path, place: Path) -> None:
    synchronised(source, place, "--fsync")


def _sums(folder: Path) -> bytes:
    command = "find . -type f -print0 | sort -z | xargs -0 sha256sum"
    return _run([*_QUIET, "sh", "-c", command], folder)


def _run(
    command: Sequence[str],
    folder: Path | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    variables = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[:4]}: {done.returncode}: {done.stdout!r} {done.stderr!r}")
    return done.stdout


WAYS = (
    Way(
        "ours", "flushes; two digests; reads back from the disk; keeps the proof", ours, peer=False
    ),
    Way("cp + sha256sum", "flushes nothing; reads its copy from the cache", copied),
    Way("rsync -a + -a -c", "flushes nothing; reads its copy from the cache", synchronised),
    Way("rsync --fsync + -c", "flushes; reads its copy from the cache", flushed, peer=False),
)


# -- measuring


def make(case: Case, folder: Path) -> None:
    """Random content, old times."""
    folder.mkdir()
    for number in range(case.count):
        path = folder / f"image_{number:05d}.dat"
        with path.open("wb") as out:
            for begin in range(0, case.size, MIB):
                out.write(os.urandom(min(MIB, case.size - begin)))
        os.utime(path, (_OLD, _OLD))


def once(way: Way, source: Path, place: Path) -> float:
    """Seconds of one run, into a new place, nobody's dirty pages being left from before."""
    place.mkdir()
    os.sync()
    begun = time.perf_counter()
    way.run(source, place)
    return time.perf_counter() - begun


def measure(case: Case, rounds: int, folder: Path) -> float:
    """Print one case; returns best peer / ours."""
    source = folder / case.name
    make(case, source)
    times: dict[str, list[float]] = {way.name: [] for way in WAYS}
    for number in range(rounds + 1):
        for way in WAYS:
            place = folder / f"{number}-{WAYS.index(way)}"
            taken = once(way, source, place)
            if not case.keep:
                shutil.rmtree(place)
            if number:  # the first round warms the caches up
                times[way.name].append(taken)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    ratio = min(medians[way.name] for way in WAYS if way.peer) / medians["ours"]
    _say(f"\n{case.name}: {case.count} x {case.size / MIB:g} MiB, medians of {rounds}")
    for way in WAYS:
        each = " ".join(f"{one:.2f}" for one in times[way.name])
        against = medians[way.name] / medians["ours"]
        _say(f"  {way.name:18} {against:5.2f} x our time   ({each} s)   {way.says}")
    _say(f"  best peer / ours   {ratio:5.2f}   (wanted >= {WANTED}; without --fsync, see README)")
    return ratio


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when ours is fast enough in every case that was measured, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--case", choices=[case.name for case in CASES])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--place", type=Path, help="a folder on the disk to measure")
    chosen = parser.parse_args(arguments)
    ratios: list[float] = []
    for case in CASES:
        if chosen.case in (None, case.name):
            with tempfile.TemporaryDirectory(prefix="fbi-benchmark-", dir=chosen.place) as folder:
                ratios.append(measure(case, chosen.rounds, Path(folder)))
    return 0 if min(ratios) >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
