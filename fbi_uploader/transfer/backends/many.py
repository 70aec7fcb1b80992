"""What several items in one call share: each one's trouble is its own, until it is everyone's.

And how a few small files of ours are written in as few round trips as the route knows how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from fbi_uploader.errors import Code, NodeError, UploaderError
from fbi_uploader.transfer.backend import Backend, Digest, Item, ManyWriter

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


def write_small(backend: Backend, items: Sequence[Item]) -> None:
    """`write` each at offset 0; small enough to be held in memory. Raises the first trouble."""
    if isinstance(backend, ManyWriter):
        for error in backend.write_many(items, _unheeded):
            if error is not None:
                raise error
        return
    for item in items:
        backend.write(item.path, item.source, 0, _unheeded)


def digest_small(backend: Backend, paths: Sequence[str]) -> list[Digest]:
    """`digest` of each. Raises the first trouble."""
    if not isinstance(backend, ManyWriter):
        return [backend.digest(path, _unheeded) for path in paths]
    found: list[Digest] = []
    for answer in backend.digest_many(paths, _unheeded):
        if isinstance(answer, UploaderError):
            raise answer
        found.append(answer)
    return found


def _unheeded(_count: int) -> None:
    """Nobody counts the bytes of our own documents."""
