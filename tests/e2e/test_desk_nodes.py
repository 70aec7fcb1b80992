"""names, check, login, secrets, unlock: nodes as the window asks for them, real servers each."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fbi_uploader import settings
from fbi_uploader.nodes.persons import Person, PersonStore
from tests.e2e.desk_tools import Window, sheet, until
from tests.e2e.running import Json, Pc, contents, object_of, objects, put
from tests.e2e.smb_pc import SmbPc
from tests.servers.fixtures import Place

CAMILLE = "Camille Roux"
Serve = Callable[[Path, Path], int]
SECRET, WRONG = "s3cret", "wrong"
FOLDER_STEPS = ["open", "landing folder", "write", "read back", "rename", "remove"]


@pytest.fixture
def smb_pc(smb_place: Place, tmp_path: Path) -> Iterator[SmbPc]:
    pc = SmbPc.at(tmp_path / "smb-pc", smb_place)
    yield pc
    for running in pc.started:
        running.destroy()


@pytest.fixture
def window(pc: Pc) -> Window:
    return Window(pc)


def checked(window: Window, node: str, endpoint: str, person: str = "root") -> list[Json]:
    """The steps of a check; the last one says whether it passed."""
    id_ = window.ask_later("check", node=node, person=person, endpoint=endpoint)
    answer = window.answer(id_)
    assert answer["ok"] is True, answer
    steps = [one for one in window.engine.seen if one.get("check") == id_]
    return [*steps, answer]


def failed(steps: list[Json]) -> list[object]:
    """Name of the last step, and the code of its failure."""
    assert steps[-1]["passed"] is False
    assert all(one["error"] is None for one in steps[:-2])
    error = steps[-2]["error"]
    return [steps[-2]["name"], object_of(error)["code"] if error else None]


def names(steps: list[Json]) -> list[object]:
    return [one["name"] for one in steps[:-1]]


# -- names


def test_names_of_each_level(pc: Pc) -> None:
    pc.add_node(landing="me")
    for path in ("Mitosis/Day 1/Cells", "Mitosis/Day 2", "Meiose", "_staging", "_submissions"):
        (pc.landing / "me" / path).mkdir(parents=True)
    put(pc.landing / "me" / "Mitosis" / "readme.txt", b"")
    window = Window(pc)
    asked = {"node": "node", "person": "root"}
    assert window.ask("names", **asked)["names"] == ["Meiose", "Mitosis"]
    asked["investigation"] = "Mitosis"
    assert window.ask("names", **asked)["names"] == ["Day 1", "Day 2"]
    asked["study"] = "Day 1"
    assert window.ask("names", **asked)["names"] == ["Cells"]
    asked["study"] = "Day 9"
    assert window.ask("names", **asked)["names"] == []


def test_names_of_a_node_that_nobody_knows(window: Window) -> None:
    assert window.refused("names", node="nowhere", person="root") == "node_unknown"
    assert window.refused("names", node="node", person="Nobody") == "person_unknown"


def test_a_node_that_is_added_meanwhile_is_known(pc: Pc, window: Window) -> None:
    pc.add_node("later", landing="x")
    assert window.ask("names", node="later", person="root")["names"] == []


# -- check


def test_a_folder_is_written_to_and_left_as_it_was(pc: Pc, window: Window) -> None:
    steps = checked(window, "node", "folder")
    assert names(steps) == FOLDER_STEPS
    assert steps[-1]["passed"] is True
    assert all(one["error"] is None for one in steps[:-1])
    assert contents(pc.landing) == {}


def test_a_folder_that_is_not_there(pc: Pc, window: Window) -> None:
    pc.add_node(landing="nobody")
    assert failed(checked(window, "node", "folder")) == ["landing folder", "landing_missing"]


def test_a_share_is_checked_to_the_end(smb_pc: SmbPc) -> None:
    window = Window(smb_pc)
    whole = checked(window, "node", "smb", CAMILLE)
    assert failed(whole) == ["login", "credentials_missing"]
    login = {"node": "node", "person": CAMILLE, "endpoint": "smb"}
    window.ask("login", **login, secret=WRONG)
    assert failed(checked(window, "node", "smb", CAMILLE)) == ["login", "credentials"]
    window.ask("login", **login, secret=smb_pc.place.password)
    steps = checked(window, "node", "smb", CAMILLE)
    assert names(steps) == ["name", "port", "login", *FOLDER_STEPS[1:]]
    assert steps[-1]["passed"] is True
    facts = object_of(steps[2]["facts"])
    assert (facts["signed"], facts["encrypted"]) == (True, False)
    assert facts["dialect"] == "3.1.1"
    smb_pc.add_node(smb="encryption = true")
    steps = checked(window, "node", "smb", CAMILLE)
    assert object_of(steps[2]["facts"])["encrypted"] is True


def test_a_name_and_a_port_that_nobody_answers(pc: Pc) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    add(pc, "nohost", '[smb]\nhost = "nobody.invalid"\nshare = "data"\n')
    add(pc, "noport", f'[smb]\nhost = "127.0.0.1"\nport = {port}\nshare = "data"\n')
    window = Window(pc)
    assert failed(checked(window, "nohost", "smb")) == ["name", "host_not_found"]
    assert failed(checked(window, "noport", "smb")) == ["port", "node_unreachable"]
    assert window.refused("check", node="noport", person="root", endpoint="omero") == (
        "route_unknown"
    )


def test_what_is_not_reached_from_here_is_not_probed(pc: Pc) -> None:
    add(pc, "far", '[smb]\nhost = "nobody.invalid"\nshare = "data"\nfrom_here = false\n')
    steps = checked(Window(pc), "far", "smb")
    assert (names(steps), steps[0]["error"], steps[0]["facts"]) == (
        ["not from here"],
        None,
        {"tried": False},
    )
    assert steps[-1]["passed"] is False


def add(pc: Pc, id_: str, text: str) -> None:
    """A node file."""
    head = f'id = "{id_}"\nnames = {{ fr = "Ici", en = "Here" }}\n'
    (pc.home / "nodes" / f"{id_}.toml").write_text(head + text, encoding="utf-8")


# -- certificates


def certificate(folder: Path, days: int = 30, name: str = "localhost") -> tuple[Path, Path]:
    """Self-signed; its file and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    begins = now - timedelta(days=60)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}{days}.pem", folder / f"{name}{days}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Serve]:
    """Serves a certificate on a port of this machine."""
    listening: list[socket.socket] = []

    def serve(shown: Path, key: Path) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(shown, key)
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        threading.Thread(target=_serve, args=(server, context), daemon=True).start()
        return int(server.getsockname()[1])

    yield serve
    for server in listening:
        server.close()


