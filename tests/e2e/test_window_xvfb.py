"""A deposit in a real window on a real screen, worked with keys and pointer, and looked at.

Pictures of every page are kept in $FBI_TEST_ARTEFACTS.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageColor

pytest.importorskip("PySide6.QtWidgets", reason="the window is not installed here")

from fbi_uploader.ui.look.palette import LIGHT
from tests.e2e.running import Json, Pc, object_of, objects, put, until
from tests.e2e.window_screen import Screen, artefacts, need_screen

LONG = 40.0
FORWARD = (1200, 764)
"""Where the button stands that leads on."""
ITS_GROUND = (1240, 764)
AWAY = (640, 20)
RATE = 400_000  # bytes/s: 2.4 MB take long enough to be cut off
pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(sys.platform != "linux", reason="Xvfb")]


@pytest.fixture
def screen() -> Iterator[Screen]:
    need_screen()
    with Screen() as made:
        yield made


@pytest.fixture
def pc(home: Path, tmp_path: Path) -> Pc:
    made = Pc(home, home / "sandbox", tmp_path / "data")
    for day in ("matin", "soir"):
        for name in ("a", "b"):
            put(made.data / day / f"{day}_{name}.dat", f"{day}{name}".encode() * 100_000)
    (home / "settings.toml").write_text(
        f'language = "fr"\ntheme = "light"\nbandwidth = {RATE}\n', encoding="utf-8"
    )
    return made


class Hand:
    """Works the window, waits for what it keeps on the disk, and keeps pictures."""

    def __init__(self, screen: Screen, pc: Pc, pictures: Path) -> None:
        self.screen, self.pc, self.pictures = screen, pc, pictures
        command = [sys.executable, "-m", "fbi_uploader", "window", "--home", str(pc.home)]
        self.process = screen.start(command)
        screen.find("fbi_uploader")

    def keep(self, name: str) -> Image.Image:
        """The picture of a page; it shows something."""
        picture = self.screen.picture()
        picture.save(self.pictures / f"window-{name}.png")
        colours = picture.getcolors(1 << 24) or []
        commonest = max(count for count, _ in colours)
        assert len(colours) > 100, name
        assert commonest < 0.95 * picture.width * picture.height, name
        return picture

    def until_seen(self, colour: str, at: tuple[int, int], what: str) -> None:
        """Wait until most of a small square has a colour of the palette."""
        x, y = at
        square = (x - 4, y - 4, x + 4, y + 4)
        wanted = ImageColor.getrgb(colour)
        until(lambda: _many(self.screen.picture().crop(square), wanted, 32), what, LONG)

    def go_on(self) -> None:
        """Press the button that leads on, once it can be."""
        self.until_seen(LIGHT.accent, ITS_GROUND, "the way on")
        self.screen.click(*FORWARD)
        self.screen.move(*AWAY)

    def sheet(self) -> Json:
        """The draft as it lies on the disk; {} when there is none."""
        for path in self.pc.home.glob("drafts/*/worksheet.json"):
            return object_of(object_of(json.loads(path.read_text(encoding="utf-8")))["sheet"])
        return {}

    def at_step(self, step: str) -> None:
        """Wait until the window is there."""
        until(lambda: self.sheet().get("step") == step, step, LONG)

    def engine(self) -> psutil.Process | None:
        """The window's engine."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it has just died
                if "engine" in child.cmdline():
                    return child
        return None


@pytest.fixture
def hand(screen: Screen, pc: Pc, tmp_path: Path) -> Hand:
    return Hand(screen, pc, artefacts(tmp_path / "pictures"))


def _welcome(hand: Hand) -> None:
    settings = hand.pc.home / "settings.toml"
    until(lambda: hand.engine() is not None, "an engine", LONG)
    hand.until_seen(LIGHT.accent, (1086, 612), "the welcome")
    hand.keep("0-welcome")
    hand.screen.press("Tab", "ctrl+a")
    hand.screen.type("Ada Martin")
    hand.screen.press("Return")
    until(lambda: "welcomed = true" in settings.read_text("utf-8"), "welcomed", LONG)
    assert 'person = "Ada Martin"' in settings.read_text("utf-8")


