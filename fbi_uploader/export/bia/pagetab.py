"""PageTab, the language of BioStudies: sections with attributes, written as JSON or TSV.

Source: github.com/EBIBioStudies/page-tab-specification. JSON says every text as it is and is what
to hand in. TSV is for people and spreadsheets: it has no way to write a straight double quote in a
text of several lines, nor a tab; there they become a typographic quote and a space.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribute:
    """`about` qualifies the value. A `reference` has another section's accession as its value."""

    name: str
    value: str
    about: tuple[tuple[str, str], ...] = ()
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and what is said of it."""

    url: str
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is its accession, unique in the submission."""

    type: str
    id: str
    attributes: tuple[Attribute, ...]
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission: what holds for it, and its root section."""

    attributes: tuple[Attribute, ...]
    root: Section


def as_json(submission: Submission) -> bytes:
    """One JSON object. The archive gives the accession, so it has none yet."""
    told = {
        "type": "submission",
        "attributes": [_attribute(one) for one in submission.attributes],
        "section": _section(submission.root),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _attribute(one: Attribute) -> dict[str, object]:
    told: dict[str, object] = {"name": one.name, "value": one.value}
    if one.about:
        told["valqual"] = [{"name": name, "value": value} for name, value in one.about]
    if one.reference:
        told["reference"] = True
    return told


def _section(section: Section) -> dict[str, object]:
    told: dict[str, object] = {
        "type": section.type,
        "accno": section.id,
        "attributes": [_attribute(one) for one in section.attributes],
    }
    if section.sections:
        told["subsections"] = [_section(one) for one in section.sections]
    if section.links:
        told["links"] = [
            {"url": one.url, "attributes": [_attribute(more) for more in one.attributes]}
            for one in section.links
        ]
    return told


def as_tsv(submission: Submission) -> bytes:
    """Blocks of lines with an empty line between them."""
    blocks = [["Submission", *_lines(submission.attributes)]]
    blocks += _blocks(submission.root, "")
    return "\n\n".join("\n".join(block) for block in blocks).encode() + b"\n"


def _blocks(section: Section, parent: str) -> Iterator[list[str]]:
    head = row(section.type, section.id, *([parent] if parent else []))
    yield [head, *_lines(section.attributes)]
    for link in section.links:
        yield [row("Link", link.url), *_lines(link.attributes)]
    for one in section.sections:
        yield from _blocks(one, section.id)


def _lines(attributes: tuple[Attribute, ...]) -> Iterator[str]:
    for one in attributes:
        yield row(f"<{one.name}>" if one.reference else one.name, one.value)
        for name, value in one.about:
            yield row(f"[{name}]", value)


def row(*cells: str) -> str:
    """One line of TSV, without its end."""
    return "\t".join(map(_cell, cells))


def _cell(text: str) -> str:
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    lines = [line for line in flat.split("\n") if line.strip()]  # an empty line ends a block
    typographic = "\n".join(lines).replace('"', "”")
    return f'"{typographic}"' if len(lines) > 1 else typographic
