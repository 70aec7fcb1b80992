"""Licences that a person may choose for their data, by SPDX id (https://spdx.org/licenses).

Those that archives of images and French law know; any other SPDX id is taken with a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,99}")
_COMMONS = "https://creativecommons.org"


@dataclass(frozen=True, slots=True)
class Licence:
    """`id` of SPDX, as SPDX spells it; `url` of the licence's own text, to be linked."""

    id: str
    name: str
    url: str


def _by(words: str, name: str) -> Licence:
    url = f"{_COMMONS}/licenses/{words}/4.0/"
    return Licence(f"CC-{words.upper()}-4.0", f"Creative Commons {name} 4.0 International", url)


KNOWN = (
    Licence(
        "CC0-1.0",
        "Creative Commons Zero v1.0 Universal",
        f"{_COMMONS}/publicdomain/zero/1.0/",
    ),
    _by("by", "Attribution"),
    _by("by-sa", "Attribution Share Alike"),
    _by("by-nc", "Attribution Non Commercial"),
    _by("by-nd", "Attribution No Derivatives"),
    _by("by-nc-sa", "Attribution Non Commercial Share Alike"),
    _by("by-nc-nd", "Attribution Non Commercial No Derivatives"),
    Licence(
        "etalab-2.0",
        "Etalab Open License 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    Licence(
        "ODbL-1.0",
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    Licence(
        "ODC-By-1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    Licence(
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
)
_BY_ID = {one.id.casefold(): one for one in KNOWN}


def is_spdx(written: str) -> bool:
    """Whether it can be the id of a licence: letters, digits, dots and hyphens."""
    return _SPDX.fullmatch(written.strip()) is not None


def licence_of(written: str | None) -> Licence | None:
    """The licence of this id, whatever its case; one not listed here has SPDX's page as its url.

    None when none was chosen, and for what cannot be an id.
    """
    if written is None or not is_spdx(written):
        return None
    id_ = written.strip()
    page = f"https://spdx.org/licenses/{id_}.html"
    return _BY_ID.get(id_.casefold()) or Licence(id_, id_, page)


def is_listed(written: str) -> bool:
    """Whether it is one of `KNOWN`."""
    return written.strip().casefold() in _BY_ID
