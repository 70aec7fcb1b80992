from __future__ import annotations

import os
import re
import sys
import tomllib
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbi_uploader.errors import Code
from fbi_uploader.nodes.load import LARGEST, InvalidFileError, load_node, load_policy
from fbi_uploader.nodes.model import Policy
from fbi_uploader.paths import resources
from fbi_uploader.tomllines import KeyPath, key_lines, line_of

GOOD = """id = "mtp"
names = { fr = "Montpellier", en = "Montpellier" }

[smb]
host = "share.example.org"
share = "buffer"
port = 445
"""

NASTY = '''# [not.a.table]
a = 1 # = 2
"b.c" = "x # y"
'd"' = 'z = ["'
"e\\u00e9\\U0001F600" . f = """
[not.a.table]
g = 1 \\""" still
"""
lit = \'\'\'
[nor.this]
it's ''\'\'\'
empty = ""
when = 1979-05-27 07:32:00 # a blank inside
many = [ # first
  1, [2,
  3], { x = 1, y = { z = [4] } },
  """a
b""", "]", # ]
]
none = []
nothing = {}
quotes = """a"""""
[ t . "u.v" ]
w = -inf
[[h]]
i = 1
[[ h ]]
i = 2
[h.j]
k = 3
[[h.l]]
[[h.l]]
m = 4
[h.l.n]
o = true
[p.q]
[p]
r.s.t = 0x1F'''


def paths_in(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for key, one in inside:
        yield from paths_in(one, (*path, key))


def problems(tmp_path: Path, content: str | bytes) -> list[tuple[object, object, object]]:
    file = tmp_path / "node.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InvalidFileError) as caught:
        load_node(file)
    assert caught.value.code is Code.NODE_INVALID
    assert caught.value.facts == caught.value.problems[0].facts
    assert caught.value.facts["file"] == str(file)
    return [
        (one.facts["line"], one.facts["key"], one.facts["why"]) for one in caught.value.problems
    ]


def test_every_key_of_a_nasty_text_has_a_line() -> None:
    assert set(key_lines(NASTY)) == set(paths_in(tomllib.loads(NASTY)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 2),
        (("b.c",), 3),
        (('d"',), 4),
        (("eé😀", "f"), 5),
        (("lit",), 9),
        (("many",), 14),
        (("many", 0), 15),
        (("many", 1, 1), 16),
        (("many", 2, "y", "z", 0), 16),
        (("many", 3), 17),
        (("many", 4), 18),
        (("t", "u.v", "w"), 24),
        (("h",), 25),
        (("h", 0, "i"), 26),
        (("h", 1), 27),
        (("h", 1, "j", "k"), 30),
        (("h", 1, "l", 0), 31),
        (("h", 1, "l", 1, "n", "o"), 35),
        (("p", "r", "s", "t"), 38),
    ],
)
def test_the_line_of_a_key(path: KeyPath, line: int) -> None:
    assert line_of(key_lines(NASTY), path) == line


def test_lines_are_the_same_with_the_line_ends_of_windows() -> None:
    assert key_lines(NASTY.replace("\n", "\r\n")) == key_lines(NASTY)


def test_a_missing_key_is_on_the_line_of_its_table() -> None:
    assert line_of(key_lines(GOOD), ("smb", "absent")) == 4
    assert line_of(key_lines(GOOD), ("absent", "x")) == 1


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)
VALUES: st.SearchStrategy[object] = st.recursive(
    st.integers(0, 9) | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def quoted(word: str) -> str:
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007f")
    return f'"{safe}"'


def written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + "".join(f"{written(one)}, # ]\n" for one in value) + "]"
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower()


def as_tables(value: dict[str, object], table: str = "") -> str:
    """Plain values first, then a header for every table, as TOML wants it."""
    plain = {key: one for key, one in value.items() if not isinstance(one, dict)}
    tables = {key: one for key, one in value.items() if isinstance(one, dict)}
    text = "".join(f"{quoted(key)}={written(one)}\n" for key, one in plain.items())
    for key, one in tables.items():
        name = f"{table}.{quoted(key)}" if table else quoted(key)
        text += f"[{name}]\n" + as_tables(one, name)
    return text


@given(st.dictionaries(WORDS, VALUES, max_size=4))
def test_the_reader_finds_the_keys_that_tomllib_finds(value: dict[str, object]) -> None:
    for text in (
        as_tables(value),
        "".join(f"{quoted(k)}={written(v)}\n" for k, v in value.items()),
    ):
        assert tomllib.loads(text) == value
        assert set(key_lines(text)) == set(paths_in(value))


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "node.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_node(file).id == "mtp"


def test_the_line_and_key_of_a_wrong_value_are_named(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD.replace("445", '"445"')) == [(7, "smb.port", "int_type")]
    assert problems(tmp_path, GOOD.replace("445", "99999")) == [(7, "smb.port", "less_than_equal")]


def test_all_faults_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = GOOD.replace("445", "0").replace("share =", "chare =").replace('"mtp"', '"M"')
    assert problems(tmp_path, text) == [
        (1, "id", "not_an_id"),
        (4, "smb.share", "missing"),
        (6, "smb.chare", "extra_forbidden"),
        (7, "smb.port", "greater_than_equal"),
    ]


def test_a_password_in_a_node_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "node.toml"
    file.write_text(GOOD + 'password = "hunter2"\n')
    with pytest.raises(InvalidFileError) as caught:
        load_node(file)
    assert "hunter2" not in f"{caught.value!r} {caught.value.problems!r}"
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id = 1\nname\n", 2),
        ("id = 1\nid = 2\n", 2),
        ("[a]\n[b]\n[a]\n", 3),
        ('id = 1\n\nname = "never closed\nx = 1', 3),
        ("id = 1\n\na = [1,\n2\n\n", 4),
        ("a = " + "9" * 5000, 1),
        ("a = 2026-02-31", 1),
    ],
)
def test_the_line_of_a_syntax_error_is_named(tmp_path: Path, text: str, line: int) -> None:
    assert problems(tmp_path, text) == [(line, "", "syntax")]


