"""Many compounds under way at once, their answers kept in order ([MS-SMB2] 3.2.4.1.4)."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

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


class _Sent(NamedTuple):
    """A question on its way, from the item at `place`."""

    place: int
    question: Question
    exchange: Exchange
    size: int


class Pipeline(Generic[Result]):
    """Asks one question an item, and keeps what `understand` makes of (place, answers).

    An item's trouble is its own answer. After trouble that the next would meet as well, the rest
    get the same error untried.
    """

    def __init__(self, share: Share, understand: Callable[[int, Sequence[Reply]], Result]) -> None:
        self._share = share
        self._understand = understand
        self._sent: deque[_Sent] = deque()
        self._bytes = 0
        self._touched = _Touched()
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
            size = question.size
            self._make_room(question, size)
            self._share.make_parents(question.inside)
            exchange = self._share.connection.start(question.requests)
        except UploaderError as error:
            self._trouble(place, error)
        else:
            self._sent.append(_Sent(place, question, exchange, size))
            self._bytes += size
            self._touched.more(question.touches)

    def _make_room(self, question: Question, size: int) -> None:
        while self._sent and (
            len(self._sent) >= _UNDER_WAY
            or self._bytes + size > _BYTES_UNDER_WAY
            or self._touched.meet(question.touches)
        ):
            self._settle_one()

    def _settle_one(self) -> None:
        place, question, exchange, size = self._sent.popleft()
        self._bytes -= size
        self._touched.less(question.touches)
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
                sent = self._sent.popleft()
                self._share.abandon(sent.question.requests, sent.exchange)


class _Touched:
    """The paths of what is under way, and the folders that they lie in."""

    def __init__(self) -> None:
        self._paths: Counter[str] = Counter()
        self._above: Counter[str] = Counter()

    def more(self, paths: tuple[str, ...]) -> None:
        """These are under way."""
        for path in paths:
            self._paths[path] += 1
            self._above.update(_folders_of(path))

    def less(self, paths: tuple[str, ...]) -> None:
        """These have been answered."""
        for path in paths:
            self._paths[path] -= 1
            self._above.subtract(_folders_of(path))

    def meet(self, paths: tuple[str, ...]) -> bool:
        """Whether one of them is under way, or lies in such a one, or has one in it."""
        return any(
            self._paths[path] > 0
            or self._above[path] > 0
            or any(self._paths[folder] > 0 for folder in _folders_of(path))
            for path in paths
        )


def _folders_of(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
