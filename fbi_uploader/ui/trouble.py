"""What went wrong, as the engine told it: a code and its facts, ready for `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fbi_uploader.errors import Code, Fact, Severity

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error or a problem. `where`: the path or field it speaks of, "" where there is none."""

    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict)
    where: str = ""
    severity: Severity = Severity.BLOCKING


def trouble_of(told: object) -> Trouble:
    """From an answer or an event. A code that this window does not know is PROTOCOL's."""
    known = told if isinstance(told, Mapping) else {}
    facts = known.get("facts")
    try:
        code = Code(str(known.get("code")))
    except ValueError:
        return Trouble(Code.PROTOCOL, {"why": "other_code"})
    severity = known.get("severity", Severity.BLOCKING)
    return Trouble(
        code,
        dict(facts) if isinstance(facts, Mapping) else {},
        str(known.get("where") or ""),
        Severity(severity) if severity in tuple(Severity) else Severity.BLOCKING,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one command: its fields, or what went wrong."""

    fields: Json
    error: Trouble | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.error is None

    def text(self, name: str) -> str:
        """A field that is text; "" where it is absent."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A field that is a whole number; 0 where it is absent."""
        value = self.fields.get(name)
        return value if isinstance(value, int) else 0

    def items(self, name: str) -> list[Json]:
        """A field that is a list of objects."""
        value = self.fields.get(name)
        return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

    def texts(self, name: str) -> list[str]:
        """A field that is a list of texts."""
        value = self.fields.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def answer_of(message: Json) -> Answer:
    """An `answer` line."""
    if message.get("ok") is True:
        return Answer(message)
    return Answer(message, trouble_of(message.get("error")))
