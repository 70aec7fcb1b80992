"""A process of its own that walks through the whole window, and then tells what it has imported.

python -m tests.ui.window_child HOME FOLDER_OF_FILES
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fbi_uploader.ui import main as program
from fbi_uploader.ui import words
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session, open_home
from fbi_uploader.ui.system.presence import Presence
from tests.ui.window_tools import Walker, opened, until


def walk(app: QApplication, session: Session, files: Path) -> dict[str, object]:
    """Every page; the lock too."""
    window = opened(session)
    window.presence = Presence(app, session, window)
    walker = Walker(window)
    walker.welcome()
    submission = walker.deposit("Coeur-2026", "Coupes", files)
    walker.transfers()
    until(lambda: walker.stage(submission) == "imported", "sent")
    told = walker.timeline(submission, "joué")
    walker.settings()
    session.lock()
    until(lambda: not window.rail.isEnabled(), "locked")
    session.lock(locked=False)
    window.deposit.begin()
    window.deposit.save_now()
    return {"submission": submission, "timeline": told}


def main() -> None:
    """One JSON line on stdout."""
    app = program._application()
    session = Session(open_home(Path(sys.argv[1])))
    words.choose("fr")
    theme.apply("light")
    told = walk(app, session, Path(sys.argv[2]))
    session.engine.stop()
    sys.stdout.write(json.dumps({**told, "modules": sorted(sys.modules)}) + "\n")


if __name__ == "__main__":
    main()
