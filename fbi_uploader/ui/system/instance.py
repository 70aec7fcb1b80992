"""One window a home: a second start raises the first (QLocalServer)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 500  # ms: a living window answers at once
_RAISE = b"raise\n"


class OnlyOne(QObject):
    """`asked` when somebody starts the program once more."""

    asked = Signal()

    def __init__(self, home: Path) -> None:
        super().__init__()
        # By account and home: the name of a socket is short, and no secret.
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
        self._name = f"fbi_uploader-{digest}"
        self._server: QLocalServer | None = None

    def raised_another(self) -> bool:
        """Whether a window of this home is there already, and was told to come to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_PATIENCE):
            socket.write(_RAISE)
            socket.waitForBytesWritten(_PATIENCE)
            socket.disconnectFromServer()
            return True
        self._listen()
        return False

    def close(self) -> None:
        """The window is gone: a start from now on opens its own."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _listen(self) -> None:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._met)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)  # of a window that crashed
            server.listen(self._name)
        self._server = server

    def _met(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.asked.emit()
