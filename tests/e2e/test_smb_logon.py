"""Who may come in, and what a server has to be able to do."""

from __future__ import annotations

import logging
import subprocess
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fbi_uploader.errors import Code, NodeError
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from fbi_uploader.transfer.backends.smb.logon import Login
from tests.contract.tools import holds, open_handles, put, refused
from tests.e2e.smb_tools import as_second, on_share, place_on
from tests.servers.fixtures import NewSmbd, Place
from tests.servers.smb_backend import smb_backend, smb_login
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

WRONG = "correct horse battery staple"


def refused_logon(backend: SmbBackend, code: Code) -> NodeError:
    """Refused for good, and nothing stays open here."""
    before = open_handles()
    error = refused(code, backend.connect)
    assert isinstance(error, NodeError)
    assert open_handles() == before
    return error


# -- accounts


@pytest.fixture
def _all_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert WRONG not in caplog.text


@pytest.mark.usefixtures("_all_logged")
@pytest.mark.parametrize("user", ["alice", "nobody-knows", "NODE\\alice", "àlïce", ""])
def test_wrong_password_or_unknown_account(smb_place: Place, user: str) -> None:
    login = Login(user, lambda: WRONG)
    backend = smb_backend(smb_place, login)
    error = refused_logon(backend, Code.CREDENTIALS)
    told = [repr(error), str(error), repr(error.facts), repr(login), repr(backend)]
    told += traceback.format_exception(error)
    assert not any(WRONG in one for one in told)


def test_the_password_is_asked_for_anew_each_time(smb_place: Place) -> None:
    given = iter([WRONG, smb_place.password, smb_place.password])
    backend = smb_backend(smb_place, Login(smb_place.user, lambda: next(given)))
    refused(Code.CREDENTIALS, backend.connect)
    backend.connect()
    with backend:
        put(backend, "one")
    assert list(given) == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("-c", "[D]"), "ACCOUNT_DISABLED"),
        (("-c", "[L]"), "ACCOUNT_LOCKED_OUT"),
        (("-K", "946684800"), "ACCOUNT_EXPIRED"),
    ],
)
def test_an_account_that_may_not_now(
    new_smbd: NewSmbd, words: tuple[str, ...], status: str
) -> None:
    server = new_smbd(Options())
    place = place_on(server)
    with smb_backend(place) as backend:
        put(backend, "one")
    change = ["pdbedit", f"--configfile={server.places.config}", "-u", server.account.name]
    changing = server.account.start([*change, *words], stdout=subprocess.PIPE)
    said, _ = changing.communicate(timeout=20)
    assert changing.returncode == 0, said
    error = refused_logon(smb_backend(place), Code.CREDENTIALS)
    assert error.facts["status"] == status
    with smb_backend(as_second(server, place)) as backend:
        assert holds(backend, "one", b"content")


def test_guest_only_where_the_node_says_so(new_smbd: NewSmbd) -> None:
    place = on_share(new_smbd(Options(guest=True, signing="auto")), "guest")
    stranger = Login("stranger", lambda: "x")
    refused_logon(smb_backend(place, stranger), Code.GUEST_REFUSED)
    with smb_backend(place, replace(stranger, guest=True)) as backend:
        put(backend, "one")
        assert holds(backend, "one", b"content")
    # Who has an account is never let in as a guest by a wrong password.
    known = Login(place.user, lambda: WRONG, guest=True)
    refused_logon(smb_backend(place, known), Code.CREDENTIALS)
    # A guest has no key to encrypt with.
    hidden = replace(stranger, guest=True, encrypt=True)
    refused_logon(smb_backend(place, hidden), Code.NODE_TOO_WEAK)


# -- shares


def test_unknown_share(smb_place: Place) -> None:
    error = refused_logon(smb_backend(replace(smb_place, share="nowhere")), Code.SHARE_UNKNOWN)
    assert error.facts["path"] == "nowhere"


def test_a_share_that_this_account_may_not_enter(new_smbd: NewSmbd) -> None:
    server = new_smbd(Options())
    second = server.account.second
    server.restart(Options(extra=(("valid users", second),)))
    place = place_on(server)
    refused_logon(smb_backend(place), Code.SHARE_DENIED)
    with smb_backend(as_second(server, place)) as backend:
        put(backend, "one")


@pytest.mark.parametrize("path", ["not/there", "no", "file"])
def test_the_landing_root_is_missing(smbd: Smbd, smb_place: Place, path: str) -> None:
    smbd.put(f"{smb_place.path}/file", b"")
    place = replace(smb_place, path=f"{smb_place.path}/{path}")
    refused_logon(smb_backend(place), Code.LANDING_MISSING)
    assert smb_place.folder
    assert [one.name for one in smb_place.folder.iterdir()] == ["file"]


# -- what the server can


def test_a_server_of_before(new_smbd: NewSmbd) -> None:
    server = new_smbd(Options(min_protocol="SMB2_02", max_protocol="SMB2_02"))
    error = refused_logon(smb_backend(place_on(server)), Code.NODE_TOO_WEAK)
    assert error.facts["wanted"] == "SMB 2.1"


@pytest.mark.parametrize(
    ("oldest", "enough"), [("2.1", True), ("3.0", True), ("3.0.2", False), ("3.1.1", False)]
)
def test_a_server_older_than_the_node_demands(new_smbd: NewSmbd, oldest: str, enough: bool) -> None:
    place = place_on(new_smbd(Options(max_protocol="SMB3_00")))
    backend = smb_backend(place, replace(smb_login(place), oldest=oldest))
    if enough:
        with backend:
            put(backend, "one")
    else:
        error = refused_logon(backend, Code.NODE_TOO_WEAK)
        assert error.facts["wanted"] == f"SMB {oldest}"


@pytest.mark.parametrize(
    "options", [Options(encrypt="off"), Options(max_protocol="SMB2_10")], ids=["off", "2.1"]
)
def test_encryption_that_the_server_cannot(new_smbd: NewSmbd, options: Options) -> None:
    place = place_on(new_smbd(options))
    login = smb_login(place)
    error = refused_logon(smb_backend(place, replace(login, encrypt=True)), Code.NODE_TOO_WEAK)
    assert error.facts["wanted"] == "encryption"
    with smb_backend(place, login) as backend:
        put(backend, "one")
