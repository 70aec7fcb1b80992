"""Language and look, in force at once."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fbi_uploader.ui import words
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.rate import WIDEST
from fbi_uploader.ui.widgets.fields import OptionsField
from fbi_uploader.ui.widgets.frames import Scroll, box, card, column
from fbi_uploader.ui.words import translate


def language_field() -> OptionsField:
    """Each language in its own name, so that whoever reads only one of them finds it."""
    return OptionsField(
        lambda: translate("Settings", "Language"),
        (
            ("fr", lambda: "Français", ""),
            ("en", lambda: "English", ""),
            ("", lambda: translate("Settings", "As the system"), "monitor"),
        ),
    )


class LookTab(QWidget):
    """Every change is kept at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.language = language_field()
        self.language.help_with(
            lambda: translate("Settings", "Receipts can be opened in both languages.")
        )
        self.theme = OptionsField(
            lambda: translate("Settings", "Look"),
            (
                ("light", lambda: translate("Settings", "Light"), "sun"),
                ("dark", lambda: translate("Settings", "Dark"), "moon"),
                ("system", lambda: translate("Settings", "As the system"), "monitor"),
            ),
            help_words=lambda: translate(
                "Settings", "Dark is easier on the eyes in a microscope room."
            ),
        )
        cards = card(column(self.language, self.theme, gap=24), margin=16)
        cards.setMaximumWidth(WIDEST)
        whole = column(cards, None)
        whole.setContentsMargins(0, 0, 4, 0)
        self.setLayout(column(Scroll(box(whole))))
        self.language.edited.connect(self._speak_another)
        self.theme.edited.connect(self._look_another)
        session.settings_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.language.put(self._session.settings.language)
        self.theme.put(self._session.settings.theme)

    def _speak_another(self) -> None:
        self._session.choose(language=self.language.value())
        words.choose(self._session.settings.language)

    def _look_another(self) -> None:
        self._session.choose(theme=self.theme.value())
        theme.apply(self._session.settings.theme)
