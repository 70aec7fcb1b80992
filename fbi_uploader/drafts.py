"""Drafts that are kept for later, as the deposit files that `deposit` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Metadata, MetadataValue
from fbi_uploader.paths import write_atomically


def keep(folder: Path, draft: Draft) -> Path:
    """Write it into `folder`; the same draft, kept twice, is one file. Raises InputError DENIED."""
    content = as_toml(draft).encode()
    path = (
        folder / f"{draft.investigation.name[:40]}-{hashlib.sha256(content).hexdigest()[:12]}.toml"
    )
    write_atomically(path, content)
    return path


def as_toml(draft: Draft) -> str:
    """The deposit file of a draft; `deposit.draft_of` gives the same draft again."""
    whole = draft.investigation
    people = whole.model_dump(exclude={"studies", "metadata"})
    lines = [f"node = {_text(draft.node)}", f"person = {_text(draft.person)}"]
    lines += _paths(draft)
    lines += ["", "[investigation]", *_pairs(people)]
    lines += _metadata("investigation.metadata", whole.metadata)
    sources = iter(draft.sources)
    for study in whole.studies:
        lines += ["", "[[study]]", *_pairs(study.model_dump(exclude={"assays", "metadata"}))]
        lines += _metadata("study.metadata", study.metadata)
        for assay in study.assays:
            lines += ["", *_assay(assay, next(sources))]
    return "\n".join(lines) + "\n"


def _paths(draft: Draft) -> Iterator[str]:
    """What the person joined and split, in one line each: no path has a line's end raw."""
    if draft.joined:
        yield f"joined = [{', '.join(map(_list, draft.joined))}]"
    if draft.split:
        yield f"split = {_list(draft.split)}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _assay(assay: Assay, sources: Sequence[str]) -> Iterator[str]:
    yield "[[study.assay]]"
    yield from _pairs(assay.model_dump(exclude={"metadata"}))
    yield "files = ["
    yield from (f"    {_text(path)}," for path in sources)
    yield "]"
    yield from _metadata("study.assay.metadata", assay.metadata)


def _metadata(section: str, values: Metadata) -> Iterator[str]:
    if values:
        yield f"[{section}]"
        yield from (f"{_text(key)} = {_value(it)}" for key, it in values.items())


def _pairs(values: Mapping[str, object]) -> Iterator[str]:
    """What is empty is left away: that is its default."""
    for key, value in values.items():
        if isinstance(value, str) and value:
            yield f"{key} = {_text(value)}"
        elif isinstance(value, tuple) and value:
            yield f"{key} = {_list(value)}"


def _value(one: MetadataValue) -> str:
    parts = {"unit": one.unit, "term_id": one.term_id}
    told = [f"{key} = {_text(it)}" for key, it in parts.items() if it is not None]
    value = _text(one.value) if isinstance(one.value, str) else json.dumps(one.value)
    return f"{{ {', '.join([f'value = {value}', *told])} }}" if told else value


def _text(text: str) -> str:
    # A JSON string is a TOML basic string but for DEL (https://toml.io/en/v1.0.0#string).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
