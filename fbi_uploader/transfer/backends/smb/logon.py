"""Log-on and tree: how a connection becomes a share that can be used.

Source: [MS-SMB2] 3.2.4.2, 3.2.5.3 (session), 3.2.5.5 (tree). Passwords go to pyspnego and nowhere
else.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass

import spnego

from fbi_uploader.errors import Code, NodeError
from fbi_uploader.transfer.backends.smb import messages, sealing
from fbi_uploader.transfer.backends.smb.connection import Connection, Patience
from fbi_uploader.transfer.backends.smb.frames import Session
from fbi_uploader.transfer.backends.smb.messages import (
    HEADER_SIZE,
    Access,
    Command,
    GarbledError,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.negotiation import (
    DFS,
    SIGNING_ENABLED,
    SIGNING_REQUIRED,
    Hello,
    check,
    negotiate,
)
from fbi_uploader.transfer.backends.smb.sealing import SMB_3_1_1, Agreed
from fbi_uploader.transfer.backends.smb.status import Status, refused

logging.getLogger("spnego").setLevel(logging.INFO)  # below, it writes down the tokens

_SETUP = struct.Struct("<HBBIIHHQ")
_SETUP_ANSWER = struct.Struct("<HHHH")
_TREE = struct.Struct("<HHHH")
_TREE_ANSWER = struct.Struct("<HBBIII")
_GUEST, _ENCRYPTS = 0x1 | 0x2, 0x4
_SHARE_ENCRYPTS = 0x8000
_SHARE_DFS = 0x8
_SIGNED = 0x8
_LEAST_KEY = 16  # bytes
_LONGEST_TOKEN = 0xFFFF  # bytes
_ROUNDS = 16  # of one log-on; NTLM needs 2, Kerberos 1 or 2


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs on, and what the node's file demands of the server.

    `password`  None: the log-on of this PC's account (SSPI, Kerberos); else asked for each time
    `oldest`    the oldest dialect accepted, "2.1" to "3.1.1"
    """

    user: str | None
    password: Callable[[], str] | None
    domain: str | None = None
    sign: bool = True
    encrypt: bool = False
    oldest: str = "2.1"
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A share. `host` is a name or an address."""

    host: str
    port: int
    share: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A share that can be used.

    `most`  how many bytes one READ or WRITE may carry
    `dfs`   it may say that a path lies on another server
    """

    connection: Connection
    place: Place
    writable: bool
    most: int
    dfs: bool = False


def log_on(place: Place, login: Login, patience: Patience, previous: int = 0) -> Tree:
    """Connect, negotiate, log on, take the share.

    `previous` is the number of a session of ours that was lost: the server lets go of its files
    at once rather than when it notices ([MS-SMB2] 3.3.5.5.3). Raises NodeError CREDENTIALS,
    GUEST_REFUSED, NODE_TOO_WEAK, SHARE_UNKNOWN, SHARE_DENIED; RetryError as `Connection` does.
    """
    connection = Connection(place.host, place.port, patience)
    try:
        hello = negotiate(connection, place.host, login.oldest, sign=login.sign)
        context = _context(place, login)
        flags = _authenticate(connection, place, login, hello, _Steps(context, previous))
        if not flags & _GUEST:
            _make_safe(connection, login, hello, context)
            if login.encrypt or flags & _ENCRYPTS:
                _seal(connection, place)
        connection.session.dialect = hello.dialect
        connection.transcript = None
        return _take_share(connection, place, login, hello)
    except BaseException:
        connection.close()
        raise


# -- log-on


def _context(place: Place, login: Login) -> spnego.ContextProxy:
    user = f"{login.domain}\\{login.user}" if login.domain and login.user else login.user
    try:
        return spnego.client(
            None if login.password is None else user,
            None if login.password is None else login.password(),
            hostname=place.host,
            service="cifs",
            options=spnego.NegotiateOptions.session_key,
        )
    except spnego.exceptions.SpnegoError as error:
        raise _no_logon(error) from None


class _Steps:
    """The tokens of one log-on."""

    def __init__(self, context: spnego.ContextProxy, previous: int) -> None:
        self._context = context
        self._previous = previous

    def take(self, token: bytes) -> bytes:
        """What we answer to the server's `token`."""
        try:
            answer = self._context.step(token) or b""
        except spnego.exceptions.SpnegoError as error:
            raise _no_logon(error) from None
        except Exception as error:  # noqa: BLE001 - its readers raise whatever they stumble over
            raise GarbledError(f"a token that is none: {type(error).__name__}") from None
        if len(answer) > _LONGEST_TOKEN:
            raise GarbledError("a token that needs too long an answer")
        return answer

    def request(self, login: Login, token: bytes) -> Request:
        """The next SESSION_SETUP."""
        mode = SIGNING_REQUIRED if login.sign else SIGNING_ENABLED
        start = HEADER_SIZE + _SETUP.size
        answer = self.take(token)
        body = _SETUP.pack(25, 0, mode, DFS, 0, start, len(answer), self._previous)
        return Request(Command.SESSION_SETUP, body, answer)

    def end(self, token: bytes) -> None:
        """The server proves itself as well, where the way of logging on knows how."""
        if token and not self._context.complete:
            self.take(token)


