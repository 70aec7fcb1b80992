from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbi_uploader.drafting.model import UNASSIGNED, Worksheet
from fbi_uploader.drafting.organising import assign, remove
from fbi_uploader.drafting.placing import Places
from fbi_uploader.drafting.suggesting import Suggestion, Words, apply, suggest
from fbi_uploader.isa.names import check_component, key
from tests.unit.drafting_tools import worksheet

WORDS = Words("Étude", "Assay")
Tree = dict[str, dict[str, list[str]]]


def empty(*drops: str) -> Worksheet:
    return worksheet(*drops, studies=())


def told(suggestion: Suggestion) -> Tree:
    return {
        study.name: {assay.name: list(assay.heads) for assay in study.assays}
        for study in suggestion.studies
    }


def names(drops: Sequence[str], heads: Sequence[str]) -> dict[str, list[str]]:
    return {
        study: list(assays) for study, assays in told(suggest(empty(*drops), heads, WORDS)).items()
    }


@pytest.mark.parametrize(
    ("drops", "heads", "tree"),
    [
        (["/r"], ["/r/day1/x.czi", "/r/day2/y.czi"], {"r": ["day1", "day2"]}),
        (
            ["/r"],
            ["/r/mouse1/day1/x", "/r/mouse1/day2/x", "/r/mouse2/day1/x"],
            {"mouse1": ["day1", "day2"], "mouse2": ["day1"]},
        ),
        (["/r"], ["/r/out/day1/x", "/r/out/day2/x"], {"out": ["day1", "day2"]}),
        (["/d/day1", "/d/day2"], ["/d/day1/x", "/d/day2/y"], {"Étude": ["day1", "day2"]}),
        (["/r"], ["/r/x", "/r/day1/y", "/r/day2/z"], {"r": ["r", "day1", "day2"]}),
        (["/r"], ["/r/m1/x", "/r/m1/a/y", "/r/m2/b/c/z"], {"m1": ["m1", "a"], "m2": ["b"]}),
        (["/r"], [f"/r/{n}/x.czi" for n in range(100)], {"r": ["r"]}),
        (["/r"], [f"/r/m{n % 2}/{n}/x.czi" for n in range(100)], {"r": ["m0", "m1"]}),
        (
            ["/r"],
            ["/r/WT_GFP_01.czi", "/r/WT_RFP_02.czi", "/r/KO_GFP_01.czi", "/r/KO_RFP_01.czi"],
            {"r": ["WT", "KO"]},
        ),
        (
            ["/r"],
            [f"/r/Exp 7 {kind}-{n}.ome.tif" for kind in ("ctrl", "drug") for n in (1, 2)],
            {"r": ["Exp 7 ctrl", "Exp 7 drug"]},
        ),
        (["/r"], [f"/r/Experiment-{n:02}.czi" for n in range(30)], {"r": ["r"]}),
        (["/r"], ["/r/only.czi"], {"r": ["r"]}),
        (["/x/a_1.czi", "/x/a_2.czi"], ["/x/a_1.czi", "/x/a_2.czi"], {"x": ["x"]}),
        (["/a.czi"], ["/a.czi"], {"Étude": ["Assay"]}),
        (["/r"], ["/r/a:b/x", "/r/CON/y", "/r/con./z"], {"r": ["a_b", "CON_", "con__2"]}),
        (["/r"], [], {}),
    ],
)
def test_tree(drops: list[str], heads: list[str], tree: dict[str, list[str]]) -> None:
    assert names(drops, heads) == tree


def test_applied_in_one_step_and_what_is_placed_stays() -> None:
    heads = ["/r/day1/x", "/r/day1/y", "/r/day2/z", "/r/day3/w"]
    sheet = remove(assign(worksheet("/r"), ["/r/day1/x"], "a", heads), ["/r/day3/w"], heads)
    found = suggest(sheet, heads, WORDS)
    assert told(found) == {"s": {"day1": ["/r/day1/y"], "day2": ["/r/day2/z"]}}
    done = apply(sheet, found, heads)
    places = Places(done)
    name_of = {assay.id: assay.name for _, assay in done.assays()}
    held = [name_of.get(places.of(head), places.of(head)) for head in heads]
    assert held == ["a", "day1", "day2", "-"]
    assert [study.name for study in done.studies] == ["s"]
    assert apply(done, suggest(done, heads, WORDS), heads) is done


def test_studies_and_assays_that_are_there_are_used() -> None:
    heads = ["/r/day1/x", "/r/day2/y"]
    sheet = apply(empty("/r"), suggest(empty("/r"), heads, WORDS), heads)
    more = [*heads, "/r2/DAY1/x", "/r2/day9/y"]
    sheet = sheet.model_copy(update={"drops": ("/r", "/r2")})
    sheet = apply(sheet, suggest(sheet, more, WORDS), more)
    assert [(s.name, [a.name for a in s.assays]) for s in sheet.studies] == [
        ("r", ["day1", "day2", "day9"])
    ]
    places = Places(sheet)
    assert places.of("/r2/DAY1/x") == places.of("/r/day1/x")


parts = st.sampled_from(["a", "A", "a b", "é", "e\u0301", "nul", "x:y", "..x", "day1", " ", "b."])
paths = st.lists(st.tuples(st.sampled_from(["/r", "/q"]), st.lists(parts, min_size=1, max_size=4)))


@settings(max_examples=200, deadline=None)
@given(paths)
def test_names_are_good_and_every_fileset_is_in_one_assay(
    found: list[tuple[str, list[str]]],
) -> None:
    heads = list(dict.fromkeys(f"{root}/{'/'.join(below)}.czi" for root, below in found))
    sheet = empty("/r", "/q")
    suggestion = suggest(sheet, heads, WORDS)
    held = [head for study in suggestion.studies for a in study.assays for head in a.heads]
    assert sorted(held) == sorted(heads)
    for siblings in ([s.name for s in suggestion.studies], *map(list, told(suggestion).values())):
        assert len({key(name) for name in siblings}) == len(siblings)
        assert not any(check_component(name) for name in siblings)
    places = Places(apply(sheet, suggestion, heads))
    assert not any(places.of(head) == UNASSIGNED for head in heads)
