"""Who uses this PC: a name, and a login for each endpoint (DESIGN 8). Never a password."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.endpoints import Part
from fbi_uploader.nodes.fields import Line, Slug
from fbi_uploader.nodes.load import parse, read
from fbi_uploader.nodes.model import Kind, Policy
from fbi_uploader.paths import make_private_folder, shown, write_atomically


def _no_space(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise PydanticCustomError("not_a_login", "no spaces and no control characters")
    return text


Login = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_space)]


class LoginAt(Part):
    """A login that differs at one endpoint of one node."""

    node: Slug
    endpoint: Kind
    login: Login


class Person(Part):
    """`login` serves wherever `logins` says nothing else."""

    name: Line
    login: Login
    logins: Annotated[tuple[LoginAt, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _one_login_each(self) -> Self:
        if len({(at.node, at.endpoint) for at in self.logins}) < len(self.logins):
            raise PydanticCustomError("login_twice", "one login for each endpoint of a node")
        return self

    def login_at(self, node_id: str, endpoint: Kind) -> str:
        """The login for one endpoint."""
        own = (one.login for one in self.logins if (one.node, one.endpoint) == (node_id, endpoint))
        return next(own, self.login)


class _PersonsFile(Part):
    person: Annotated[tuple[Person, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        if len({_folded(one.name) for one in self.person}) < len(self.person):
            raise PydanticCustomError("person_twice", "two persons of one name")
        return self


class PersonStore:
    """Persons in `Home.persons`, read at every call; written as a whole (the last writer wins)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def persons(self) -> tuple[Person, ...]:
        """All, in the order they came. Raises InputError NODE_INVALID (file, line, key, why)."""
        if not self._path.exists():
            return ()
        return parse(_PersonsFile, read(self._path), self._path).person

    def get(self, name: str) -> Person:
        """By name, whatever its case and accents' form. InputError PERSON_UNKNOWN (name, known)."""
        listed = self.persons()
        for person in listed:
            if _folded(person.name) == _folded(name):
                return person
        known = ", ".join(person.name for person in listed)
        raise InputError(Code.PERSON_UNKNOWN, name=shown(name), known=known)

    def put(self, person: Person) -> None:
        """Add, or replace the one of that name. Raises InputError NODE_INVALID, DENIED."""
        known = self.persons()
        place = [_folded(one.name) for one in known]
        if _folded(person.name) in place:
            at = place.index(_folded(person.name))
            self._write((*known[:at], person, *known[at + 1 :]))
        else:
            self._write((*known, person))

    def remove(self, name: str) -> None:
        """Forget a person; their secrets are the caller's to delete. Raises PERSON_UNKNOWN."""
        gone = self.get(name)
        self._write(one for one in self.persons() if one != gone)

    def _write(self, persons: Iterable[Person]) -> None:
        make_private_folder(self._path.parent)
        write_atomically(self._path, "\n".join(_as_toml(one) for one in persons).encode())


def shared_account(policy: Policy, persons: Iterable[Person]) -> bool:
    """Whether passwords stay in memory: as the policy says, else once several people are listed."""
    if policy.shared_account is not None:
        return policy.shared_account
    return len(tuple(persons)) > 1


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _as_toml(person: Person) -> str:
    lines = ["[[person]]", f"name = {_quoted(person.name)}", f"login = {_quoted(person.login)}"]
    for at in person.logins:
        lines += ["[[person.logins]]", f"node = {_quoted(at.node)}"]
        lines += [f"endpoint = {_quoted(at.endpoint)}", f"login = {_quoted(at.login)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string as long as nothing becomes a pair of surrogates, and
    # the models let nothing in that does not print (toml.io/en/v1.0.0#string).
    return json.dumps(text, ensure_ascii=False)
