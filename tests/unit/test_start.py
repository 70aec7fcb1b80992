"""How the program starts: what it loads, and what it leaves be."""

from __future__ import annotations

import subprocess
import sys

import pytest

_START = """
import gc, sys
from fbi_uploader.__main__ import main
sys.argv = ["fbi-uploader", "--version"]
try:
    main()
except SystemExit:
    pass
"""


def started(then: str) -> str:
    """What a start of the command line and then a line of Python print last."""
    command = [sys.executable, "-c", f"{_START}{then}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("module", ["numpy", "tifffile", "keyring"])
def test_slow_libraries_are_not_loaded_at_the_start(module: str) -> None:
    assert started(f"print({module!r} in sys.modules)") == "False"


def test_cycles_are_looked_for_again_once_all_is_loaded() -> None:
    assert started("print(gc.isenabled(), gc.get_freeze_count() > 10_000)") == "True True"
