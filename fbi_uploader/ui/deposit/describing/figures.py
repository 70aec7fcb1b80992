"""Values as a person reads and types them: the decimal sign, the day first, the file's name."""

from __future__ import annotations

import os
import re

from PySide6.QtCore import QLocale

from fbi_uploader.isa.model import MetadataValue, ReadFrom
from fbi_uploader.paths import shown
from fbi_uploader.ui.words import NO_BREAK, translate

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})")
_FIGURES = 12


def figure(value: MetadataValue) -> str:
    """A number without its unit, as it is typed in the language in force."""
    number = value.value
    if not isinstance(number, float):
        return str(number)
    return f"{number:.{_FIGURES}g}".replace(".", QLocale().decimalPoint())


def day_first(text: str) -> str:
    """30/11/2026 for 2026-11-30; anything else as it is."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else text


def in_words(value: MetadataValue) -> str:
    """A whole value, to be read: "0,103 µm", "30/11/2026 14:05", "oui"."""
    if isinstance(value.value, bool):
        return translate("Describe", "Yes") if value.value else translate("Describe", "No")
    if isinstance(value.value, str):
        begun = _MOMENT.match(value.value)
        text = f"{day_first(begun[1])} {begun[2]}" if begun else day_first(value.value)
        return shown(text)
    return f"{_short(value)}{NO_BREAK}{value.unit}" if value.unit else _short(value)


def source(value: MetadataValue | None) -> str:
    """The file that a value was read from, without its folders; "" for what was not."""
    if value is None or not isinstance(value.origin, ReadFrom):
        return ""
    return os.path.basename(value.origin.file)


def _short(value: MetadataValue) -> str:
    # What a program computed has digits that nobody measured.
    number = value.value
    if not isinstance(number, float):
        return figure(value)
    return f"{number:.4g}".replace(".", QLocale().decimalPoint())
