"""What omero-quay 1.2.0 makes of our workbooks and manifests: the same tree, keys, tags, paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, event, given, settings

from fbi_uploader.export.quay import manifest, workbook
from fbi_uploader.export.quay.keys import NODE_KEYS
from fbi_uploader.export.quay.spelling import spelled, spelled_tags
from fbi_uploader.isa.model import Assay, Investigation
from tests.e2e.quay_examples import investigations
from tests.e2e.quay_peer import QuayPeer, RefusedError
from tests.unit.quay_tools import (
    FRENCH,
    FRENCH_SPELLED,
    MANAGER,
    OURS,
    ROOT,
    context,
    investigation,
    refused,
    report,
    value,
    write_provenances,
)

# The first one waits for pip.
pytestmark = pytest.mark.timeout(1200)

many = settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Ours(NamedTuple):
    """The two files."""

    workbook: Path
    manifest: Path


class Side(NamedTuple):
    """What the peer has for one study or assay, without its ids."""

    name: str
    description: str
    owner: str
    tags: tuple[str, ...]
    pairs: dict[str, str]
    urls: tuple[str, ...]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of node files with `provenance` in it."""
    folder = tmp_path_factory.mktemp("nodes")
    write_provenances(folder)
    return folder


@pytest.fixture(scope="module")
def peer(nodes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuayPeer]:
    """The judge."""
    one = QuayPeer(tmp_path_factory.mktemp("quay"), nodes / "provenance")
    yield one
    one.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of all examples lie, one after the other."""
    return tmp_path_factory.mktemp("hand-over")


def written(of: Investigation, place: Path, nodes: Path) -> Ours:
    made = Ours(place / "workbook.xlsx", place / "manifest.json")
    for path, export in zip(made, (workbook, manifest), strict=True):
        [one] = export(report(of), context(), [nodes])
        path.write_bytes(b"".join(one.pieces()))
    return made


def sides(found: dict[str, Any], level: str) -> list[Side]:
    annotations = {one["id"]: one for one in found["quay_annotations"]}
    return [_side(one, annotations) for one in found[level]]


def _side(one: dict[str, Any], annotations: dict[str, Any]) -> Side:
    own = [annotations[reference] for reference in one["quay_annotations"]]
    pairs = [pair for it in own for pair in it["kv_pairs"]]
    return Side(
        one["name"],
        one["description"].strip(),  # the space that keeps quotation marks from being stripped
        one["owner"],
        tuple(it["value"] for it in own if it["ann_type"] == "tag_annotation"),
        {pair["key"]: pair["value"].strip() for pair in pairs if any(it["value"] for it in pairs)},
        tuple(link["srce_url"] for link in one["importlinks"]),
    )


def edges(found: dict[str, Any]) -> set[tuple[str, str]]:
    """Who lies below whom, by name; both ends have to know of each other."""
    everything = [*found["investigations"], *found["studies"], *found["assays"]]
    names = {one["id"]: one["name"] for one in everything}
    parents = {(up, one["id"]) for one in everything for up in one["parents"]}
    children = {(one["id"], down) for one in everything for down in one["children"]}
    assert parents == children
    return {(names[up], names[down]) for up, down in parents}


def assert_same(of: Investigation, found: dict[str, Any]) -> None:
    """What the peer has is what the person wrote, spelled as INTEROP asks."""
    [group] = found["investigations"]
    assert group["name"] == of.name
    assert set(group["owners"]) == set(of.owners)
    assert tuple(group["contributors"]) == of.contributors
    assert tuple(group["collaborators"]) == of.collaborators
    assert found["manager"] == MANAGER
    expected = {(of.name, study.name) for study in of.studies}
    expected |= {(study.name, assay.name) for study in of.studies for assay in study.assays}
    assert edges(found) == expected
    studies = sides(found, "studies")
    for one, study in zip(studies, of.studies, strict=True):
        assert (one.name, one.description) == (study.name, spelled(study.description))
        assert one.tags == spelled_tags(study.tags)
    assays = [(study, assay) for study in of.studies for assay in study.assays]
    for one, (study, assay) in zip(sides(found, "assays"), assays, strict=True):
        assert (one.name, one.description) == (assay.name, spelled(assay.description))
        assert one.tags == spelled_tags(assay.tags)
        assert one.urls == (f"file://{ROOT}/{of.name}/{study.name}/{assay.name}",)
        assert tuple(one.pairs) in (NODE_KEYS, ())
        told = assay.metadata.get("sample-preparation")
        text = spelled(str(told.value)) if told else ""
        assert one.pairs.get("Specimen Sample Preparation", "") == text


@given(of=investigations())
@many
def test_its_parser_and_its_models_give_back_what_was_sent(
    peer: QuayPeer, nodes: Path, place: Path, of: Investigation
) -> None:
    if refused(of):
        event("refused")
        return
    event("sent")
    ours = written(of, place, nodes)
    parsed, loaded = peer.parsed(ours.workbook), peer.loaded(ours.manifest)
    assert_same(of, parsed)
    assert_same(of, loaded)
    for level in ("studies", "assays"):
        assert sides(parsed, level) == sides(loaded, level)
    for name in ("provenance", "destination", "route"):
        assert parsed[name] == loaded[name], name
    if any(one.pairs for one in sides(loaded, "assays")):  # it cannot write one without any value
        assert peer.crate(ours.manifest)["@graph"]


@given(of=investigations(most=12))
@settings(many, max_examples=20)
def test_its_web_page_lets_the_workbook_pass(
    peer: QuayPeer, nodes: Path, place: Path, of: Investigation
) -> None:
    if not refused(of):
        peer.check(written(of, place, nodes).workbook)


def test_french_arrives_unharmed(peer: QuayPeer, nodes: Path, place: Path) -> None:
    assay = Assay(
        name="Cœur d’élevage « été »_2",
        description=FRENCH,
        template=OURS,
        tags=("l’embryon", "à jeun", "cœur « ouvert » hier"),
        metadata={
            "sample-preparation": value(FRENCH),
            "organism-description": value("« Souris » de l’élevage"),
            "biological-entity": value("l'œil"),
        },
    )
    of = investigation(assay, study="Été d’hiver", tags=("ça",))
    assert not refused(of)
    ours = written(of, place, nodes)
    for found in (peer.parsed(ours.workbook), peer.loaded(ours.manifest)):
        assert_same(of, found)
        [one] = sides(found, "assays")
        assert one.description == FRENCH_SPELLED
        assert one.tags == assay.tags
        assert one.pairs["Specimen Sample Preparation"] == FRENCH_SPELLED
        assert one.pairs["Organism Description"] == "« Souris » de l’élevage"
        assert one.pairs["Biosample Biological Entity"] == "l’œil"
    texts = [one.get("value", "") for one in peer.crate(ours.manifest)["@graph"]]
    assert FRENCH_SPELLED in texts


def test_fifty_assays_in_one_study(peer: QuayPeer, nodes: Path, place: Path) -> None:
    """A column of numbers, with blanks between them, is the parser's worst trap (INTEROP 5)."""
    assays = [
        Assay(
            name=str(number),
            template=OURS,
            metadata={"instrument": value(9606 + number)} if number % 3 else {},
        )
        for number in range(50)
    ]
    of = investigation(*assays, study="2024")
    ours = written(of, place, nodes)
    peer.check(ours.workbook)
    found = peer.parsed(ours.workbook)
    assert_same(of, found)
    read = [one.pairs.get("Imaging Instrument", "") for one in sides(found, "assays")]
    assert read == [str(9606 + number) if number % 3 else "" for number in range(50)]


# -- the judge judges


@pytest.mark.parametrize("name", ["« a »", "a#b", "a\u00a0b", "_x0041_b"])
def test_names_that_it_mangles_are_refused_by_us(name: str) -> None:
    of = investigation(Assay(name=name))
    assert refused(of)
    assert refused(investigation(Assay(name="a"), study=name))


def test_it_refuses_what_is_not_ours(peer: QuayPeer, nodes: Path, place: Path) -> None:
    ours = written(investigation(Assay(name="a")), place, nodes)
    text = ours.manifest.read_text(encoding="utf-8")
    wrong = place / "wrong.json"
    wrong.write_text(text.replace('"step"', '"stepp"'), encoding="utf-8")
    with pytest.raises(RefusedError, match="stepp"):
        peer.loaded(wrong)
