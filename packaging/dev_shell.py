"""Other programs, started in one place so that the tests of dev.py can stand in for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a shell reports for Ctrl-C.
INTERRUPTED = 130

ROOT = Path(__file__).resolve().parent.parent


class SetUpError(Exception):
    """Nothing more can be done; the text is what the developer reads."""


class Shell:
    """Starts programs; all of them see the same terminal."""

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> int:
        """Exit code of `command`; `environment` is added to ours. Ctrl-C gives 130."""
        try:
            done = subprocess.run(
                command, check=False, env={**os.environ, **(environment or {})}, cwd=folder
            )
        except FileNotFoundError as error:
            raise SetUpError(f"{command[0]} cannot be started: {error.strerror}") from error
        except KeyboardInterrupt:
            return INTERRUPTED
        return done.returncode if done.returncode >= 0 else 128 - done.returncode

    def answer(self, command: Sequence[str]) -> str | None:
        """What `command` prints, or None when it is not there, fails or takes over a minute."""
        try:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=60,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode(errors="replace") if done.returncode == 0 else None
