"""What several items in one call share: each one's trouble is its own, until it is everyone's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from fbi_uploader.errors import Code, NodeError, UploaderError

Given = TypeVar("Given")
Done = TypeVar("Done")


def each(items: Iterable[Given], act: Callable[[Given], Done]) -> list[Done | UploaderError]:
    """`act` on every item: its result or its error, in order.

    After trouble that the next would meet as well, the rest get the same error untried.
    """
    answers: list[Done | UploaderError] = []
    stopped: UploaderError | None = None
    for item in items:
        if stopped is None:
            try:
                answers.append(act(item))
            except UploaderError as error:
                answers.append(error)
                stopped = error if stops_all(error) else None
        else:
            answers.append(stopped)
    return answers


def stops_all(error: UploaderError) -> bool:
    """Whether the next item would meet the same trouble."""
    return isinstance(error, NodeError) or error.code is Code.CONNECTION_LOST
