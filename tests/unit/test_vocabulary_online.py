from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.isa.vocabulary.model import Term
from fbi_uploader.isa.vocabulary.online import (
    LARGEST,
    LONGEST_NAME,
    MOST_SYNONYMS,
    MOST_TERMS,
    NoLookup,
    Ols4Lookup,
    TermLookup,
)

PATIENCE = 20  # seconds for what must happen; nothing waits as long when all is well


class Server:
    """A real HTTP server on this computer, told what to say."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"{}"
        self.headers: dict[str, str] = {}
        self.held = threading.Event()
        self.held.set()
        self.entered = threading.Event()
        self.drip = False
        self.asked: list[dict[str, list[str]]] = []
        self.paths: list[str] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object, **__: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/api"

    def docs(self, *docs: object) -> None:
        self.body = json.dumps({"response": {"numFound": len(docs), "docs": docs}}).encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.paths.append(parts.path)
        self.asked.append(parse_qs(parts.query))
        self.entered.set()
        self.held.wait(PATIENCE)
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            if self.drip:
                self._drip(handler)
            handler.wfile.write(self.body)
        except OSError:
            pass  # the client has had enough

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        for _ in range(PATIENCE * 20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    def close(self) -> None:
        self.held.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(PATIENCE)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    one = Server()
    yield one
    one.close()


@pytest.fixture
def lookup(server: Server) -> Iterator[Ols4Lookup]:
    one = Ols4Lookup(server.base, seconds=PATIENCE)
    yield one
    one.close()


def asked(lookup: TermLookup, query: str = "confocal") -> tuple[Term, ...]:
    return lookup.search(query, "fbbi").result(PATIENCE)


def why(lookup: TermLookup) -> object:
    with pytest.raises(RetryError) as caught:
        asked(lookup)
    assert caught.value.code is Code.LOOKUP_FAILED
    return caught.value.facts["why"]


def test_terms_come_with_their_synonyms(server: Server, lookup: Ols4Lookup) -> None:
    server.docs(
        {"obo_id": "FBbi:00000251", "label": "confocal microscopy", "synonym": ["confocale"]},
        {"obo_id": "FBbi:00000252", "label": "single-spot confocal microscopy"},
    )
    assert asked(lookup, "confocal & é") == (
        Term("FBbi:00000251", "confocal microscopy", synonyms=("confocale",)),
        Term("FBbi:00000252", "single-spot confocal microscopy"),
    )
    assert server.paths == ["/api/search"]
    assert server.asked[0]["q"] == ["confocal & é"]
    assert server.asked[0]["ontology"] == ["fbbi"]


def test_by_default_nothing_is_asked() -> None:
    assert asked(NoLookup()) == ()
    NoLookup().close()


@pytest.mark.parametrize(("query", "ontology"), [("", "fbbi"), (" ", "fbbi"), ("a", "fbbi&x=1")])
def test_what_cannot_be_asked_finds_nothing(
    server: Server, lookup: Ols4Lookup, query: str, ontology: str
) -> None:
    assert lookup.search(query, ontology).result(PATIENCE) == ()
    assert server.asked == []


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"obo_id": "FBbi:1"},
        {"obo_id": None, "label": "x"},
        {"obo_id": "no id", "label": "x"},
        {"obo_id": "FBbi:1\n", "label": "x"},
        {"obo_id": "FBbi:1", "label": ""},
        {"obo_id": "FBbi:1", "label": ["x"]},
        {"obo_id": "FBbi:1", "label": "x\x1b[2J"},
        {"obo_id": "FBbi:1", "label": "x\u202ey"},
        {"obo_id": "FBbi:1", "label": "x" * (LONGEST_NAME + 1)},
        "text",
        None,
        7,
    ],
)
def test_odd_terms_are_left_out_and_the_others_stay(
    server: Server, lookup: Ols4Lookup, odd: object
) -> None:
    server.docs(odd, {"obo_id": "X:2", "label": "good", "synonym": [1, "ok", "a\x00b", None]})
    assert asked(lookup) == (Term("X:2", "good", synonyms=("ok",)),)


def test_no_more_than_asked_for_is_taken(server: Server, lookup: Ols4Lookup) -> None:
    many = [{"obo_id": f"X:{n}", "label": "a", "synonym": ["b"] * 100} for n in range(100)]
    server.docs(many[0], *many)
    found = asked(lookup)
    assert len(found) == MOST_TERMS - 1  # the one that came twice counts once
    assert all(len(term.synonyms) == MOST_SYNONYMS for term in found)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"<html>proxy</html>", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b"[]", "not_an_answer"),
        (b"{}", "not_an_answer"),
        (b'{"response": 3}', "not_an_answer"),
        (b'{"response": {"docs": {}}}', "not_an_answer"),
        (b" " * (LARGEST + 1), "too_large"),
    ],
)
def test_hostile_answers(server: Server, lookup: Ols4Lookup, body: bytes, reason: str) -> None:
    server.body = body
    assert why(lookup) == reason


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_refusal_says_its_number(server: Server, lookup: Ols4Lookup, status: int) -> None:
    server.status = status
    assert why(lookup) == str(status)


def test_a_redirect_is_not_followed(server: Server, lookup: Ols4Lookup) -> None:
    server.status = 302
    server.headers = {"Location": f"{server.base}/elsewhere"}
    assert why(lookup) == "302"
    assert server.paths == ["/api/search"]


def test_after_a_failure_it_goes_on(server: Server, lookup: Ols4Lookup) -> None:
    server.status = 500
    assert why(lookup) == "500"
    server.status = 200
    server.docs({"obo_id": "X:1", "label": "back"})
    assert asked(lookup) == (Term("X:1", "back"),)


def test_a_server_that_says_nothing_is_left(server: Server) -> None:
    server.held.clear()
    hurried = Ols4Lookup(server.base, seconds=0.2)
    assert why(hurried) == "timed_out"
    hurried.close()


def test_a_server_that_drips_is_left(server: Server) -> None:
    server.drip = True
    hurried = Ols4Lookup(server.base, seconds=0.3)
    started = time.monotonic()
    assert why(hurried) == "timed_out"
    assert time.monotonic() - started < PATIENCE / 2
    hurried.close()


def test_nobody_there() -> None:
    gone = Server()
    base = gone.base
    gone.close()
    nowhere = Ols4Lookup(base, seconds=PATIENCE)
    assert why(nowhere) == "ConnectionRefusedError"
    nowhere.close()


def test_asking_returns_at_once_and_only_the_newest_waits(
    server: Server, lookup: Ols4Lookup
) -> None:
    server.held.clear()
    server.docs({"obo_id": "X:1", "label": "a"})
    first = lookup.search("c", "fbbi")
    assert server.entered.wait(PATIENCE)
    waiting = [lookup.search("confocal"[:end], "fbbi") for end in range(2, 9)]
    assert not first.done()
    server.held.set()
    assert len(waiting[-1].result(PATIENCE)) == 1
    assert first.result(PATIENCE)
    assert all(one.cancelled() for one in waiting[:-1])
    assert [one["q"] for one in server.asked] == [["c"], ["confocal"]]


def test_closing_cancels_what_waits_and_refuses_what_comes(
    server: Server, lookup: Ols4Lookup
) -> None:
    server.held.clear()
    first = lookup.search("a", "fbbi")
    assert server.entered.wait(PATIENCE)
    second = lookup.search("b", "fbbi")
    lookup.close()
    assert lookup.search("c", "fbbi").cancelled()
    server.held.set()
    assert isinstance(first.exception(PATIENCE), RetryError)
    with pytest.raises(CancelledError):
        second.result(PATIENCE)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "base",
    [
        "http://www.ebi.ac.uk/ols4/api",
        "http://127.0.0.1.example.org/",
        "http://localhost.example.org/",
        "ftp://localhost/",
        "file:///etc/passwd",
        "https:///x",
        "",
    ],
)
def test_only_protected_addresses_are_taken(base: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Ols4Lookup(base)


def test_certificates_are_verified_by_the_systems_store(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []
    real = ssl.create_default_context

    def remember() -> ssl.SSLContext:
        made.append(real())
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", remember)
    Ols4Lookup().close()
    assert [(one.verify_mode, one.check_hostname) for one in made] == [(ssl.CERT_REQUIRED, True)]
