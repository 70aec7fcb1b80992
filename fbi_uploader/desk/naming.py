"""names: what is on the node already at one level, so that it can be offered."""

from __future__ import annotations

from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields, fitting
from fbi_uploader.desk.impatient import Stopped, route_at_once
from fbi_uploader.desk.requests import Names
from fbi_uploader.paths import shown
from fbi_uploader.transfer import tree
from fbi_uploader.transfer.route import Route

_MOST = 5000


def names(app: App, asked: Names, stopped: Stopped) -> Fields:
    """Folders of the person's landing folder, of an investigation there, or of a study of it.

    Raises what connecting and listing raise.
    """
    node = app.node(asked.node)
    route = route_at_once(app, node, app.person(asked.person), stopped)
    below = [one for one in (asked.investigation, asked.study) if one is not None]
    path = route.path(*below)
    if not path:  # a backend lists nothing above its root
        return {"names": [], "more": 0}
    with route.connect() as backend:
        found = sorted(
            entry.name
            for entry in tree.entries(backend, path)
            if entry.is_folder and not (not below and _is_ours(route, entry.name))
        )
    told = fitting(map(shown, found[:_MOST]))
    return {"names": told, "more": len(found) - len(told)}


def _is_ours(route: Route, name: str) -> bool:
    return name in {route.staging_name, route.submissions_name}
