"""Names of the tree: proposed so that they do not collide, and looked at while they are typed."""

from __future__ import annotations

from collections.abc import Iterable

from fbi_uploader.errors import Code, Fact
from fbi_uploader.isa.names import (
    Finding,
    check_component,
    key,
    next_name,
    repair_component,
)
from fbi_uploader.paths import shown


def free_name(word: str, taken: Iterable[str]) -> str:
    """The first of "word 1", "word 2", ... that collides with none of `taken`."""
    keys = {key(name) for name in taken}
    number = 1
    while key(f"{word} {number}") in keys:
        number += 1
    return f"{word} {number}"


def unique_name(name: str, taken: Iterable[str]) -> str:
    """`name`, or the next one after it that collides with none of `taken`."""
    names = list(taken)
    return next_name(name, names) if key(name) in {key(one) for one in names} else name


def safe_name(name: str, otherwise: str, taken: Iterable[str] = ()) -> str:
    """A name that every server takes and that is not taken; made from `otherwise` if empty."""
    return unique_name(repair_component(name if name.strip() else otherwise), taken)


def problems_of_name(
    name: str, *, investigation: bool = False, taken: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Everything wrong with a name while it is typed; () when it is good.

    `investigation`: the strict rules for its name. `taken`: names of the others beside it, with
    which it must not collide. Facts: `name` (escaped), `proposal` (a safe one; not for an empty
    name), and those of the code.
    """
    found = check_component(name, investigation=investigation)
    others = list(taken)
    twin = next((other for other in others if key(other) == key(name)), None)
    if twin is None or not name:
        return found
    proposal = unique_name(repair_component(name, investigation=investigation), others)
    facts: dict[str, Fact] = {
        "name": shown(name),
        "path": shown(name),
        "other": shown(twin),
        "proposal": proposal,
    }
    return (*found, Finding(Code.NAME_COLLISION, facts))
