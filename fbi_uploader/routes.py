"""From a node and a person to the way their data takes."""

from __future__ import annotations

from collections.abc import Callable

from fbi_uploader.clock import Clock
from fbi_uploader.errors import Code, InputError, NodeError
from fbi_uploader.filesystem import is_mounted, is_network
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.model import Route as Kind
from fbi_uploader.nodes.persons import Person
from fbi_uploader.paths import Home, shown
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.decorators.throttle import Bucket, Throttled
from fbi_uploader.transfer.route import Limits, Route, SafeNeeds, Verify

Connect = Callable[[], Backend]


def make_route(
    node: Node, person: Person, home: Home, clock: Clock, stopped: Callable[[], bool]
) -> Route:
    """The preferred way that this program can take. Raises InputError ROUTE_UNKNOWN."""
    login = person.login_at(node.id, "smb" if node.smb else "irods")
    for kind in node.route_order:
        if kind == "folder" and node.folder is not None:
            return Route(
                node=node.id,
                kind=kind,
                connect=_decorated(_folder(node, home), node, clock, stopped),
                landing=node.landing_for(person.login, login),
                staging_name=node.staging_name,
                submissions_name=node.submissions_name,
                verify=Verify(node.verify.policy),
                safe_needs=SafeNeeds(node.safe_needs),
                limits=_limits(node),
            )
    known: tuple[Kind, ...] = node.route_order
    raise InputError(Code.ROUTE_UNKNOWN, node=node.id, routes=", ".join(known))


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


def _decorated(connect: Connect, node: Node, clock: Clock, stopped: Callable[[], bool]) -> Connect:
    limits = node.limits
    policy = RetryPolicy(attempts=limits.retries + 1)
    bucket = Bucket(limits.bandwidth, clock)
    return lambda: Throttled(Retrying(connect(), policy, clock, stopped=stopped), bucket)


def _limits(node: Node) -> Limits:
    return Limits(
        connections=node.limits.connections,
        attempts=node.limits.retries + 1,
        quiet=node.limits.quiet_seconds,
    )
