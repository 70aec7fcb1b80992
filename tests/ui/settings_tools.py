"""What the tests of the settings share."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from fbi_uploader.nodes.editing import changed, landing_at, made
from fbi_uploader.nodes.model import Node
from fbi_uploader.ui.session import Session
from tests.ui.dragging import drag_at

GOOD = """
id = "nice"
names = { fr = "Nice", en = "Nice" }
[smb]
host = "share.example.org"
share = "buffer"
[omero]
host = "omero.example.org"
from_here = false
[contact]
email = "imaging@example.org"
"""
BAD = """
id = "nice"
names = { fr = "Nice", en = "Nice" }
[smb]
host = "http://share"
share = "buffer"
port = "445"
colour = 1
"""


def node_file(folder: Path, content: str = GOOD, name: str = "nice.toml") -> Path:
    """A node file outside the program's folders."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def own_node(session: Session, name: str = "Salle", **values: str | int | bool) -> Node:
    """An own node with a share, written down."""
    node = made(name, (), "smb", {"host": "share.example.org", "share": "buffer"})
    if values:
        node = changed(node, "smb", values)
    session.app.nodes.put(landing_at(node, ""))
    return session.app.nodes.get(node.id).node


def files_of(*paths: Path) -> QMimeData:
    """What a file manager hands over."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(target: QWidget, data: QMimeData) -> tuple[bool, Qt.DropAction | None]:
    """Hold it over a widget and let go, as a move: whether it was welcome, and what was done.

    None when the drop was not taken. No event is handed out: it does not outlive its data.
    """
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    middle = target.rect().center()
    enter = QDragEnterEvent(drag_at(middle), both, data, left, none)
    enter.setDropAction(Qt.DropAction.MoveAction)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    dropped = QDropEvent(QPointF(middle), both, data, left, none)
    dropped.setDropAction(Qt.DropAction.MoveAction)
    dropped.ignore()
    QApplication.sendEvent(target, dropped)
    return enter.isAccepted(), dropped.dropAction() if dropped.isAccepted() else None