def _drop(hand: Hand) -> None:
    hand.until_seen(LIGHT.dis_bg, ITS_GROUND, "the empty deposit")
    hand.keep("1-empty")
    hand.screen.offer_files(hand.pc.data)
    hand.screen.press("ctrl+v")
    until(lambda: hand.sheet().get("drops") == [str(hand.pc.data)], "the drop", LONG)
    hand.until_seen(LIGHT.accent, ITS_GROUND, "filesets")
    hand.keep("2-drop")
    hand.go_on()
    hand.at_step("organise")


def _organise(hand: Hand) -> None:
    screen = hand.screen
    screen.press("ctrl+n")
    until(lambda: hand.sheet().get("studies"), "an assay", LONG)
    screen.type("Coupes")
    screen.press("Return")
    until(lambda: "Coupes" in json.dumps(hand.sheet()), "its name", LONG)
    screen.press("ctrl+m")
    screen.press("Down", "Return")
    until(lambda: hand.sheet().get("placements"), "filesets in it", LONG)
    screen.press("Home", "F2", "ctrl+a")
    screen.type("Coeur-2026")
    screen.press("Return")
    until(lambda: "Coeur-2026" in json.dumps(hand.sheet()), "the investigation's name", LONG)
    hand.until_seen(LIGHT.accent, ITS_GROUND, "all is placed")
    hand.keep("3-organise")
    hand.go_on()
    hand.at_step("describe")


def _send(hand: Hand) -> None:
    hand.until_seen(LIGHT.accent, ITS_GROUND, "the form")
    hand.keep("4-describe")
    hand.go_on()
    hand.at_step("check")
    hand.until_seen(LIGHT.accent, ITS_GROUND, "the plan")
    hand.keep("5-check")
    hand.go_on()
    until(lambda: hand.sheet() == {}, "sent", LONG)
    hand.until_seen(LIGHT.accent, ITS_GROUND, "the last step")
    hand.keep("6-sent")


def _kill_the_engine(hand: Hand) -> None:
    staging = hand.pc.landing / "_staging"

    def some_arrived() -> bool:
        return sum(one.stat().st_size for one in staging.rglob("*") if one.is_file()) > RATE

    until(some_arrived, "bytes in the staging folder", LONG)
    first = hand.engine()
    assert first is not None
    hand.screen.press("ctrl+2")
    hand.until_seen(LIGHT.bg, ITS_GROUND, "the transfers")
    hand.keep("7-transfers")
    assert not _place(hand.pc).exists()  # it is in the middle of it
    first.kill()
    until(lambda: (now := hand.engine()) is not None and now.pid != first.pid, "another", LONG)


def _place(pc: Pc) -> Path:
    found = list((pc.landing / "Coeur-2026").glob("*/Coupes"))
    return found[0] if found else pc.landing / "absent"


def _stage(pc: Pc) -> str:
    told = objects(pc.run("status", "--json").json()["submissions"])
    return str(told[0]["stage"]) if len(told) == 1 else f"{len(told)} submissions"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.dat")}


def test_a_whole_deposit_on_a_real_screen(hand: Hand) -> None:
    pc = hand.pc
    before = _contents(pc.data)
    _welcome(hand)
    _drop(hand)
    _organise(hand)
    _send(hand)
    _kill_the_engine(hand)
    until(lambda: _place(pc).exists(), "published by the second engine", LONG)
    until(lambda: _stage(pc) == "imported", "the journal's last stage", LONG)
    assert _contents(_place(pc)) == before == _contents(pc.data)
    hand.screen.press("ctrl+3")
    hand.until_seen(LIGHT.surface, (1240, 400), "my data")
    done = ImageColor.getrgb(LIGHT.ok)
    until(lambda: _many(hand.screen.picture(), done), "a timeline with stages that are done", LONG)
    hand.keep("8-mydata")
    hand.screen.press("ctrl+4")
    until(lambda: not _many(hand.screen.picture(), done), "the settings", LONG)
    hand.keep("9-settings")
    assert hand.process.poll() is None


def _many(picture: Image.Image, colour: tuple[int, ...], least: int = 400) -> bool:
    found = ((count, one) for count, one in picture.getcolors(1 << 24) or [])
    return any(count >= least and one == colour for count, one in found)
