"""Which settings of an endpoint a form shows, in which order, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from fbi_uploader.ui.widgets.inputs import Offer, Words
from fbi_uploader.ui.words import translate

Form = Literal["text", "number", "toggle", "choice"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the endpoint's section. `weak`: the value that is less safe than the default."""

    key: str
    words: Words
    form: Form = "text"
    help_words: Words | None = None
    required: bool = False
    offers: tuple[Offer, ...] = ()
    weak: bool | None = None


def _host() -> Setting:
    return Setting("host", lambda: translate("Settings", "Server"), required=True)


def _port() -> Setting:
    return Setting("port", lambda: translate("Settings", "Port"), "number")


def _auth(*offers: Offer) -> Setting:
    return Setting("auth", lambda: translate("Settings", "Log-on"), "choice", offers=offers)


def _verify() -> Setting:
    return Setting(
        "verify_tls", lambda: translate("Settings", "Check the certificate"), "toggle", weak=False
    )


def _ca_file() -> Setting:
    return Setting(
        "ca_file",
        lambda: translate("Settings", "File of the certificate authority"),
        help_words=lambda: translate("Settings", "Empty: what this PC trusts."),
    )


def _from_here() -> Setting:
    return Setting(
        "from_here",
        lambda: translate("Settings", "Reached from this network"),
        "toggle",
        help_words=lambda: translate("Settings", "Off: not tried from here, and not an error."),
    )


def _password() -> Offer:
    return "password", lambda: translate("Settings", "Login and password")


SMB = (
    _host(),
    Setting("share", lambda: translate("Settings", "Share name"), required=True),
    Setting(
        "path",
        lambda: translate("Settings", "Folder below the share"),
        help_words=lambda: translate("Settings", "With / between its parts; may be empty."),
    ),
    _auth(_password(), ("windows", lambda: translate("Settings", "This PC’s session (Kerberos)"))),
    Setting("domain", lambda: translate("Settings", "Domain")),
    _port(),
    Setting(
        "min_dialect",
        lambda: translate("Settings", "Oldest SMB accepted"),
        "choice",
        offers=tuple(
            (one, partial("SMB {}".format, one)) for one in ("2.1", "3.0", "3.0.2", "3.1.1")
        ),
    ),
    Setting(
        "encryption",
        lambda: translate("Settings", "Demand encryption"),
        "toggle",
        help_words=lambda: translate("Settings", "Off: used where the server asks for it."),
    ),
    Setting("signing", lambda: translate("Settings", "Demand signing"), "toggle", weak=False),
    Setting("allow_guest", lambda: translate("Settings", "Accept guests"), "toggle", weak=True),
    _from_here(),
)
IRODS = (
    _host(),
    Setting("zone", lambda: translate("Settings", "Zone"), required=True),
    Setting(
        "home",
        lambda: translate("Settings", "Collection"),
        help_words=lambda: translate("Settings", "Empty: /zone/home."),
    ),
    _auth(
        ("native", lambda: translate("Settings", "iRODS password")),
        ("pam_password", lambda: translate("Settings", "Institute password (PAM)")),
    ),
    _port(),
    Setting("resource", lambda: translate("Settings", "Resource")),
    Setting("tls", lambda: translate("Settings", "Encrypt (TLS)"), "toggle", weak=False),
    _verify(),
    _ca_file(),
    Setting("encryption_key_size", lambda: translate("Settings", "Key size, bytes"), "number"),
    Setting("encryption_salt_size", lambda: translate("Settings", "Salt size, bytes"), "number"),
    Setting("hash_rounds", lambda: translate("Settings", "Hash rounds"), "number"),
    _from_here(),
)
FOLDER = (
    Setting(
        "path",
        lambda: translate("Settings", "Folder"),
        required=True,
        help_words=lambda: translate("Settings", "On this PC, or a share mounted here."),
    ),
    Setting(
        "mounted",
        lambda: translate("Settings", "Must be a mounted share"),
        "toggle",
        help_words=lambda: translate(
            "Settings", "Nothing is sent while it is not mounted, so that this disk is not filled."
        ),
    ),
    _from_here(),
)
OMERO = (
    _host(),
    _port(),
    Setting("web_url", lambda: translate("Settings", "Address of OMERO.web")),
    _verify(),
    _ca_file(),
    _from_here(),
)
QUAY = (
    Setting("url", lambda: translate("Settings", "Address"), required=True),
    _auth(
        ("none", lambda: translate("Settings", "No password")),
        ("bearer", lambda: translate("Settings", "Token")),
        ("cookie", lambda: translate("Settings", "Session cookie")),
    ),
    _verify(),
    _ca_file(),
    _from_here(),
)
SPECS: Mapping[str, tuple[Setting, ...]] = {
    "smb": SMB,
    "irods": IRODS,
    "folder": FOLDER,
    "omero": OMERO,
    "quay": QUAY,
}
