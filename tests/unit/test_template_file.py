from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.template import pattern as patterns
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.store import TemplateStore, template_folders
from fbi_uploader.paths import find_home, resources
from fbi_uploader.tomlfile import InvalidFileError
from tests.unit.template_tools import FIELD, HEAD

WORDS = tomllib.loads((resources() / "messages/en.toml").read_text(encoding="utf-8"))["code"]
FIRST = 5  # the line of the first [[field]]
COLUMN = "[[field.columns]]\nid = 'x'\nlabel = { fr = 'x', en = 'x' }\n"


def mistakes(tmp_path: Path, text: str | bytes) -> list[tuple[Code, object]]:
    file = tmp_path / "ours.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidFileError) as caught:
        load_template(file)
    for problem in caught.value.problems:
        assert problem.facts["file"] == str(file)
        # Whatever went wrong is put in words, and nothing in them stays blank.
        wanted = set(re.findall(r"{([a-z]+)}", repr(WORDS[problem.code])))
        assert {name for name in wanted if problem.facts.get(name) in (None, "")} == set()
    return [(problem.code, problem.facts["line"]) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("field", "line", "code"),
    [
        ("typ = 'number'", 4, Code.TEMPLATE_KEY_NOT_KNOWN),
        ("type = 'numbr'", 4, Code.TEMPLATE_CHOICE),
        ("level = 'cell'", 4, Code.TEMPLATE_CHOICE),
        ("required = 'yes'", 4, Code.TEMPLATE_VALUE),
        ("help = 'text'", 4, Code.TEMPLATE_VALUE),
        ("help = { fr = 'x' }", 4, Code.TEMPLATE_KEY_MISSING),
        ("read = 'weather'", 4, Code.TEMPLATE_CHOICE),
        ("type = 'choice'", 1, Code.TEMPLATE_KEY_MISSING),
        ("type = 'term'", 1, Code.TEMPLATE_KEY_MISSING),
        ("type = 'table'", 1, Code.TEMPLATE_KEY_MISSING),
        ("units = ['µm']", 4, Code.TEMPLATE_UNFIT),
        ("choices = [{ value = 'a' }]", 4, Code.TEMPLATE_UNFIT),
        ("type = 'date'\npattern = 'x'", 5, Code.TEMPLATE_UNFIT),
        ("type = 'date'\nread = 'objective'", 5, Code.TEMPLATE_UNFIT),
        ("read = 'pixel-size'", 4, Code.TEMPLATE_UNFIT),
        ("type = 'number'\nread = 'pixel-size'", 1, Code.TEMPLATE_VALUE),
        ("type = 'number'\nread = 'size-x'\nunits = ['mm']", 6, Code.TEMPLATE_UNFIT),
        ("type = 'number'\nunits = ['µm', 'parsec']", 5, Code.TEMPLATE_NOT_IN_VOCABULARY),
        ("type = 'term'\nvocabulary = 'plants'", 5, Code.TEMPLATE_NOT_IN_VOCABULARY),
        (
            "type = 'term'\nvocabulary = 'fbbi'\nbranches = [\n'FBbi:00000251',\n'FBbi:9']",
            8,
            Code.TEMPLATE_NOT_IN_VOCABULARY,
        ),
        ("pattern = '('", 4, Code.TEMPLATE_PATTERN),
        ("pattern = '(a+)+b'", 4, Code.TEMPLATE_PATTERN),
        ("type = 'number'\nminimum = 3\nmaximum = 2", 6, Code.TEMPLATE_VALUE),
        ("type = 'number'\nminimum = inf", 5, Code.TEMPLATE_VALUE),
        ("type = 'number'\ndefault = 'three'", 5, Code.TEMPLATE_DEFAULT),
        ("type = 'number'\nmaximum = 2\ndefault = 3", 6, Code.TEMPLATE_DEFAULT),
        ("type = 'date'\ndefault = '2026-11-31'", 5, Code.TEMPLATE_DEFAULT),
        ("type = 'person'\ndefault = 'me'", 5, Code.TEMPLATE_UNFIT),
        (
            "type = 'choice'\nchoices = [{ value = 'a' },\n{ value = 'a' }]",
            6,
            Code.TEMPLATE_TWICE,
        ),
        ("type = 'choice'\nchoices = [{ value = 'a' }]\ndefault = 'b'", 6, Code.TEMPLATE_DEFAULT),
        ("maps.isa = 'sample'", 4, Code.TEMPLATE_VALUE),
        ("maps.rembi = 'Organism'", 4, Code.TEMPLATE_VALUE),
        ("maps.rocrate = 'a b'", 4, Code.TEMPLATE_VALUE),
        ("maps.node = { id = 'X' }", 4, Code.TEMPLATE_KEY_MISSING),
        ("maps.node = 3", 4, Code.TEMPLATE_VALUE),
        ("help = { fr = 'a\\u001bb', en = 'x' }".replace("'", '"'), 4, Code.TEMPLATE_VALUE),
        (
            f"type = 'table'\n{COLUMN}type = 'table'",
            8,
            Code.TEMPLATE_CHOICE,
        ),
        (
            f"type = 'table'\n{COLUMN}{COLUMN}",
            9,
            Code.TEMPLATE_TWICE,
        ),
    ],
)
def test_every_mistake_has_its_code_and_line(
    tmp_path: Path, field: str, line: int, code: Code
) -> None:
    # Lines are counted from the line of [[field]], which is 1.
    found = mistakes(tmp_path, HEAD + FIELD + field + "\n")
    assert found == [(code, FIRST + line - 1)]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, Code.TEMPLATE_KEY_MISSING),
        (HEAD, 1, Code.TEMPLATE_KEY_MISSING),
        (HEAD + "field = []\n", 4, Code.TEMPLATE_VALUE),
        (HEAD.replace('"ours"', '"Our template"') + FIELD, 1, Code.TEMPLATE_VALUE),
        (HEAD.replace('"1.0"', "1.0") + FIELD, 2, Code.TEMPLATE_VALUE),
        (HEAD + 'colour = "red"\n' + FIELD, 4, Code.TEMPLATE_KEY_NOT_KNOWN),
        (HEAD + FIELD + FIELD, 10, Code.TEMPLATE_TWICE),
        (
            HEAD + FIELD + 'maps.node = "K"\n' + FIELD.replace('"a"', '"b"') + 'maps.node = "K"\n',
            13,
            Code.TEMPLATE_TWICE,
        ),
        (HEAD + FIELD + "= 3\n", 8, Code.TEMPLATE_UNREADABLE),
        (HEAD.encode() + b"# \xe9\n", 4, Code.TEMPLATE_UNREADABLE),
        (b"x = " + b"[" * 5000, 1, Code.TEMPLATE_UNREADABLE),
        (b"#" * (256 * 1024 + 1), 1, Code.TEMPLATE_UNREADABLE),
    ],
)
def test_mistakes_of_the_whole_file(
    tmp_path: Path, text: str | bytes, line: int, code: Code
) -> None:
    assert (code, line) in mistakes(tmp_path, text)


