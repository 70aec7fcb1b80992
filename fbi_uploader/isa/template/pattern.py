"""Which regular expressions a template may have: those that cannot stop the program.

Python's `re` goes back and tries again; `(a+)+b` takes years for thirty letters. A repeated group
that can itself match in several ways is therefore refused, and values are cut short before they
are held against a pattern. It protects from slips, which is what happens.
"""

from __future__ import annotations

import re

LONGEST = 300  # characters of a pattern
LONGEST_VALUE = 1000  # characters of a value that is held against one

_PIECE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!<#P]?|[()|]|[*+?]|\{\d*,?\d*\}|.", re.DOTALL
)
_ENDLESS = re.compile(r"[*+]|\{\d*,\}")


def fault(pattern: str) -> str | None:
    """Why this pattern cannot be used: "too_long", "syntax", "too_slow"; None when it can."""
    if len(pattern) > LONGEST:
        return "too_long"
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "syntax"
    return "too_slow" if _repeats_choices(pattern) or _looks_back(pattern) else None


def fits(pattern: str, value: str) -> bool:
    """Whether the whole value matches; one that is longer than LONGEST_VALUE does not."""
    return len(value) <= LONGEST_VALUE and re.fullmatch(pattern, value) is not None


def _looks_back(pattern: str) -> bool:
    return re.search(r"(?<!\\)(?:\\\\)*\\[1-9]|\(\?P=", pattern) is not None


def _repeats_choices(pattern: str) -> bool:
    open_groups = [False]  # whether what is in each open group can match in several ways
    closed: bool | None = None  # the group that ended just before, if one did
    for piece in _PIECE.findall(pattern):
        if closed and _ENDLESS.fullmatch(piece):
            return True
        if piece.startswith("("):
            open_groups.append(False)
        closed = open_groups.pop() if piece == ")" and len(open_groups) > 1 else None
        open_groups[-1] = open_groups[-1] or bool(closed) or _varies(piece)
    return False


def _varies(piece: str) -> bool:
    counted = piece.startswith("{") and "," in piece
    return counted or piece in {"*", "+", "?", "|"}
