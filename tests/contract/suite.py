"""What every backend promises. One joins with a fixture:

class TestOurs(BackendContract):
    @pytest.fixture
    def make(self) -> Iterator[Make]:
        with place_with_connections() as make:
            yield make

`make` yields a function that gives a new, connected backend onto the same empty landing place.
"""

from __future__ import annotations

from tests.contract.suite_many import ManyContract
from tests.contract.suite_naming import NamingContract
from tests.contract.suite_renaming import RenamingContract
from tests.contract.suite_writing import WritingContract


class BackendContract(WritingContract, NamingContract, RenamingContract, ManyContract):
    """All of it. A subclass may set `mtime_step_ns` and `refused_names`, and nothing else."""
