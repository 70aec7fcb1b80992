"""ORCID iDs: sixteen signs, the last one a check digit (ISO 7064 mod 11-2).

https://support.orcid.org/hc/en-us/articles/360006897674 gives the structure and the sum.
"""

from __future__ import annotations

import re

ADDRESS = "https://orcid.org/"
_WRITTEN = re.compile(
    r"(?:(?:https?://)?orcid\.org/|orcid:)?((?:\d{4}-?){3}\d{3}[\dX])", re.IGNORECASE
)
_MODULUS = 11
_TEN = "X"


def normal(written: str) -> str | None:
    """`0000-0002-1825-0097` from an address, a number without hyphens...; None when it is none.

    None as well when the check digit is another one: a sign was mistyped.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or not found[1].isascii():
        return None
    signs = found[1].replace("-", "").upper()
    if check_digit(signs[:-1]) != signs[-1]:
        return None
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def check_digit(digits: str) -> str:
    """The sign after the first fifteen digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % _MODULUS) % _MODULUS
    return _TEN if rest == _MODULUS - 1 else str(rest)
