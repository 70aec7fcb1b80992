"""A node as a person at a window wants it: what does not answer is told, and not waited for.

The engine waits out a lost line for minutes; a person wants to know within seconds.
"""

from __future__ import annotations

from collections.abc import Callable

from fbi_uploader.app import App
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.model import Route as Kind
from fbi_uploader.nodes.persons import Person
from fbi_uploader.transfer.route import Route

Stopped = Callable[[], bool]


def route_at_once(
    app: App, node: Node, person: Person, stopped: Stopped, kind: Kind | None = None
) -> Route:
    """A way to the node, the preferred one or that of a `kind`; each call on it is tried once."""
    update = {"limits": node.limits.model_copy(update={"retries": 0})}
    routes = {} if kind is None else {"routes": (kind,)}
    return app.route(node.model_copy(update={**update, **routes}), person, stopped)
