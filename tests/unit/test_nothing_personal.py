"""conftest.py keeps every test, and its children, out of what belongs to the real user."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import keyring
import platformdirs
import pytest
from keyring.errors import NoKeyringError


def test_personal_folders_are_elsewhere(home: Path, personal_place: Path) -> None:
    assert os.environ["FBI_UPLOADER_HOME"] == str(home)
    assert list(home.iterdir()) == []
    assert Path.home() == personal_place
    if sys.platform != "win32":  # there, platformdirs asks the system and not the environment
        assert platformdirs.user_state_path("x").is_relative_to(personal_place)


def test_keyring_is_out_of_reach() -> None:
    with pytest.raises(NoKeyringError):
        keyring.set_password("fbi_uploader-test", "nobody", "nothing")


def test_keyring_is_out_of_reach_of_children() -> None:
    code = "import keyring; keyring.set_password('fbi_uploader-test', 'nobody', 'nothing')"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "NoKeyringError" in done.stderr
