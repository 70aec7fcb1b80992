"""Where the import finds the data, and through which stores it takes them.

The node file names its provenance and its destination (`[ingest]`). What is behind the names are
JSON files of the import service; a facility may put copies of them beside its node files, in
`provenance/<name>.json`. Without them a manifest still names both, but has no route, and the
import can only be started with the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay.model import Provenance, Store
from fbi_uploader.nodes.model import Node, filled
from fbi_uploader.paths import shown

LARGEST = 1024 * 1024  # bytes of a provenance file
_MANAGER = re.compile(r"\{\{\s*manifest\.manager\s*\}\}")


@dataclass(frozen=True, slots=True)
class Places:
    """`root` is the landing folder as the import service sees it; `share`, the root of its store.

    `share` is `root` or a folder above it: paths in a workbook begin there.
    """

    provenance: Provenance
    destination: Provenance
    root: str
    share: str

    @property
    def route(self) -> tuple[Store, ...]:
        """The stores that data pass through, as omero-quay's `set_route` finds them."""
        known = {one.id: one for one in (*self.provenance.stores, *self.destination.stores)}
        return tuple(known[name] for name in self.provenance.route if name in known)

    def url(self, folder: str) -> str:
        """The address of a folder below the landing folder."""
        return f"file://{self.root}/{folder}"

    def path(self, folder: str) -> str:
        """The same folder as a workbook names it."""
        inner = self.root.removeprefix(self.share).strip("/")
        return f"{inner}/{folder}" if inner else folder


def read_provenance(path: Path) -> Provenance:
    """Read a provenance file. Raises InputError PROVENANCE_INVALID (file, why)."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise InputError(Code.PROVENANCE_INVALID, file=shown(path), why="too_large")
        return Provenance.model_validate_json(content)
    except OSError as error:
        why = type(error).__name__
        raise InputError(Code.PROVENANCE_INVALID, file=shown(path), why=why) from error
    except ValidationError as error:
        why = error.errors(include_url=False, include_input=False)[0]["type"]
        raise InputError(Code.PROVENANCE_INVALID, file=shown(path), why=why) from error


def places_of(node: Node, manager: str, folders: Iterable[Path] = ()) -> Places:
    """Where the import finds what `manager` sent to `node`.

    Of `folders`, the first that has a provenance's file wins.
    Raises InputError EXPORT_REFUSED when the node file does not name provenance and destination,
    or when neither it (`path_root`) nor the provenance says where the landing folder is;
    PROVENANCE_INVALID.
    """
    known = tuple(folders)
    provenance = _site(node.ingest.provenance, known)
    destination = _site(node.ingest.destination, known)
    share = _file_root(provenance, manager)
    root = _landing_root(node, manager) or share
    if root is None:
        raise InputError(Code.EXPORT_REFUSED, format="quay", why="path_root")
    inside = share is not None and f"{root}/".startswith(f"{share}/")
    return Places(provenance, destination, root, share if share and inside else root)


def site_name(written: str) -> str:
    """The name that goes into a manifest or a cell: the import service adds ".json" itself."""
    return written.removesuffix(".json")


def _site(written: str | None, folders: tuple[Path, ...]) -> Provenance:
    if written is None:
        raise InputError(Code.EXPORT_REFUSED, format="quay", why="provenance, destination")
    name = site_name(written)
    files = (folder / "provenance" / f"{name}.json" for folder in folders)
    found = next((file for file in files if file.is_file()), None)
    return read_provenance(found) if found else Provenance(id=name)


def _landing_root(node: Node, manager: str) -> str | None:
    if node.path_root is None:
        return None
    return filled(node.path_root, manager=manager, login=manager).rstrip("/")


def _file_root(site: Provenance, manager: str) -> str | None:
    """What the parser joins paths to: the file root of the first store on files."""
    stores = (one for one in site.stores if one.scheme == "file")
    store = next(stores, None)
    roots = store.data_roots if store else ()
    found = next((root for root in roots if root.startswith("file:")), None)
    if found is None:
        return None
    return _MANAGER.sub(lambda _: manager, urlsplit(found).path).rstrip("/")
