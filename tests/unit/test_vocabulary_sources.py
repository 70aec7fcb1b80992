"""The bundled terms against their sources, where these are at hand (resources/vocabularies)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from fbi_uploader.isa.vocabulary.load import bundled


def test_fbbi_is_the_release(shared: Path) -> None:
    text = (shared / "vocabularies" / "fbbi.tsv").read_text(encoding="utf-8")
    released = {}
    for line in text.splitlines()[1:]:
        term_id, label, parents, synonyms = (*line.split("\t"), "", "")[:4]
        released[term_id] = (" ".join(label.split()), parents, synonyms)
    ours = {
        term.id: (term.label, "|".join(term.parents), "|".join(term.synonyms))
        for term in bundled()["fbbi"].terms
    }
    assert ours == released
    assert len(ours) == 526


def test_organisms_are_the_taxonomy() -> None:
    taxoniq = pytest.importorskip("taxoniq", reason="90 MB; see resources/vocabularies/README.md")
    for term in bundled()["organisms"].terms:
        number = int(term.id.removeprefix("NCBITaxon:"))
        assert taxoniq.Taxon(number).scientific_name == term.label
        assert taxoniq.Taxon(scientific_name=term.label).tax_id == number


def test_units_are_the_ontology() -> None:
    named = os.environ.get("FBI_TEST_UO")
    if not named:
        pytest.skip("FBI_TEST_UO names no uo.obo")
    terms = Path(named).read_text(encoding="utf-8").split("\n[Term]\n")[1:]
    found = {}
    for term in terms:
        if "is_obsolete: true" not in term:
            lines = dict(line.split(": ", 1) for line in reversed(term.split("\n")) if ": " in line)
            exact = set(re.findall(r'synonym: "([^"]*)" EXACT', term))
            found[lines["id"]] = (lines["name"], exact)
    for unit in bundled()["units"].terms:
        assert found[unit.id][0] == unit.label
        assert set(unit.synonyms) <= found[unit.id][1]
