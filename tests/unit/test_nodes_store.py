from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError, Severity
from fbi_uploader.nodes.load import InvalidFileError
from fbi_uploader.nodes.model import Policy
from fbi_uploader.nodes.store import NodeStore, Scope
from fbi_uploader.paths import resources

FREE = Policy()
STRICT = Policy(forbid_user_nodes=True)


def put(folder: Path, node_id: str, *, name: str | None = None, path: str = "/mnt/x") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name or node_id}.toml"
    file.write_text(
        f'id = "{node_id}"\nnames = {{ fr = "N", en = "N" }}\n'
        f'contact = {{ email = "help@example.org" }}\n[folder]\npath = "{path}"\n'
    )
    return file


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    return tmp_path / "machine", tmp_path / "bundled", tmp_path / "own"


def store(folders: tuple[Path, Path, Path], policy: Policy = FREE) -> NodeStore:
    return NodeStore(*folders, policy)


def listed(found: NodeStore) -> list[tuple[str, Scope]]:
    return [(one.node.id, one.scope) for one in found.nodes()]


def test_folders_that_are_not_there_hold_nothing(folders: tuple[Path, Path, Path]) -> None:
    assert store(folders).nodes() == ()
    assert store(folders).problems == ()


def test_scopes_come_in_their_order(folders: tuple[Path, Path, Path]) -> None:
    for folder, name in zip(folders, ("z", "b", "a"), strict=True):
        put(folder, name)
    assert listed(store(folders)) == [
        ("z", Scope.MACHINE),
        ("b", Scope.BUNDLED),
        ("a", Scope.OWN),
    ]


def test_the_sandbox_is_bundled_and_the_example_is_not_loaded(tmp_path: Path) -> None:
    found = NodeStore(None, resources() / "nodes", tmp_path, FREE)
    assert listed(found) == [("sandbox", Scope.BUNDLED)]
    assert found.problems == ()


def test_an_id_belongs_to_the_scope_that_has_it_first(folders: tuple[Path, Path, Path]) -> None:
    machine, _, own = folders
    first = put(machine, "mtp", path="/mnt/true")
    second = put(own, "mtp", path="/mnt/false")
    found = store(folders)
    kept = found.get("mtp").node.folder
    assert kept
    assert kept.path == "/mnt/true"
    (problem,) = found.problems
    assert problem.code is Code.NODE_ID_TAKEN
    assert problem.severity is Severity.WARNING
    assert problem.facts == {
        "id": "mtp",
        "file": str(second),
        "holder": str(first),
        "scope": "machine",
    }


def test_one_bad_file_does_not_hide_the_others(folders: tuple[Path, Path, Path]) -> None:
    put(folders[0], "good")
    bad = folders[0] / "bad.toml"
    bad.write_text('id = "bad"\ncolour = 1\n')
    found = store(folders)
    assert listed(found) == [("good", Scope.MACHINE)]
    assert {problem.facts["file"] for problem in found.problems} == {str(bad)}
    assert {problem.facts["why"] for problem in found.problems} >= {"extra_forbidden", "missing"}


def test_only_toml_files_are_looked_at(folders: tuple[Path, Path, Path]) -> None:
    put(folders[2], "a", name=".hidden")
    put(folders[2], "b").rename(folders[2] / "b.toml.bak")
    put(folders[2] / "inside", "c")
    found = store(folders)
    assert found.nodes() == ()
    assert found.problems == ()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a folder that cannot be listed")
def test_a_machine_folder_that_cannot_be_read_is_said(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folders[0], "a")

    def refuse(_: Path) -> list[Path]:  # root, which runs some tests, is refused nothing
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [(one.code, one.facts["why"]) for one in store(folders).problems] == [
        (Code.NODE_INVALID, "unreadable")
    ] * 3


def test_a_policy_may_forbid_the_users_nodes(folders: tuple[Path, Path, Path]) -> None:
    put(folders[0], "a")
    file = put(folders[2], "b")
    found = store(folders, STRICT)
    assert listed(found) == [("a", Scope.MACHINE)]
    assert [(one.code, one.where) for one in found.problems] == [(Code.NODE_FORBIDDEN, str(file))]


def test_an_unknown_node_is_named_with_the_known_ones(folders: tuple[Path, Path, Path]) -> None:
    put(folders[0], "b")
    put(folders[0], "a")
    with pytest.raises(InputError) as caught:
        store(folders).get("c")
    assert caught.value.code is Code.NODE_UNKNOWN
    assert caught.value.facts == {"id": "c", "known": "a, b"}


def test_a_file_is_added_to_the_users_own(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    file = put(tmp_path / "download", "room", name="whatever (1)")
    found = store(folders)
    added = found.add(file)
    assert added.scope is Scope.OWN
    assert added.path == folders[2] / "room.toml"
    assert added.path.read_bytes() == file.read_bytes()
    assert listed(store(folders)) == listed(found) == [("room", Scope.OWN)]


@pytest.mark.parametrize("scope", [0, 1, 2])
def test_a_taken_id_is_not_added(
    folders: tuple[Path, Path, Path], tmp_path: Path, scope: int
) -> None:
    held = put(folders[scope], "mtp")
    with pytest.raises(InputError) as caught:
        store(folders).add(put(tmp_path, "mtp", path="/mnt/other"))
    assert caught.value.code is Code.NODE_ID_TAKEN
    assert caught.value.facts["holder"] == str(held)
    assert "/mnt/x" in held.read_text()


def test_a_broken_own_file_is_not_written_over(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    folders[2].mkdir()
    (folders[2] / "mtp.toml").write_text("broken")
    with pytest.raises(InputError) as caught:
        store(folders).add(put(tmp_path, "mtp"))
    assert caught.value.code is Code.NODE_ID_TAKEN
    assert (folders[2] / "mtp.toml").read_text() == "broken"


def test_a_bad_file_is_not_added(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("id = 1")
    with pytest.raises(InvalidFileError):
        store(folders).add(tmp_path / "bad.toml")
    assert not folders[2].exists()


def test_nothing_is_added_against_the_policy(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        store(folders, STRICT).add(put(tmp_path, "mtp"))
    assert caught.value.code is Code.NODE_FORBIDDEN
    assert not folders[2].exists()


def test_a_file_that_is_edited_in_its_place_is_read_again(
    folders: tuple[Path, Path, Path],
) -> None:
    file = put(folders[2], "mine", path="/mnt/x")
    found = store(folders)
    before = file.parent.stat().st_mtime_ns
    text = file.read_text()
    with file.open("r+") as opened:
        opened.write(text.replace("/mnt/x", "/mnt/y"))
    assert file.parent.stat().st_mtime_ns == before
    folder = found.get("mine").node.folder
    assert folder is not None
    assert folder.path == "/mnt/y"
