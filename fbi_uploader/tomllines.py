"""On which line of a TOML text a key stands: tomllib forgets it, and whoever wrote it asks.

A small reader of TOML that tomllib has already accepted (https://toml.io/en/v1.0.0), so that it
looks for where things end and never for what they mean.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# The two closing quotes more that a multi-line string may end with belong to it.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\]|\\.)*"|\'[^\']*\'', re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]+")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """First line (from 1) of every table, key and array element of a valid TOML text.

    Elements of arrays, tables in arrays too, are numbered from 0, as pydantic's `loc` has them.
    """
    reader = _Reader(text.replace("\r\n", "\n"))
    reader.document()
    return reader.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of `path`, or of what holds it when it is missing there; 1 for the file itself."""
    held = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[one] for one in held if one in lines), 1)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._counts: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        self._skip_blank()
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._pair(table)
            self._skip_blank()

    def _header(self) -> KeyPath:
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        names = self._key()
        self.at += brackets
        table: KeyPath = ()
        for name in names[:-1]:
            table = self._last_of((*table, name))
            self._note(table, start)
        table = (*table, names[-1])
        self._note(table, start)
        if brackets == 1:
            return table
        self._counts[table] = self._counts.get(table, 0) + 1
        self._note(self._last_of(table), start)
        return self._last_of(table)

    def _last_of(self, table: KeyPath) -> KeyPath:
        count = self._counts.get(table)
        return table if count is None else (*table, count - 1)

    def _pair(self, table: KeyPath) -> KeyPath:
        start = self.at
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._skip_blank()
        self._value(path)
        return table

    def _key(self) -> list[str]:
        """A dotted key; leaves off at the "=" or "]" after it."""
        names = [self._one_key()]
        while self.text.startswith(".", self.at):
            self.at += 1
            names.append(self._one_key())
        return names

    def _one_key(self) -> str:
        self._skip_blank()
        quoted = self.text[self.at] in "\"'"
        word = self._take(_STRING if quoted else _BARE_KEY)
        self._skip_blank()
        return str(tomllib.loads(f"x = {word}")["x"]) if quoted else word

    def _value(self, path: KeyPath) -> None:
        first = self.text[self.at]
        if first in "[{":
            self._bracketed(path, "]" if first == "[" else "}")
        else:
            self._take(_STRING if first in "\"'" else _PLAIN)

    def _bracketed(self, path: KeyPath, closing: str) -> None:
        index = 0
        self._next()
        while self.text[self.at] != closing:
            if closing == "}":
                self._pair(path)
            else:
                self._note((*path, index), self.at)
                self._value((*path, index))
            index += 1
            self._skip_blank()
            if self.text[self.at] == ",":
                self._next()
        self.at += 1

    def _next(self) -> None:
        self.at += 1
        self._skip_blank()

    def _skip_blank(self) -> None:
        self._take(_BLANK)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:  # cannot be: tomllib accepted it
            raise ValueError(self.at)
        self.at = found.end()
        return found[0]

    def _note(self, path: KeyPath, at: int) -> None:
        self.lines.setdefault(path, bisect(self._starts, at))
