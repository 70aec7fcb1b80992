"""Secrets: in the system's keyring, or in memory; never in a file, a log or an argument.

The only module that knows `keyring`, which is loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn, Protocol, Self, TypeVar

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.endpoints import Quay
from fbi_uploader.nodes.model import Kind, Node, Policy
from fbi_uploader.nodes.persons import Person, shared_account
from fbi_uploader.paths import NAME

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Answer = TypeVar("Answer")

KINDS: tuple[Kind, ...] = ("smb", "irods", "omero", "quay")
HIDDEN = "•••"
REFUSED_MODULES = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


class Secret:
    """A password or token that shows itself to `reveal` alone: not to print, format, pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the library that logs on."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, _: str) -> str:
        return HIDDEN

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class CredentialKey:
    """Where a secret belongs. Another host, port or kind is another key: nothing is found there.

    `kind` is "smb", "irods", "omero", "quay", or "quay-http" where that door has no TLS, so that
    a token given to https is not sent in clear once somebody edits the address.
    """

    kind: str
    host: str
    port: int
    user: str

    @property
    def service(self) -> str:
        """The name it has in the keyring."""
        return f"{NAME} {self.kind}://{self.host}:{self.port}"


def credential_key(node: Node, kind: Kind, user: str) -> CredentialKey | None:
    """The key of one endpoint; None when it is absent or asks for no secret of ours."""
    endpoint = {"smb": node.smb, "irods": node.irods, "omero": node.omero, "quay": node.quay}[kind]
    if endpoint is None or getattr(endpoint, "auth", None) in {"windows", "none"}:
        return None
    plain = isinstance(endpoint, Quay) and endpoint.url.startswith("http:")
    return CredentialKey(f"{kind}-http" if plain else kind, endpoint.host, endpoint.port, user)


def keys_of(person: Person, nodes: Iterable[Node]) -> Iterator[CredentialKey]:
    """Of every endpoint where this person has a secret of ours."""
    for node in nodes:
        for kind in KINDS:
            key = credential_key(node, kind, person.login_at(node.id, kind))
            if key is not None:
                yield key


class CredentialStore(Protocol):
    """Where secrets are kept. `get` and `set` raise InputError KEYRING_FAILED (backend, why)."""

    @property
    def lasting(self) -> bool:
        """Whether they are still there after the program ends."""

    def get(self, key: CredentialKey) -> Secret | None:
        """The secret, or None."""

    def set(self, key: CredentialKey, secret: Secret) -> None:
        """Keep or replace it."""

    def delete(self, key: CredentialKey) -> None:
        """Forget it; nothing happens when it is not there."""


class SessionStore:
    """In memory, gone with the process."""

    lasting = False

    def __init__(self) -> None:
        self._secrets: dict[CredentialKey, Secret] = {}

    def __repr__(self) -> str:
        return f"SessionStore({len(self._secrets)} secrets)"

    def get(self, key: CredentialKey) -> Secret | None:
        """The secret, or None."""
        return self._secrets.get(key)

    def set(self, key: CredentialKey, secret: Secret) -> None:
        """Keep or replace it."""
        self._secrets[key] = secret

    def delete(self, key: CredentialKey) -> None:
        """Forget it."""
        self._secrets.pop(key, None)


