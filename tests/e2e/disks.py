"""Real disks that fill, close and die: for root on Linux; elsewhere the tests skip."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, linux/fs/ext4/ext4.h
_NO_FLUSH = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH: what was not flushed is lost


def needs_root() -> None:
    """Mounting is for root."""
    if sys.platform != "linux" or os.getuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting needs root on Linux")


def _mount(*words: str | Path) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.decode().strip()}")


def unmount(point: Path) -> None:
    """At once, or as soon as nobody uses it any more."""
    subprocess.run(["umount", "-l", point], check=True)


@contextmanager
def small_disk(point: Path, size: str) -> Iterator[None]:
    """A file system in memory that is soon full."""
    needs_root()
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", point)
    try:
        yield
    finally:
        unmount(point)


def read_only(point: Path, *, on: bool) -> None:
    """Close a mounted disk for writing, or open it again."""
    _mount("-o", f"remount,{'ro' if on else 'rw'}", point)


class MortalDisk:
    """An ext4 in a file, mounted at `point`, whose wire can be pulled."""

    def __init__(self, image: Path, point: Path) -> None:
        needs_root()
        program = shutil.which("mkfs.ext4")
        if program is None:
            pytest.skip("no mkfs.ext4 here")
        with image.open("wb") as file:
            file.truncate(64 << 20)
        subprocess.run([program, "-q", "-F", image], check=True)
        self._image, self._point = image, point
        self.mount()

    def mount(self) -> None:
        """Plug it in."""
        _mount("-o", "loop", self._image, self._point)
        for path in self._point.iterdir():
            if path.name == "lost+found":
                path.rmdir()

    def die(self) -> None:
        """From now on everything there is EIO; what was not flushed is lost."""
        import fcntl  # noqa: PLC0415 - not on Windows

        handle = os.open(self._point, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUT_DOWN, struct.pack("I", _NO_FLUSH))
        finally:
            os.close(handle)

    def unmount(self) -> None:
        """Take what is left of it away."""
        unmount(self._point)
