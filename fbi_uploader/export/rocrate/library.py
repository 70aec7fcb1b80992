"""The one place that speaks with the `rocrate` library, which is untyped.

It makes the crate: descriptor, root and what is beside the data. It is asked for the metadata
only, so it touches no file and no network. Files are not put into it: it would keep them all in
memory (measured: 3 KB each), and a submission may have a million.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# By name, so that a library without types is known as such here, and nowhere taken for typed.
_entity: Any = import_module("rocrate.model.contextentity")
_rocrate: Any = import_module("rocrate.rocrate")
_vocabs: Any = import_module("rocrate.vocabs")

Properties = dict[str, object]

VERSION = "1.3"
METADATA = "ro-crate-metadata.json"
ROOT = "./"


class Crate:
    """A crate of version `VERSION`: its root, and entities that are told one by one."""

    def __init__(self, root: Properties) -> None:
        self._crate = _rocrate.ROCrate(version=VERSION)
        for name, value in root.items():
            self._crate.root_dataset[name] = value

    def add(self, id_: str, properties: Properties) -> None:
        """One entity more, with its `@type`. The same id replaces the former one."""
        self._crate.add(_entity.ContextEntity(self._crate, id_, properties))

    def context(self) -> object:
        """The `@context`."""
        context: object = self._crate.metadata.generate()["@context"]
        return context

    def graph(self) -> list[Properties]:
        """Every entity, the root and the descriptor first."""
        graph: list[Properties] = self._crate.metadata.generate()["@graph"]
        return graph


def is_term(name: str) -> bool:
    """Whether RO-Crate's context has this property or type (schema.org's, mostly)."""
    return name in _vocabs.RO_CRATE["@context"]
