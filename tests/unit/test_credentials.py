from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from logging import LogRecord
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer
from keyring.core import load_keyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes import credentials
from fbi_uploader.nodes.credentials import (
    CredentialKey,
    CredentialStore,
    KeyringStore,
    Secret,
    SessionStore,
    credential_key,
    open_store,
)
from fbi_uploader.nodes.model import Node, Policy
from fbi_uploader.nodes.persons import Person

KEY = CredentialKey("smb", "share.example.org", 445, "c.roux")
WORD = "hunter2 é😀"
NULL = "keyring.backends.null.Keyring"


class Kept(KeyringBackend):
    """A safe keyring, as far as anybody can tell."""

    priority = -5  # never chosen by keyring itself

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError(service)


class PlaintextKeyring(Kept):
    """Safe to refuse by its name alone."""


class OfKeyringsAlt(Kept):
    """As the classes of keyrings.alt say where they come from."""

    __module__ = "keyrings.alt.file"


class Heir(OfKeyringsAlt):
    """Somebody's own class on top of one of them."""

    __module__ = "my.keyring"


class Locked(Kept):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(WORD)


class Broken(Kept):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"could not store {password}")


class Chain(chainer.ChainerBackend):
    priority = -6
    backends: ClassVar[list[KeyringBackend]] = []

    def __init__(self) -> None:
        """As the base, which has no types."""


@pytest.fixture(autouse=True)
def _the_real_keyring_is_put_back() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def kept() -> Kept:
    backend = Kept()
    keyring.set_keyring(backend)
    return backend


def node(**endpoints: object) -> Node:
    names = {"fr": "N", "en": "N"}
    return Node.model_validate({"id": "mtp", "names": names, "folder": {"path": "/x"}, **endpoints})


@pytest.mark.parametrize("made", [KeyringStore, SessionStore])
def test_a_secret_is_kept_replaced_and_forgotten(
    kept: Kept, made: Callable[[], CredentialStore]
) -> None:
    store = made()
    assert store.get(KEY) is None
    store.set(KEY, Secret("first"))
    store.set(KEY, Secret(WORD))
    found = store.get(KEY)
    assert found
    assert found.reveal() == WORD
    store.delete(KEY)
    store.delete(KEY)
    assert store.get(KEY) is None


def test_the_keyring_is_the_systems_and_the_session_is_not(kept: Kept) -> None:
    KeyringStore().set(KEY, Secret(WORD))
    assert kept.held == {("fbi_uploader smb://share.example.org:445", "c.roux"): WORD}
    assert keyring.get_password(KEY.service, KEY.user) == WORD
    SessionStore().set(KEY, Secret("session"))
    assert list(kept.held.values()) == [WORD]
    assert (KeyringStore().lasting, SessionStore().lasting) == (True, False)


@pytest.mark.parametrize(
    "other",
    [
        CredentialKey("irods", KEY.host, KEY.port, KEY.user),
        CredentialKey(KEY.kind, "evil.example.org", KEY.port, KEY.user),
        CredentialKey(KEY.kind, KEY.host, 446, KEY.user),
        CredentialKey(KEY.kind, KEY.host, KEY.port, "other"),
    ],
)
@pytest.mark.parametrize("made", [KeyringStore, SessionStore])
def test_a_secret_is_found_by_its_whole_key_only(
    kept: Kept, made: Callable[[], CredentialStore], other: CredentialKey
) -> None:
    store = made()
    store.set(KEY, Secret(WORD))
    assert store.get(other) is None


def test_a_changed_host_in_a_node_file_finds_no_secret(kept: Kept) -> None:
    before = credential_key(node(smb={"host": "Share.example.org", "share": "s"}), "smb", "me")
    same = credential_key(node(smb={"host": "share.example.org.", "share": "t"}), "smb", "me")
    after = credential_key(node(smb={"host": "evil.example.org", "share": "s"}), "smb", "me")
    assert before
    assert after
    assert same == before
    KeyringStore().set(before, Secret(WORD))
    assert KeyringStore().get(after) is None


def test_a_token_given_to_https_is_not_found_for_http() -> None:
    url = "//a.org:8888/post"
    safe = credential_key(node(quay={"url": f"https:{url}", "auth": "bearer"}), "quay", "me")
    plain = credential_key(node(quay={"url": f"http:{url}", "auth": "bearer"}), "quay", "me")
    assert safe == CredentialKey("quay", "a.org", 8888, "me")
    assert plain == CredentialKey("quay-http", "a.org", 8888, "me")