def test_several_mistakes_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    second = FIELD.replace('"a"', '"b"') + 'type = "choice"\nunits = ["µm"]\npattern = "("\n'
    found = mistakes(tmp_path, HEAD + FIELD + 'typ = "x"\nrequired = 1\n' + second)
    assert found == [
        (Code.TEMPLATE_KEY_NOT_KNOWN, 8),
        (Code.TEMPLATE_VALUE, 9),
        (Code.TEMPLATE_KEY_MISSING, 11),
        (Code.TEMPLATE_UNFIT, 15),
        (Code.TEMPLATE_UNFIT, 16),
        (Code.TEMPLATE_PATTERN, 16),
    ]


def test_the_closest_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(HEAD + FIELD + "requird = true\n", encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_template(file)
    assert caught.value.facts["near"] == "required"
    assert caught.value.facts["key"] == "field 1: requird"


def test_no_value_of_the_file_is_told_by_the_shared_reader(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(HEAD + FIELD + 'required = "SECRET"\nlevel = "SECRET"\n', encoding="utf-8")
    with pytest.raises(InvalidFileError) as caught:
        load_template(file)
    assert "SECRET" not in repr(caught.value.problems)


def test_an_absent_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(InvalidFileError) as caught:
            load_template(path)
        assert caught.value.code is Code.TEMPLATE_UNREADABLE


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (r"[A-P](0?[1-9]|1[0-9])", None),
        (r"https?://\S+", None),
        (r"10\.\d{4,9}/.+", None),
        (r"(\d{4}-){3}\d{4}", None),
        (r"[(+*|]+", None),
        (r"\(a+\)+", None),
        (r"([A-Z]\d)+", None),
        (r"(a*)*", "too_slow"),
        (r"(a|a)+", "too_slow"),
        (r"((a+))+", "too_slow"),
        (r"(?:x?y)*", "too_slow"),
        (r"(a{1,9}){2,}", "too_slow"),
        (r"(.)\1", "too_slow"),
        (r"[", "syntax"),
        (r"a" * 301, "too_long"),
    ],
)
def test_patterns_that_could_stop_the_program(pattern: str, fault: str | None) -> None:
    assert patterns.fault(pattern) == fault


