"""A French template, with accents, « quotes », ’ and ', goes through all six hand-overs unharmed.

As they lie beside published data, and read with other programs' readers: csv, json, openpyxl.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fbi_uploader.export.formats import FORMATS
from tests.e2e.running import EXPORTS, Pc, put

TITLE = "Titre : l’œuf « adulte » de l'été, à 3 µm"
STEP = "Étape « à froid » : c'est l’hiver ; ça va"
LINE = "Lignée d’origine « Plp1 » – l'œil naïf"
TEMPLATE = """id = "notre-modele"
version = "1.0"
names = { fr = "Modèle de l’équipe « Œil »", en = "Our template" }

[[field]]
id = "etape"
label = { fr = "Étape de l’essai « à froid »", en = "Step" }
level = "study"
required = true
maps.node = "Étape de l’essai"
maps.isa = "study.comment:Étape de l’essai"
maps.rembi = "Specimen.sample_preparation"

[[field]]
id = "lignee"
label = { fr = "Lignée d’origine", en = "Line" }
level = "sample"
required = true
maps.node = "Lignée d’origine « A »"
maps.isa = "source.characteristic:Lignée d’origine « A »"
maps.rembi = "Biosample.description"
"""
DEPOSIT = f"""node = "node"
[investigation]
name = "Oeil"
title = "{TITLE}"
owners = ["root"]
[[study]]
name = "Étude de l’œil"
description = "{TITLE}"
[study.metadata]
etape = "{STEP}"
[[study.assay]]
name = "Été « à froid » 2026"
template = "notre-modele"
files = ["FOLDER"]
[study.assay.metadata]
lignee = "{LINE}"
"""


INGEST = """[ingest]
provenance = "facility"
destination = "meso"
"""
KEYS = ("Étape de l’essai", "Lignée d’origine « A »")
COLUMNS = ("Comment[Étape de l’essai]", "Characteristics[Lignée d’origine « A »]")
FOUND: dict[str, tuple[str, ...]] = {
    "quay-manifest.json": (*KEYS, STEP, LINE),
    "quay-workbook.xlsx": (*KEYS, STEP, LINE),
    "isatab": (*COLUMNS, TITLE, STEP, LINE),
    "isa.json": (*KEYS, TITLE, STEP, LINE),
    "ro-crate-metadata.json": (TITLE, STEP, LINE),
    "bia": (TITLE, STEP, LINE),
}
"""What is to be found in each hand-over, word for word."""


@pytest.fixture
def record(pc: Pc) -> Path:
    """The folder of the published record."""
    node = pc.add_node()
    text = node.read_text(encoding="utf-8").replace(EXPORTS, 'path_root = "/mnt/landing"')
    node.write_text(text + INGEST, encoding="utf-8")
    put(pc.home / "nodes" / "node" / "templates" / "ours.toml", TEMPLATE.encode())
    put(pc.data / "œil.czi", b"pixels")
    file = put(pc.home / "dépôt.toml", DEPOSIT.replace("FOLDER", str(pc.data)).encode())
    done = pc.run("deposit", file, "--json")
    assert done.code == 0, done
    return pc.landing / "_submissions" / done.submission


def texts(path: Path) -> Iterator[str]:
    """Every text that a reader finds in a file."""
    if path.is_dir():
        return
    if path.suffix == ".xlsx":
        for sheet in load_workbook(path, read_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                yield from map(str, row)
    elif path.suffix == ".json":
        yield from strings(json.loads(path.read_bytes()))
    else:
        with path.open(encoding="utf-8", newline="") as file:
            for cells in csv.reader(file, delimiter="\t"):
                yield from cells


def strings(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        yield from told
        told = list(told.values())
    if isinstance(told, list):
        for one in told:
            yield from strings(one)
    elif isinstance(told, str):
        yield told


def test_it_comes_through_whole(record: Path) -> None:
    assert len(FOUND) == len(FORMATS)
    for name, wanted in FOUND.items():
        top = record / name
        found = set(chain.from_iterable(map(texts, [top, *top.rglob("*.*")])))
        # ' would end a text of the node's, so it is told as French sets it.
        sign = "’" if name.startswith("quay") else "'"
        assert [one for one in wanted if one.replace("'", sign) not in found] == [], name
