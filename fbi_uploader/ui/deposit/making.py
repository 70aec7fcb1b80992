"""Makes the five steps of a deposit."""

from __future__ import annotations

from typing import NamedTuple

from fbi_uploader.ui.deposit.check import CheckStep
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.describe import DescribeStep
from fbi_uploader.ui.deposit.drop import DropStep
from fbi_uploader.ui.deposit.organise import OrganiseStep
from fbi_uploader.ui.deposit.sent import SentStep


class Steps(NamedTuple):
    """In their order."""

    drop: DropStep
    organise: OrganiseStep
    describe: DescribeStep
    check: CheckStep
    sent: SentStep


def make_steps(deposit: Deposit) -> Steps:
    """All five."""
    return Steps(
        DropStep(deposit),
        OrganiseStep(deposit),
        DescribeStep(deposit),
        CheckStep(deposit),
        SentStep(deposit),
    )
