"""From a node and a person to the way their data takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, InputError, NodeError, UploaderError
from fbi_uploader.filesystem import is_mounted, is_network
from fbi_uploader.loading import loading
from fbi_uploader.nodes.credentials import Secrets, credential_key
from fbi_uploader.nodes.endpoints import Smb
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.model import Route as Kind
from fbi_uploader.nodes.persons import Person
from fbi_uploader.paths import Home, shown
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.decorators.handing import HandedOn, Left
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.decorators.throttle import Bucket, Throttled
from fbi_uploader.transfer.route import Limits, Route, SafeNeeds, Verify

Connect = Callable[[], Backend]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a way needs of this program: where it lives, what it knows, when it has to stop.

    `left`  where the planner leaves its session for the engine, if it is the next to need one
    """

    home: Home
    clock: Clock
    secrets: Secrets
    stopped: Callable[[], bool]
    left: Left = field(default_factory=Left)


def make_route(node: Node, person: Person, around: Surroundings) -> Route:
    """The preferred way that this program can take. Raises InputError ROUTE_UNKNOWN."""
    login = person.login_at(node.id, "smb" if node.smb else "irods")
    for kind in node.route_order:
        connect = _connect(kind, node, person, around)
        if connect is not None:
            return Route(
                node=node.id,
                kind=kind,
                connect=_decorated(connect, node, around),
                landing=node.landing_for(person.login, login),
                staging_name=node.staging_name,
                submissions_name=node.submissions_name,
                verify=Verify(node.verify.policy),
                safe_needs=SafeNeeds(node.safe_needs),
                limits=_limits(node),
            )
    known: tuple[Kind, ...] = node.route_order
    raise InputError(Code.ROUTE_UNKNOWN, node=node.id, routes=", ".join(known))


def _connect(kind: Kind, node: Node, person: Person, around: Surroundings) -> Connect | None:
    if kind == "folder" and node.folder is not None:
        return _folder(node, around.home)
    if kind == "smb" and node.smb is not None:
        return _smb(node, node.smb, person, around)
    return None


def _smb(node: Node, smb: Smb, person: Person, around: Surroundings) -> Connect:
    # Slow to import, and not needed by a node that is a folder; spnego's certificates by none.
    with loading("cryptography.x509"):
        from fbi_uploader.transfer.backends.smb import backend, dfs, logon  # noqa: PLC0415

    user = person.login_at(node.id, "smb")
    key = credential_key(node, "smb", user)

    def password() -> str:
        try:
            secret = around.secrets.get(key) if key else None
        except UploaderError as error:
            raise NodeError(error.code, **error.facts) from error
        if secret is None:
            raise NodeError(Code.CREDENTIALS_MISSING, node=node.id, user=user)
        return secret.reveal()

    login = logon.Login(
        user=user,
        password=password if key else None,
        domain=smb.domain,
        sign=smb.signing,
        encrypt=smb.encryption,
        oldest=smb.min_dialect,
        guest=smb.allow_guest,
    )
    root = dfs.Root(logon.Place(smb.host, smb.port, smb.share), smb.path)
    whose = (node.id, person.name)
    return lambda: HandedOn(backend.SmbBackend(dfs.Way(root, login)), around.left, whose)


def _folder(node: Node, home: Home) -> Connect:
    if node.folder is None:
        raise InputError(Code.ROUTE_UNKNOWN, node=node.id, routes="folder")
    root = node.folder.resolve(home.root)
    if node.sandbox:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    mounted = node.folder.mounted
    # Where the system cannot tell, a read may be a cached one: then it proves little.
    network = is_network(root) is not False

    def connect() -> FolderBackend:
        if mounted and not is_mounted(root):
            raise NodeError(Code.NOT_MOUNTED, path=shown(root))
        return FolderBackend(root, network=network)

    return connect


def _decorated(connect: Connect, node: Node, around: Surroundings) -> Connect:
    limits, clock = node.limits, around.clock
    policy = RetryPolicy(attempts=limits.retries + 1)
    bucket = Bucket(limits.bandwidth, clock)
    return lambda: Throttled(Retrying(connect(), policy, clock, stopped=around.stopped), bucket)


def _limits(node: Node) -> Limits:
    return Limits(
        connections=node.limits.connections,
        attempts=node.limits.retries + 1,
        quiet=node.limits.quiet_seconds,
    )
