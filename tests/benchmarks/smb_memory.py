"""How much memory the engine takes for 20,000 small files and one of 4 GiB, onto a real smbd.

    python -m tests.benchmarks.smb_memory [--small 20000] [--large-gib 4]

Prints the peak of the engine's resident memory (VmHWM, MiB); wanted: <= 200. Linux only.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.smb import There, deposit_command
from tests.servers.smbd import Smbd

MIB = 1 << 20
WANTED = 200
_OLD = 1_600_000_000


def make(folder: Path, small: int, large_gib: float) -> Path:
    """Small files of 4 KiB in folders of 1,000, and a large one with holes."""
    source = folder / "source"
    for number in range(small):
        path = source / f"{number // 1000:03}" / f"{number:06}.tif"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(4096))
        os.utime(path, (_OLD, _OLD))
    large = source / "large.czi"
    with large.open("wb") as out:
        for place in range(0, int(large_gib * 1024), 64):
            out.seek(place * MIB)
            out.write(os.urandom(4096))
        out.truncate(int(large_gib * 1024) * MIB)
    os.utime(large, (_OLD, _OLD))
    return source


def main() -> int:
    """0 when the peak is small enough, else 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--large-gib", type=float, default=4.0)
    chosen = parser.parse_args()
    with Smbd() as server, tempfile.TemporaryDirectory(prefix="fbi-benchmark-") as named:
        folder = Path(named)
        source = make(folder, chosen.small, chosen.large_gib)
        landing = server.folder("landing")
        there = There(server, server.port, "landing")
        command = deposit_command(source, there, folder / "scratch", "full")
        begun = time.perf_counter()
        done = subprocess.run(
            command,
            input=f"{server.password}\n",
            text=True,
            capture_output=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        if done.returncode != 0:
            raise RuntimeError(f"{done.returncode}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
        arrived = sum(1 for one in landing.rglob("*.*") if "_submissions" not in one.parts)
        if arrived != chosen.small + 1:
            raise RuntimeError(f"{arrived} files arrived")
    # The largest of all children; smbd, the other one, stays far below.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(
        f"{arrived} files, {chosen.large_gib:g} GiB in one: peak {peak:.0f} MiB "
        f"(wanted <= {WANTED}), {seconds:.0f} s\n"
    )
    return 0 if peak <= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
