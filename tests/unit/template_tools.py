"""Small templates, written as facility staff would."""

from __future__ import annotations

from pathlib import Path

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.model import Template

HEAD = """id = "ours"
version = "1.0"
names = { fr = "Le nôtre", en = "Ours" }
"""

FIELD = """
[[field]]
id = "a"
label = { fr = "Un", en = "One" }
"""


def with_fields(tmp_path: Path, *fields: str) -> Template:
    """A template of fields "a", "b"... with these further lines each."""
    named = (FIELD.replace('"a"', f'"{chr(97 + at)}"') for at in range(len(fields)))
    text = HEAD + "".join(f"{one}{more}\n" for one, more in zip(named, fields, strict=True))
    file = tmp_path / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return load_template(file)


def value(written: str | float, unit: str | None = None, term: str | None = None) -> MetadataValue:
    """A value that a person typed."""
    return MetadataValue(value=written, unit=unit, term_id=term)
