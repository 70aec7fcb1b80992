"""The stylesheet of what Qt draws itself. What we draw (buttons, pills, rows) asks the palette."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from fbi_uploader.ui.look.palette import Palette

_SHEET = Template("""
* { outline: 0; }
QWidget { color: $text; }
QToolTip { color: $text; background: $surface; border: 1px solid $field; padding: 6px 8px; }
QFrame[part="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[part="bar"] { background: $surface; border: 0; }
QFrame[part="line"] { background: $border; border: 0; }
QFrame[part="rail"] { background: $rail; border: 0; border-right: 1px solid $border; }
QLabel { background: transparent; }
QLabel[tone="second"] { color: $text2; }
QLabel[tone="third"] { color: $text3; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="err"] { color: $err; }
QLabel[tone="accent"] { color: $accent_text; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QDateEdit, QTimeEdit {
  background: $surface; color: $text; border: 1px solid $field; border-radius: 8px;
  padding: 0 11px; min-height: 42px; selection-background-color: $accent;
  selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $accent; padding: 0 10px; min-height: 40px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 7px; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {
  background: $dis_bg; color: $dis_text; border-color: $border; }
QLineEdit[readOnly="true"] { background: $surface2; border-color: $border; }
*[wrong="true"], QLineEdit[wrong="true"]:focus, QComboBox[wrong="true"]:focus,
QAbstractSpinBox[wrong="true"]:focus {
  border: 2px solid $err; padding: 0 10px; min-height: 40px; }
QPlainTextEdit[wrong="true"], QPlainTextEdit[wrong="true"]:focus {
  border: 2px solid $err; padding: 7px; }
QLineEdit[bare="true"] { border: 0; min-height: 0; padding: 0; background: transparent; }
QComboBox { padding-right: 36px; }
QComboBox::drop-down { border: 0; width: 36px; subcontrol-position: center right; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $field;
  selection-background-color: $accent_soft; selection-color: $text; padding: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }

QCheckBox, QRadioButton { spacing: 10px; min-height: 44px; }
QCheckBox::indicator { width: 20px; height: 20px; border: 1px solid $field; border-radius: 5px;
  background: $surface; }
QRadioButton::indicator { width: 20px; height: 20px; border: 1px solid $field;
  border-radius: 11px; background: $surface; }
QCheckBox::indicator:checked { border: 6px solid $accent; width: 10px; height: 10px; }
QRadioButton::indicator:checked { border: 6px solid $accent; width: 10px; height: 10px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $dis_bg; }

QMenu { background: $surface; border: 1px solid $field; border-radius: 8px; padding: 6px; }
QMenu::item { min-height: 40px; padding: 0 28px 0 14px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $dis_text; }
QMenu::icon { padding-left: 12px; }
QMenu::separator { height: 1px; background: $border; margin: 6px 8px; }

QAbstractItemView { background: $surface; border: 0; color: $text;
  selection-background-color: $accent_soft; selection-color: $text; }
QHeaderView { background: $surface2; border: 0; }
QHeaderView::section { background: $surface2; color: $text3; border: 0;
  border-bottom: 1px solid $border; border-top: 1px solid $border; padding: 0 12px;
  height: 32px; font-size: 12px; font-weight: 500; }
QTreeView { show-decoration-selected: 0; }
QTreeView::branch { background: transparent; image: none; border-image: none; }

QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[part="canvas"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $field; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 44px; }
QScrollBar::handle:horizontal { min-width: 44px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $track; border: 0; border-radius: 6px; min-height: 12px;
  max-height: 12px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 6px; }
QProgressBar[tone="ok"]::chunk { background: $ok; }
QSplitter::handle { background: transparent; }
QDialog, QMessageBox { background: $surface; }
""")


def stylesheet(palette: Palette) -> str:
    """The whole sheet in the colours of one palette."""
    return _SHEET.substitute(asdict(palette))
