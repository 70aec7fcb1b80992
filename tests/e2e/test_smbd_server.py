"""The server and the bad network that other tests stand on, against clients that are not ours."""

from __future__ import annotations

import hashlib
import importlib
import os
import socket
import time
import uuid
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.servers.fixtures import NewProxy, NewSmbd, Place, named_place
from tests.servers.proxy import Proxy
from tests.servers.rules import Cut, Freeze, RandomCuts
from tests.servers.smb_command import Answer, SmbCommand
from tests.servers.smbd import Login, Smbd, answers
from tests.servers.smbd_config import Options

MIB = 1 << 20


def run(server: Smbd, commands: str, share: str = "data", login: Login | None = None) -> Answer:
    return through(server, server.port, commands, share, login)


def through(
    server: Smbd, port: int, commands: str, share: str = "data", login: Login | None = None
) -> Answer:
    who = login or server.login
    return SmbCommand(server.host, port, share, who.user, who.password).run(commands)


def content(size: int) -> bytes:
    return hashlib.shake_256(b"fbi").digest(size)


def local(folder: Path, size: int) -> Path:
    path = folder / "local.tif"
    path.write_bytes(content(size))
    return path


# -- shares and people


def test_two_people_write_and_we_see_it_on_disk(
    smbd: Smbd, smb_place: Place, tmp_path: Path
) -> None:
    source = local(tmp_path, 100_000)
    for login in (smbd.login, smbd.second):
        name = f"{smb_place.path}/{login.user}.tif"
        assert run(smbd, f"put {source} {name}", login=login).code == 0
        assert (smbd.root / name).read_bytes() == source.read_bytes()
    assert smb_place.folder
    assert len(list(smb_place.folder.iterdir())) == 2


@pytest.mark.parametrize(
    ("login", "share", "said"),
    [
        (Login("alice", "wrong"), "data", "NT_STATUS_LOGON_FAILURE"),
        (Login("nobody-knows", "x"), "data", "NT_STATUS_LOGON_FAILURE"),
        (None, "unknown", "NT_STATUS_BAD_NETWORK_NAME"),
    ],
)
def test_who_and_what_is_refused(smbd: Smbd, login: Login | None, share: str, said: str) -> None:
    answer = run(smbd, "ls", share, login)
    assert answer.code == 1
    assert said in answer.said


def test_the_shares_are_what_they_are_called(smbd: Smbd, tmp_path: Path) -> None:
    source = local(tmp_path, 1000)
    assert "ACCESS_DENIED" in run(smbd, f"put {source} a.tif", "readonly").said
    assert "OBJECT_NAME_NOT_FOUND" in run(smbd, f"put {source} .zattrs", "veto").said
    smbd.put("a:b.tif", b"x", "mangled")
    listed = run(smbd, "ls", "mangled").said
    assert "~" in listed
    assert "a:b.tif" not in listed


def test_the_quota_share_says_what_it_is_told(smbd: Smbd) -> None:
    smbd.say_free(8 * MIB, 3 * MIB)
    assert "8192 blocks of size 1024. 3072 blocks available" in run(smbd, "ls", "quota").said
    smbd.say_free(8 * MIB, 0)
    assert " 1 blocks available" in run(smbd, "ls", "quota").said


def test_the_small_share_is_soon_full(smbd: Smbd, tmp_path: Path) -> None:
    if not smbd.small_is_real:
        pytest.skip("no disk can be mounted here")
    source = local(tmp_path, smbd.options.small_bytes + MIB)
    answer = run(smbd, f"put {source} big.tif; del big.tif", "small")
    assert "NT_STATUS_DISK_FULL" in answer.said


# -- variants


def test_guest_only_where_it_is_said(smbd: Smbd, new_smbd: NewSmbd) -> None:
    stranger = Login("stranger", "x")
    assert "LOGON_FAILURE" in run(smbd, "ls", "guest", stranger).said
    server = new_smbd(Options(guest=True, signing="auto"))
    assert run(server, "ls", "guest", stranger).code == 0
    assert run(server, "ls", "data", stranger).code == 1


