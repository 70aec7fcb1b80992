"""roc-validator judges our crates at its required level."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fbi_uploader.export.context import Context
from fbi_uploader.export.rocrate import crate
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.isa.template.fields import is_text
from fbi_uploader.report import Report
from tests.peers import peer_python
from tests.unit import crate_tools as tools
from tests.unit.crate_tools import value

REQUIREMENTS = ("roc-validator==0.13.0",)
PROFILE = "ro-crate-1.3"
EXAMPLES = 12
_NEVER = set("'\"\\:*?<>|/")


@pytest.fixture(scope="module")
def validator() -> Path:
    return peer_python("roc-validator", REQUIREMENTS)


def judged(validator: Path, folders: Sequence[Path]) -> list[list[str]]:
    context = str(files("rocrate").joinpath("data/ro-crate.jsonld"))
    judge = Path(__file__).with_name("crate_judge.py")
    done = subprocess.run(
        [validator, judge, context, PROFILE, *folders],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return cast("list[list[str]]", json.loads(done.stdout.splitlines()[-1]))


def written(folder: Path, told: Report, context: Context) -> Path:
    folder.mkdir()
    for document in crate(told, context):
        (folder / document.name).write_bytes(b"".join(document.pieces()))
    return folder


texts = st.text(max_size=60).filter(lambda text: is_text(text, lines=True)) | st.sampled_from(
    [
        tools.FRENCH,
        'l\'été "à" l’œil',
        "面试 αβγ עברית العربية हिन्दी 😀",
        "@id",
        "{}",
        "</script>",
        " ",
    ]
)
names = st.text(min_size=1, max_size=20).filter(
    lambda name: (
        name.isprintable()
        and name == name.strip()
        and not name.endswith(".")
        and not _NEVER & set(name)
        and name not in {".", ".."}
    )
)
people = st.lists(st.text("abcéñ中-.", min_size=1, max_size=8), max_size=3, unique=True)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def metadata(draw: st.DrawFn) -> Metadata:
    """Some of what the templates ask, and some of what people write instead."""
    whole = tools.study_values() | tools.assay_values()
    kept = draw(st.sets(st.sampled_from(sorted(whole))))
    told = {name: whole[name] for name in kept}
    for name in draw(
        st.sets(st.sampled_from(["organism", "instrument", "remarks", "component-name"]))
    ):
        told[name] = value(draw(texts))
    if draw(st.booleans()):
        told["dose"] = value(draw(numbers), draw(st.sampled_from([None, "µm", "mM", "?"])))
    return told


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """1 to 8 assays in 1 to 3 studies, with 1 to 3 files each."""
    studies = [
        Study(
            name=name,
            description=draw(texts),
            metadata=draw(metadata()),
            tags=tuple(draw(st.lists(texts, max_size=2))),
            assays=tuple(
                Assay(
                    name=one,
                    description=draw(texts),
                    template=draw(st.sampled_from([*tools.templates(), None, "gone"])),
                    metadata=draw(metadata()),
                )
                for one in draw(st.lists(names, min_size=1, max_size=3, unique=True))
            ),
        )
        for name in draw(st.lists(names, min_size=1, max_size=3, unique=True))
    ]
    investigation = Investigation(
        name=draw(names),
        title=draw(texts),
        description=draw(texts),
        owners=tuple(draw(people)),
        contributors=tuple(draw(people)),
        studies=tuple(studies),
    )
    found = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    return tools.report(investigation, tuple(found))


@pytest.mark.timeout(600)
def test_whatever_people_write_the_crate_is_valid(validator: Path, tmp_path: Path) -> None:
    folders: list[Path] = []

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(reports(), st.booleans())
    def make(told: Report, known: bool) -> None:
        node = tools.share_node() if known else None
        folders.append(written(tmp_path / str(len(folders)), told, tools.context(node=node)))

    make()
    issues = judged(validator, folders)
    assert len(issues) >= EXAMPLES
    assert [found for found in issues if found] == []


def test_everything_filled_in_is_valid(validator: Path, tmp_path: Path) -> None:
    folder = written(tmp_path / "crate", tools.report(tools.full()), tools.context())
    assert judged(validator, [folder]) == [[]]


def test_without_a_licence_that_is_all_it_lacks(validator: Path, tmp_path: Path) -> None:
    study = Study(name="S", assays=(Assay(name="A"),))
    told = tools.report(Investigation(name="Inv", studies=(study,)))
    folder = written(tmp_path / "crate", told, tools.context(None))
    ((issue,),) = judged(validator, [folder])
    assert issue.startswith("ro-crate-1.2_13.3:")
    assert "license" in issue or "icense" in issue