def test_a_pattern_is_not_held_against_endless_values() -> None:
    assert patterns.fits(".+", "x" * patterns.LONGEST_VALUE)
    assert not patterns.fits(".+", "x" * (patterns.LONGEST_VALUE + 1))
    assert not patterns.fits("a", "a\n")


# -- the store


def stored(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_first_folder_keeps_an_id(tmp_path: Path) -> None:
    first = stored(tmp_path / "machine", "z.toml", HEAD + FIELD)
    second = stored(tmp_path / "own", "a.toml", HEAD.replace("Ours", "Mine") + FIELD)
    store = TemplateStore([tmp_path / "machine", tmp_path / "own"])
    assert [one.path for one in store.templates()] == [first]
    (problem,) = store.problems
    assert problem.code is Code.TEMPLATE_ID_TAKEN
    facts = {"id": "ours", "file": str(second), "holder": str(first)}
    assert problem.facts == facts


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    stored(folder, "a.toml", "id = 3\nname = 4\n")
    good = stored(folder, "b.toml", HEAD + FIELD)
    stored(folder, ".c.toml", "hidden")
    stored(folder, "README.md", "not one")
    store = TemplateStore([tmp_path / "absent", folder])
    assert [one.path for one in store.templates()] == [good]
    assert len(store.problems) > 2
    assert {str(one.facts["file"]) for one in store.problems} == {str(folder / "a.toml")}


def test_what_a_node_offers(tmp_path: Path) -> None:
    store = TemplateStore([resources() / "templates"])
    offered = store.offered(("minimal", "gone", "rembi"))
    assert [one.template.id for one in offered] == ["minimal", "rembi"]
    assert store.offered(()) == store.templates()
    with pytest.raises(InputError) as caught:
        store.get("gone")
    assert caught.value.code is Code.TEMPLATE_UNKNOWN
    assert "minimal" in str(caught.value.facts["known"])


def test_new_files_are_seen_after_a_reload(tmp_path: Path) -> None:
    store = TemplateStore([tmp_path / "own"])
    assert store.templates() == ()
    stored(tmp_path / "own", "a.toml", HEAD + FIELD)
    store.reload()
    assert store.get("ours").version == "1.0"


def test_the_folders_in_their_order(home: Path) -> None:
    machine, bundled, own = template_folders(find_home(home))
    assert machine.name == bundled.name == own.name == "templates"
    assert (bundled, own) == (resources() / "templates", home / "templates")