def test_as_our_own_account(new_smbd: NewSmbd, tmp_path: Path) -> None:
    server = new_smbd(Options(own_account=True))
    assert server.account.uid == os.getuid()
    assert run(server, f"put {local(tmp_path, 100)} a.tif", login=server.second).code == 0
    assert (server.root / "a.tif").stat().st_uid == os.getuid()


def test_encryption_hides_the_commands(new_smbd: NewSmbd, new_proxy: NewProxy) -> None:
    server = new_smbd(Options(encrypt="required"))
    proxy = new_proxy(server)
    assert through(server, proxy.port, "ls").code == 0
    assert proxy.count("ENCRYPTED") > 2
    assert proxy.count("QUERY_DIRECTORY") == 0


def test_protocol_and_restart_with_other_options(new_smbd: NewSmbd) -> None:
    server = new_smbd(Options(max_protocol="SMB2_10"))
    new = ("--option=client min protocol=SMB3_11",)
    command = SmbCommand(server.host, server.port, "data", server.user, server.password, new)
    assert command.run("ls").code == 1
    server.restart(Options())
    assert command.run("ls").code == 0


# -- death


def test_kill_leaves_no_process_and_restart_finds_everything(smbd: Smbd, tmp_path: Path) -> None:
    assert run(smbd, f"put {local(tmp_path, 1000)} stays.tif").code == 0
    assert "data" in listed_shares(smbd)  # starts samba-dcerpcd, which leaves the process group
    held = socket.create_connection((smbd.host, smbd.port), 10)  # has a child of its own
    with held:
        port, before = smbd.port, smbd.process_ids()
        smbd.kill()
        assert len(before) >= 6
        assert not any(psutil.pid_exists(one) and alive(one) for one in before)
        assert not smbd.running
        assert not answers(smbd.host, port)
        assert held.recv(1) == b""
    smbd.start()
    assert smbd.port == port
    assert "stays.tif" in run(smbd, "ls stays.tif; del stays.tif").said


def listed_shares(server: Smbd) -> str:
    who = ("-L", server.host)
    command = SmbCommand(server.host, server.port, "IPC$", server.user, server.password, who)
    return command.run("").said


def alive(number: int) -> bool:
    return psutil.Process(number).status() != psutil.STATUS_ZOMBIE


def test_a_killed_server_in_use_fails_its_client_and_comes_back(
    new_smbd: NewSmbd, new_proxy: NewProxy, tmp_path: Path
) -> None:
    server = new_smbd(Options())
    freeze = Freeze("WRITE", nth=3)
    proxy = new_proxy(server, rules=[freeze])
    source = local(tmp_path, 24 * MIB)
    command = SmbCommand(server.host, proxy.port, "data", server.user, server.password)
    with command.start(f"put {source} a.tif") as client:
        assert freeze.wait(60)
        server.kill()
        proxy.thaw()
        client.communicate(timeout=60)
    assert client.returncode == 1
    server.start()
    assert through(server, proxy.port, f"put {source} a.tif").code == 0
    assert (server.root / "a.tif").read_bytes() == source.read_bytes()


def test_close_removes_everything() -> None:
    with Smbd() as server:
        base = server.places.base
        assert server.process_ids()
    assert not base.exists()
    assert server.process_ids() == []


def test_a_server_that_cannot_start_says_why() -> None:
    server = Smbd(Options(extra=(("interfaces", "192.0.2.1"),)))
    with pytest.raises(pytest.fail.Exception, match="does not answer"), server:
        raise AssertionError  # not reached
    assert not server.places.base.exists()


# -- the network


