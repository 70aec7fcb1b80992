"""Our own backend onto a test's place on a share."""

from __future__ import annotations

from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from fbi_uploader.transfer.backends.smb.connection import Patience
from fbi_uploader.transfer.backends.smb.dfs import Root, Way
from fbi_uploader.transfer.backends.smb.logon import Login
from fbi_uploader.transfer.backends.smb.logon import Place as Share
from tests.servers.fixtures import Place

HASTY = Patience(connect=5, probe=0.5, silence=2, answer=20)
"""For tests of connections that freeze: a healthy server on this machine answers at once."""


def smb_login(place: Place) -> Login:
    """The place's own user, and the node file's usual demands."""
    return Login(place.user, lambda: place.password)


def smb_backend(
    place: Place, login: Login | None = None, *, port: int = 0, patience: Patience | None = None
) -> SmbBackend:
    """Not connected; through a proxy when its port is given."""
    root = Root(Share(place.host, port or place.port, place.share), place.path)
    return SmbBackend(Way(root, login or smb_login(place), patience))
