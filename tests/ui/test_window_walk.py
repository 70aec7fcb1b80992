"""The whole way with the keyboard alone: a drop, a deposit, a real server, the timeline read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from fbi_uploader import settings
from fbi_uploader.paths import Home
from fbi_uploader.ui.session import Session
from tests.conftest import REPOSITORY
from tests.e2e.running import put
from tests.e2e.smb_pc import SmbPc
from tests.servers.fixtures import Place
from tests.ui.depositing import make_files
from tests.ui.window_tools import SAID, Walker, opened, until

pytestmark = pytest.mark.timeout(120)

NEVER = frozenset(
    {"irods", "smbclient", "smbprotocol", "spnego", "omero", "Ice", "isatools", "keyring"}
    | {"tifffile", "numpy"}
)
"""The engine's: none of them is ever loaded in the window's process."""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.dat")}


def welcomed(home: Home) -> None:
    """As after the first run."""
    settings.save(home.settings, settings.Settings(language="fr", theme="light", welcomed=True))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return make_files(tmp_path / "data")


def test_the_keyboard_alone_leads_through_a_deposit(
    home_folder: Home, files: Path, qapp: QApplication
) -> None:
    welcomed(home_folder)
    session = Session(home_folder)
    try:
        walker = Walker(opened(session))
        submission = walker.deposit("Coeur-2026", "Coupes", files)
        walker.transfers()
        until(lambda: walker.stage(submission) == "imported", "sent")
        there = next((home_folder.root / "sandbox" / "Coeur-2026").glob("*/Coupes"))
        assert contents(there) == contents(files)
        assert SAID in _isa(home_folder.root / "sandbox", submission)
        told = walker.timeline(submission, "relus, identiques")
    finally:
        session.engine.stop()
    assert "Ce PC" in told
    assert "joué" in told


def test_a_share_is_chosen_and_reached_with_the_keyboard(
    home_folder: Home, tmp_path: Path, smb_place: Place, qapp: QApplication
) -> None:
    pc = SmbPc(home_folder.root, _behind(smb_place), tmp_path / "data", place=smb_place)
    (pc.home / "persons.toml").write_text(
        f'[[person]]\nname = "Camille Roux"\nlogin = "{smb_place.user}"\n', encoding="utf-8"
    )
    pc.add_node()
    welcomed(home_folder)
    session = Session(home_folder)
    files = put(pc.data / "soir" / "soir.dat", b"pixels" * 50_000)
    try:
        walker = Walker(opened(session))
        walker.choose_node("Bac à sable")
        walker.choose_node("Partage")
        _log_in(session, smb_place)
        submission = walker.deposit("Coeur-2026", "Coupes", files.parent)
        until(lambda: walker.stage(submission) == "published", "published on the share")
        told = walker.timeline(submission, "relus, identiques")
    finally:
        session.engine.stop()
    assert contents(_behind(smb_place) / "Coeur-2026") == {"soir.dat": b"pixels" * 50_000}
    assert told.startswith("Ce PC")
    assert told.count("pas encore suivi") == 2  # iRODS and OMERO


def _behind(place: Place) -> Path:
    if place.folder is None:
        pytest.skip("this test looks behind the share")
    return place.folder


def _log_in(session: Session, place: Place) -> None:
    answers: list[bool] = []
    facts = {"node": "node", "person": "Camille Roux", "endpoint": "smb"}
    session.engine.ask(
        "login",
        lambda answer: answers.append(answer.ok),
        secret=place.password,
        keep=False,
        **facts,
    )
    until(lambda: answers, "logged in")
    assert answers == [True]


def _isa(node: Path, submission: str) -> str:
    written = (node / "_submissions" / submission / "isa.json").read_text(encoding="utf-8")
    return json.dumps(json.loads(written), ensure_ascii=False)


def test_what_the_engine_needs_is_never_loaded_in_the_window(home: Path, files: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.window_child", str(home), str(files)],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    loaded = {name.partition(".")[0] for name in told["modules"]}
    assert "PySide6" in loaded
    assert "pydantic" in loaded  # the walk went further than the first paint
    assert not loaded & NEVER
