"""Fixtures of the end-to-end tests: PCs that share one landing folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.running import Pc

NewPc = Callable[[str], Pc]


@pytest.fixture
def new_pc(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewPc]:
    """Makes PCs with homes of their own and one landing folder; ends their processes."""
    made: list[Pc] = []
    landing = tmp_path / "landing"
    landing.mkdir()

    def new(name: str) -> Pc:
        pc = Pc(tmp_path_factory.mktemp(f"home-{name}"), landing, tmp_path / f"data-{name}")
        pc.add_node()
        made.append(pc)
        return pc

    yield new
    for running in (one for pc in made for one in pc.started):
        running.destroy()


@pytest.fixture
def pc(new_pc: NewPc) -> Pc:
    """One PC with a folder node."""
    return new_pc("pc")
