"""Orders that the command line leaves for a running engine (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from uuid_utils.compat import uuid7

from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Frozen
from fbi_uploader.paths import write_atomically

_SUFFIX = ".order.json"
_LIMIT = 16 * 1024 * 1024  # bytes of an order; a longer file is not ours


class Order(Frozen):
    """`what` is done with `submission`; `draft` comes with "submit"."""

    what: Literal["submit", "resume", "pause", "cancel"]
    submission: str
    draft: Draft | None = None
    send_changed: bool = Field(default=False)


def leave(inbox: Path, order: Order) -> Path:
    """Put an order there, whole (temporary name, then rename)."""
    path = inbox / f"{uuid7()}{_SUFFIX}"
    write_atomically(path, order.model_dump_json().encode())
    return path


def waiting(inbox: Path) -> Iterator[tuple[Path, Order | None]]:
    """Orders in the order they were left; None for a file that is no order of ours.

    The taker removes each once it is journalled: an order is done twice rather than never.
    """
    for path in sorted(inbox.glob(f"*{_SUFFIX}")):
        if path.stat().st_size > _LIMIT:
            yield path, None
            continue
        try:
            yield path, Order.model_validate_json(path.read_bytes())
        except ValidationError:
            yield path, None
