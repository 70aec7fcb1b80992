from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from fbi_uploader import machine

LOWERED = """
import json, psutil, sys
from fbi_uploader.machine import stay_in_background
process = psutil.Process()
before = process.nice()
stay_in_background()
stay_in_background()
kind = int(process.ionice().ioclass) if sys.platform == "linux" else None
print(json.dumps([before, process.nice(), kind]))
"""
MACHINE = "from fbi_uploader.machine import machine_id; print(machine_id())"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="other numbers there")
def test_the_engine_makes_way_for_the_acquisition() -> None:
    mine = psutil.Process().nice()
    before, after, kind = json.loads(run(LOWERED))
    assert before == mine
    assert after == max(mine, 10)  # told twice, lowered once
    if sys.platform == "linux":
        assert kind == int(psutil.IOPRIO_CLASS_BE)
    assert psutil.Process().nice() == mine  # nobody else's


def test_a_machine_is_the_same_in_every_process() -> None:
    assert run(MACHINE) == run(MACHINE) == machine.machine_id() != ""


def test_the_first_id_that_says_something_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (tmp_path / "none", tmp_path / "empty", tmp_path / "id")
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "id").write_text("0123abcd\n")
    monkeypatch.setattr(machine, "_MACHINE_IDS", places)
    if sys.platform != "win32":
        assert machine.machine_id() == "0123abcd"


def test_a_system_without_an_id_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_MACHINE_IDS", ())
    monkeypatch.setattr("socket.gethostname", lambda: "pc-42")
    if sys.platform != "win32":
        assert machine.machine_id() == "pc-42"
