"""RO-Crate: ids, nesting, values, and what is never made up."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.export.context import Context
from fbi_uploader.export.rocrate import crate, problems
from fbi_uploader.export.rocrate.addresses import escaped, landing_address
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.nodes.model import Node
from fbi_uploader.report import Report, ReportedFile
from tests.unit import crate_tools as tools
from tests.unit.crate_tools import FRENCH, full, report, share_node, value

LANDING = "smb://nas.example.org/data/facility/ana/"
Entity = dict[str, object]
MIB = 1 << 20


def written(told: Report, context: Context) -> bytes:
    (document,) = crate(told, context)
    assert document.name == "ro-crate-metadata.json"
    return b"".join(document.pieces())


def graph(told: Report, context: Context | None = None) -> dict[str, Entity]:
    used = context or tools.context(node=share_node())
    entities = cast("list[Entity]", json.loads(written(told, used))["@graph"])
    by_id = {str(one["@id"]): one for one in entities}
    assert len(by_id) == len(entities)
    return by_id


def of_assay(metadata: Metadata, template: str = "rembi") -> Investigation:
    assay = Assay(name="A", template=template, metadata=metadata)
    return Investigation(name="Inv", studies=(Study(name="S", assays=(assay,)),))


def parts(entity: Entity) -> list[str]:
    told = entity.get("hasPart", [])
    listed = cast("list[dict[str, str]]", told if isinstance(told, list) else [told])
    return [one["@id"] for one in listed]


def test_the_tree_is_nested_down_to_the_files() -> None:
    found = graph(report(full()))
    (study,) = parts(found["./"])
    assert study == f"{LANDING}Inv/Étude-1/"
    assays = parts(found[study])
    assert assays == [f"{study}A1/", f"{study}A2/"]
    assert parts(found[assays[0]]) == [f"{assays[0]}a.tif", f"{assays[0]}b.czi"]
    kinds = [found[one]["additionalType"] for one in ("./", study, assays[0])]
    assert kinds == ["Investigation", "Study", "Assay"]


def test_a_file_has_its_size_its_digest_and_its_place() -> None:
    one = graph(report(full()))[f"{LANDING}Inv/Étude-1/A1/a.tif"]
    assert one["@type"] == "File"
    assert one["contentSize"] == "12"
    assert one["sha256"] == tools.file("", "a.tif").sha256
    assert one["localPath"] == "Inv/Étude-1/A1/a.tif"


def test_a_single_part_stands_without_brackets() -> None:
    found = graph(report(full(), names=("one.tif",)))
    assert found[f"{LANDING}Inv/Étude-1/A1/"]["hasPart"] == {
        "@id": f"{LANDING}Inv/Étude-1/A1/one.tif"
    }


def test_an_assay_without_files_is_there() -> None:
    study = Study(name="S", assays=(Assay(name="A"), Assay(name="empty")))
    found = graph(report(Investigation(name="Inv", studies=(study,))))
    assert "hasPart" not in found[f"{LANDING}Inv/S/empty/"]


def test_no_licence_is_chosen_for_the_person() -> None:
    told = report(of_assay({}))
    assert "license" not in graph(told, tools.context(None))["./"]
    assert [one.code for one in problems(told, tools.context(None))] == [Code.EXPORT_VALUE_MISSING]


def test_the_chosen_licence_is_linked_and_named() -> None:
    found = graph(report(of_assay({})), tools.context("etalab-2.0"))
    url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    assert found["./"]["license"] == {"@id": url}
    assert found[url]["identifier"] == "etalab-2.0"
    assert problems(report(of_assay({})), tools.context("etalab-2.0")) == ()


def test_a_licence_chosen_in_the_template_for_every_study_is_that_of_the_whole() -> None:
    found = graph(report(full()), tools.context(None))
    assert found["./"]["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}


def test_a_term_has_its_address() -> None:
    found = graph(report(of_assay({"organism": value("souris")})))
    address = "http://purl.obolibrary.org/obo/NCBITaxon_10090"
    assert found[f"{LANDING}Inv/S/A/"]["about"] == {"@id": address}
    assert found[address]["name"] == "Mus musculus"
    assert found[address]["@type"] == "DefinedTerm"


def test_a_term_that_nobody_knows_stays_a_term() -> None:
    found = graph(report(of_assay({"organism": value("licorne"), "instrument": value("X")})))
    assert found["#term-licorne"]["name"] == "licorne"


def test_a_number_has_its_unit_in_letters_and_as_a_code() -> None:
    found = graph(report(of_assay({"pixel-size": value(0.103, "µm")})))
    told = found["#value-pixel-size"]
    assert (told["value"], told["unitText"]) == (0.103, "µm")
    assert told["unitCode"] == "http://purl.obolibrary.org/obo/UO_0000017"


def test_two_values_of_one_field_are_two() -> None:
    first = Assay(name="A", template="rembi", metadata={"pixel-size": value(1, "µm")})
    second = Assay(name="B", template="rembi", metadata={"pixel-size": value(2, "µm")})
    study = Study(name="S", assays=(first, second))
    found = graph(report(Investigation(name="Inv", studies=(study,))))
    told = [found[f"{LANDING}Inv/S/{one}/"]["additionalProperty"] for one in "AB"]
    assert [found[cast("dict[str, str]", one)["@id"]]["value"] for one in told] == [1, 2]


def test_an_instrument_belongs_to_an_acquisition() -> None:
    found = graph(report(of_assay({"instrument": value("Zeiss LSM 980")})))
    action = found["#acquisition-Inv/S/A"]
    assert action["result"] == {"@id": f"{LANDING}Inv/S/A/"}
    assert action["instrument"] == {"@id": "#instrument-Zeiss%20LSM%20980"}
    assert found["./"]["mentions"] == {"@id": "#acquisition-Inv/S/A"}


def test_an_author_is_known_by_the_orcid() -> None:
    found = graph(report(full()))
    person = found[f"https://orcid.org/{tools.ORCID}"]
    assert (person["name"], person["@type"]) == ("Zoé Lefèvre", "Person")
    assert found[str(cast("dict[str, str]", person["affiliation"])["@id"])]["@type"] == (
        "Organization"
    )


def test_a_value_of_a_template_that_is_gone_is_kept_under_its_own_name() -> None:
    found = graph(report(of_assay({"dose": value(3, "mM")}, template="gone")))
    assert found["#value-dose"]["name"] == "dose"
    assert found["#value-dose"]["value"] == 3


@pytest.mark.parametrize("mapped", ["hasPart", "noSuchProperty", "https://example.org/x/dose"])
def test_a_template_cannot_break_the_crate(mapped: str) -> None:
    used = tools.context(node=share_node())
    rembi = used.templates["rembi"]
    spoilt = tuple(
        field.model_copy(update={"maps": field.maps.model_copy(update={"rocrate": mapped})})
        for field in rembi.field
    )
    templates = {"rembi": rembi.model_copy(update={"field": spoilt})}
    told = report(of_assay({"organism": value("Mus musculus")}))
    found = graph(told, replace(used, templates=templates))
    assay = found[f"{LANDING}Inv/S/A/"]
    assert mapped == "hasPart" or mapped not in assay
    assert parts(assay) == [f"{LANDING}Inv/S/A/a.tif", f"{LANDING}Inv/S/A/b.czi"]
    assert found["#value-dose" if "/" in mapped else "#value-organism"]["value"] == "Mus musculus"


def test_french_stays_as_it_was_written() -> None:
    found = graph(report(full()))
    assert found["./"]["name"] == FRENCH
    assert found[f"{LANDING}Inv/Étude-1/A1/"]["description"] == FRENCH
    assert FRENCH.replace('"', '\\"').encode() in written(report(full()), tools.context())


def test_the_same_bytes_each_time() -> None:
    (document,) = crate(report(full()), tools.context())
    assert b"".join(document.pieces()) == b"".join(document.pieces())


def node(**sections: object) -> Node:
    return Node.model_validate({"id": "n", "names": {"fr": "n", "en": "n"}, **sections})


@pytest.mark.parametrize(
    ("route", "made", "address"),
    [
        ("smb", node(smb={"host": "::1", "port": 1445, "share": "a b"}), "smb://[::1]:1445/a%20b/"),
        ("irods", node(irods={"host": "i.org", "zone": "z"}), "irods://i.org:1247/z/home/"),
        ("folder", node(folder={"path": "/mnt/é x"}), "file:///mnt/é%20x/"),
        ("folder", node(folder={"path": "{home}/landing"}), f"arcp://uuid,{tools.SUBMISSION}/"),
        ("folder", None, f"arcp://uuid,{tools.SUBMISSION}/"),
        ("smb", node(folder={"path": "/mnt/x"}), f"arcp://uuid,{tools.SUBMISSION}/"),
    ],
)
def test_where_the_landing_folder_is(route: str, made: Node | None, address: str) -> None:
    told = replace(report(of_assay({})), route=route)
    ana = "" if address.startswith("arcp:") else "ana/"
    assert landing_address(told, made) == f"{address}{ana}"


def test_escaped_keeps_letters_and_nothing_that_an_iri_has_no_place_for() -> None:
    assert escaped("a b/50%#?é面<>\u202e.tif") == "a%20b/50%25%23%3Fé面%3C%3E%E2%80%AE.tif"


def many(count: int) -> Report:
    one = report(of_assay(tools.assay_values()))

    def files() -> Iterator[ReportedFile]:
        return (tools.file("Inv/S/A", f"image_{number:06}.tif") for number in range(count))

    return replace(one, files=files)


def test_ten_thousand_files_need_no_memory_of_their_own() -> None:
    (document,) = crate(many(10_000), tools.context(node=share_node()))
    list(crate(many(1), tools.context()))  # what is loaded once is not counted
    b"".join(next(iter(crate(many(1), tools.context()))).pieces())
    tracemalloc.start()
    began = time.perf_counter()
    size = sum(map(len, document.pieces()))
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 2 * MIB
    assert peak < 8 * MIB
    assert took < 60
