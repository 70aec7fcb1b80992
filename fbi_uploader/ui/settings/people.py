"""Persons of this account as the page edits them: whole, checked, and nobody's queue orphaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from fbi_uploader.nodes.model import Kind, Node
from fbi_uploader.nodes.persons import LoginAt, Person, PersonStore
from fbi_uploader.ui.settings.endpoints import LOGINS, wants_login

Place = tuple[str, Kind]
"""A node's id and an endpoint."""


def places(nodes: Iterable[Node]) -> list[tuple[Node, Kind]]:
    """Where a login is asked for."""
    return [(node, kind) for node in nodes for kind in LOGINS if wants_login(node, kind)]


def edited(before: Person | None, name: str, login: str, logins: Mapping[Place, str]) -> Person:
    """The person with these values; "" at a place: the usual login.

    Logins at nodes that are not listed now are kept. Raises pydantic.ValidationError.
    """
    kept = (
        [one for one in before.logins if (one.node, one.endpoint) not in logins] if before else []
    )
    own = [
        LoginAt(node=node, endpoint=kind, login=there)
        for (node, kind), there in logins.items()
        if there and there != login
    ]
    return Person(name=name, login=login, logins=(*kept, *own))


def keep(store: PersonStore, owner: Person, before: Person | None, person: Person) -> None:
    """Write a person down. Raises InputError NODE_INVALID, DENIED.

    `owner` is the account's own, who counts as listed as long as nobody is: once somebody else
    comes, that person is written down too, or what was sent before would be nobody's.
    """
    if not store.persons() and (before is None or before.name != owner.name):
        store.put(owner)
    store.put(person)
    listed = {one.name for one in store.persons()}
    if before is not None and before.name in listed - {person.name}:
        store.remove(before.name)


def taken(persons: Iterable[Person], before: Person | None, name: str) -> bool:
    """Whether somebody else has this name."""
    others = (one.name for one in persons if before is None or one.name != before.name)
    return _folded(name) in {_folded(one) for one in others}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()
