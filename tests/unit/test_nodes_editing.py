"""Own nodes changed piece by piece, and what then stands in their files."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.editing import (
    SECTIONS,
    as_toml,
    changed,
    contacted,
    duplicated,
    free_id,
    made,
    renamed,
    without,
)
from fbi_uploader.nodes.load import InvalidFileError, load_node
from fbi_uploader.nodes.model import Node, Policy
from fbi_uploader.nodes.store import NodeStore, Scope
from fbi_uploader.paths import resources

SHARE = {"host": "share.example.org", "share": "buffer"}


@pytest.fixture
def whole() -> Node:
    """The example that has every section."""
    return load_node(next((resources() / "nodes" / "examples").glob("*.toml")))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the user's own nodes."""
    return tmp_path / "nodes"


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """The bundled nodes, copied: a store that does wrong must not change those of the program."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    shutil.copy(resources() / "nodes" / "sandbox.toml", folder)
    return folder


@pytest.fixture
def store(own: Path, bundled: Path) -> NodeStore:
    """Own nodes beside the bundled ones."""
    return NodeStore(None, bundled, own, Policy())


def test_what_is_written_is_the_same_node(whole: Node, tmp_path: Path) -> None:
    file = tmp_path / "node.toml"
    file.write_text(as_toml(whole), encoding="utf-8")
    read = load_node(file)
    assert read == whole
    assert read.model_fields_set == whole.model_fields_set
    assert read.wanted_exports == whole.wanted_exports


def test_no_default_is_written_down() -> None:
    node = made("Salle 2.14", (), "smb", SHARE)
    assert tomllib.loads(as_toml(node)) == {
        "id": "salle-2-14",
        "names": {"fr": "Salle 2.14", "en": "Salle 2.14"},
        "smb": SHARE,
    }


def test_names_with_quotes_and_backslashes_come_back(tmp_path: Path) -> None:
    name = 'L’« étage » "2" \\ é'
    node = made(name, (), "folder", {"path": "C:\\Données\\boîte"})
    file = tmp_path / "node.toml"
    file.write_text(as_toml(node), encoding="utf-8")
    read = load_node(file)
    assert read.names.fr == name
    assert read.folder is not None
    assert read.folder.path == "C:\\Données\\boîte"


def test_one_endpoint_changes_and_the_rest_stays(whole: Node) -> None:
    after = changed(whole, "smb", {"host": "other.example.org", "signing": False})
    assert after.smb is not None
    assert whole.smb is not None
    assert (after.smb.host, after.smb.signing) == ("other.example.org", False)
    assert after.smb.share == whole.smb.share
    assert (after.irods, after.quay, after.contact) == (whole.irods, whole.quay, whole.contact)


def test_a_value_of_none_is_the_default_again(whole: Node) -> None:
    weaker = changed(whole, "smb", {"signing": False})
    after = changed(weaker, "smb", {"signing": None})
    assert after.smb is not None
    assert after.smb.signing
    assert "signing" not in as_toml(after)


@pytest.mark.parametrize(
    ("values", "key", "why"),
    [
        ({"host": "http://share"}, "smb.host", "not_a_host"),
        ({"port": 0}, "smb.port", "greater_than_equal"),
        ({"share": ""}, "smb.share", "not_a_folder_name"),
        ({"colour": "red"}, "smb.colour", "extra_forbidden"),
        ({"host": None}, "smb.host", "missing"),
    ],
)
def test_a_mistake_names_its_key(whole: Node, values: dict[str, str], key: str, why: str) -> None:
    with pytest.raises(InvalidFileError) as caught:
        changed(whole, "smb", values)
    facts = caught.value.problems[0].facts
    assert (facts["key"], facts["why"]) == (key, why)


def test_the_only_way_to_a_node_is_not_taken_away() -> None:
    node = made("Un", (), "smb", SHARE)
    with pytest.raises(InvalidFileError) as caught:
        without(node, "smb")
    assert caught.value.problems[0].facts["why"] == "no_route"


def test_an_endpoint_goes_and_its_route_with_it(whole: Node) -> None:
    assert "irods" in whole.routes
    after = without(whole, "irods")
    assert after.irods is None
    assert after.routes == ("smb",)


def test_a_copy_has_an_id_of_its_own(whole: Node) -> None:
    copy = duplicated(whole, {"salle", "salle-2"}, fr="Salle", en="Room")
    assert (copy.id, copy.names.fr, copy.names.en) == ("salle-3", "Salle", "Room")
    assert copy.smb == whole.smb


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Étage 2", "etage-2"),
        ("", "node"),
        ("con", "node-con"),
        ("日本", "node"),
        ("a" * 90, "a" * 36),
    ],
)
def test_ids_are_made_of_names(name: str, wanted: str) -> None:
    assert free_id(name, ()) == wanted
    assert made(name or "x", (), "smb", SHARE).id


def test_names_and_contact_change(whole: Node) -> None:
    after = contacted(renamed(whole, fr="Ici", en="Here"), name="", email="a@b.org")
    assert (after.names.fr, after.names.en) == ("Ici", "Here")
    assert (after.contact.name, after.contact.email) == (None, "a@b.org")
    assert after.contact.phone == whole.contact.phone


def test_sections_are_those_of_the_model() -> None:
    assert all(section in Node.model_fields for section in SECTIONS)


# -- in the store


def test_an_own_node_is_written_changed_and_removed(store: NodeStore, own: Path) -> None:
    node = made("Salle", (), "smb", SHARE)
    assert store.put(node).scope is Scope.OWN
    other = changed(node, "smb", {"host": "b.example.org"})
    assert store.put(other).node == other
    assert load_node(own / "salle.toml") == other
    store.remove("salle")
    assert not (own / "salle.toml").exists()
    assert [one.node.id for one in store.nodes()] == ["sandbox"]


def test_a_bundled_node_is_neither_written_nor_removed(store: NodeStore, own: Path) -> None:
    sandbox = store.get("sandbox").node
    with pytest.raises(InputError) as caught:
        store.put(renamed(sandbox, fr="x", en="x"))
    assert caught.value.code is Code.NODE_ID_TAKEN
    with pytest.raises(InputError) as caught:
        store.remove("sandbox")
    assert caught.value.code is Code.NODE_UNKNOWN
    assert not own.exists()
    assert store.get("sandbox").node == sandbox


def test_the_policy_forbids_it(own: Path, bundled: Path) -> None:
    strict = NodeStore(None, bundled, own, Policy(forbid_user_nodes=True))
    with pytest.raises(InputError) as caught:
        strict.put(made("Salle", (), "smb", SHARE))
    assert caught.value.code is Code.NODE_FORBIDDEN


def test_a_broken_file_of_that_name_is_not_overwritten(store: NodeStore, own: Path) -> None:
    own.mkdir()
    (own / "salle.toml").write_text("broken = ")
    with pytest.raises(InputError) as caught:
        store.put(made("Salle", (), "smb", SHARE))
    assert caught.value.code is Code.NODE_ID_TAKEN
    assert (own / "salle.toml").read_text() == "broken = "


def test_another_process_sees_the_change(store: NodeStore, own: Path, bundled: Path) -> None:
    engine = NodeStore(None, bundled, own, Policy())
    node = made("Salle", (), "smb", SHARE)
    store.put(node)
    assert engine.get("salle").node == node
    os.utime(own, ns=(1, 1))  # as if the next change came much later than this one
    engine.nodes()
    other = changed(node, "smb", {"host": "b.example.org"})
    store.put(other)
    assert engine.get("salle").node == other
    store.remove("salle")
    assert [one.node.id for one in engine.nodes()] == ["sandbox"]