def test_what_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, b'id = "a"\nx = "\xff"\n') == [(2, "", "not_utf8")]


def test_absurd_nesting_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "a = " + "[" * 20000 + "]" * 20000) == [(1, "", "too_deep")]


def test_nesting_that_only_our_reader_minds_is_refused_too(tmp_path: Path) -> None:
    for depth in range(50, 1000, 50):
        found = problems(tmp_path, "a = " + "[" * depth + "]" * depth)
        assert found[0][2] in {"too_deep", "missing", "extra_forbidden"}


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "#" * (LARGEST + 1)) == [(1, "", "too_large")]


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are elsewhere on Windows")
def test_a_pipe_is_refused_and_does_not_hold_us(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "node.toml")
    with pytest.raises(InvalidFileError) as caught:
        load_node(tmp_path / "node.toml")
    assert caught.value.facts["why"] == "not_a_file"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError) as caught:
        load_node(tmp_path / "absent.toml")
    assert caught.value.facts["why"] == "missing"


def test_a_hostile_key_is_shown_as_one_line(tmp_path: Path) -> None:
    assert problems(tmp_path, '"a\\nb\\u202e" = 1\n' + GOOD)[0][1] == "a\\nb\\u202e"


def test_a_policy_is_read_and_a_missing_one_is_mild(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    assert load_policy(file) == Policy()
    file.write_text("forbid_user_nodes = true\nshared_account = false\n")
    assert load_policy(file) == Policy(forbid_user_nodes=True, shared_account=False)


def test_a_broken_policy_never_turns_into_none(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("forbid_user_node = true\n")
    with pytest.raises(InvalidFileError) as caught:
        load_policy(file)
    assert (caught.value.facts["line"], caught.value.facts["key"]) == (1, "forbid_user_node")


def test_the_bundled_sandbox_needs_nothing_but_a_folder(tmp_path: Path) -> None:
    node = load_node(resources() / "nodes" / "sandbox.toml")
    assert node.sandbox
    assert (node.names.fr, node.names.en) == ("Bac à sable", "Sandbox")
    assert node.safe_needs == "never"
    assert node.landing_for("anyone", "anyone") == ""
    assert node.folder
    assert node.folder.resolve(tmp_path) == tmp_path / "sandbox"


def test_the_example_shows_true_defaults(tmp_path: Path) -> None:
    """Every `# key = value` of the example, taken in, changes nothing; a few have no default."""
    example = resources() / "nodes" / "examples" / "example.toml"
    without_default = "ca_file|resource|domain|bandwidth|collection|home|safe_needs"
    text, taken = re.subn(
        rf"(?m)^# (?!(?:{without_default}) )(\w+ = )", r"\1", example.read_text("utf-8")
    )
    assert taken > 20
    (tmp_path / "full.toml").write_text(text, "utf-8")
    assert load_node(tmp_path / "full.toml") == load_node(example)


def test_the_settings_without_default_in_the_example_are_valid(tmp_path: Path) -> None:
    example = resources() / "nodes" / "examples" / "example.toml"
    text = re.sub(r"(?m)^# (\w+ = )", r"\1", example.read_text("utf-8"))
    (tmp_path / "full.toml").write_text(text, "utf-8")
    node = load_node(tmp_path / "full.toml")
    assert node.limits.bandwidth == 50_000_000
    assert node.irods
    assert node.irods.ca_file == "/etc/ssl/certs/facility.pem"
