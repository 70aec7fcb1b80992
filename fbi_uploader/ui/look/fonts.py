"""Inter, in three weights, with figures of one width; the sizes of TOKENS.md in pixels."""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from fbi_uploader.paths import resources

FAMILY = "Inter"
REGULAR, MEDIUM, SEMIBOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold


class Role(Enum):
    """What a text is: its size in pixels at 100 %, and its weight."""

    FIGURE = (22, SEMIBOLD)
    TITLE = (20, SEMIBOLD)
    CARD = (15, SEMIBOLD)
    BODY = (14, REGULAR)
    BUTTON = (14, MEDIUM)
    STRONG = (14, SEMIBOLD)
    LABEL = (13, MEDIUM)
    CAPTION = (12, REGULAR)
    HEAD = (12, MEDIUM)


def load() -> None:
    """Make the bundled font known. Where it cannot be read, the system's takes its place."""
    for path in sorted((resources() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))


@cache
def font(role: Role) -> QFont:
    """The font of a role. Not to be changed: it is shared."""
    size, weight = role.value
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def fixed() -> QFont:
    """For digests: the system's fixed-width font at 12 px."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(12)
    return made
