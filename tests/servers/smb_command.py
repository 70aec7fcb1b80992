"""Debian's smbclient: a second opinion, and a client that is not ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field

import pytest


@dataclass(frozen=True, slots=True)
class Answer:
    """How a run of smbclient ended, and what it said on both streams."""

    code: int
    said: str


@dataclass(frozen=True, slots=True)
class SmbCommand:
    """smbclient onto one share."""

    host: str
    port: int
    share: str
    user: str
    password: str = field(repr=False)
    options: tuple[str, ...] = ()

    def words(self, commands: str) -> list[str]:
        """What to start; the password goes with `environment`."""
        program = shutil.which("smbclient")
        if program is None:
            pytest.skip("smbclient is not installed here (packaging/dev.py installs it on Debian)")
        # No configuration of the system's: /dev/null.
        named = [program, "--configfile=/dev/null", f"//{self.host}/{self.share}"]
        return [*named, "-p", str(self.port), "-U", self.user, *self.options, "-c", commands]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PASSWD": self.password}

    def run(self, commands: str, seconds: float = 60) -> Answer:
        """Carry out `commands`, separated by semicolons."""
        done = subprocess.run(
            self.words(commands),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Answer(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))

    def start(self, commands: str) -> subprocess.Popen[bytes]:
        """The same without waiting; what it says comes by `communicate`."""
        return subprocess.Popen(
            self.words(commands),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
