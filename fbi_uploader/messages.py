"""Turns codes, stages and kinds of evidence into French or English words.

Not under `ui/`, as the command line prints them as well. The texts are in `resources/messages`, one
table for each `Code`. A text's placeholders (`{name}`) are filled with facts, which are hostile:
each is shown escaped, on one line and shortened, and is never itself looked at for placeholders.
What comes out is plain text: whoever shows it as HTML or rich markup escapes it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from fbi_uploader import paths
from fbi_uploader.errors import Code, Fact

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

LONGEST_VALUE = 80
"""Characters of one fact; a longer one loses its middle."""

MISSING = "…"
"""Stands for a fact that nobody gave."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PLACES = ("path", "where", "target", "taken", "file")
_YES_NO: dict[Language, tuple[str, str]] = {"fr": ("oui", "non"), "en": ("yes", "no")}


@dataclass(frozen=True, slots=True)
class Message:
    """What to tell the user about one error or problem.

    `happened`  a headline, without a full stop
    `does`      a sentence: what the program does about it
    `you_can`   a sentence: what the user can do
    `ask`       a sentence: whom to call; "" when nobody else is needed
    """

    happened: str
    does: str
    you_can: str
    ask: str


class Told(Protocol):
    """What a message exists for: an UploaderError, a Problem, the journal's Reason."""

    @property
    def code(self) -> Code:
        """Which message."""

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What fills its placeholders."""


def message(told: Told, language: Language) -> Message:
    """The words for an error or a problem. Facts that are missing become MISSING.

    `{path}` falls back to a problem's `where`, then to other facts that are a place (_PLACES), and
    `{name}` to the last part of that.
    """
    where = getattr(told, "where", None)
    known = _with_names(told.facts, where if isinstance(where, str) else None)
    text = _catalogue(language).messages[told.code]
    return Message(
        happened=_filled(text.happened, known, language),
        does=_filled(text.does, known, language),
        you_can=_filled(text.you_can, known, language),
        ask=_filled(text.ask, known, language),
    )


def stage_word(stage: str, language: Language) -> str:
    """The word for the stage of a submission or an assay."""
    return _catalogue(language).stages[stage]


def file_word(state: str, language: Language) -> str:
    """The word for the state of one file."""
    return _catalogue(language).files[state]


def evidence_word(kind: str, language: Language) -> str:
    """The word for a kind of evidence."""
    return _catalogue(language).evidence[kind]


def read_ahead() -> None:
    """Read all words now, some 50 ms, so that nobody waits when the first ones are needed."""
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        _catalogue(language)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    messages: Mapping[str, Message]
    stages: Mapping[str, str]
    files: Mapping[str, str]
    evidence: Mapping[str, str]


@cache
def _catalogue(language: Language) -> _Catalogue:
    text = (paths.resources() / "messages" / f"{language}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return _Catalogue(
        messages={code: Message(**texts) for code, texts in tables["code"].items()},
        stages=tables["stage"],
        files=tables["file"],
        evidence=tables["evidence"],
    )


def _with_names(facts: Mapping[str, Fact], where: str | None) -> Mapping[str, Fact]:
    known: dict[str, Fact] = {"where": where}
    known |= {name: fact for name, fact in facts.items() if fact not in (None, "")}
    path = next((known[name] for name in _PLACES if known.get(name) is not None), None)
    if not isinstance(path, str):
        return known
    return {"path": path, "name": re.split(r"[/\\]", path.rstrip("/\\"))[-1] or path} | known


def _filled(text: str, facts: Mapping[str, Fact], language: Language) -> str:
    return _PLACEHOLDER.sub(lambda found: _value(facts.get(found[1]), language), text)


def _value(fact: Fact, language: Language) -> str:
    if fact is None:
        return MISSING
    if isinstance(fact, bool):
        return _YES_NO[language][not fact]
    text = paths.shown(str(fact))
    if len(text) <= LONGEST_VALUE:
        return text
    kept = (LONGEST_VALUE - 1) // 2
    return f"{text[: LONGEST_VALUE - 1 - kept]}…{text[-kept:]}"
