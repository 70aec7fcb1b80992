"""A session that one phase leaves for the next, which would log on to the same share again.

A log-on takes five round trips. The planner and the engine of one command work one after the
other in one thread, so no two ever use the session at once (DESIGN 6).
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.decorators.through import Through

Whose = tuple[str, str]
"""A node's id and a person's name."""


class Left:
    """A place for one session. Empty, and nothing can be left there, outside of `with`."""

    def __init__(self) -> None:
        self._wanted = False
        self._session: tuple[Whose, Backend] | None = None

    def __enter__(self) -> Self:
        """From now on one session may be left."""
        self._wanted = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log off what nobody took."""
        self._wanted = False
        session, self._session = self._session, None
        if session is not None:
            session[1].close()

    def leave(self, whose: Whose, session: Backend) -> bool:
        """Whether it may stay open here; only the first one may."""
        if not self._wanted:
            return False
        self._wanted = False
        self._session = (whose, session)
        return True

    def take(self, whose: Whose) -> Backend | None:
        """The session that was left for `whose`, to whoever comes first."""
        if self._session is None or self._session[0] != whose:
            return None
        session, self._session = self._session[1], None
        return session


class HandedOn(Through):
    """Begins with the session that was left, where there is one, and leaves its own if it may.

    One that was lost meanwhile is noticed at its first use, as on any line.
    """

    def __init__(self, inner: Backend, left: Left, whose: Whose) -> None:
        super().__init__(inner)
        self._left = left
        self._whose = whose
        self._is_open = False

    def connect(self) -> None:
        """Log on, unless somebody did."""
        session = None if self._is_open else self._left.take(self._whose)
        if session is None:
            self.inner.connect()
        else:
            self.inner = session
        self._is_open = True

    def close(self) -> None:
        """Log off, unless somebody will go on."""
        if self._is_open and self._left.leave(self._whose, self.inner):
            self._is_open = False
            return
        self._is_open = False
        self.inner.close()
