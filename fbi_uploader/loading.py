"""How modules are loaded: without looking for garbage, of which loading makes none."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_GARBAGE = 20_000  # new objects between two looks for cycles; Python's own 700 suits small programs


@contextmanager
def loading(*seldom: str) -> Iterator[None]:
    """While modules are loaded nothing becomes garbage; what they leave stays to the end.

    Looking through it all again and again cost a tenth of a short run, at the exit as well.
    `seldom` names modules that others load at their start: they are loaded when something of
    them is first used.
    """
    gc.disable()
    # Plugins of whatever else is installed have no business here, and looking for them takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for name in seldom:
        _put_off(name)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        gc.enable()


def _put_off(name: str) -> None:
    import importlib.util  # noqa: PLC0415 - where nothing is put off, nothing of it is needed

    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    above, _, inner = name.rpartition(".")
    setattr(sys.modules[above], inner, module)
    spec.loader.exec_module(module)
