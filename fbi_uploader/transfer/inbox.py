"""Orders that the command line leaves for a running engine (DESIGN 4)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError
from uuid_utils.compat import uuid7

from fbi_uploader.errors import Code, Fact
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Frozen
from fbi_uploader.paths import write_atomically

_SUFFIX = ".order.json"
_REFUSED = ".refused.json"
_LIMIT = 16 * 1024 * 1024  # bytes of an order; a longer file is not ours


# It becomes the name of folders on the node: nothing but a UUID may, whoever left the order.
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
SubmissionId = Annotated[str, StringConstraints(pattern=_UUID)]


class Order(Frozen):
    """`what` is done with `submission`; `draft` comes with "submit".

    With "resume": `send_changed` sources are sent as they are now; `without` these (absolute paths
    as journalled) the rest of their assays goes.
    """

    what: Literal["submit", "resume", "pause", "cancel"]
    submission: SubmissionId
    draft: Draft | None = None
    send_changed: bool = False
    without: tuple[str, ...] = ()


class Refusal(Frozen):
    """Why an order was not carried out: what an error or a blocking problem says."""

    code: Code
    facts: dict[str, Fact] = Field(default_factory=dict)


def leave(inbox: Path, order: Order) -> Path:
    """Put an order there, whole (temporary name, then rename)."""
    path = inbox / f"{uuid7()}{_SUFFIX}"
    write_atomically(path, order.model_dump_json().encode())
    return path


def waiting(inbox: Path) -> Iterator[tuple[Path, Order | None]]:
    """Orders in the order they were left; None for what is no order of ours. Folders are passed.

    The taker removes each once it is journalled: an order is done twice rather than never.
    """
    for path in sorted(inbox.glob(f"*{_SUFFIX}")):
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISDIR(mode):
                yield path, _order_in(path) if stat.S_ISREG(mode) else None
        except OSError:
            continue  # taken meanwhile, or held for now (a virus scanner): it stays


def refuse(order: Path, refusal: Refusal) -> None:
    """Leave an answer for whoever left the order, before it is taken away."""
    write_atomically(_answer_to(order), refusal.model_dump_json().encode())


def take_refusal(order: Path) -> Refusal | None:
    """Why an order that is gone was refused, told once; None when it was carried out."""
    answer = _answer_to(order)
    try:
        refusal = Refusal.model_validate_json(answer.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    answer.unlink(missing_ok=True)
    return refusal


def sweep(inbox: Path, before: float) -> None:
    """Remove answers that nobody fetched, written before that time (seconds since the epoch)."""
    for path in inbox.glob(f"*{_REFUSED}"):
        if path.lstat().st_mtime < before:
            path.unlink(missing_ok=True)


def _answer_to(order: Path) -> Path:
    return order.with_name(order.name.removesuffix(_SUFFIX) + _REFUSED)


def renew(inbox: Path) -> None:
    """Make the orders of a cloned PC this one's: submissions under other ids, and paused.

    The rest speaks of ids that this PC's journal does not know any more.
    """
    for path, order in list(waiting(inbox)):
        if order is not None and order.what == "submit":
            id_ = str(uuid7())
            leave(inbox, order.model_copy(update={"submission": id_}))
            leave(inbox, Order(what="pause", submission=id_))
        path.unlink(missing_ok=True)


def _order_in(path: Path) -> Order | None:
    with path.open("rb") as file:
        content = file.read(_LIMIT + 1)
    try:
        return Order.model_validate_json(content) if len(content) <= _LIMIT else None
    except ValidationError:
        return None
