"""What ISA-Tab cannot hold, or its readers do not give back, and what is written instead.

A cell of ISA-Tab is one line between tabs (ISA-Tab 1.0, isa-specs.readthedocs.io). isatools 0.14.3,
the reference reader, takes more away: a cell that pandas calls "not available" becomes empty, and a
column's name is searched for words and signs with a meaning. The same texts go into ISA-JSON, so
that both tell the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import count

LONGEST = 32_767
"""Characters of a cell, as everywhere else (isa/template/values.py); Python's csv takes 131,072."""

_NOT_AVAILABLE = frozenset(
    (
        *("#n/a", "#n/a n/a", "#na", "-1.#ind", "-1.#qnan", "-nan", "1.#ind", "1.#qnan"),
        *("<na>", "n/a", "na", "null", "nan", "none"),
    )
)
"""pandas.read_csv, `na_values`, case aside."""

_BREAKS = ("Cc", "Zl", "Zp")
_FOR_COLUMNS = str.maketrans({"[": "(", "]": ")", ";": ","})
_WITH_A_MEANING = re.compile(
    r"Comment|Characteristics|Parameter Value|Factor Value| File"
    r"|(?P<words>(?i:source name|protocol ref|material type))"
)


def line(text: str) -> str:
    """One line. Line ends, tabs and other controls become one space; half a surrogate pair U+FFFD.

    "N/A" and its like get brackets, or they would be read as nothing; "Unnamed: " gets a no-break
    space, or isatools would take it for a missing name. Too long a text ends in "…".
    """
    if not text.isprintable():
        text = "".join(map(_sign, text))
        text = re.sub(r"\0+", " ", text)
    text = text.strip().replace("Unnamed: ", "Unnamed:\u00a0")
    if text.casefold() in _NOT_AVAILABLE:
        return f"({text})"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def name(text: str) -> str:
    """The name of a protocol, a role, a comment: a line that none of these breaks.

    Brackets and semicolons part names, ".1" marks a column that comes twice, words such as
    "Comment" and " File" say what a column is. A bare number would come back as 5.0.
    """
    told = line(text).translate(_FOR_COLUMNS)
    told = re.sub(r"\.(?=\d)", "·", told)
    told = _WITH_A_MEANING.sub(_without_meaning, told)
    if not told:
        return "unnamed"
    return f"({told})" if _is_bare(told) else told


def column(text: str) -> str:
    """The name of a column: isatools, when it writes, takes what stands behind its last dot."""
    return name(text).replace(".", "·")


def material(text: str) -> str:
    """The name of a source or a sample: isatools takes "source-" and "sample-" out of ISA-JSON.

    A line that begins with "#" is a remark for its reader, and names begin the lines of tables.
    """
    told = re.sub(r"(source|sample)-", r"\1_", line(text)) or "unnamed"
    return f"({told})" if told.startswith("#") else told


def is_date(text: str) -> bool:
    """Whether it begins with a day that the calendar has: YYYY-MM-DD."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return len(text) >= len("YYYY-MM-DD")


def slug(text: str) -> str:
    """A part of a file's name: at most 40 letters, digits and hyphens of ASCII; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


class Unique:
    """Gives every name once: "cells", "cells (2)"..., the case aside."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, wanted: str) -> str:
        """The name itself, or with a number behind it."""
        found = wanted
        for number in count(2):
            if found.casefold() not in self._taken:
                break
            found = f"{wanted} ({number})"
        self._taken.add(found.casefold())
        return found


def _sign(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in _BREAKS:
        return "\0"
    return "\ufffd" if category == "Cs" else letter


def _without_meaning(found: re.Match[str]) -> str:
    words = found["words"]
    return words.replace(" ", "-") if words else found[0].lower()


def _is_bare(text: str) -> bool:
    if text.casefold() in {"true", "false"}:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True
