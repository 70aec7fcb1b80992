"""A node file that does without signing, and a server that does not ask for it either."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from tests.contract.tools import holds, put
from tests.e2e.smb_tools import place_on
from tests.servers.fixtures import NewSmbd
from tests.servers.smb_backend import smb_backend, smb_login
from tests.servers.smbd_config import Options

Protocol = Literal["SMB2_10", "SMB3_00", "SMB3_11"]
Signing = Literal["auto", "disabled"]


@pytest.mark.parametrize("protocol", ["SMB2_10", "SMB3_00", "SMB3_11"])
@pytest.mark.parametrize("signing", ["auto", "disabled"])
def test_unsigned(new_smbd: NewSmbd, protocol: Protocol, signing: Signing) -> None:
    """SMB 3.1.1 refuses a TREE_CONNECT that is not signed, whatever was agreed."""
    place = place_on(new_smbd(Options(max_protocol=protocol, signing=signing)))
    with smb_backend(place, replace(smb_login(place), sign=False)) as backend:
        put(backend, "one", b"1")
        assert holds(backend, "one", b"1")
