from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fbi_uploader import filesystem, paths
from fbi_uploader.errors import Code, InputError

MOUNTS = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 0:50 / /mnt/share rw,relatime shared:7 master:2 - cifs //server/share rw
41 27 0:51 / /mnt/mes\040images rw - nfs4 server:/images rw
42 27 0:52 / /mnt/stick rw - fuseblk /dev/sdb1 rw
43 27 0:53 / /mnt/cloud rw - fuse.sshfs me@server: rw
44 27 0:54 / /auto rw - autofs map rw
45 44 0:55 / /auto rw - nfs server:/auto rw
46 40 254:1 / /mnt/share/local rw - xfs /dev/vdb rw
"""

POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="permission bits are POSIX's")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/me", "ext4"),
        ("/mnt/share/x/y", "cifs"),
        ("/mnt/shared", "ext4"),
        ("/mnt/mes images/a", "nfs4"),
        ("/mnt/stick/a", "fuseblk"),
        ("/mnt/cloud", "fuse.sshfs"),
        ("/auto/me", "nfs"),
        ("/mnt/share/local/a", "xfs"),
    ],
)
def test_the_deepest_and_last_mount_holds_a_path(path: str, kind: str) -> None:
    assert filesystem.kind_among(filesystem.parse_mountinfo(MOUNTS), Path(path)) == kind


def test_nothing_is_known_without_mounts() -> None:
    assert filesystem.kind_among([], Path("/x")) is None


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("cifs", True), ("remote", True), ("ext4", False), ("fixed", False), ("fuse.new", None)],
)
def test_a_kind_is_network_local_or_unknown(
    monkeypatch: pytest.MonkeyPatch, kind: str, answer: bool | None
) -> None:
    monkeypatch.setattr(filesystem, "filesystem_kind", lambda _: kind)
    assert paths.is_network(Path("/x")) is answer


def test_the_kind_of_a_path_that_is_not_there_yet_is_its_parents(tmp_path: Path) -> None:
    kind = paths.filesystem_kind(tmp_path)
    assert kind
    assert paths.filesystem_kind(tmp_path / "not" / "yet") == kind


@pytest.mark.skipif(sys.platform != "linux", reason="/proc and /dev/shm are Linux's")
def test_a_link_is_followed_to_where_the_data_lie(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/proc")
    assert paths.filesystem_kind(tmp_path / "link") == "proc"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/mountinfo")
def test_the_macos_way_agrees_with_ours_on_linux() -> None:
    ours = dict(filesystem._linux_mounts())
    theirs = dict(filesystem._macos_mounts())
    assert theirs["/"] == ours["/"]


def test_home_is_what_was_chosen_then_the_variable_then_the_systems(tmp_path: Path) -> None:
    named = {paths.HOME_VARIABLE: str(tmp_path / "named")}
    assert paths.find_home(tmp_path / "chosen", named).root == tmp_path / "chosen"
    assert paths.find_home(None, named).root == tmp_path / "named"
    assert paths.find_home(None, {}).root.name == "fbi_uploader"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG is Linux's")
def test_the_systems_home_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert paths.find_home(None, {}).root == tmp_path / "fbi_uploader"


def test_a_relative_home_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.find_home(Path("run")).root == tmp_path / "run"


def test_everything_of_a_run_lies_in_its_home(tmp_path: Path) -> None:
    home = paths.Home(tmp_path)
    places = [home.nodes, home.persons, home.journal, home.lock, home.inbox, home.drafts, home.logs]
    assert len(set(places)) == 7
    assert all(place.parent == tmp_path for place in places)


@POSIX_ONLY
def test_folders_are_made_for_this_account_alone(tmp_path: Path) -> None:
    home = paths.Home(tmp_path / "above" / "run")
    home.prepare()
    home.prepare()
    made = [home.root.parent, home.root, home.nodes, home.inbox, home.drafts, home.logs]
    assert {place.stat().st_mode & 0o777 for place in made} == {0o700}


def test_a_home_on_a_network_drive_is_refused_and_nothing_made(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        paths.Home(tmp_path / "run").prepare(lambda _: "cifs")
    assert caught.value.code is Code.DATA_ON_NETWORK
    assert caught.value.facts == {"path": str(tmp_path / "run"), "kind": "cifs"}
    assert not (tmp_path / "run").exists()


def test_a_home_on_an_unknown_file_system_is_taken(tmp_path: Path) -> None:
    paths.Home(tmp_path / "run").prepare(lambda _: None)
    assert (tmp_path / "run" / "inbox").is_dir()


def test_a_file_where_the_home_should_be_is_denied(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(InputError) as caught:
        paths.Home(tmp_path / "run").prepare()
    assert caught.value.code is Code.DENIED


def test_the_policy_lies_beside_the_machines_nodes() -> None:
    nodes = paths.machine_nodes({"PROGRAMDATA": "C:\\ProgramData"})
    assert nodes.parts[-2:] == ("fbi_uploader", "nodes")
    assert paths.machine_policy(nodes) == nodes.parent / "policy.toml"


def test_resources_are_the_checkouts_or_the_frozen_programs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (paths.resources() / "nodes" / "sandbox.toml").is_file()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_resources_of_a_wheel_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "paths.py"))
    assert paths.resources() == tmp_path.resolve() / "_resources"


@pytest.mark.parametrize(
    ("name", "line"),
    [("été µm", "été µm"), ("a\nb", "a\\nb"), ("\u202egnp", "\\u202egnp"), ("\udcff", "\\udcff")],
)
def test_a_hostile_name_is_shown_as_one_line(name: str, line: str) -> None:
    assert paths.shown(name) == line


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "persons.toml"
    file.write_bytes(b"old")
    paths.write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@POSIX_ONLY
def test_a_written_file_is_this_accounts_alone(tmp_path: Path) -> None:
    paths.write_atomically(tmp_path / "a", b"")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_crash_before_the_rename_leaves_the_old_content_and_no_scrap(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "persons.toml"
    file.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as caught:
        paths.write_atomically(file, b"new")
    assert caught.value.facts["why"] == "ENOSPC"
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
