"""A screen of our own: Xvfb, keys and pointer by xdotool, pictures from Xvfb's own memory."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from PIL import Image

from tests.e2e.running import until

WIDTH, HEIGHT = 1280, 800
_PROGRAMS = ("Xvfb", "xdotool")

# Offers files as a file manager's "Copy" does, until its stdin ends.
_OFFER = """
import sys
from PySide6.QtCore import QMimeData, QSocketNotifier, QUrl
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(sys.argv[:1])
data = QMimeData()
data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
app.clipboard().setMimeData(data)
ended = QSocketNotifier(0, QSocketNotifier.Type.Read)
ended.activated.connect(lambda *_: app.quit())
print("offered", flush=True)
app.exec()
"""


def need_screen() -> None:
    """Skip where there is nothing to draw on, or nothing that types."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def artefacts(fallback: Path) -> Path:
    """Where pictures are kept: $FBI_TEST_ARTEFACTS, or a folder that is printed."""
    folder = Path(os.environ.get("FBI_TEST_ARTEFACTS") or fallback)
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"pictures: {folder}\n")
    return folder


class Screen:
    """A context manager: one Xvfb with a free display number, ended with everything on it."""

    def __init__(self) -> None:
        self._closing = ExitStack()
        self.memory = Path(tempfile.mkdtemp(prefix="fbi-screen-"))
        self._closing.callback(shutil.rmtree, self.memory)
        self.display = ""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
        process = subprocess.Popen(
            [*command, "-fbdir", str(self.memory)], pass_fds=(writing,), stderr=subprocess.DEVNULL
        )
        self._closing.callback(_end, process)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = f":{told.readline().strip()}"  # it says so when it is ready
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def environment(self) -> dict[str, str]:
        """For a child that draws here."""
        found = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        return {**found, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}

    def start(
        self, command: list[str], more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A child on this screen, ended with it."""
        process = subprocess.Popen(
            command,
            env={**self.environment(), **(more or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._closing.callback(_end, process)
        return process

    def offer_files(self, *paths: Path) -> None:
        """Copy them, as in a file manager; whoever pastes next gets them."""
        process = self.start([sys.executable, "-c", _OFFER, *map(str, paths)])
        assert process.stdout is not None
        assert process.stdout.readline() == b"offered\n"

    # -- hands

    def _do(self, *words: str) -> str:
        ended = subprocess.run(
            ["xdotool", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert ended.returncode == 0, (words, ended.stderr)
        return ended.stdout

    def find(self, title: str) -> str:
        """The id of the window with that title, once it is in sight; it gets the keyboard."""
        found: list[str] = []

        def look() -> bool:
            ended = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
                env=self.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            found[:] = ended.stdout.split()
            return bool(found)

        until(look, f"a window {title}", 30)
        self._do("windowmove", found[0], "0", "0")
        self._do("windowfocus", "--sync", found[0])
        return found[0]

    def press(self, *keys: str) -> None:
        """One after another: "ctrl+v", "Tab", "space"."""
        self._do("key", "--clearmodifiers", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        """Letters."""
        self._do("type", "--clearmodifiers", "--delay", "15", text)

    def click(self, x: int, y: int) -> None:
        """With the left button; the pointer stays there."""
        self._do("mousemove", str(x), str(y), "click", "1")

    def move(self, x: int, y: int) -> None:
        """The pointer, so that nothing below it lights up."""
        self._do("mousemove", str(x), str(y))

    # -- eyes

    def picture(self) -> Image.Image:
        """What is on the screen: Xvfb keeps it in a file, as xwd would write it."""
        return _xwd((self.memory / "Xvfb_screen0").read_bytes())


def _xwd(content: bytes) -> Image.Image:
    """A picture in XWD version 7, 32 bits a pixel (X11/XWDFile.h: 25 big-endian words)."""
    words = struct.unpack(">25I", content[:100])
    header, version, width, height = words[0], words[1], words[4], words[5]
    bits, line, colours = words[11], words[12], words[19]
    assert (version, bits) == (7, 32), words
    begin = header + 12 * colours
    pixels = content[begin : begin + line * height]
    return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
