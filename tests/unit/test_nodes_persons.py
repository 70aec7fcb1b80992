from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.model import Policy
from fbi_uploader.nodes.persons import LoginAt, Person, PersonStore, _as_toml, shared_account

CAMILLE = Person(
    name="Camille « Cam » Roux",
    login="c.roux",
    logins=(LoginAt(node="mtp", endpoint="irods", login="croux"),),
)
LEA = Person(name='Léa "L" \\ d’Or 😀', login="lea@example.org")


@pytest.fixture
def store(tmp_path: Path) -> PersonStore:
    return PersonStore(tmp_path / "run" / "persons.toml")


def test_nobody_is_known_at_first(store: PersonStore) -> None:
    assert store.persons() == ()


def test_persons_are_kept_in_their_order(store: PersonStore) -> None:
    store.put(CAMILLE)
    store.put(LEA)
    assert store.persons() == (CAMILLE, LEA)


def test_a_person_of_the_same_name_is_replaced_in_place(store: PersonStore) -> None:
    store.put(CAMILLE)
    store.put(LEA)
    again = Person(name=CAMILLE.name.upper(), login="other")
    store.put(again)
    assert store.persons() == (again, LEA)


def test_a_login_is_the_same_everywhere_unless_said() -> None:
    assert CAMILLE.login_at("mtp", "irods") == "croux"
    assert CAMILLE.login_at("mtp", "smb") == "c.roux"
    assert CAMILLE.login_at("nte", "irods") == "c.roux"


def test_a_person_is_found_whatever_the_case_and_the_form_of_accents(store: PersonStore) -> None:
    store.put(Person(name="Léa", login="lea"))
    assert store.get("LE\u0301A").login == "lea"


def test_an_unknown_person_is_an_error(store: PersonStore) -> None:
    with pytest.raises(InputError) as caught:
        store.get("Nobody")
    assert caught.value.code is Code.PERSON_UNKNOWN
    assert caught.value.facts == {"name": "Nobody", "known": ""}


def test_a_person_is_forgotten(store: PersonStore) -> None:
    store.put(CAMILLE)
    store.put(LEA)
    store.remove(CAMILLE.name)
    assert store.persons() == (LEA,)
    with pytest.raises(InputError):
        store.remove(CAMILLE.name)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('[[person]]\nname = "A"\nlogin = "a b"\n', 3, "not_a_login"),
        ('[[person]]\nname = "A"\nlogin = "a"\npassword = "x"\n', 4, "extra_forbidden"),
        ('[[person]]\nname="A"\nlogin="a"\n[[person]]\nname="a"\nlogin="b"\n', 1, "person_twice"),
    ],
)
def test_a_file_that_somebody_spoiled_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    file = tmp_path / "persons.toml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        PersonStore(file).put(LEA)
    assert (caught.value.facts["line"], caught.value.facts["why"]) == (line, why)
    assert file.read_text() == text


def test_two_logins_for_one_endpoint_are_refused() -> None:
    one = LoginAt(node="mtp", endpoint="irods", login="a")
    with pytest.raises(ValidationError):
        Person(name="A", login="a", logins=(one, one))


@pytest.mark.parametrize("login", ["", "a b", "a\n", "\u202ea"])
def test_a_login_is_one_word(login: str) -> None:
    with pytest.raises(ValidationError):
        Person(name="A", login=login)


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()))
def test_any_name_survives_being_written(name: str) -> None:
    if name == name.strip():
        written = _as_toml(Person(name=name, login="a"))
        assert tomllib.loads(written)["person"][0]["name"] == name


@pytest.mark.parametrize(
    ("policy", "count", "shared"),
    [(None, 0, False), (None, 1, False), (None, 2, True), (True, 1, True), (False, 5, False)],
)
def test_an_account_is_shared_by_policy_or_by_numbers(
    policy: bool | None, count: int, shared: bool
) -> None:
    assert shared_account(Policy(shared_account=policy), [LEA] * count) is shared
