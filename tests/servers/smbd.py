"""A real smbd of our own on loopback: started, stopped, killed and started again by tests.

As root it runs as `nobody`; otherwise as whoever runs the tests. Nothing of the system's Samba is
read or written. An ordinary user cannot mount the small disk (see `Smbd.small_is_real`), and all
files belong to one account whoever logs in (as root `force user` says so too).
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.e2e import disks
from tests.servers.messages import negotiate_request
from tests.servers.processes import account, belonging, end_all, smbd_program
from tests.servers.smbd_config import Options, Places, smb_conf

# Below what Linux gives to outgoing connections, so that a killed server finds its port again.
_PORTS = range(20_000, 32_000)
_READY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody whom the server knows."""

    user: str
    password: str = field(repr=False)


class Smbd:
    """One server; a context manager that starts it and leaves nothing of it behind.

    `login`, `second`  two people who both may write; `user` and `password` are the first one's
    `root`             the folder behind the share `data`, for tests to look into
    `small_is_real`    whether the share `small` is a disk that fills; else an ordinary folder
    """

    host = "127.0.0.1"

    def __init__(self, options: Options | None = None) -> None:
        self._program = smbd_program()
        self._cleaning = ExitStack()
        self.options = options or Options()
        base = Path(tempfile.mkdtemp(prefix="fbi-smbd-"))
        self._cleaning.callback(shutil.rmtree, base)
        self.places = Places(base)
        self.port = free_port()
        self.login = Login("alice", secrets.token_hex(8))
        self.second = Login("bob", secrets.token_hex(8))
        self.user, self.password = self.login.user, self.login.password
        self.root = self.places.share("data")
        self.small_is_real = False
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self.account = account(base, own=self.options.own_account)
            self._prepare()
        except BaseException:
            self._cleaning.close()
            raise

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- life

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers; fails with its log when it does not."""
        assert not self.running
        self._configure()
        smbd = [self._program, "--foreground", "--no-process-group", "--debug-stdout"]
        files = [f"--configfile={self.places.config}", f"--log-basename={self.places.base}/log"]
        with self.places.log.open("ab") as log:
            self._process = self.account.start(
                [*smbd, *files], stdin=subprocess.DEVNULL, stdout=log
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """As an administrator stops it; killed when it does not go."""
        self._end(signal.SIGTERM, 10)

    def kill(self) -> None:
        """As when its machine loses power: no process of it does anything more."""
        self._end(signal.SIGKILL, 10)

    def restart(self, options: Options | None = None) -> None:
        """On the same port, with the same files and people; perhaps with other options."""
        self.stop()
        self.options = options or self.options
        self.start()

    def close(self) -> None:
        """Stop it and remove everything."""
        self.stop()
        self._cleaning.close()

    def process_ids(self) -> list[int]:
        """Of all that belongs to it."""
        group = self._process.pid if self._process else -1
        return [one.pid for one in belonging(group, self.places.config)]

    # -- what lies behind the shares

    def share(self, name: str) -> Path:
        """The folder behind a share."""
        return self.places.share(name)

    def folder(self, path: str, share: str = "data") -> Path:
        """A new folder that the server may write in."""
        made = self.share(share) / path
        made.mkdir(parents=True)
        self._give_up_to(made, self.share(share))
        return made

    def put(self, path: str, content: bytes, share: str = "data") -> Path:
        """A file that was there before."""
        made = self.share(share) / path
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(content)
        self._give_up_to(made, self.share(share))
        return made

    def say_free(self, total: int, free: int) -> None:
        """What the share `quota` tells about its space, in bytes (whole KiB are told).

        smbd refuses announced sizes (allocation) beyond it, but no writes: they need `small`.
        It takes 0 for "unknown" and says 1 MiB: the least it can tell is 1 KiB.
        """
        self.places.free.write_text(f"{total // 1024} {max(1, free // 1024)}\n")

    def log(self) -> str:
        """What it said so far."""
        return self.places.log.read_text(errors="replace")

    def _give_up_to(self, path: Path, top: Path) -> None:
        while path != top:
            self.account.give(path)
            path = path.parent

    # -- making it

    def _prepare(self) -> None:
        base = self.places.base
        base.chmod(0o755)
        self.places.make()
        self.say_free(1 << 40, 1 << 39)
        script = base / "dfree.sh"
        script.write_text(f'#!/bin/sh\nread -r line < "{self.places.free}"\necho "$line"\n')
        script.chmod(0o755)
        people = {self.account.name: self.login, self.account.second: self.second}
        lines = [f"{account} = {login.user}\n" for account, login in people.items()]
        (base / "users.map").write_text("".join(lines))
        # smbd reads the link itself as a referral; a client of ours goes there by our port.
        (self.share("dfs") / "link").symlink_to(f"msdfs:{self.host}\\data")
        self._mount_small()
        self.account.give(base, *base.rglob("*"))
        self._configure()
        for name, login in people.items():
            self._add(name, login)

    def _configure(self) -> None:
        accounts = (self.account.name, self.account.second)
        self.places.config.write_text(smb_conf(self.places, self.options, self.port, accounts))

    def _mount_small(self) -> None:
        try:
            size = str(self.options.small_bytes)
            self._cleaning.enter_context(disks.small_disk(self.share("small"), size))
        except pytest.skip.Exception:
            return
        self.small_is_real = True

    def _add(self, name: str, login: Login) -> None:
        words = ["pdbedit", f"--configfile={self.places.config}", "-t", "-a", "-u", name]
        adding = self.account.start(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said, _ = adding.communicate(f"{login.password}\n{login.password}\n".encode(), 60)
        assert adding.returncode == 0, said.decode()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not answers(self.host, self.port):
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"smbd does not answer; it said:\n{self.log()[-4000:]}")
            time.sleep(0.01)

    def _end(self, sign: signal.Signals, seconds: float) -> None:
        process = self._process
        if process is None:
            return
        gone = end_all(process.pid, self.places.config, sign, seconds)
        if not gone:
            gone = end_all(process.pid, self.places.config, signal.SIGKILL, seconds)
        assert gone, self.process_ids()
        process.wait(seconds)
        self._process = None


def answers(host: str, port: int) -> bool:
    """Whether an SMB 2 server answers there, within a second."""
    try:
        with socket.create_connection((host, port), 1) as wire:
            wire.sendall(negotiate_request())
            return wire.recv(8)[4:8] == b"\xfeSMB"
    except OSError:
        return False


def free_port() -> int:
    """One that nobody listens on, not the same for two runs at a time."""
    start = os.getpid() * 37
    for step in range(len(_PORTS)):
        port = _PORTS[(start + step) % len(_PORTS)]
        with socket.socket() as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")
