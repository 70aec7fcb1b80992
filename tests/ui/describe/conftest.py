"""Two assays that wait for their description, and the step that describes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.session import Session
from tests.ui.describe_tools import (
    described,
    on_a_pc_of_its_own,
    opened,
)


@pytest.fixture
def deposit(session: Session, tmp_path: Path) -> Deposit:
    on_a_pc_of_its_own(session, tmp_path / "machine")
    return Deposit(session)


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> DescribeStep:
    described(deposit)
    return opened(deposit, qtbot)
