"""How texts must be spelled so that the node's import takes them as they are meant.

Two readers stand behind it, both of omero-quay 1.2.0, and each rule names the one it is for:

*parser*  `parsers/excel.py`: pandas takes "9606", "NA" and "true" for something else than text,
          and `_cleanup` strips quotation marks and spaces off both ends of every cell
*crate*   `managers/rocrate.py`: texts are put between double quotes without being escaped, and
          then written as Python's `repr` with every ' made a " (INTEROP 7)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

QUOTES = "' «»“”’"
"""What the parser strips off both ends of a cell."""

GUARD = "\u202f"
"""Put outside a text whose own quotation marks would be stripped: a space to the eye and to
`str.strip`, but not to the parser. Of all such spaces the one that the crate can write."""

CELL = 32_767
"""UTF-16 units that a cell holds (support.microsoft.com, "Excel specifications and limits")."""

# What is a letter since Unicode 15.0 (Python 3.12) and was none in 14.0: the node's Python 3.11
# writes it as \U00031350, whatever ours thinks of it. From both interpreters' own tables.
_NEWER = frozenset(
    chr(point)
    for first, last in (
        *((0x10EFD, 0x10EFF), (0x1123F, 0x11241), (0x11B00, 0x11B09), (0x11F00, 0x11F10)),
        *((0x11F12, 0x11F3A), (0x11F3E, 0x11F59), (0x1342F, 0x1342F), (0x13440, 0x13455)),
        *((0x1B132, 0x1B132), (0x1B155, 0x1B155), (0x1D2C0, 0x1D2D3), (0x1DF25, 0x1DF2A)),
        *((0x1E030, 0x1E06D), (0x1E08F, 0x1E08F), (0x1E4D0, 0x1E4F9), (0x1F6DC, 0x1F6DC)),
        *((0x1F774, 0x1F776), (0x1F77B, 0x1F77F), (0x1F7D9, 0x1F7D9), (0x1FA75, 0x1FA77)),
        *((0x1FA87, 0x1FA88), (0x1FAAD, 0x1FAAF), (0x1FABB, 0x1FABD), (0x1FABF, 0x1FABF)),
        *((0x1FACE, 0x1FACF), (0x1FADA, 0x1FADB), (0x1FAE8, 0x1FAE8), (0x1FAF7, 0x1FAF8)),
        *((0x2B739, 0x2B739), (0x31350, 0x323AF)),
    )
    for point in range(first, last + 1)
)

# pandas 2.3 `_libs.parsers.STR_NA_VALUES`, what `read_excel` takes for an empty cell.
_EMPTY_WORDS = frozenset(
    {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"}
    | {"<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
)
_TRUTHS = frozenset({"true", "false"})
# Whatever C or Python may read as a number, and more: quoting one too many harms nothing.
_NUMERIC = re.compile(r"[\s\d.,_+\-]*(?:e[\s\d+\-]*)?|[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
# Excel and XlsxWriter read an escape in it, the parser's library does not (ECMA-376, ST_Xstring).
_ESCAPED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_OPENING = re.compile(r'(?:(?<=^)|(?<=[\s(\[{«“’‘/-]))"')
_SPELLED = str.maketrans({"'": "’", "\\": "/", "\t": " ", "\xa0": GUARD, "\xad": None})
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:!?()/+=µ°éèêàçùôîâ-]*")


def spelled(text: str) -> str:
    r"""A description or a value as the node can carry it; idempotent.

    ' becomes ’, a double quote “ or ”, a backslash / (all three would end the crate's text), a
    no-break space a narrow one, `_x0041_` `_X0041_`; lines end with \n; blank ends go.
    """
    if _PLAIN.fullmatch(text) and text == text.strip():  # the many that need no second look
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPELLED)
    curly = _OPENING.sub("“", lines).replace('"', "”")
    return _ESCAPED.sub("_X", "".join(filter(_is_writable, curly))).strip()


def spelled_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags that a comma list can hold: each once, none empty; idempotent.

    The parser splits at every comma, so "a, b" is two tags. One that begins or ends with a
    quotation mark loses all of them: half a pair would be left.
    """
    parts = (part for tag in tags for part in spelled(tag).split(","))
    return tuple(dict.fromkeys(filter(None, map(_spelled_tag, parts))))


def cell(text: str) -> str:
    """A spelled text as it stands in the workbook, so that the parser gives it back.

    What is no word gets “ ” round it, which the parser takes off again.
    """
    if is_risky(text):
        return f"“{text}”" if text else ""
    before = GUARD if text[:1] in QUOTES else ""
    after = GUARD if text[-1:] in QUOTES else ""
    return f"{before}{text}{after}"


def uncell(written: str) -> str:
    """The text of a cell that `cell` or a person wrote."""
    text = written.strip(" \t\r\n")
    left = text if text.startswith(GUARD) else text.lstrip(QUOTES)
    right = left if left.endswith(GUARD) else left.rstrip(QUOTES)
    return right.strip()


def is_risky(text: str) -> bool:
    """Whether the parser may take a cell with this text for empty, a number or a truth value."""
    return (
        text in _EMPTY_WORDS
        or text.casefold() in _TRUTHS
        or _NUMERIC.fullmatch(text.strip()) is not None
    )


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_writable(letter: str) -> bool:
    # `repr` writes \x9f and \U000e0067, which are no JSON; \u200d is.
    inner = "\xff" < letter < "\ud800" or "\udfff" < letter < "\ufffe"  # what XML can hold
    return (letter.isprintable() and letter not in _NEWER) or letter == "\n" or inner


def _spelled_tag(text: str) -> str:
    words = _one_line(text)
    if words.strip(QUOTES) == words:
        return words
    return _one_line(re.sub("[«»“”]", " ", words)).strip(QUOTES)


def _one_line(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()
