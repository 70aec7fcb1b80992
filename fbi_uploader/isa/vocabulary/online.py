"""Looks a term up on the network, for those who turn it on: never waited for, never trusted.

The service is EMBL-EBI's Ontology Lookup Service 4, whose `/search` answers
`{"response": {"docs": [{"obo_id", "label", "synonym"}]}}` (https://www.ebi.ac.uk/ols4/help).
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import queue
import re
import ssl
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from fbi_uploader.clock import Clock, SystemClock
from fbi_uploader.errors import Code, RetryError
from fbi_uploader.isa.vocabulary.model import Term

OLS4 = "https://www.ebi.ac.uk/ols4/api"
LARGEST = 1024 * 1024  # bytes of an answer
LONGEST_QUERY = 200
LONGEST_NAME = 300
MOST_TERMS = 20
MOST_SYNONYMS = 20
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}:[A-Za-z0-9_.-]{1,40}")
_ONTOLOGY = re.compile(r"[a-z][a-z0-9_]{0,30}")
_PIECE = 64 * 1024


class TermLookup(Protocol):
    """Where more terms may be found than this PC has."""

    def search(self, query: str, ontology: str) -> Future[tuple[Term, ...]]:
        """Ask; returns at once.

        The future ends with terms, or RetryError LOOKUP_FAILED (why), or is cancelled because
        something newer was asked. `add_done_callback` is called in another thread.
        """

    def close(self) -> None:
        """Cancel what waits; nothing is asked any more."""


class NoLookup:
    """The default: the network is not asked."""

    def search(self, query: str, ontology: str) -> Future[tuple[Term, ...]]:  # noqa: ARG002 - as in the Protocol
        """Find nothing, at once."""
        nothing: Future[tuple[Term, ...]] = Future()
        nothing.set_result(())
        return nothing

    def close(self) -> None:
        """Nothing to do."""


class Ols4Lookup:
    """Asks OLS4 in one thread of its own; only the newest of the waiting questions is asked.

    `base` is https, or http on this computer; anything else raises ValueError. TLS is verified by
    the system's trust store, redirects are refused, the system's proxy is used. `seconds` bounds
    each wait for the server and, checked between pieces, the whole answer.
    """

    def __init__(self, base: str = OLS4, seconds: float = 5.0, clock: Clock | None = None) -> None:
        _refuse_insecure(base)
        self._base = base.rstrip("/")
        self._seconds = seconds
        self._clock = clock or SystemClock()
        self._opener = _opener()
        self._asked: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        # A daemon: an answer that does not come must not keep the program from ending.
        threading.Thread(target=self._work, name="term-lookup", daemon=True).start()

    def search(self, query: str, ontology: str) -> Future[tuple[Term, ...]]:
        """Ask; see TermLookup."""
        question = _Question(query.strip()[:LONGEST_QUERY], ontology)
        if self._closed.is_set():
            question.answer.cancel()
        elif not question.query or not _ONTOLOGY.fullmatch(ontology):
            question.answer.set_result(())
        else:
            self._asked.put(question)
        return question.answer

    def close(self) -> None:
        """Cancel what waits; a request under way ends by itself."""
        self._closed.set()
        self._asked.put(None)

    def _work(self) -> None:
        while (question := self._newest()) is not None:
            if question.answer.set_running_or_notify_cancel():
                self._settle(question)

    def _newest(self) -> _Question | None:
        newest = self._asked.get()
        while not self._asked.empty():
            if newest is not None:
                newest.answer.cancel()
            newest = self._asked.get()
        if newest is not None and self._closed.is_set():
            newest.answer.cancel()
            return None
        return newest

    def _settle(self, question: _Question) -> None:
        try:
            found = self._ask(question)
        except BaseException as error:  # whatever it is, nobody must wait for ever
            question.answer.set_exception(error)
            if not isinstance(error, RetryError):
                raise
        else:
            question.answer.set_result(found)

    def _ask(self, question: _Question) -> tuple[Term, ...]:
        content = self._fetch(question.address(self._base))
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _failed("not_json") from error
        return tuple(_terms(answer))

    def _fetch(self, address: str) -> bytes:
        request = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - checked when made
        until = self._clock.monotonic() + self._seconds
        try:
            with self._opener.open(request, timeout=self._seconds) as response:
                return self._read(response, until)
        except HTTPError as error:
            error.close()
            raise _failed(str(error.code)) from error
        except TimeoutError as error:
            raise _failed("timed_out") from error
        except URLError as error:
            raise _failed(_reason(error)) from error
        except (OSError, http.client.HTTPException) as error:
            raise _failed(type(error).__name__) from error

    def _read(self, response: http.client.HTTPResponse, until: float) -> bytes:
        content = bytearray()
        while piece := response.read1(_PIECE):
            content += piece
            if len(content) > LARGEST:
                raise _failed("too_large")
            if self._clock.monotonic() > until:
                raise _failed("timed_out")
        return bytes(content)


class _Question:
    def __init__(self, query: str, ontology: str) -> None:
        self.query = query
        self.ontology = ontology
        self.answer: Future[tuple[Term, ...]] = Future()

    def address(self, base: str) -> str:
        asked = {
            "q": self.query.encode("utf-8", "replace"),
            "ontology": self.ontology,
            "type": "class",
            "rows": MOST_TERMS,
            "fieldList": "obo_id,label,synonym",
        }
        return f"{base}/search?{urlencode(asked)}"


class _NoRedirect(HTTPRedirectHandler):
    """A redirect would lead to a server that nobody chose."""

    def redirect_request(self, *_: object) -> None:
        """Follow none: it becomes an HTTPError."""


def _opener() -> OpenerDirector:
    return build_opener(HTTPSHandler(context=ssl.create_default_context()), _NoRedirect())


def _refuse_insecure(base: str) -> None:
    parts = urlsplit(base)
    here = parts.hostname == "localhost" or _is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise ValueError(base)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _reason(error: URLError) -> str:
    if isinstance(error.reason, TimeoutError):
        return "timed_out"
    return type(error.reason).__name__ if isinstance(error.reason, OSError) else "unreachable"


def _failed(why: str) -> RetryError:
    return RetryError(Code.LOOKUP_FAILED, why=why)


def _terms(answer: object) -> Iterator[Term]:
    response = answer.get("response") if isinstance(answer, dict) else None
    documents = response.get("docs") if isinstance(response, dict) else None
    if not isinstance(documents, list):
        raise _failed("not_an_answer")
    seen: set[str] = set()
    for document in documents[:MOST_TERMS]:
        term = _term(document) if isinstance(document, dict) else None
        if term is not None and term.id not in seen:
            seen.add(term.id)
            yield term


def _term(document: dict[object, object]) -> Term | None:
    """One term, or None for anything odd: a bad one is left out, the others stay."""
    term_id, label = document.get("obo_id"), document.get("label")
    if not isinstance(term_id, str) or not _ID.fullmatch(term_id) or not _is_name(label):
        return None
    told = document.get("synonym")
    names = told if isinstance(told, list) else []
    return Term(term_id, str(label), synonyms=_names(names))


def _names(told: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(name) for name in told[:MOST_SYNONYMS] if _is_name(name))


def _is_name(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_NAME and text.isprintable()
