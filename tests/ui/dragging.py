"""Drag events as the Qt that is installed takes them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QPointF, qVersion

_FRACTIONS_SINCE = (6, 12)


def drag_at(point: QPoint) -> Any:
    """Where a drag is: Qt 6.12 takes fractions of a pixel, and calls whole ones deprecated."""
    version = tuple(map(int, qVersion().split(".")[:2]))
    return QPointF(point) if version >= _FRACTIONS_SINCE else point
