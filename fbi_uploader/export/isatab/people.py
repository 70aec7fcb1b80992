"""People and publications, from logins, from values and from tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from fbi_uploader.export.isatab import text
from fbi_uploader.export.isatab.content import Comment, Person, Publication, joined
from fbi_uploader.isa.model import Investigation, MetadataValue
from fbi_uploader.isa.template import orcid

_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._;()/:\-]+")
_PUBMED = re.compile(r"(?:PMC)?\d{8}", re.ASCII)
"""The forms that isatools 0.14.3 takes without a warning (3002, 3003)."""
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def logins(investigation: Investigation, submitter: str) -> list[Person]:
    """Who has a role on the node, and who sent it. A login is all that is known of them."""
    roles: dict[str, list[str]] = {}
    for role, named in (
        ("owner", investigation.owners),
        ("contributor", investigation.contributors),
        ("collaborator", investigation.collaborators),
        ("submitter", (submitter,)),
    ):
        for login in named:
            roles.setdefault(text.name(login), []).append(role)
    return [Person(last=login, roles=tuple(several)) for login, several in roles.items()]


def person(value: MetadataValue, role: str) -> Person:
    """A name with an ORCID: the first word is the first name, the rest the last name."""
    first, _, last = text.line(str(value.value)).partition(" ")
    number = orcid.normal(value.term_id) if value.term_id else None
    return _known(Person(last=last or first, first=first if last else "", orcid=number or ""), role)


def persons(rows: Iterable[Mapping[str, str]]) -> list[Person]:
    """Rows of a table with the columns last-name, first-name, email, orcid, affiliation, role."""
    return [_known(_person(row), row.get("role", "")) for row in rows]


def publications(rows: Iterable[Mapping[str, str]]) -> list[Publication]:
    """Rows of a table with the columns title, authors, doi, pubmed-id; others are comments."""
    return [_publication({key: text.line(cell) for key, cell in row.items()}) for row in rows]


def _known(one: Person, role: str) -> Person:
    return replace(one, last=text.name(one.last), roles=(text.name(role or "contact"),))


def _person(row: Mapping[str, str]) -> Person:
    mail = text.line(row.get("email", ""))
    return Person(
        last=text.line(row.get("last-name") or row.get("name", "")),
        first=text.line(row.get("first-name", "")),
        email=mail if _MAIL.fullmatch(mail) else "",
        affiliation=text.line(row.get("affiliation", "")),
        orcid=orcid.normal(row.get("orcid", "")) or "",
    )


def _publication(row: Mapping[str, str]) -> Publication:
    doi, pubmed = row.get("doi", ""), row.get("pubmed-id", "")
    told = {"title", "authors"}
    told |= {"doi"} if _DOI.fullmatch(doi) else set()
    told |= {"pubmed-id"} if _PUBMED.fullmatch(pubmed) else set()
    return Publication(
        title=text.name(row.get("title", "")),
        authors=text.line(row.get("authors", "")),
        doi=doi if "doi" in told else "",
        pubmed=pubmed if "pubmed-id" in told else "",
        comments=joined(
            Comment(text.name(key), cell) for key, cell in row.items() if key not in told
        ),
    )
