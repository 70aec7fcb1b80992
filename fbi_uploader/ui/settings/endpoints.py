"""What the endpoints of a node are called, where they lie, and which of them want a login."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fbi_uploader.nodes.endpoints import Folder, Irods, Omero, Quay, Smb
from fbi_uploader.nodes.model import Kind, Node, Weakness
from fbi_uploader.ui.words import language, translate

KINDS = ("smb", "irods", "folder", "omero", "quay")
LOGINS: tuple[Kind, ...] = ("smb", "irods", "omero", "quay")
ICONS = {
    "smb": "drive",
    "irods": "database",
    "folder": "folder",
    "omero": "image",
    "quay": "arrow-right",
}
_USUAL_PORTS = {"smb": 445, "irods": 1247, "omero": 4064}


def node_name(node: Node) -> str:
    """As this language calls it."""
    return node.names.fr if language() == "fr" else node.names.en


def kind_word(kind: str) -> str:
    """What an endpoint is."""
    words: dict[str, Callable[[], str]] = {
        "smb": lambda: translate("Settings", "Share"),
        "irods": lambda: "iRODS",
        "folder": lambda: translate("Settings", "Folder"),
        "omero": lambda: "OMERO",
        "quay": lambda: translate("Settings", "Import service"),
    }
    return words[kind]()


def endpoint_of(node: Node, kind: str) -> Smb | Irods | Folder | Omero | Quay | None:
    """One endpoint of a node, if it has it."""
    found: Smb | Irods | Folder | Omero | Quay | None = getattr(node, kind)
    return found


def kinds_of(node: Node) -> tuple[str, ...]:
    """The endpoints that it has, the share first."""
    return tuple(kind for kind in KINDS if endpoint_of(node, kind) is not None)


def address(node: Node, kind: str) -> str:
    """Host, and port where it is not the usual one; for a folder its path."""
    endpoint = endpoint_of(node, kind)
    if endpoint is None:
        return ""
    if isinstance(endpoint, Folder):
        return endpoint.path
    if isinstance(endpoint, Smb):
        return f"{_door(endpoint, kind)}/{endpoint.share}"
    return _door(endpoint, kind)


def _door(endpoint: Smb | Irods | Omero | Quay, kind: str) -> str:
    usual = _USUAL_PORTS.get(kind)
    if isinstance(endpoint, Quay):
        usual = 443 if endpoint.url.startswith("https:") else 80
    return endpoint.host if endpoint.port == usual else f"{endpoint.host}:{endpoint.port}"


def wants_login(node: Node, kind: str) -> bool:
    """Whether a login and a password of the person's are used there."""
    endpoint = endpoint_of(node, kind)
    if endpoint is None or isinstance(endpoint, Folder):
        return False
    return getattr(endpoint, "auth", "") not in {"windows", "none"}


def weakness_words(weak: Weakness) -> str:
    """What a setting that is weaker than the default means."""
    words: dict[str, Callable[[], str]] = {
        "smb.signing": lambda: translate(
            "Settings", "Share: packets are not signed; somebody on the network could change them."
        ),
        "smb.allow_guest": lambda: translate(
            "Settings", "Share: a log-on as guest is accepted; nobody knows who wrote the files."
        ),
        "irods.tls": lambda: translate(
            "Settings", "iRODS: the connection is not encrypted; others can read along."
        ),
        "verify.policy": lambda: translate(
            "Settings", "Only sizes are compared, not the content: originals are never “safe”."
        ),
    }
    if weak.key in words:
        return words[weak.key]()
    return _tls_words(weak.key)


def _tls_words(key: str) -> str:
    section, name = key.split(".")
    if name == "verify_tls":
        text = translate("Settings", "%1: the server’s certificate is not checked.")
    else:
        text = translate("Settings", "%1: http without encryption; passwords cross it in clear.")
    return text.replace("%1", kind_word(section))


def weak_kinds(weak: Iterable[Weakness]) -> frozenset[str]:
    """The endpoints that something weak is written of."""
    return frozenset(one.key.split(".")[0] for one in weak)
