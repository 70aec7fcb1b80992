"""Who sits here, for which node, with which choices: what every page is given.

The program's own modules (`app`, and with it pydantic) are loaded when first asked for, which is
after the window has been painted.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from fbi_uploader import settings as choices
from fbi_uploader.errors import InputError, UploaderError
from fbi_uploader.paths import Home
from fbi_uploader.ui.bridge import Engine

if TYPE_CHECKING:
    from fbi_uploader.app import App
    from fbi_uploader.nodes.model import Node
    from fbi_uploader.nodes.persons import Person

SANDBOX = "sandbox"


class Session(QObject):
    """Signals tell what changed; the values are asked of here."""

    person_changed = Signal()
    node_changed = Signal()
    nodes_changed = Signal()
    settings_changed = Signal()
    locked_changed = Signal()
    failed = Signal(object)
    """An UploaderError that stands in nobody's way, but has to be said."""

    def __init__(self, home: Home, engine: Engine | None = None) -> None:
        super().__init__()
        self.home = home
        self.settings = choices.load(home.settings)
        self.engine = engine or Engine(home.root)
        self.locked = False

    @cached_property
    def app(self) -> App:
        """The program composed for this home. Raises InputError."""
        from fbi_uploader.app import App  # noqa: PLC0415 - after the first paint

        return App.open(self.home.root)

    # -- choices

    def choose(self, **changed: Any) -> None:
        """Keep other choices; the engine is told."""
        self.settings = replace(self.settings, **changed)
        try:
            choices.save(self.home.settings, self.settings)
        except InputError as error:
            self.failed.emit(error)
        self.engine.ask("limits")
        self.settings_changed.emit()

    # -- who

    def persons(self) -> tuple[Person, ...]:
        """All listed on this account; its owner where nobody is."""
        return self.app.persons.persons() or (self.app.person(None),)

    @property
    def person(self) -> Person:
        """Who sits here now: the one of last time, if there still is such a person."""
        listed = self.persons()
        named = (one for one in listed if one.name == self.settings.person)
        return next(named, listed[0])

    def choose_person(self, name: str) -> None:
        """Another one sits down. What is being sent goes on."""
        if name != self.settings.person:
            self.choose(person=name)
        self.lock(locked=False)
        self.person_changed.emit()
        self.node_changed.emit()

    def lock(self, *, locked: bool = True) -> None:
        """Hide everything until somebody says who they are. What is being sent goes on."""
        if locked != self.locked:
            self.locked = locked
            self.locked_changed.emit()

    # -- where to

    def nodes(self) -> tuple[Node, ...]:
        """All that can be used here, the sandbox last."""
        found = [one.node for one in self.app.nodes.nodes()]
        return tuple(sorted(found, key=lambda one: one.sandbox))

    @property
    def node(self) -> Node:
        """The node that this person chose last, else the first one."""
        known = self.nodes()
        wanted = self.settings.last_nodes.get(self.person.name)
        return next((one for one in known if one.id == wanted), known[0])

    def choose_node(self, node_id: str) -> None:
        """Send to another one from now on."""
        self.choose(last_nodes={**self.settings.last_nodes, self.person.name: node_id})
        self.node_changed.emit()

    def reload_nodes(self) -> None:
        """Look at the node files again."""
        try:
            self.app.nodes.reload()
        except UploaderError as error:
            self.failed.emit(error)
        self.nodes_changed.emit()
        self.node_changed.emit()


def open_home(chosen: Path | None = None) -> Home:
    """The folder of this run, made where it is missing. Raises InputError."""
    from fbi_uploader.paths import find_home  # noqa: PLC0415 - one use

    home = find_home(chosen)
    home.prepare()
    return home
