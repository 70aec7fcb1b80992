"""Names of things in a crate: where data lie on the node, as addresses.

The crate lies in `_submissions/<id>/`, the data beside it, so no relative reference can name them:
RO-Crate allows relative references below its own folder only, and absolute URIs for whatever else
(https://w3id.org/ro/crate/1.3, Data Entities). So each file has the address it was published under.
`localPath` says where it lies below the landing folder: put the crate there, take the paths for the
ids, and it describes the files beside it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from fbi_uploader.nodes.endpoints import Folder, Irods, Smb
from fbi_uploader.nodes.fields import HOME_PREFIX
from fbi_uploader.nodes.model import Node
from fbi_uploader.report import Report

_KEPT = "/-._~!$()*,;=:@"
_URL = re.compile(r"""https?://[^\s<>"{}|\\^`]{1,2000}""")
_SMB_PORT = 445


def landing_address(report: Report, node: Node | None) -> str:
    """The landing folder's address, with "/" at its end, by the route that the data went.

    smb://host/share/..., irods://host:port/zone/home/... as the import service writes them
    (INTEROP 3), file:///... (RFC 8089). Where the node's file is gone, or the folder is the
    program's own: arcp://uuid,<submission>/, a name that is nobody else's and no place
    (https://tools.ietf.org/html/draft-soilandreyes-arcp).
    """
    root = _root(report.route, node)
    if root is None:
        return f"arcp://uuid,{report.submission}/"
    landing = f"{escaped(report.landing.strip('/'))}/" if report.landing.strip("/") else ""
    return f"{root}/{landing}"


def _root(route: str, node: Node | None) -> str | None:
    if node is None:
        return None
    if route == "smb" and node.smb is not None:
        return _share(node.smb)
    if route == "irods" and node.irods is not None:
        return _zone(node.irods)
    if route == "folder" and node.folder is not None and not node.sandbox:
        return _folder(node.folder)
    return None


def _share(smb: Smb) -> str:
    port = "" if smb.port == _SMB_PORT else f":{smb.port}"
    path = f"/{escaped(smb.path.strip('/'))}" if smb.path.strip("/") else ""
    return f"smb://{_host(smb.host)}{port}/{escaped(smb.share)}{path}"


def _zone(irods: Irods) -> str:
    return f"irods://{_host(irods.host)}:{irods.port}{escaped(irods.root)}"


def _folder(folder: Folder) -> str | None:
    if folder.path.startswith(HOME_PREFIX):
        return None
    path = folder.path.replace("\\", "/").rstrip("/")
    if path.startswith("//"):
        return f"file:{escaped(path)}"
    return f"file://{escaped(path if path.startswith('/') else f'/{path}')}"


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def escaped(path: str) -> str:
    """A path as it stands in an IRI: letters of every script as they are, the rest in %XX.

    RO-Crate 1.3, "Encoding file paths in @ids", prefers letters to %XX.
    """
    if path.isascii():
        return quote(path, safe=_KEPT)
    return "".join(one if _is_letter(one) else quote(one, safe=_KEPT) for one in path)


def is_url(text: str) -> bool:
    """Whether it can stand as an id that is an address on the web."""
    return _URL.fullmatch(text) is not None


def _is_letter(one: str) -> bool:
    return not one.isascii() and unicodedata.category(one)[0] in "LMN"
