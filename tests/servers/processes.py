"""Accounts and processes of a server that runs as somebody else, and that forks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest

# Of a Debian system, for the first and the second person who log in.
_SPARE = ("nobody", "daemon", "bin", "games")
_ENDED = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server and owns its files; `second` only has to exist in /etc/passwd."""

    name: str
    uid: int
    gid: int
    second: str

    @property
    def is_ours(self) -> bool:
        """Whether we are it already."""
        return sys.platform == "win32" or os.getuid() == self.uid

    def start(self, words: list[str], **streams: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """A program that runs as this account, in a session and process group of its own."""
        return subprocess.Popen(
            words,
            stdin=streams.get("stdin"),
            stdout=streams.get("stdout"),
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
        )

    def give(self, *paths: Path) -> None:
        """Make it the owner; nothing to do where we are that account."""
        if sys.platform != "win32" and not self.is_ours:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def smbd_program() -> str:
    """Where smbd is; skips where it is not."""
    program = shutil.which("smbd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if sys.platform != "linux" or program is None:
        pytest.skip("smbd is not installed here (packaging/dev.py installs it on Debian)")
    return program


def account(base: Path, *, own: bool) -> Account:
    """As root it is `nobody` when that one can reach `base`, unless we want our `own`."""
    if sys.platform == "win32":
        pytest.skip("smbd is not for Windows")
    import pwd  # noqa: PLC0415 - not on Windows

    known = {one.pw_name: one for one in pwd.getpwall()}
    wanted = "root"
    if os.getuid() == 0:
        wanted = "nobody" if not own and "nobody" in known and _reachable(base) else "root"
    else:
        wanted = next((name for name, one in known.items() if one.pw_uid == os.getuid()), "")
    if not wanted:
        pytest.skip(f"smbd needs an account, and {os.getuid()} has no name here")
    second = next(name for name in _SPARE if name in known and name != wanted)
    return Account(wanted, known[wanted].pw_uid, known[wanted].pw_gid, second)


def _reachable(base: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in base.parents)


def belonging(group: int, config: Path) -> list[psutil.Process]:
    """The living processes of a server: of its process group, or started with its config.

    samba-dcerpcd and its workers leave the group of the smbd that started them.
    """
    return [one for one in psutil.process_iter() if _belongs(one, group, str(config))]


def _belongs(process: psutil.Process, group: int, config: str) -> bool:
    if sys.platform == "win32":
        return False
    try:
        if process.status() in _ENDED:
            return False
        if os.getpgid(process.pid) == group:
            return True
        return any(config in word for word in process.cmdline()[1:])
    except (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError):
        return False


def end_all(group: int, config: Path, sign: signal.Signals, seconds: float) -> bool:
    """Signal every process of a server until none is left; False when time is up before."""
    deadline = time.monotonic() + seconds
    told: set[int] = set()
    while living := belonging(group, config):
        for process in living:
            if process.pid not in told or sign is not signal.SIGTERM:
                told.add(process.pid)
                _tell(process, sign)
        if time.monotonic() > deadline:
            return False
        psutil.wait_procs(living, timeout=0.05)
    return True


def _tell(process: psutil.Process, sign: signal.Signals) -> None:
    try:
        process.send_signal(sign)
    except psutil.NoSuchProcess:
        return
