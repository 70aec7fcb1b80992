"""How fast the window is: its start beside iBridges GUI, 100,000 files, and stalls while sending.

    python -m tests.benchmarks.window [--case start|scan|send] [--rounds 7] [--files 100000]

Offscreen; Linux only. FBI_BENCH_CACHE names a folder where iBridges and the files are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PEER = "ibridgesgui"
_OLD = 1_600_000_000
_START = Path(__file__).with_name("window_start.py")
_LONG = 60.0


def say(line: str) -> None:
    """To stdout."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Wanted:
    """A figure and its limit."""

    what: str
    most: float
    unit: str

    def tell(self, values: list[float]) -> bool:
        """Print the median; whether it is within the limit."""
        median = statistics.median(values)
        said = ", ".join(f"{value:.3g}" for value in values)
        fits = median <= self.most
        sign = "ok" if fits else "MISSED"
        say(f"{sign:6} {self.what}: {median:.3g}{self.unit} (wanted <= {self.most:g}) [{said}]")
        return fits


# -- start


def peer_python(cache: Path) -> Path:
    """The Python of an environment with iBridges GUI, made the first time."""
    place = cache / "ibridges"
    python = place / "bin" / "python"
    if not (place / "ready").exists():
        venv.create(place, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", PEER]
        subprocess.run(install, check=True)
        (place / "ready").touch()
    return python


def first_paint(python: Path | str, words: list[str], home: Path) -> tuple[float, float]:
    """Seconds from the start of the process to its first paint, and its peak memory then, MiB."""
    mark = home / "painted"
    mark.unlink(missing_ok=True)
    begun = time.perf_counter()
    process = subprocess.Popen(
        [python, _START, *words],
        cwd=REPOSITORY,
        env={**_environment(home), "PAINTED_AT": str(mark)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not mark.exists():
            if process.poll() is not None or time.perf_counter() - begun > _LONG:
                raise RuntimeError(f"{words}: no window")
            time.sleep(0.001)
        seconds = time.perf_counter() - begun
        return seconds, _peak(process.pid)
    finally:
        process.kill()
        process.wait()


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "FBI_UPLOADER_HOME": str(home / "ours"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def start(cache: Path, rounds: int, _files: int) -> bool:
    """Both programs in turns; the first round only warms up."""
    peer = peer_python(cache)
    with tempfile.TemporaryDirectory(prefix="fbi-benchmark-") as named:
        home = Path(named)
        (home / "ours").mkdir(mode=0o700)
        ours_command = ["fbi_uploader", "window", "--home", str(home / "ours")]
        pairs = [
            (first_paint(sys.executable, ours_command, home), first_paint(peer, [PEER], home))
            for _ in range(rounds + 1)
        ][1:]
    ours, theirs = ([pair[which][0] for pair in pairs] for which in (0, 1))
    say(f"ours   {statistics.median(ours):.3f} s, {pairs[0][0][1]:.0f} MiB")
    say(f"theirs {statistics.median(theirs):.3f} s, {pairs[0][1][1]:.0f} MiB")
    ratio = [one / other for one, other in zip(ours, theirs, strict=True)]
    return Wanted("start to first paint, ours / iBridges", 1.2, "").tell(ratio)


# -- inside the window's process


def inside(what: str, folder: Path) -> dict[str, float]:
    """What a window measured of itself, in an empty home."""
    with tempfile.TemporaryDirectory(prefix="fbi-benchmark-") as named:
        home = Path(named)
        command = [sys.executable, "-m", "tests.benchmarks.window_inside", what]
        done = subprocess.run(
            [*command, str(home / "ours"), str(folder)],
            cwd=REPOSITORY,
            env=_environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def scan(cache: Path, rounds: int, files: int) -> bool:
    """A folder of many files is dropped."""
    folder = cache / f"{files}-files"
    for number in range(files):
        path = folder / f"plaque-{number // 1000:03}" / f"champ-{number:06}.dat"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(b"x")
            os.utime(path, (_OLD, _OLD))
    told = [inside("scan", folder) for _ in range(rounds)]
    say(f"{told[0]['rows']:.0f} rows, scan {statistics.median(one['scan'] for one in told):.1f} s")
    checks = (
        ("first", Wanted("first rows", 0.5, " s")),
        ("usable", Wanted("whole list usable after the scan", 2.0, " s")),
        ("peak", Wanted("peak memory of the window", 300, " MiB")),
        ("stall", Wanted("longest stall while scanning", 0.1, " s")),
        ("organise", Wanted("Organise in sight after that", 1.0, " s")),
    )
    fits = [wanted.tell([one[name] for one in told]) for name, wanted in checks]  # all are told
    return all(fits)


def send(cache: Path, rounds: int, _files: int) -> bool:
    """Four files of 200 MB go to the sandbox while Transfers is in sight."""
    folder = cache / "four"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(4):
        path = folder / f"file-{number}.dat"
        if not path.exists():
            path.write_bytes(os.urandom(200_000_000))
            os.utime(path, (_OLD, _OLD))
    told = [inside("send", folder) for _ in range(rounds)]
    above = [one["stalls_above_50_ms"] for one in told]
    say(f"{told[0]['bytes'] / 1e6:.0f} MB; stalls above 50 ms: {above}")
    wanted = Wanted("longest stall while 4 files are sent", 0.05, " s")
    return wanted.tell([one["stall"] for one in told])


CASES: dict[str, Callable[[Path, int, int], bool]] = {"start": start, "scan": scan, "send": send}


def main() -> int:
    """0 when everything is within its limits, else 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--files", type=int, default=100_000)
    chosen = parser.parse_args()
    named = os.environ.get("FBI_BENCH_CACHE")
    with tempfile.TemporaryDirectory(prefix="fbi-bench-") as own:
        cache = Path(named) if named else Path(own)
        fits = []
        for case in [chosen.case] if chosen.case else CASES:
            load = os.getloadavg()
            say(f"-- {case}; load {load[0]:.1f}, {load[1]:.1f}, {load[2]:.1f}")
            fits.append(CASES[case](cache, chosen.rounds, chosen.files))
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
