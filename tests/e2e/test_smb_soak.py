"""Kill the engine and cut the network at any moment: every byte is there, once, and nothing else.

FBI_TEST_SOAK=1 runs the long one (100 kills, 50 cuts, 2 GiB in 3,000 files); FBI_TEST_SEED repeats
a run.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.e2e import soaking
from tests.e2e.smb_pc import SmbPc
from tests.e2e.soaking import Size, Soak, check, make_files, seeded, told
from tests.servers.fixtures import NewProxy, Place
from tests.servers.proxy import Proxy
from tests.servers.smbd import Smbd

SHORT = replace(soaking.SHORT, cuts=5, seconds=120)
LONG = replace(soaking.LONG, cuts=50)


@dataclass
class Cutter:
    """Cuts all connections at random moments; of some cuts the server does not learn."""

    proxy: Proxy
    chance: random.Random
    wanted: int
    cuts: int = 0

    @property
    def done(self) -> bool:
        """Whether it was cut often enough."""
        return self.cuts >= self.wanted

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Until the end of the block."""
        over = threading.Event()
        thread = threading.Thread(target=self._work, args=(over,), name="cutter")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _work(self, over: threading.Event) -> None:
        while not over.wait(self.chance.uniform(0.3, 4.0)) and not self.done:
            if self.proxy.connected:
                self.proxy.cut("rst", server=self.chance.random() < 0.5)
                self.cuts += 1


@pytest.mark.timeout(5000)
@pytest.mark.parametrize(
    "size",
    [
        pytest.param(SHORT, id="short"),
        pytest.param(
            LONG,
            id="long",
            marks=[
                pytest.mark.soak,
                pytest.mark.skipif(
                    not os.environ.get("FBI_TEST_SOAK"), reason="on demand: FBI_TEST_SOAK=1"
                ),
            ],
        ),
    ],
)
def test_kills_and_cuts_lose_double_and_damage_nothing(
    smbd: Smbd,
    smb_place: Place,
    new_proxy: NewProxy,
    tmp_path: Path,
    size: Size,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed, chance = seeded()
    began = time.monotonic()
    proxy = new_proxy(smbd, parse=False)
    pc = SmbPc.at(tmp_path, smb_place, proxy.port)
    make_files(pc.data / "in", size, chance)
    cutter = Cutter(proxy, random.Random(seed + 1), size.cuts)  # noqa: S311 - draws moments
    soak = Soak(pc, size, chance, troubled=lambda: cutter.done)
    with capsys.disabled():
        print(f"\nsoak: FBI_TEST_SEED={seed}", flush=True)  # noqa: T201 - to repeat this run
        with cutter.at_work():
            soak.run()
        proxy.release()  # what was cut off behind the server's back is at last noticed there
        check(soak)
        seconds = time.monotonic() - began
        print(told(soak, seconds), flush=True)  # noqa: T201 - the figures
    assert (soak.kills, cutter.cuts) == (size.kills, size.cuts)
    assert seconds < size.seconds