def _serve(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with suppress(OSError), line, context.wrap_socket(line, server_side=True) as secured:
            secured.settimeout(5)
            secured.recv(1)


def test_a_certificate_is_verified_and_described(pc: Pc, tmp_path: Path, tls_server: Serve) -> None:
    shown, key = certificate(tmp_path)
    port = tls_server(shown, key)
    folder = f'[folder]\npath = "{pc.landing}"\n'
    trusted = f'ca_file = "{shown}"\n'
    for kind, place in (
        ("omero", f'host = "localhost"\nport = {port}\n'),
        ("quay", f'url = "https://localhost:{port}/"\n'),
    ):
        add(pc, f"good-{kind}", f"{folder}[{kind}]\n{place}{trusted}")
        add(pc, f"bad-{kind}", f"{folder}[{kind}]\n{place}")
        add(pc, f"weak-{kind}", f"{folder}[{kind}]\n{place}verify_tls = false\n")
    window = Window(pc)
    for kind in ("omero", "quay"):
        steps = checked(window, f"good-{kind}", kind)
        assert names(steps) == ["name", "port", "certificate", "login"]
        facts = object_of(steps[2]["facts"])
        assert facts["issuer"] == "CN=localhost"
        assert facts["verified"] is True
        left = datetime.fromisoformat(str(facts["valid_until"])) - datetime.now(UTC)
        assert timedelta(days=29) < left < timedelta(days=31)
        assert steps[3]["facts"] == {"tried": False}
        assert steps[-1]["passed"] is True
        refused = checked(window, f"bad-{kind}", kind)
        assert failed(refused) == ["certificate", "certificate_refused"]
        told = object_of(object_of(refused[-2]["error"])["facts"])
        assert told["issuer"] == "CN=localhost"
        weak = checked(window, f"weak-{kind}", kind)
        assert object_of(weak[2]["facts"])["verified"] is False


@pytest.mark.parametrize(("days", "name"), [(-1, "localhost"), (30, "elsewhere")])
def test_an_old_certificate_or_another_name_is_refused(
    pc: Pc, tmp_path: Path, tls_server: Serve, days: int, name: str
) -> None:
    shown, key = certificate(tmp_path, days, name)
    port = tls_server(shown, key)
    text = f'[folder]\npath = "{pc.landing}"\n[omero]\nhost = "localhost"\nport = {port}\n'
    add(pc, "omero", f'{text}ca_file = "{shown}"\n')
    steps = checked(Window(pc), "omero", "omero")
    assert failed(steps) == ["certificate", "certificate_refused"]


# -- a node that never answers


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as server:
        yield int(server.getsockname()[1])


def test_a_node_that_hangs_holds_up_nobody_else(pc: Pc, silent: int) -> None:
    place = f'[smb]\nhost = "127.0.0.1"\nport = {silent}\nshare = "data"\nauth = "password"\n'
    add(pc, "silent", place)
    window = Window(pc)
    window.ask("login", node="silent", person="root", endpoint="smb", secret=SECRET)
    put(pc.data / "in" / "a.czi", b"1")
    hanging = [window.ask_later("names", node="silent", person="root") for _ in range(5)]
    time.sleep(0.3)
    began = time.monotonic()
    worksheet = sheet([pc.data / "in"])
    window.open(worksheet)
    window.ask("secrets", person="root")
    window.ask("limits")
    window.ask("close", draft=worksheet.id)
    assert time.monotonic() - began < 3
    assert not any(one.get("answer") in hanging for one in window.engine.seen)
    began = time.monotonic()
    window.ask("stop")
    assert window.engine.end().code == 0
    assert time.monotonic() - began < 9


# -- secrets


def test_secrets_are_known_told_and_forgotten(smb_pc: SmbPc) -> None:
    window = Window(smb_pc)

    def known() -> dict[object, object]:
        told = objects(window.ask("secrets", person=CAMILLE)["secrets"])
        return {(one["node"], one["endpoint"]): one["known"] for one in told}

    assert known() == {("node", "smb"): "none"}
    login = {"node": "node", "person": CAMILLE, "endpoint": "smb"}
    assert window.ask("unlock", person=CAMILLE, secret=WRONG)["right"] == "unknown"
    told = window.ask("login", **login, secret=SECRET, keep=True)
    assert told["kept"] is False  # no keyring here
    assert known() == {("node", "smb"): "memory"}
    assert window.ask("unlock", person=CAMILLE, secret=SECRET)["right"] is True
    assert window.ask("unlock", person=CAMILLE, secret=SECRET.upper())["right"] is False
    window.ask("forget", **login)
    assert known() == {("node", "smb"): "none"}
    window.engine.end()
    kept = [one.read_bytes() for one in smb_pc.home.rglob("*") if one.is_file()]
    assert not any(SECRET.encode() in one for one in kept)


def test_what_waits_for_a_password_says_whose_and_goes_on_at_once(smb_pc: SmbPc) -> None:
    window = Window(smb_pc)
    put(smb_pc.data / "in" / "a.czi", b"12345")
    login = {"node": "node", "person": CAMILLE, "endpoint": "smb"}
    window.ask("login", **login, secret=smb_pc.place.password)
    worksheet = sheet([smb_pc.data / "in"]).model_copy(update={"person": CAMILLE})
    window.open(worksheet)
    plan = window.plan(worksheet)
    window.ask("forget", **login)
    submission = str(plan["submission"])
    window.ask("send", draft=worksheet.id, submission=submission)
    told = window.event("StageReached", submission=submission, code="credentials_missing")
    facts = object_of(told["facts"])
    assert (facts["person"], facts["node"]) == (CAMILLE, "node")
    began = time.monotonic()
    window.ask("login", **login, secret=smb_pc.place.password)
    window.stage(submission, "published")
    assert time.monotonic() - began < 5


def test_on_a_shared_account_passwords_are_known_until_the_queue_is_empty(pc: Pc) -> None:
    node = pc.add_node()
    node.write_text(node.read_text() + '[omero]\nhost = "omero.invalid"\n')
    people = PersonStore(pc.home / "persons.toml")
    for name in ("Ana", "Ben"):
        people.put(Person(name=name, login=name.casefold()))
    window = Window(pc)
    for name in ("Ana", "Ben"):
        window.ask("login", node="node", person=name, endpoint="omero", secret=SECRET, keep=True)

    def known(name: str) -> object:
        told = objects(window.ask("secrets", person=name)["secrets"])
        return next(one["known"] for one in told if one["node"] == "node")

    def choose(*, paused: bool) -> None:
        settings.save(pc.home / "settings.toml", settings.Settings(all_paused=paused))
        window.ask("limits")

    choose(paused=True)
    sent = []
    for name in ("first", "second"):
        drop = put(pc.data / name / f"{name}.czi", b"12345").parent
        worksheet = sheet([drop], {name: [drop]}).model_copy(update={"person": "Ana"})
        sent.append(window.send(worksheet))
    window.ask("pause", submission=sent[0])
    choose(paused=False)
    window.stage(sent[1], "published")
    window.ask("ping")
    assert (known("Ana"), known("Ben")) == ("memory", "memory")  # one is paused
    window.ask("resume", submission=sent[0])
    window.stage(sent[0], "published")
    until(lambda: known("Ana") == "none", "Ana's is forgotten")
    assert known("Ben") == "memory"


def test_verdict_and_receipt(pc: Pc, window: Window) -> None:
    put(pc.data / "in" / "a.czi", b"12345")
    stranger = put(pc.data / "in" / "Thumbs.db", b"1")
    submission = window.send(sheet([pc.data / "in"]))
    window.stage(submission, "published")
    told = window.ask("verdict", submission=submission)
    assert (told["safe"], told["strangers"], told["not_in_receipt"]) == (True, 1, [str(stranger)])
    (pc.data / "in" / "a.czi").write_bytes(b"other")
    told = window.ask("verdict", submission=submission)
    assert (told["safe"], told["unsafe"]) == (False, 1)
    assert [one["code"] for one in objects(told["reasons"])] == ["original_changed"]
    for language in ("fr", "en"):
        path = Path(str(window.ask("receipt", submission=submission, language=language)["path"]))
        assert path.parent == pc.home / "receipts"
        assert submission in path.read_text(encoding="utf-8")
    other = "01a204d8-ad2e-7321-ad35-d9d731559eb2"
    assert window.refused("verdict", submission=other) == "submission_unknown"
    assert json.dumps(told)
