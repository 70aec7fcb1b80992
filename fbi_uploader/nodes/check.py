"""Whether an endpoint can be reached at all: its name, its port, its certificate (DESIGN 8).

What a person may do there is not asked here, and no password is needed.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from cryptography import x509

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, Fact, NodeError, RetryError, UploaderError
from fbi_uploader.nodes.endpoints import Irods, Omero, Quay, Smb
from fbi_uploader.nodes.model import Node

Kind = Literal["smb", "irods", "omero", "quay", "folder"]
Facts = Mapping[str, Fact]
NOT_TRIED: Facts = {"tried": False}
_LONGEST = 10.0  # seconds for one of these steps, however patient the node's file is
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """A step: how long it took, in seconds, what went wrong, and what it told.

    `facts` {"tried": False}: nobody can say yet; it is no success.
    """

    name: str
    seconds: float = 0.0
    error: UploaderError | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Door:
    """An endpoint's address. `tls` None: it has none here, or it is not tried."""

    host: str
    port: int
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """How the certificate is judged: by the system's trust store, or by `ca_file` alone."""

    verify: bool = True
    ca_file: str | None = None


def door_of(node: Node, kind: Kind) -> Door | None:
    """The address of one endpoint; None when the node has none, or it is a folder."""
    if kind == "folder":
        return None
    endpoint = {"smb": node.smb, "irods": node.irods, "omero": node.omero, "quay": node.quay}[kind]
    if endpoint is None:
        return None
    return Door(endpoint.host, endpoint.port, _tls(endpoint))


def _tls(endpoint: Smb | Irods | Omero | Quay) -> Tls | None:
    if isinstance(endpoint, Omero):
        return Tls(endpoint.verify_tls, endpoint.ca_file)
    if isinstance(endpoint, Quay) and endpoint.url.startswith("https:"):
        return Tls(endpoint.verify_tls, endpoint.ca_file)
    return None


def knock(door: Door, clock: Clock, patience: float = _LONGEST) -> Iterator[Tried]:
    """`name`, `port` and, where there is TLS, `certificate`; ends at the first failure."""
    seconds = min(patience, _LONGEST)
    steps: list[tuple[str, Callable[[], Facts]]] = [
        ("name", lambda: _resolve(door)),
        ("port", lambda: _open(door, seconds)),
    ]
    if door.tls is not None:
        tls = door.tls
        steps.append(("certificate", lambda: _certificate(door, tls, seconds)))
    for name, act in steps:
        tried = timed(name, act, clock)
        yield tried
        if tried.error is not None:
            return


def timed(name: str, act: Callable[[], Facts | None], clock: Clock) -> Tried:
    """Do it; what came of it."""
    began = clock.monotonic()
    try:
        facts = act() or {}
    except UploaderError as error:
        return Tried(name, clock.monotonic() - began, error)
    return Tried(name, clock.monotonic() - began, None, facts)


def _resolve(door: Door) -> Facts:
    try:
        found = socket.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NodeError(Code.HOST_NOT_FOUND, host=door.host, why=str(error)) from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    return {"addresses": ", ".join(addresses[:_MOST_ADDRESSES])}


def _connected(door: Door, seconds: float) -> socket.socket:
    where = f"{door.host}:{door.port}"
    try:
        return socket.create_connection((door.host, door.port), seconds)
    except TimeoutError as error:
        raise RetryError(Code.TIMED_OUT, node=where, seconds=seconds) from error
    except (OSError, UnicodeError) as error:
        raise NodeError(Code.NODE_UNREACHABLE, node=where, why=str(error)) from error


def _open(door: Door, seconds: float) -> Facts:
    _connected(door, seconds).close()
    return {"port": door.port}


def _certificate(door: Door, tls: Tls, seconds: float) -> Facts:
    """Raises NodeError CERTIFICATE_REFUSED; its facts name the certificate where it was shown."""
    try:
        context = ssl.create_default_context(cafile=tls.ca_file)
    except OSError as error:  # of the file; ssl.SSLError is one
        raise NodeError(Code.CERTIFICATE_REFUSED, host=door.host, why="ca_file") from error
    if not tls.verify:
        _trust_anything(context)
    try:
        shown = _shown(door, context, seconds)
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or type(error).__name__
        facts = _unproved(door, seconds)
        raise NodeError(Code.CERTIFICATE_REFUSED, host=door.host, why=why, **facts) from error
    return {**shown, "verified": tls.verify}


def _trust_anything(context: ssl.SSLContext) -> None:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE


def _unproved(door: Door, seconds: float) -> Facts:
    """What a refused certificate says of itself, so that somebody can mend it."""
    context = ssl.create_default_context()
    _trust_anything(context)
    try:
        return _shown(door, context, seconds)
    except (OSError, UploaderError):
        return {}


def _shown(door: Door, context: ssl.SSLContext, seconds: float) -> Facts:
    with closing(_connected(door, seconds)) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=door.host) as line:
                content = line.getpeercert(binary_form=True)
        except ssl.SSLError:
            raise
        except OSError as error:  # cut, or silent
            where = f"{door.host}:{door.port}"
            raise RetryError(Code.CONNECTION_LOST, node=where, why=str(error)) from error
    return _read(content) if content else {}


def _read(content: bytes) -> Facts:
    try:
        found = x509.load_der_x509_certificate(content)
        return {
            "valid_until": found.not_valid_after_utc.isoformat(),
            "issuer": found.issuer.rfc4514_string(),
            "subject": found.subject.rfc4514_string(),
        }
    except ValueError:  # trusted by somebody, and yet not readable
        return {}