@pytest.mark.parametrize("delay", [0.0, 0.0025])
def test_put_and_get_through_the_proxy(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, tmp_path: Path, delay: float
) -> None:
    source, back = local(tmp_path, 9 * MIB + 5), tmp_path / "back.tif"
    proxy = new_proxy(smbd, delay=delay)
    begun = time.monotonic()
    commands = f"put {source} {smb_place.path}/a.tif; get {smb_place.path}/a.tif {back}"
    assert through(smbd, proxy.port, commands).code == 0
    assert time.monotonic() - begun >= 2 * delay * proxy.count("CREATE")
    assert back.read_bytes() == source.read_bytes()
    assert proxy.count("WRITE") == proxy.count("WRITE", "response") > 1
    assert proxy.count("SESSION_SETUP") == 2


@pytest.mark.parametrize("how", ["rst", "fin"])
def test_smbclient_fails_when_cut_after_its_third_write(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, tmp_path: Path, how: str
) -> None:
    cut = Cut("WRITE", nth=3, how="rst" if how == "rst" else "fin")
    proxy = new_proxy(smbd, rules=[cut])
    command = f"put {local(tmp_path, 40 * MIB)} {smb_place.path}/a.tif"
    assert through(smbd, proxy.port, command).code == 1
    assert cut.fired
    assert smb_place.folder
    assert (smb_place.folder / "a.tif").stat().st_size < 40 * MIB
    assert through(smbd, proxy.port, command).code == 0


def test_random_cuts_hit_a_real_upload(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, tmp_path: Path
) -> None:
    cuts = RandomCuts(MIB, times=2, seed=3)
    proxy = new_proxy(smbd, parse=False, rules=[cuts])
    command = f"put {local(tmp_path, 4 * MIB)} {smb_place.path}/a.tif"
    codes = [through(smbd, proxy.port, command).code for _ in range(3)]
    assert codes == [1, 1, 0]
    assert cuts.count == 2


# -- smbprotocol


class Session:
    """A log-in by smbprotocol, which has no types; only as much as these tests need."""

    def __init__(self, server: Smbd, port: int) -> None:
        connection = importlib.import_module("smbprotocol.connection")
        session = importlib.import_module("smbprotocol.session")
        tree = importlib.import_module("smbprotocol.tree")
        self._open: Any = importlib.import_module("smbprotocol.open")
        self.connection: Any = connection.Connection(uuid.uuid4(), server.host, port)
        self.connection.connect(timeout=20)
        self._session: Any = session.Session(
            self.connection, server.user, server.password, require_encryption=False
        )
        self._session.connect()
        self._tree: Any = tree.TreeConnect(self._session, rf"\\{server.host}\data")
        self._tree.connect()

    def create(self, name: str) -> Any:
        """A new file, open for us alone."""
        kinds = self._open
        made = kinds.Open(self._tree, name)
        access = kinds.FilePipePrinterAccessMask.GENERIC_WRITE
        made.create(
            kinds.ImpersonationLevel.Impersonation,
            access,
            kinds.FileAttributes.FILE_ATTRIBUTE_NORMAL,
            0,
            kinds.CreateDisposition.FILE_CREATE,
            kinds.CreateOptions.FILE_NON_DIRECTORY_FILE,
        )
        return made

    def close(self) -> None:
        self.connection.disconnect(close=True, timeout=5)


def test_smbprotocol_writes_through_a_delay(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy
) -> None:
    proxy = new_proxy(smbd, delay=0.0025)
    session = Session(smbd, proxy.port)
    file = session.create(rf"{smb_place.path}\a.tif")
    assert file.write(content(MIB), 0) == MIB
    file.flush()
    file.close()
    session.close()
    assert (smbd.root / smb_place.path / "a.tif").read_bytes() == content(MIB)
    assert [proxy.count(one) for one in ("CREATE", "WRITE", "FLUSH", "CLOSE")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("cut", "stored"),
    [
        (Cut("WRITE", "request", 3, "before"), {2}),
        (Cut("WRITE", "request", 3, "after"), {2, 3}),  # delivered, but smbd may give it up
        (Cut("WRITE", "response", 3, "before"), {3}),
        (Cut("WRITE", "response", 3, "before", how="fin"), {3}),
    ],
)
def test_what_a_cut_at_the_third_write_leaves(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, cut: Cut, stored: set[int]
) -> None:
    proxy = new_proxy(smbd, rules=[cut])
    session = Session(smbd, proxy.port)
    file = session.create(rf"{smb_place.path}\a.tif")
    piece = content(65536)
    for number in range(2):
        file.write(piece, number * len(piece))
    with pytest.raises(Exception, match=r"(?i)connection|closed|reset"):
        file.write(piece, 2 * len(piece))
    assert cut.fired
    until_free(smbd, rf"{smb_place.path}\a.tif")
    arrived = (smbd.root / smb_place.path / "a.tif").read_bytes()
    assert arrived in {piece * number for number in stored}


