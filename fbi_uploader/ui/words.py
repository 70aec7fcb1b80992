"""Words in the person's language, and figures as that language writes them.

English stands in the code; `resources/translations` has the French, and English plurals.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from fbi_uploader.messages import Language
from fbi_uploader.paths import resources
from fbi_uploader.ui.registry import Registry

translate = QCoreApplication.translate
"""`translate("Context", "English", None, n)`: lupdate reads the calls, so write the text there."""

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_STEP = 1000
_TENTHS_BELOW = 100
_ENGLISH_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_FRENCH_UNITS = ("o", "ko", "Mo", "Go", "To", "Po")
_FEW, _MINUTE, _SOME_MINUTES, _HOUR, _TWO_DAYS = 10, 60, 600, 3600, 48 * 3600


class _Speaker:
    def __init__(self) -> None:
        self.language: Language = "en"
        self.locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
        self.translators: list[QTranslator] = []
        self.contents: dict[QTranslator, bytes] = {}
        self.sayings = Registry()


_speaker = _Speaker()


def language() -> Language:
    """The language in force, as `messages` takes it."""
    return _speaker.language


def say(owner: QObject, speak: Callable[[], None]) -> None:
    """Put words somewhere now, and again whenever the language changes, as long as `owner` lives.

    `say(button, lambda: button.setText(translate("Drop", "Files…")))`.
    """
    _speaker.sayings.add(owner, speak)


def system_language() -> Language:
    """French where the system speaks it, English elsewhere."""
    return "fr" if QLocale.system().language() is QLocale.Language.French else "en"


def choose(chosen: str) -> None:
    """Put "fr", "en" or "" (the system's) in force, for every window."""
    app = cast("QCoreApplication", QCoreApplication.instance())
    tongue: Language = "fr" if (chosen or system_language()) == "fr" else "en"
    for one in _speaker.translators:
        app.removeTranslator(one)
    _speaker.contents.clear()
    _speaker.translators = [*_loaded(tongue)]
    for one in _speaker.translators:
        app.installTranslator(one)
    country = QLocale.Country.France if tongue == "fr" else QLocale.Country.UnitedKingdom
    _speaker.language = tongue
    _speaker.locale = QLocale(
        QLocale.Language.French if tongue == "fr" else QLocale.Language.English, country
    )
    QLocale.setDefault(_speaker.locale)
    _speaker.sayings.call()


def _loaded(tongue: Language) -> list[QTranslator]:
    """Ours, which is asked before Qt's own (its dialogs).

    From memory: a file that an update replaces while Qt has it mapped would end the program.
    """
    ours = resources() / "translations" / f"{tongue}.qm"
    qts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{tongue}.qm"
    made: list[QTranslator] = []
    for path in (qts, ours):
        translator = QTranslator()
        content = path.read_bytes() if path.exists() else b""
        if content and translator.load(content):
            _speaker.contents[translator] = content  # Qt reads it where it lies
            made.append(translator)
    return made


# -- figures


def number(value: int) -> str:
    """Digits in groups of three."""
    return _speaker.locale.toString(value)


def decimal(value: float, digits: int = 1) -> str:
    """A number with its decimal sign."""
    return _speaker.locale.toString(float(value), "f", digits)


def size(count: float) -> str:
    """Bytes in decimal units: 12,4 Go in French, 12.4 GB in English."""
    units = _FRENCH_UNITS if language() == "fr" else _ENGLISH_UNITS
    at = 0
    value = float(count)
    while value >= _STEP - 0.5 and at < len(units) - 1:
        value /= _STEP
        at += 1
    digits = 1 if at and value < _TENTHS_BELOW else 0
    return f"{decimal(value, digits)}{NO_BREAK}{units[at]}"


def rate(bytes_per_second: float) -> str:
    """A speed: 104 Mo/s."""
    return f"{size(bytes_per_second)}/s"


def duration(seconds: float) -> str:
    """A time that is left or was needed, rounded as a person would say it."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, _MINUTE)
    if whole < _FEW:
        return translate("Figures", "a few seconds")
    if whole < _MINUTE:
        return f"{whole}{NO_BREAK}s"
    if whole < _SOME_MINUTES and rest:
        return f"{minutes}{NO_BREAK}min {rest:02}{NO_BREAK}s"
    if whole < _HOUR:
        return f"{minutes}{NO_BREAK}min"
    if whole < _TWO_DAYS:
        return f"{minutes // 60}{NO_BREAK}h {minutes % 60:02}"
    return translate("Figures", "%n day(s)", None, round(whole / 86400))


def clock(moment: datetime) -> str:
    """A time of the local day: 14:32."""
    return f"{moment.astimezone():%H:%M}"


def day(moment: datetime) -> str:
    """A local day: 22 nov. 2026."""
    local = moment.astimezone()
    month = _speaker.locale.monthName(local.month, QLocale.FormatType.ShortFormat)
    return f"{local.day}{NO_BREAK}{month} {local.year}"


def moment(at: datetime) -> str:
    """A local day and time: 22 nov. 2026, 14:32."""
    return f"{day(at)}, {clock(at)}"


def middle(text: str, length: int) -> str:
    """A long name without its middle, at most `length` characters."""
    if len(text) <= length:
        return text
    head = (length - 1) // 2
    return f"{text[:head]}…{text[len(text) - (length - 1 - head) :]}"
