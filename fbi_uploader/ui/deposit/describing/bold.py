"""Which letters of a name answer to what is typed, accents and case aside: pure."""

from __future__ import annotations

from fbi_uploader.isa.vocabulary.model import folded

Span = tuple[int, int]
"""From a letter up to, and without, another."""


def spans(name: str, query: str) -> tuple[Span, ...]:
    """The parts of a name to be drawn bold; () where nothing of the query is in it."""
    letters, places = _folded_letters(name)
    wanted = folded(query)
    if not wanted:
        return ()
    found = _at(letters, wanted)
    if found is None:
        each = [_at(letters, word) for word in wanted.split(" ")]
        starts = sorted({one for one in each if one is not None})
    else:
        starts = [found]
    return tuple((places[start], places[end - 1] + 1) for start, end in _joined(starts))


def _folded_letters(name: str) -> tuple[str, list[int]]:
    """The name as it is compared, letter by letter, and where each letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(name):
        for one in folded(letter) or " ":
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _at(letters: str, wanted: str) -> Span | None:
    """At the beginning of a word if it is there, else anywhere."""
    begun = f" {letters}".find(f" {wanted}")
    start = begun if begun >= 0 else letters.find(wanted)
    return None if start < 0 else (start, start + len(wanted))


def _joined(parts: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in parts:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
