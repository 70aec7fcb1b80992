"""Which compounds may be under way together: none that touches what another one touches."""

from __future__ import annotations

import pytest

from fbi_uploader.transfer.backends.smb.pipeline import _Touched


@pytest.mark.parametrize(
    ("path", "meets"),
    [
        ("a/b/c", True),
        ("a/b", True),
        ("a", True),
        ("a/b/c/d", True),
        ("x/y/z/1", True),
        ("a/b/d", False),
        ("a/bb", False),
        ("a/b/cc", False),
        ("q", False),
    ],
)
def test_itself_what_it_lies_in_and_what_lies_in_it(path: str, meets: bool) -> None:
    touched = _Touched()
    touched.more(("a/b/c", "x/y"))
    assert touched.meet((path,)) is meets


def test_what_was_answered_is_free_again() -> None:
    touched = _Touched()
    touched.more(("a/b/c", "x/y"))
    touched.more(("a/b/d",))
    touched.less(("a/b/c",))
    assert not touched.meet(("a/b/c",))
    assert touched.meet(("a/b",))
    touched.less(("a/b/d",))
    assert not touched.meet(("a/b",))
    assert touched.meet(("new", "x"))
