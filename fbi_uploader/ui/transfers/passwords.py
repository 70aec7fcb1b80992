"""Somebody's queue waits for a password: whose, for which node, and the field to enter it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit

from fbi_uploader.errors import Code
from fbi_uploader.messages import message
from fbi_uploader.ui.models.underway import Password
from fbi_uploader.ui.transfers.hindrances import WithRow
from fbi_uploader.ui.transfers.traffic import Traffic
from fbi_uploader.ui.trouble import Answer
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.marks import Said, Tone
from fbi_uploader.ui.words import language, say, translate


class PasswordBanner(WithRow):
    """`shared`: several people use this account, so nothing is kept."""

    def __init__(
        self, wanted: Password, node: Callable[[], str], traffic: Traffic, *, shared: bool
    ) -> None:
        self.wanted = wanted
        self._node, self._traffic, self._shared = node, traffic, shared
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMinimumWidth(180)
        self.field.setMaximumWidth(280)
        self.field.returnPressed.connect(self._send)
        self.keep = QCheckBox()
        self.keep.setChecked(not shared)
        self.keep.setVisible(not shared)
        self.go_on = button(
            Kind.PLAIN, lambda: translate("Transfers", "Go on"), self._send, icon="unlock"
        )
        self._error: Said | None = None
        super().__init__(Tone.WARN, "key", self._said, [self.field, self.go_on, self.keep])
        say(self.field, self._name_field)
        say(self.keep, lambda: self.keep.setText(translate("Transfers", "Keep it on this PC")))

    def _name_field(self) -> None:
        named = translate("Transfers", "Password of %1").replace("%1", self.wanted.person)
        self.field.setAccessibleName(named)
        self.field.setPlaceholderText(translate("Transfers", "Password"))

    def _said(self) -> Said:
        if self._error is not None:
            return self._error
        title = translate("Transfers", "The queue of %1 waits for a password at %2")
        title = title.replace("%1", self.wanted.person).replace("%2", self._node())
        if self.wanted.reason.code is Code.CREDENTIALS:  # one was tried
            told = message(self.wanted.reason, language())
            return Said(title, f"{told.happened}. {told.you_can}")
        sentence = translate("Transfers", "It goes on as soon as it is entered here.")
        if self._shared:
            forgotten = translate("Transfers", "It is forgotten once that queue is empty.")
            sentence = f"{sentence} {forgotten}"
        return Said(title, sentence)

    def _send(self) -> None:
        secret = self.field.text()
        if not secret:
            self.field.setFocus()
            return
        self.field.clear()
        self.setEnabled(False)
        self._traffic.login(self.wanted, secret, self._answered, keep=self.keep.isChecked())

    def _answered(self, answer: Answer) -> None:
        self.setEnabled(True)
        if answer.error is not None and answer.error.code is not Code.ENGINE_STOPPED:
            told = message(answer.error, language())
            self._error = Said(told.happened, f"{told.does} {told.you_can}".strip())
            self.tell(self._error)
