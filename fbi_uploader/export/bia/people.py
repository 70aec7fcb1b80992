"""Authors, their organisations, publications, grants and links: the tables of a study."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fbi_uploader.export.bia.pagetab import Attribute, Link, Section
from fbi_uploader.export.bia.values import Rembi
from fbi_uploader.isa.template import orcid
from fbi_uploader.isa.template.table import Row

_PUBLICATION = {
    "Pubmed ID": "pubmed-id",
    "Title": "title",
    "Authors": "authors",
    "DOI": "doi",
    "Year": "year",
}
_FUNDING = {"Agency": "funder", "grant_id": "identifier"}
_LINK = {"Type": "type", "Description": "description"}


def authors(rembi: Rembi) -> tuple[Section, ...]:
    """A section for each author, then one for each organisation."""
    rows = rembi.rows("Study", "authors")
    organisations = _organisations(rows)
    people = [
        Section("Author", f"author-{number}", tuple(_author(row, organisations)))
        for number, row in enumerate(rows, 1)
    ]
    return (*people, *organisations.values())


def tables(rembi: Rembi) -> tuple[Section, ...]:
    """Publications and grants, a section each."""
    publications = rembi.rows("Study", "publications")
    grants = rembi.rows("Study", "funding.grant_references")
    return (
        *_sections("Publication", _PUBLICATION, publications),
        *_sections("Funding", _FUNDING, grants),
    )


def links(rembi: Rembi) -> tuple[Link, ...]:
    """Addresses that belong to the study."""
    rows = rembi.rows("Study", "links")
    return tuple(Link(row["url"], _attributes(_LINK, row)) for row in rows if row.get("url"))


def _organisations(rows: Iterable[Row]) -> dict[tuple[str, str], Section]:
    found: dict[tuple[str, str], Section] = {}
    for row in rows:
        name, ror = _organisation(row)
        if name and (name, ror) not in found:
            told = (Attribute("Name", name), *([Attribute("RORID", ror)] if ror else []))
            number = len(found) + 1
            found[name, ror] = Section("organization", f"organization-{number}", told)
    return found


def _organisation(row: Row) -> tuple[str, str]:
    return row.get("affiliation", "").strip(), row.get("ror", "").strip()


def _author(row: Row, organisations: dict[tuple[str, str], Section]) -> Iterable[Attribute]:
    name = f"{row.get('first-name', '')} {row.get('last-name', '')}".strip()
    number = orcid.normal(row.get("orcid", ""))
    told = {"Name": name, "E-mail": row.get("email"), "Role": row.get("role"), "ORCID": number}
    yield from (Attribute(key, text) for key, text in told.items() if text)
    if section := organisations.get(_organisation(row)):
        yield Attribute("affiliation", section.id, reference=True)


def _sections(type_: str, columns: dict[str, str], rows: Sequence[Row]) -> tuple[Section, ...]:
    return tuple(
        Section(type_, f"{type_.casefold()}-{number}", _attributes(columns, row))
        for number, row in enumerate(rows, 1)
    )


def _attributes(columns: dict[str, str], row: Row) -> tuple[Attribute, ...]:
    cells = ((name, row.get(column, "").strip()) for name, column in columns.items())
    return tuple(Attribute(name, cell) for name, cell in cells if cell)
