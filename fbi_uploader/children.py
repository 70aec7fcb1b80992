"""Child processes of this program: how they are started, and what each does first (DESIGN 4)."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import BinaryIO, TypedDict


class Surroundings(TypedDict):
    """Arguments of `subprocess` that every child is started with."""

    cwd: Path | None
    env: dict[str, str]
    creationflags: int


def command_of(name: str) -> tuple[str, ...]:
    """The command line of this program's child `name`, frozen by PyInstaller or not."""
    if getattr(sys, "frozen", False):
        return (sys.executable, name)
    return (sys.executable, "-m", "fbi_uploader", name)


def surroundings() -> Surroundings:
    """For a child that reckons, without a console of its own on Windows."""
    # Its folder is put on Python's path, so never the one with the data in it.
    ours = None if getattr(sys, "frozen", False) else Path(__file__).parents[1]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return {"cwd": ours, "env": os.environ | {"OPENBLAS_NUM_THREADS": "1"}, "creationflags": flags}


def own_stdout() -> BinaryIO:
    """Move our stdout away and point descriptor 1 to stderr, because libraries print."""
    sys.stdout.flush()
    ours = os.dup(1)  # not inherited by children (PEP 446)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb", buffering=0)


def hush() -> None:
    """Libraries complain in three ways; what matters of it is raised."""
    warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    logging.raiseExceptions = False