class Secrets:
    """What this process knows: told to it for this run, or kept in a lasting store.

    `kept`          opens that store, which is slow, once nothing else knows
    `first, last`   whom to ask before it and after it; an answer is known from then on
    """

    def __init__(self, kept: Callable[[], CredentialStore]) -> None:
        self.first: Ask = _nobody
        self.last: Ask = _nobody
        self._told = SessionStore()
        self._open = kept

    def tell(self, key: CredentialKey, secret: Secret) -> None:
        """Know it until the process ends."""
        self._told.set(key, secret)

    def get(self, key: CredentialKey) -> Secret | None:
        """The secret, or None."""
        for ask in (self._told.get, self.first, self._of_store, self.last):
            secret = ask(key)
            if secret is not None:
                self.tell(key, secret)
                return secret
        return None

    def keep(self, key: CredentialKey, secret: Secret) -> bool:
        """Know it, and keep it where that is allowed and possible; whether it lasts.

        Raises InputError KEYRING_FAILED; it is known until the process ends all the same.
        """
        self.tell(key, secret)
        store = self._open()  # anew: the account may be several people's by now
        if store.lasting:
            store.set(key, secret)
        return store.lasting

    def forget(self, key: CredentialKey) -> None:
        """Neither know nor keep it. Raises InputError KEYRING_FAILED; then it is not known."""
        self._told.delete(key)
        self._open().delete(key)

    def forget_told(self, keys: Iterable[CredentialKey]) -> None:
        """Do not know these any more; what is kept stays kept."""
        for key in keys:
            self._told.delete(key)

    def where(self, key: CredentialKey) -> Literal["memory", "keyring", "none"]:
        """Where a secret is known. A keyring that does not answer holds none."""
        with suppress(InputError):
            store = self._open()
            if store.lasting and store.get(key) is not None:
                return "keyring"
        return "memory" if self._told.get(key) is not None else "none"

    def _of_store(self, key: CredentialKey) -> Secret | None:
        return self._open().get(key)  # anew, as in `keep`


Ask = Callable[[CredentialKey], Secret | None]


def _nobody(_key: CredentialKey) -> Secret | None:
    return None


class KeyringStore:
    """In the system's keyring (Credential Manager, Keychain, Secret Service). Calls may block.

    Raises InputError KEYRING_REFUSED (backend) when the backend is none or keeps plain text.
    """

    lasting = True

    def __init__(self) -> None:
        self._backend = _usable(_configured())

    def __repr__(self) -> str:
        return f"KeyringStore({_name(self._backend)})"

    def get(self, key: CredentialKey) -> Secret | None:
        """The secret, or None."""
        found = self._ask(lambda: self._backend.get_password(key.service, key.user))
        return None if found is None else Secret(found)

    def set(self, key: CredentialKey, secret: Secret) -> None:
        """Keep or replace it."""
        self._ask(lambda: self._backend.set_password(key.service, key.user, secret.reveal()))

    def delete(self, key: CredentialKey) -> None:
        """Forget it."""
        if self.get(key) is not None:
            self._ask(lambda: self._backend.delete_password(key.service, key.user))

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        from keyring.errors import KeyringLocked  # noqa: PLC0415 - loaded when first needed

        try:
            return call()
        except KeyringLocked:
            raise self._failed("locked") from None
        # pywintypes.error, GLib.Error and D-Bus errors come through raw and have no common base.
        # Typed, and cut off from the cause, because a library's text may hold the secret.
        except Exception as error:  # noqa: BLE001 - ruff counts `raise ... from None` as swallowed
            raise self._failed(type(error).__name__) from None

    def _failed(self, why: str) -> InputError:
        return InputError(Code.KEYRING_FAILED, backend=_name(self._backend), why=why)


def open_store(policy: Policy, persons: Iterable[Person] = ()) -> CredentialStore:
    """The keyring; memory where there is no safe one, or where several people share the account."""
    if shared_account(policy, persons):
        return SessionStore()
    try:
        return KeyringStore()
    except InputError:
        return SessionStore()


def _configured() -> KeyringBackend:
    import keyring  # noqa: PLC0415 - loaded when first needed

    try:
        return keyring.get_keyring()
    except Exception as error:  # the user's keyring configuration may name any class at all
        why = type(error).__name__
        raise InputError(Code.KEYRING_REFUSED, backend="", why=why) from error


def _usable(backend: KeyringBackend) -> KeyringBackend:
    """The backend, or the first safe one of a chain: the chain itself falls through to unsafe."""
    chained: Iterable[KeyringBackend] = getattr(backend, "backends", ())
    is_chain = any(base.__name__ == "ChainerBackend" for base in type(backend).__mro__)
    for one in chained if is_chain else (backend,):
        if not _keeps_badly(one):
            return one
    raise InputError(Code.KEYRING_REFUSED, backend=_name(backend))


def _keeps_badly(backend: KeyringBackend) -> bool:
    return any(
        f"{base.__module__}.".startswith(tuple(f"{name}." for name in REFUSED_MODULES))
        or "plaintext" in base.__name__.casefold()
        for base in type(backend).__mro__
    )


def _name(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
