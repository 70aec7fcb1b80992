"""A letter to the facility, and the detail to copy: what they need, and never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QUrl, QUrlQuery

from fbi_uploader import __version__
from fbi_uploader.errors import Fact
from fbi_uploader.messages import message
from fbi_uploader.nodes.model import Node
from fbi_uploader.ui.settings.endpoints import address, kind_word, node_name
from fbi_uploader.ui.settings.stepwords import step_name
from fbi_uploader.ui.trouble import Trouble
from fbi_uploader.ui.words import language, translate

_LONGEST = 1500
"""Characters of a letter's text once encoded: Windows hands programs addresses of 2,000."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened where, and to whom."""

    node: Node
    kind: str
    user: str
    step: str
    trouble: Trouble

    @property
    def title(self) -> str:
        """In one line."""
        text = translate("Settings", "fbi_uploader: %1, %2: %3")
        text = text.replace("%1", node_name(self.node)).replace("%2", kind_word(self.kind))
        return text.replace("%3", message(self.trouble, language()).happened)

    @property
    def detail(self) -> str:
        """Code, place and facts, one a line."""
        facts: Mapping[str, Fact] = {
            "code": self.trouble.code.value,
            "node": self.node.id,
            "endpoint": self.kind,
            "address": address(self.node, self.kind),
            "user": self.user,
            "step": self.step,
            "fbi_uploader": __version__,
            **{f"  {name}": fact for name, fact in self.trouble.facts.items()},
        }
        return "\n".join(
            f"{name}: {fact}" for name, fact in facts.items() if fact not in (None, "")
        )

    def letter(self) -> QUrl:
        """A mailto address; whoever sends it reads it before."""
        told = message(self.trouble, language())
        greeting = translate("Settings", "Hello,")
        tested = translate("Settings", "The connection test stopped at this step: %1.")
        lines = [greeting, "", f"{told.happened}. {told.you_can}".strip()]
        lines += [tested.replace("%1", step_name(self.step))] if self.step else []
        text = "\n".join([*lines, "", self.detail])
        query = QUrlQuery()
        query.addQueryItem("subject", _encoded(self.title, _LONGEST // 4))
        query.addQueryItem("body", _encoded(text, _LONGEST))
        url = QUrl(f"mailto:{self.node.contact.email or ''}")
        url.setQuery(query)
        return url


def _encoded(text: str, longest: int) -> str:
    """As an address has it, without the end of what is too long."""
    while len(encoded := bytes(QUrl.toPercentEncoding(text).data()).decode()) > longest:
        text = text[: len(text) * 9 // 10]
    return encoded
