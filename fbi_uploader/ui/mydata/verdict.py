"""Whether the originals may go, as the engine answered, and the words for why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.messages import message
from fbi_uploader.report import Safety
from fbi_uploader.ui.trouble import Answer, trouble_of
from fbi_uploader.ui.words import language, translate

_OF_THE_NODE = {Code.NEVER_SAFE, Code.NODE_GONE, Code.NODE_UNKNOWN}


def safety_of(answer: Answer) -> Safety:
    """From a `verdict` answer; what is missing in it makes nothing safe."""
    told = [trouble_of(one) for one in answer.items("reasons")]
    return Safety(
        safe=answer.fields.get("safe") is True,
        reasons=tuple(Problem(one.code, one.where, Severity.NOTE, one.facts) for one in told),
        unsafe=answer.number("unsafe"),
        gone=answer.number("gone"),
        not_in_receipt=tuple(answer.texts("not_in_receipt")),
        strangers=answer.number("strangers"),
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause: what happened to the first of its files, to how many others, and what then."""

    happened: str
    more: int
    then: str


def reasons(safety: Safety) -> tuple[Reason, ...]:
    """Why not, grouped by cause, in the order of how many files it is about."""
    by_code = sorted(safety.reasons, key=lambda one: one.code)
    groups = [list(group) for _, group in groupby(by_code, lambda one: one.code)]
    groups.sort(key=len, reverse=True)
    return tuple(_reason(group) for group in groups)


def _reason(group: Sequence[Problem]) -> Reason:
    first = group[0]
    said = message(first, language())
    more = 0 if first.code in _OF_THE_NODE else len(group) - 1
    return Reason(said.happened, more, said.does)


def lines(safety: Safety) -> Iterator[str]:
    """One for each cause, and one for what is not named."""
    named = reasons(safety)
    for one in named:
        more = translate("MyData", "and %n other(s)", None, one.more) if one.more else ""
        yield f"{one.happened} ({more}). {one.then}" if more else f"{one.happened}. {one.then}"
    rest = safety.unsafe - len(safety.reasons)
    if rest > 0 and safety.reasons:
        yield translate("MyData", "%n more file(s) are not safe yet.", None, rest)


def unseen(safety: Safety, seen: Sequence[str], count: int) -> bool:
    """Whether the folders hold something that the person has not been shown yet."""
    return safety.strangers != count or set(safety.not_in_receipt) != set(seen)
