"""XML of unknown origin: parsed without name spaces, and never with entities of its own."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

_SEPARATOR = "}"
_FINAL = (True,)


class MarkupError(ValueError):
    """It is no XML, or it declares entities, which image metadata never need (CWE-776)."""


def _refuse_entity(*_declared: object) -> None:
    raise MarkupError


def parse(content: str | bytes) -> Element:
    """The root element; tags lose their name space. Raises MarkupError."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = lambda tag, attributes: builder.start(_local(tag), attributes)
    parser.EndElementHandler = lambda tag: builder.end(_local(tag))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content)
        parser.Parse(b"", *_FINAL)
        return builder.close()
    except (expat.ExpatError, AssertionError, UnicodeError) as error:
        raise MarkupError(str(error)) from error


def _local(tag: str) -> str:
    return tag.rpartition(_SEPARATOR)[2]


def content(element: Element | None, path: str) -> str | None:
    """The text at `path` below `element`, or None."""
    return element.findtext(path) if element is not None else None


def referred(root: Element, element: Element | None, reference: str, kind: str) -> Element | None:
    """The `kind` element whose Id / ID the `reference` child of `element` names."""
    found = element.find(reference) if element is not None else None
    if found is None:
        return None
    wanted = found.get("Id") or found.get("ID")
    named = (one for one in root.iter(kind) if (one.get("Id") or one.get("ID")) == wanted)
    return next(named, None)