def until_free(server: Smbd, name: str) -> None:
    """Until the server has noticed that its client is gone, and lets another one read."""
    deadline = time.monotonic() + 20
    while (answer := run(server, f"get {name} -")).code and time.monotonic() < deadline:
        pass
    assert answer.code == 0, answer.said


def test_a_session_that_the_server_believes_alive_holds_its_file(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy
) -> None:
    cut = Cut("WRITE", "response", when="before", server=False)
    proxy = new_proxy(smbd, rules=[cut])
    name = rf"{smb_place.path}\a.part"
    dead = Session(smbd, proxy.port)
    held = dead.create(name)
    with pytest.raises(Exception, match=r"(?i)connection|closed|reset"):
        held.write(b"x", 0)
    assert cut.fired
    assert "SHARING_VIOLATION" in run(smbd, f"get {name} -").said
    proxy.release()
    until_free(smbd, name)


def test_a_frozen_connection_answers_nothing(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy
) -> None:
    freeze = Freeze("FLUSH")
    proxy = new_proxy(smbd, rules=[freeze])
    session = Session(smbd, proxy.port)
    file = session.create(rf"{smb_place.path}\a.tif")
    request = file.flush(send=False)[0]
    sent = session.connection.send(request, file.tree_connect.session.session_id,
                                   file.tree_connect.tree_connect_id)  # fmt: skip
    with pytest.raises(importlib.import_module("smbprotocol.exceptions").SMBException):
        session.connection.receive(sent, timeout=0.3)
    assert freeze.fired
    proxy.thaw()
    session.connection.receive(sent, timeout=20)
    file.close()
    session.close()


# -- another server than ours


def test_what_the_environment_names(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("pass word\n", encoding="utf-8")
    place = named_place("smb://DOM%5Cann@nas.example:1445/share/a%20b/c", secret)
    assert (place.host, place.port, place.user) == ("nas.example", 1445, r"DOM\ann")
    assert (place.share, place.password) == ("share", "pass word")
    assert place.path.startswith("a b/c/fbi-test-")
    assert "pass word" not in repr(place)
    with pytest.raises(ValueError, match="FBI_TEST_SMB"):
        named_place("smb://nas.example/share", secret)


def test_a_named_server_is_used_instead(
    smbd: Smbd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    smbd.folder("elsewhere")
    (tmp_path / "password").write_text(smbd.password)
    monkeypatch.setenv("FBI_TEST_SMB", f"smb://alice@127.0.0.1:{smbd.port}/data/elsewhere")
    monkeypatch.setenv("FBI_TEST_SMB_PASSWORD_FILE", str(tmp_path / "password"))
    place: Place = request.getfixturevalue("smb_place")
    assert place.folder is None
    assert [one.name for one in (smbd.root / "elsewhere").iterdir()] == [place.path.split("/")[1]]


def test_proxy_takes_many_connections(smbd: Smbd, new_proxy: NewProxy) -> None:
    proxy: Proxy = new_proxy(smbd)
    wires = [socket.create_connection((proxy.host, proxy.port), 10) for _ in range(20)]
    for wire in wires:
        wire.close()
    assert answers(proxy.host, proxy.port)
    assert proxy.connected == 21
