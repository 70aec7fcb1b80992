"""Many compounds under way at once, their answers kept in order ([MS-SMB2] 3.2.4.1.4)."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fbi_uploader.errors import RetryError, UploaderError
from fbi_uploader.transfer.backends.many import stops_all
from fbi_uploader.transfer.backends.smb.connection import Exchange
from fbi_uploader.transfer.backends.smb.messages import Reply, Request
from fbi_uploader.transfer.backends.smb.share import PathMissingError, Share

_UNDER_WAY = 32
_BYTES_UNDER_WAY = 8 << 20

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Question:
    """A compound about `path`.

    `touches`  the paths that no other compound may touch meanwhile
    `inside`   the path whose folders have to be there
    `fine`     statuses that are no failures
    """

    path: str
    requests: tuple[Request, ...]
    touches: tuple[str, ...]
    inside: str = ""
    fine: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """Bytes that it keeps in memory until it is answered."""
        return sum(max(len(one.data), one.payload) for one in self.requests)


class Pipeline(Generic[Result]):
    """Asks one question an item, and keeps what `understand` makes of (place, answers).

    An item's trouble is its own answer. After trouble that the next would meet as well, the rest
    get the same error untried.
    """

    def __init__(self, share: Share, understand: Callable[[int, Sequence[Reply]], Result]) -> None:
        self._share = share
        self._understand = understand
        self._sent: deque[tuple[int, Question, Exchange]] = deque()
        self._bytes = 0
        self._stopped: UploaderError | None = None
        self._without_folder: list[tuple[int, Question]] = []
        self._answers: dict[int, Result | UploaderError] = {}

    def run(
        self, count: int, prepare: Callable[[int], Question | None]
    ) -> list[Result | UploaderError]:
        """`prepare` makes the question of each place from 0 to `count`; the answers, in order.

        It may also do what there is to do, and make none.
        """
        try:
            for place in range(count):
                self._ask(place, prepare)
            self._settle()
            self._ask_again()
        except BaseException:
            self._drain()
            raise
        return [self._answers[place] for place in range(count)]

    def _ask_again(self) -> None:
        """Somebody took away folders that were there: make them, and ask once more."""
        again, self._without_folder = dict(self._without_folder), []
        if again:
            self._share.forget_folders()
        for place in again:
            self._ask(place, again.__getitem__)
        self._settle()

    def _ask(self, place: int, prepare: Callable[[int], Question | None]) -> None:
        if self._stopped is not None:
            self._answers[place] = self._stopped
            return
        try:
            question = prepare(place)
            if question is None:
                self._answers[place] = self._understand(place, ())
                return
            self._make_room(question)
            self._share.make_parents(question.inside)
            exchange = self._share.connection.start(question.requests)
        except UploaderError as error:
            self._trouble(place, error)
        else:
            self._sent.append((place, question, exchange))
            self._bytes += question.size

    def _make_room(self, question: Question) -> None:
        while self._sent and (
            len(self._sent) >= _UNDER_WAY
            or self._bytes + question.size > _BYTES_UNDER_WAY
            or any(_meet(question.touches, sent.touches) for _, sent, _ in self._sent)
        ):
            self._settle_one()

    def _settle_one(self) -> None:
        place, question, exchange = self._sent.popleft()
        self._bytes -= question.size
        try:
            replies = self._share.settle(question.path, question.requests, exchange, question.fine)
            self._answers[place] = self._understand(place, replies)
        except PathMissingError as error:
            self._trouble(place, error)
            self._without_folder.append((place, question))
        except UploaderError as error:
            self._trouble(place, error)

    def _trouble(self, place: int, error: UploaderError) -> None:
        self._answers[place] = error
        if stops_all(error):
            self._stopped = error

    def _settle(self) -> None:
        while self._sent:
            self._settle_one()

    def _drain(self) -> None:
        """Nothing stays open on the server, whatever became of it."""
        with contextlib.suppress(RetryError):  # what broke it off is what is told
            while self._sent and self._share.connection.alive:
                _, question, exchange = self._sent.popleft()
                self._share.abandon(question.requests, exchange)


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a path of one is a path of the other, or lies in it."""
    return any(
        f"{a}/".startswith(f"{b}/") or f"{b}/".startswith(f"{a}/") for a in some for b in others
    )
