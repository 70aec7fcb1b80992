"""What stands beside files and folders in a crate: people, terms, quantities, instruments."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.export.rocrate.addresses import escaped
from fbi_uploader.export.rocrate.library import Properties
from fbi_uploader.isa.licence import Licence
from fbi_uploader.isa.template import orcid

Reference = dict[str, str]


def reference(id_: str) -> Reference:
    """How one entity names another."""
    return {"@id": id_}


class Entities:
    """Each once, in the order of their first mention."""

    def __init__(self) -> None:
        self._known: dict[str, Properties] = {}

    def __iter__(self) -> Iterator[tuple[str, Properties]]:
        return iter(self._known.items())

    def at(self, address: str, type_: str, /, **properties: object) -> Reference:
        """One that has an address of its own; told again, it gains what was not said before."""
        known = self._known.setdefault(address, {"@type": type_})
        for name, value in _said(properties).items():
            known.setdefault(name, value)
        return reference(address)

    def local(self, kind: str, called: str, type_: str, /, **properties: object) -> Reference:
        """One that this crate alone knows: "#kind-name", numbered where others have that name."""
        told: Properties = {"@type": type_, **_said(properties)}
        wanted = f"#{kind}-{escaped(called)}" if called else f"#{kind}"
        id_, count = wanted, 1
        while self._known.get(id_, told) != told:
            count += 1
            id_ = f"{wanted}-{count}"
        self._known[id_] = told
        return reference(id_)

    def person(self, name: str, written: str | None = None, /, **properties: object) -> Reference:
        """A person: by ORCID where it is one, by name otherwise."""
        number = orcid.normal(written) if written else None
        if number:
            return self.at(f"{orcid.ADDRESS}{number}", "Person", name=name, **properties)
        return self.local("person", name, "Person", name=name, **properties)

    def licence(self, chosen: Licence) -> Reference:
        """A licence, by the address of its text."""
        return self.at(
            chosen.url, "CreativeWork", name=chosen.name, identifier=chosen.id, url=chosen.url
        )


def _said(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value not in (None, "", [])}


def compact(properties: dict[str, list[object]]) -> Properties:
    """A list of one is written as the one (RO-Crate 1.3, appendix JSON-LD); no value, no key."""
    return {
        name: values[0] if len(values) == 1 else values
        for name, values in properties.items()
        if values
    }
