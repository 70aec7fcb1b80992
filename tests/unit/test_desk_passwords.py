from __future__ import annotations

import pytest

from fbi_uploader.app import App
from fbi_uploader.desk.passwords import Passwords
from fbi_uploader.desk.requests import Login, OfEndpoint, OfPerson, Unlock
from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.credentials import CredentialKey, Secret, Secrets, SessionStore, open_store
from fbi_uploader.nodes.persons import Person
from fbi_uploader.orders import Orders
from fbi_uploader.transfer.journal.database import Journal

KEY = CredentialKey("smb", "share.fr", 445, "ana")
SECRET = "s3cret"  # noqa: S105 - of nobody
HALF = "\udcff"
SHARE = """\
id = "share"
names = { fr = "Partage", en = "Share" }
[smb]
host = "share.fr"
share = "data"
[omero]
host = "omero.fr"
[quay]
url = "https://quay.fr/"
"""


class Keyring(SessionStore):
    """Lasts, and can be locked."""

    lasting = True
    locked = False

    def get(self, key: CredentialKey) -> Secret | None:
        self._open()
        return super().get(key)

    def set(self, key: CredentialKey, secret: Secret) -> None:
        self._open()
        super().set(key, secret)

    def _open(self) -> None:
        if self.locked:
            raise InputError(Code.KEYRING_FAILED, backend="test", why="locked")


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
def passwords(app: App, journal: Journal, keyring: Keyring) -> Passwords:
    (app.home.nodes / "share.toml").write_text(SHARE)
    app.nodes.reload()
    app.persons.put(Person(name="Ana", login="ana"))
    app.__dict__["secrets"] = Secrets(lambda: keyring)
    return Passwords(app, Orders(app, journal, lambda _event: None).engine)


def login(*, keep: bool, secret: str = SECRET, person: str = "Ana") -> Login:
    return Login(node="share", person=person, endpoint="smb", secret=secret, keep=keep)


def known(passwords: Passwords) -> dict[object, object]:
    told = passwords.secrets(OfPerson(person="Ana"))["secrets"]
    assert isinstance(told, list)
    return {one["endpoint"]: one["known"] for one in told if one["node"] == "share"}


def test_a_kept_secret_is_in_the_keyring_and_gone_when_forgotten(
    passwords: Passwords, keyring: Keyring
) -> None:
    assert passwords.login(login(keep=True)) == {"kept": True}
    assert known(passwords) == {"smb": "keyring", "omero": "none", "quay": "not needed"}
    passwords.forget(OfEndpoint(node="share", person="Ana", endpoint="smb"))
    assert keyring.get(KEY) is None
    assert known(passwords)["smb"] == "none"


def test_a_told_one_is_not_kept(passwords: Passwords, keyring: Keyring) -> None:
    assert passwords.login(login(keep=False)) == {"kept": False}
    assert keyring.get(KEY) is None
    assert known(passwords)["smb"] == "memory"


def test_a_locked_keyring_loses_nothing(passwords: Passwords, keyring: Keyring) -> None:
    keyring.locked = True
    told = passwords.login(login(keep=True))
    assert told == {"kept": False, "why": Code.KEYRING_FAILED}
    assert known(passwords)["smb"] == "memory"


def test_an_account_of_several_people_keeps_nothing(app: App, passwords: Passwords) -> None:
    app.persons.put(Person(name="Léo", login="leo"))
    app.__dict__["secrets"] = Secrets(lambda: open_store(app.policy, app.persons.persons()))
    assert passwords.login(login(keep=True)) == {"kept": False}


def test_unlocking_compares_with_all_that_is_known(passwords: Passwords) -> None:
    assert passwords.unlock(Unlock(person="Ana", secret=SECRET)) == {"right": "unknown"}
    passwords.login(login(keep=True))
    assert passwords.unlock(Unlock(person="Ana", secret=SECRET)) == {"right": True}
    assert passwords.unlock(Unlock(person="Ana", secret="")) == {"right": False}
    assert passwords.unlock(Unlock(person="Ana", secret=HALF)) == {"right": False}


@pytest.mark.parametrize(
    ("person", "endpoint", "code"),
    [("Nobody", "smb", Code.PERSON_UNKNOWN), ("Ana", "quay", Code.ROUTE_UNKNOWN)],
)
def test_what_there_is_no_secret_for(
    passwords: Passwords, person: str, endpoint: str, code: Code
) -> None:
    asked = Login.model_validate(
        {"node": "share", "person": person, "endpoint": endpoint, "secret": "x"}
    )
    with pytest.raises(InputError) as raised:
        passwords.login(asked)
    assert raised.value.code is code


def test_a_secret_shows_nowhere() -> None:
    assert SECRET not in repr(login(keep=True))
    assert SECRET not in repr(Unlock(person="Ana", secret=SECRET))


def test_a_locked_keyring_keeps_nobody_out_who_is_known_otherwise(
    passwords: Passwords, keyring: Keyring
) -> None:
    passwords.login(login(keep=False))
    keyring.locked = True
    assert passwords.unlock(Unlock(person="Ana", secret=SECRET)) == {"right": True}
    with pytest.raises(InputError) as raised:  # it may be one of those that cannot be read
        passwords.unlock(Unlock(person="Ana", secret="another"))  # noqa: S106 - of nobody
    assert raised.value.code is Code.KEYRING_FAILED


def test_an_empty_secret_opens_nothing(passwords: Passwords) -> None:
    passwords.login(login(keep=False, secret=""))
    assert passwords.unlock(Unlock(person="Ana", secret="")) == {"right": "unknown"}
    passwords.login(login(keep=False))
    assert passwords.unlock(Unlock(person="Ana", secret="")) == {"right": False}
