"""A whole deposit onto a share: as it goes, and on the days when it does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.running import Json, contents, draft_as_window, objects, put, until
from tests.e2e.smb_pc import SmbPc
from tests.servers.fixtures import NewProxy, Place
from tests.servers.smbd import Smbd

MIB = 1 << 20
UNREACHABLE, FULL, TARGET_EXISTS, CREDENTIALS, NOT_FINISHED = 6, 7, 5, 12, 9


NewPc = Callable[..., SmbPc]


@pytest.fixture
def new_pc(smb_place: Place, tmp_path: Path) -> Iterator[NewPc]:
    """Makes PCs whose node is the same share; what they started is ended with the test."""
    made: list[SmbPc] = []

    def new(port: int = 0) -> SmbPc:
        made.append(SmbPc.at(tmp_path / f"pc{len(made)}", smb_place, port))
        return made[-1]

    yield new
    for pc in made:
        for running in pc.started:
            running.destroy()


@pytest.fixture
def pc(new_pc: NewPc) -> SmbPc:
    return new_pc()


def files(pc: SmbPc, count: int = 3, size: int = 1000) -> list[Path]:
    """Sources that have stood still."""
    return [put(pc.data / "in" / f"{number}.tif", os.urandom(size)) for number in range(count)]


def test_arrives_and_is_proved(pc: SmbPc) -> None:
    sources = [*files(pc), put(pc.data / "in" / "large.czi", os.urandom(5 * MIB))]
    ended = pc.deposit(sources)
    assert ended.code == 0, ended.err
    assert contents(pc.published()) == {one.name: one.read_bytes() for one in sources}
    assert pc.staged() == []
    receipt = pc.receipt(ended.submission)
    assert receipt["route"] == "smb"
    assert receipt["safe_to_delete"] is True
    kinds = {one["kind"] for file in objects(receipt["files"]) for one in objects(file["evidence"])}
    assert kinds == {"sent_digest", "read_back"}
    for one in sources:
        assert int((pc.published() / one.name).stat().st_mtime) == int(one.stat().st_mtime)


def test_wrong_password_is_told_and_kept_nowhere(pc: SmbPc) -> None:
    pc.password = "not-the-one-of-camille"  # noqa: S105 - of nobody
    ended = pc.deposit(files(pc))
    assert ended.code == CREDENTIALS, ended.out
    assert ended.codes() == {"credentials"}
    told = ended.out.encode() + ended.err.encode()
    kept = [one.read_bytes() for one in pc.home.rglob("*") if one.is_file()]
    assert not any(pc.password.encode() in one for one in (told, *kept))


def test_without_a_password_it_says_so(pc: SmbPc) -> None:
    pc.password = ""
    ended = pc.deposit(files(pc))
    assert ended.code == CREDENTIALS, ended.out
    assert ended.codes() == {"credentials_missing"}


def test_unknown_share(pc: SmbPc) -> None:
    node = pc.add_node()
    node.write_text(node.read_text().replace('share = "data"', 'share = "nowhere"'))
    ended = pc.deposit(files(pc))
    assert ended.code == UNREACHABLE, ended.out
    assert ended.codes() == {"share_unknown"}


def test_read_only_share(pc: SmbPc) -> None:
    node = pc.add_node()
    node.write_text(
        node.read_text()
        .replace('share = "data"', 'share = "readonly"')
        .replace(f'path = "{pc.place.path}"', "")
    )
    ended = pc.deposit(files(pc))
    assert ended.code == FULL, ended.out
    told = pc.run("status", "--json").json()
    assert objects(told["submissions"])[-1]["reason"] is not None
    assert "node_read_only" in ended.out


def test_the_server_dies_and_comes_back_while_sending(smbd: Smbd, pc: SmbPc) -> None:
    sources = [put(pc.data / "in" / "large.czi", os.urandom(200 * MIB)), *files(pc, 50)]
    pc.add_node(limits=f"bandwidth = {60 * MIB}")
    running = pc.start_deposit(sources)
    running.sent(20 * MIB)
    smbd.kill()
    smbd.start()
    ended = running.end(60)
    assert ended.code == 0, ended.err
    assert contents(pc.published()) == {one.name: one.read_bytes() for one in sources}
    assert pc.staged() == []


def test_full_share_is_told_and_goes_on_later(smbd: Smbd, pc: SmbPc) -> None:
    if not smbd.small_is_real:
        pytest.skip("no disk can be mounted here")
    node = pc.add_node()
    name = Path(pc.place.path).name
    landing = smbd.folder(name, "small")
    pc.landing = landing
    node.write_text(node.read_text().replace('share = "data"', 'share = "small"'))
    sources = [put(pc.data / "in" / "large.czi", os.urandom(6 * MIB))]
    filling = smbd.put(f"{name}/theirs", bytes(4 * MIB), "small")
    ended = pc.deposit(sources)
    assert ended.code == FULL, ended.out
    filling.unlink()
    if ended.codes() <= {"node_full"}:  # refused by the plan: nothing was accepted
        ended = pc.deposit(sources)
    assert ended.code == 0, ended.out
    assert contents(pc.published()) == {"large.czi": sources[0].read_bytes()}


def test_two_pcs_publish_one_assay_at_once(pc: SmbPc, new_pc: NewPc) -> None:
    other = new_pc()
    mine, yours = files(pc, 5), files(other, 5)
    first, second = pc.start_deposit(mine), other.start_deposit(yours)
    ends = [first.end(30), second.end(30)]
    codes = sorted(one.code for one in ends)
    assert codes in ([0, 0], [0, TARGET_EXISTS]), [one.out for one in ends]
    published = sorted(path.name for path in pc.published().parent.iterdir())
    wholes = [{one.name: one.read_bytes() for one in group} for group in (mine, yours)]
    for name in published:
        assert contents(pc.published(name)) in wholes
    if codes == [0, 0]:
        assert len(published) == 2
        assert pc.staged() == []


def test_a_frozen_line_is_given_up_and_gone_on_from(
    smbd: Smbd, new_proxy: NewProxy, new_pc: NewPc
) -> None:
    proxy = new_proxy(smbd)
    pc = new_pc(proxy.port)
    pc.add_node(limits=f"bandwidth = {20 * MIB}")
    sources = [put(pc.data / "in" / "large.czi", os.urandom(60 * MIB))]
    running = pc.start_deposit(sources)
    running.sent(10 * MIB)
    proxy.freeze()
    running.process.kill()
    running.process.wait()
    proxy.thaw()
    ended = pc.run("resume", "--json", seconds=60)
    assert ended.code == 0, ended.err
    assert contents(pc.published()) == {"large.czi": sources[0].read_bytes()}
    until(lambda: pc.run("doctor", "node", "--json").code == 0, "doctor")
    assert pc.staged() == []


def test_the_engine_is_told_a_password_as_the_window_tells_it(pc: SmbPc) -> None:
    engine = pc.start("engine")
    engine.wait_for(lambda one: "hello" in one)
    person = "Camille Roux"
    login: Json = {"command": "login", "node": "node", "person": person, "endpoint": "smb"}
    engine.tell({**login, "id": 1, "secret": ["s3cret-in-a-list"]})
    engine.tell({**login, "id": 2, "endpoint": "omero", "secret": "s3cret"})
    engine.tell({**login, "id": 3, "secret": pc.place.password})
    refused = [engine.wait_for(lambda one: "answer" in one) for _ in range(3)]
    assert [one["ok"] for one in refused] == [False, False, True]
    source = put(pc.data / "cell.tif", b"cell")
    draft = draft_as_window([str(source)], person=person)
    engine.tell({"id": 4, "command": "submit", "draft": draft})
    told = engine.wait_for(lambda one: one.get("answer") == 4)
    assert told["ok"], told
    engine.wait_for(lambda one: (one.get("assay"), one.get("stage")) == (None, "published"))
    ended = engine.end()
    assert ended.code == 0
    assert contents(pc.published()) == {"cell.tif": b"cell"}
    kept = [one.read_bytes() for one in pc.home.rglob("*") if one.is_file()]
    for secret in (pc.place.password.encode(), b"s3cret"):
        assert not any(secret in one for one in (ended.out.encode(), ended.err.encode(), *kept))