def _no_logon(error: Exception) -> NodeError:
    # Cut off from its cause: a library's text may hold what it was given.
    return NodeError(Code.CREDENTIALS, status=type(error).__name__)


def _authenticate(
    connection: Connection, place: Place, login: Login, hello: Hello, steps: _Steps
) -> int:
    """The flags of the session (2.2.6)."""
    token = hello.token
    for _ in range(_ROUNDS):
        (reply,) = connection.ask(steps.request(login, token))
        if reply.status not in {Status.SUCCESS, Status.MORE_PROCESSING_REQUIRED}:
            raise refused(reply.status, place.share, Code.CREDENTIALS, user=login.user)
        connection.session.number = reply.session_id
        _, flags, start, size = messages.unpacked(_SETUP_ANSWER, reply.body)
        token = bytes(messages.part_of(reply.body, start, size))
        if reply.status == Status.SUCCESS:
            break
    else:
        raise GarbledError("a log-on without an end")
    steps.end(token)
    if flags & _GUEST and not login.guest:
        raise NodeError(Code.GUEST_REFUSED, node=place.host, user=login.user)
    if flags & _GUEST and login.encrypt:
        raise NodeError(Code.NODE_TOO_WEAK, node=place.host, wanted="encryption")
    return int(flags)


def _make_safe(
    connection: Connection, login: Login, hello: Hello, context: spnego.ContextProxy
) -> None:
    """Sign from here on; know how to encrypt."""
    said = connection.transcript or []
    preauth = b"\0" * 64
    for message in said[:-1]:  # all but the last answer, which is signed by what comes of it
        preauth = hashlib.sha512(preauth + message).digest()
    agreed = Agreed(hello.dialect, hello.signing, hello.cipher, preauth)
    full_key = _key(context)
    session = Session(connection.session.number)
    session.sign = sealing.signer(agreed, full_key[:_LEAST_KEY])
    if hello.cipher:
        session.can_seal = sealing.Seal(agreed, full_key, session.number)
    if _signs(login, hello):
        _check_last(session, said[-1])
    elif hello.dialect < SMB_3_1_1:
        session.sign = None  # later dialects refuse a TREE_CONNECT that is not (3.3.5.7)
    connection.session = session


def _signs(login: Login, hello: Hello) -> bool:
    return login.sign or login.encrypt or hello.demands_signing


def _key(context: spnego.ContextProxy) -> bytes:
    """What the log-on left both sides with, and nobody else.

    A server that says "welcome" before it was told anything leaves none: padded with zeroes it
    would be a key that everybody knows.
    """
    try:
        key = context.session_key
    except spnego.exceptions.SpnegoError as error:
        raise _no_logon(error) from None
    if len(key) < _LEAST_KEY:
        raise GarbledError("a log-on without a key")
    return key


def _seal(connection: Connection, place: Place) -> None:
    """Encrypt from here on, which covers signing."""
    session = connection.session
    if session.can_seal is None:
        raise NodeError(Code.NODE_TOO_WEAK, node=place.host, wanted="encryption")
    session.seal, session.sign = session.can_seal, None


def _check_last(session: Session, answer: bytes) -> None:
    """The answer that ends the log-on is signed with the session's own key."""
    number = int.from_bytes(answer[24:32], "little")
    flags = int.from_bytes(answer[16:20], "little")
    unsigned = b"".join((answer[:48], b"\0" * 16, answer[64:]))
    nonce = sealing.flags_of(Command.SESSION_SETUP, from_server=True)
    if session.sign is None or not flags & _SIGNED:
        raise GarbledError("an unsigned log-on")
    if not hmac.compare_digest(session.sign(unsigned, number, nonce), answer[48:64]):
        raise GarbledError("a wrong signature of the log-on")


# -- share


def _take_share(connection: Connection, place: Place, login: Login, hello: Hello) -> Tree:
    path = f"\\\\{place.host}\\{place.share}".encode("utf-16-le")
    body = _TREE.pack(9, 0, HEADER_SIZE + _TREE.size, len(path))
    (reply,) = connection.ask(Request(Command.TREE_CONNECT, body, path))
    if reply.status == Status.ACCESS_DENIED:
        raise NodeError(Code.SHARE_DENIED, share=place.share, user=login.user)
    if reply.status != Status.SUCCESS:
        raise refused(reply.status, place.share, Code.SHARE_UNKNOWN)
    if not _signs(login, hello):
        connection.session.sign = None
    return _taken(connection, place, hello, reply)


def _taken(connection: Connection, place: Place, hello: Hello, reply: Reply) -> Tree:
    session = connection.session
    *_, flags, capabilities, allowed = messages.unpacked(_TREE_ANSWER, reply.body)
    session.tree = reply.tree_id
    if flags & _SHARE_ENCRYPTS and session.seal is None:
        _seal(connection, place)
    if session.sign or session.seal:
        check(connection, hello)
    writable, dfs = bool(allowed & Access.WRITE_DATA), bool(capabilities & _SHARE_DFS)
    return Tree(connection, place, writable, hello.most, dfs)