def test_endpoints_that_ask_for_no_secret_have_no_key() -> None:
    smb = {"host": "a", "share": "s", "auth": "windows"}
    made = node(smb=smb, quay={"url": "https://a.org"})
    assert credential_key(made, "smb", "me") is None
    assert credential_key(made, "quay", "me") is None
    assert credential_key(made, "irods", "me") is None
    assert credential_key(node(omero={"host": "o"}), "omero", "me") == CredentialKey(
        "omero", "o", 4064, "me"
    )


@pytest.mark.parametrize(
    "backend",
    [
        lambda: load_keyring(NULL),
        lambda: load_keyring("keyring.backends.fail.Keyring"),
        PlaintextKeyring,
        OfKeyringsAlt,
        Heir,
    ],
)
def test_a_keyring_that_keeps_nothing_or_plain_text_is_refused(
    backend: Callable[[], KeyringBackend],
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(InputError) as caught:
        KeyringStore()
    assert caught.value.code is Code.KEYRING_REFUSED
    assert isinstance(open_store(Policy()), SessionStore)


def test_a_chain_of_unsafe_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chain, "backends", [PlaintextKeyring(), load_keyring(NULL)])
    keyring.set_keyring(Chain())
    with pytest.raises(InputError) as caught:
        KeyringStore()
    assert caught.value.code is Code.KEYRING_REFUSED


def test_nothing_falls_through_a_chain_to_an_unsafe_one(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, safe = PlaintextKeyring(), Kept()
    plain.set_password(KEY.service, KEY.user, "left there long ago")
    monkeypatch.setattr(Chain, "backends", [plain, safe])
    keyring.set_keyring(Chain())
    store = KeyringStore()
    assert store.get(KEY) is None
    store.set(KEY, Secret(WORD))
    assert list(safe.held.values()) == [WORD]
    assert list(plain.held.values()) == ["left there long ago"]


def test_a_keyring_setting_that_names_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nonsense() -> KeyringBackend:
        raise ModuleNotFoundError("no.such")

    monkeypatch.setattr(keyring, "get_keyring", nonsense)
    with pytest.raises(InputError) as caught:
        KeyringStore()
    assert caught.value.facts["why"] == "ModuleNotFoundError"


def test_a_locked_keyring_is_a_typed_error() -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(InputError) as caught:
        KeyringStore().get(KEY)
    assert caught.value.code is Code.KEYRING_FAILED
    assert caught.value.facts["why"] == "locked"


def test_a_raw_error_is_typed_and_does_not_tell_the_secret() -> None:
    keyring.set_keyring(Broken())
    with pytest.raises(InputError) as caught:
        KeyringStore().set(KEY, Secret(WORD))
    assert caught.value.code is Code.KEYRING_FAILED
    assert caught.value.facts["why"] == "OSError"
    assert WORD not in "".join(traceback.format_exception(caught.value))


PEOPLE = [Person(name="A", login="a"), Person(name="B", login="b")]


def test_a_shared_account_keeps_secrets_in_memory_only(kept: Kept) -> None:
    assert isinstance(open_store(Policy(), PEOPLE[:1]), KeyringStore)
    assert isinstance(open_store(Policy(), PEOPLE), SessionStore)
    assert isinstance(open_store(Policy(shared_account=True)), SessionStore)
    assert isinstance(open_store(Policy(shared_account=False), PEOPLE), KeyringStore)


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        "{}".format,
        "{:>40}".format,
        lambda secret: f"{secret!r} {[secret]} { ({'a': secret}) }",
        lambda secret: LogRecord("x", 20, "f", 1, "%s %r", (secret, secret), None).getMessage(),
        lambda secret: json.dumps({"a": secret}, default=repr),
        lambda secret: json.dumps({"a": secret}, default=str),
    ],
)
def test_a_secret_never_shows_itself(shown: Callable[[Secret], str]) -> None:
    text = shown(Secret(WORD))
    assert "hunter2" not in text
    assert credentials.HIDDEN in text or json.dumps(credentials.HIDDEN)[1:-1] in text


def test_a_secret_is_not_turned_into_json_or_pickled() -> None:
    with pytest.raises(TypeError):
        json.dumps(Secret(WORD))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(Secret(WORD), protocol)


def test_a_secret_has_no_dictionary_and_is_shared_by_copies() -> None:
    secret = Secret(WORD)
    assert not hasattr(secret, "__dict__")
    assert copy.deepcopy([secret])[0] is copy.copy(secret) is secret


def test_stores_do_not_show_what_they_hold(kept: Kept) -> None:
    session = SessionStore()
    session.set(KEY, Secret(WORD))
    KeyringStore().set(KEY, Secret(WORD))
    assert repr(session) == "SessionStore(1 secrets)"
    assert repr(KeyringStore()) == f"KeyringStore({__name__}.Kept)"


def test_keyring_is_loaded_only_when_needed() -> None:
    code = "import sys, fbi_uploader.nodes.credentials; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
