"""Which way data takes to a node."""

from __future__ import annotations

from pathlib import Path

import pytest

from fbi_uploader.clock import ManualClock
from fbi_uploader.errors import Code, InputError, NodeError
from fbi_uploader.filesystem import is_mounted
from fbi_uploader.nodes.credentials import Secrets, SessionStore
from fbi_uploader.nodes.model import Node
from fbi_uploader.nodes.persons import Person
from fbi_uploader.paths import Home
from fbi_uploader.routes import Surroundings, make_route
from fbi_uploader.transfer.route import Route

PERSON = Person(name="Camille Roux", login="croux")
SECRETS = Secrets(SessionStore)


def node(**folder: object) -> Node:
    names = {"fr": "Nœud", "en": "Node"}
    return Node.model_validate({"id": "n", "names": names, "landing": "", "folder": folder})


def route(of: Node, home: Path) -> Route:
    around = Surroundings(Home(home), ManualClock(), SECRETS, lambda: False)
    return make_route(of, PERSON, around)


def test_the_empty_mount_point_of_a_share_is_not_the_share(tmp_path: Path) -> None:
    # Without `mounted` everything would be sent into this PC's own folder, and called arrived.
    if is_mounted(tmp_path):
        pytest.skip("the folder for tests lies on a mount of its own")
    wanted = route(node(path=str(tmp_path), mounted=True), tmp_path)
    with pytest.raises(NodeError) as raised:
        wanted.connect()
    assert raised.value.code is Code.NOT_MOUNTED
    route(node(path=str(tmp_path)), tmp_path).connect().close()


def test_a_mount_counts_for_what_lies_in_it() -> None:
    assert is_mounted(Path("/proc/self"))
    assert is_mounted(Path("/proc"))
    assert not is_mounted(Path("/"))


def test_a_route_that_is_not_there_yet_is_said_to_be_unknown(tmp_path: Path) -> None:
    names = {"fr": "Nœud", "en": "Node"}
    far = Node.model_validate({"id": "n", "names": names, "irods": {"host": "z", "zone": "z"}})
    with pytest.raises(InputError) as raised:
        route(far, tmp_path)
    assert raised.value.code is Code.ROUTE_UNKNOWN
