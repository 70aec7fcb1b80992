"""Who is asked for a password, and in which order; what the engine is told is told to nobody."""

from __future__ import annotations

import io

import pytest

from fbi_uploader.app import App
from fbi_uploader.cli import asking
from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.credentials import CredentialKey, Secret, Secrets, SessionStore

KEY = CredentialKey("smb", "share.example.org", 445, "marie")
NODE = """\
id = "n"
names = { fr = "N", en = "N" }
landing = ""
[smb]
host = "share.example.org"
share = "data"
[folder]
path = "/srv"
"""


def revealed(secrets: Secrets) -> str | None:
    found = secrets.get(KEY)
    return found.reveal() if found else None


def store(value: str | None) -> SessionStore:
    made = SessionStore()
    if value is not None:
        made.set(KEY, Secret(value))
    return made


def test_the_order() -> None:
    secrets = Secrets(lambda: store("kept"))
    secrets.last = lambda _: Secret("terminal")
    assert revealed(secrets) == "kept"
    secrets = Secrets(lambda: store("kept"))
    secrets.first = lambda _: Secret("stdin")
    assert revealed(secrets) == "stdin"
    secrets.tell(KEY, Secret("told"))
    assert revealed(secrets) == "told"


def test_nobody_is_asked_twice() -> None:
    answers = [Secret("typed")]
    secrets = Secrets(lambda: store(None))
    secrets.last = lambda _: answers.pop()
    assert [revealed(secrets), revealed(secrets)] == ["typed", "typed"]


def test_the_keyring_is_not_opened_while_somebody_else_knows() -> None:
    def opened() -> SessionStore:
        raise AssertionError("opened")

    secrets = Secrets(opened)
    secrets.first = lambda _: Secret("stdin")
    assert revealed(secrets) == "stdin"


def test_nobody_knows() -> None:
    assert Secrets(lambda: store(None)).get(KEY) is None


def test_stdin_gives_a_line_to_a_command_that_was_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret \n\n"))
    assert asking.ask(KEY) is None  # no terminal: nothing is read
    first = asking.read_line(KEY)
    assert first is not None
    assert first.reveal() == "s3cret "
    assert asking.read_line(KEY) is None


def test_the_app_is_told_for_an_endpoint_that_asks(app: App) -> None:
    app.home.nodes.mkdir(parents=True, exist_ok=True)
    (app.home.nodes / "n.toml").write_text(NODE)
    (app.home.root / "persons.toml").write_text('[[person]]\nname = "Marie"\nlogin = "marie"\n')
    app.tell_secret("n", "Marie", "smb", Secret("told"))
    assert revealed(app.secrets) == "told"
    with pytest.raises(InputError) as caught:
        app.tell_secret("n", "Marie", "omero", Secret("told"))
    assert caught.value.code is Code.ROUTE_UNKNOWN


def test_the_keyring_is_not_asked_once_several_people_share_the_account() -> None:
    stores = [store("kept"), store(None)]
    secrets = Secrets(lambda: stores[0])
    assert revealed(secrets) == "kept"
    del stores[0]  # from now on the account is shared
    secrets.forget_told([KEY])
    assert secrets.get(KEY) is None
