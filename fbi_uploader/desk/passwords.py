"""login, forget, secrets, unlock. A keyring may ask the person, and block as long as it likes."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator

from fbi_uploader.app import App
from fbi_uploader.desk.answering import Fields
from fbi_uploader.desk.requests import Login, OfEndpoint, OfPerson, Unlock
from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.credentials import KINDS, CredentialKey, Secret, credential_key
from fbi_uploader.nodes.model import Kind, Node
from fbi_uploader.transfer.engine.engine import Engine
from fbi_uploader.transfer.journal.records import SubmissionRow


class Passwords:
    """What this process and the keyring know, by person."""

    def __init__(self, app: App, engine: Engine) -> None:
        self._app = app
        self._engine = engine

    def login(self, asked: Login) -> Fields:
        """Know it; `kept` when it will still be known after a restart, `why` when it will not.

        Who waited for it goes on at once. Raises as `App.tell_secret`.
        """
        key, secret = self._key(asked), Secret(asked.secret)
        self._app.secrets.tell(key, secret)
        self._engine.password_known(lambda row: _is_of(row, asked.node, asked.person))
        if not asked.keep:
            return {"kept": False}
        try:
            return {"kept": self._app.secrets.keep(key, secret)}
        except InputError as error:  # known all the same, until we end
            return {"kept": False, "why": error.code}

    def forget(self, asked: OfEndpoint) -> None:
        """Neither know nor keep it. Raises InputError KEYRING_FAILED."""
        self._app.secrets.forget(self._key(asked))

    def secrets(self, asked: OfPerson) -> Fields:
        """For every endpoint of every node: where this person's secret is known."""
        told = [
            {
                "node": node.id,
                "endpoint": kind,
                "user": user,
                "known": self._app.secrets.where(key) if key else "not needed",
            }
            for node, kind, user, key in self._endpoints(asked.person)
        ]
        return {"secrets": told}

    def unlock(self, asked: Unlock) -> Fields:
        """Whether a secret is one of the person's; "unknown" when none is known.

        Raises InputError KEYRING_FAILED when it is none of those that can be read.
        """
        known, failed = self._known(asked.person)
        given = asked.secret.encode("utf-8", "surrogatepass")
        # All of them, and none sooner than another: the time tells nothing.
        same = [hmac.compare_digest(given, secret) for secret in known]
        if failed is not None and not any(same):
            raise failed
        return {"right": any(same) if known else "unknown"}

    def _known(self, person: str) -> tuple[list[bytes], InputError | None]:
        """What can be read of the person's secrets, and why not all. An empty one proves nobody."""
        known, failed = [], None
        for *_, key in self._endpoints(person):
            try:
                secret = self._app.secrets.get(key) if key is not None else None
            except InputError as error:
                failed = error
                continue
            if secret is not None and secret.reveal():
                known.append(secret.reveal().encode("utf-8", "surrogatepass"))
        return known, failed

    def _key(self, asked: OfEndpoint) -> CredentialKey:
        node = self._app.node(asked.node)
        user = self._app.person(asked.person).login_at(node.id, asked.endpoint)
        key = credential_key(node, asked.endpoint, user)
        if key is None:
            raise InputError(Code.ROUTE_UNKNOWN, node=node.id, routes=asked.endpoint)
        return key

    def _endpoints(self, person: str) -> Iterator[tuple[Node, Kind, str, CredentialKey | None]]:
        who = self._app.person(person)
        for stored in self._app.nodes.nodes():
            node = stored.node
            for kind in KINDS:
                if getattr(node, kind) is not None:
                    user = who.login_at(node.id, kind)
                    yield node, kind, user, credential_key(node, kind, user)


def _is_of(row: SubmissionRow, node: str, person: str) -> bool:
    return row.node == node and _folded(row.person) == _folded(person)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
