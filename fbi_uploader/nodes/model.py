"""One node: its endpoints, where data land on it, and what its facility wants (DESIGN 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.nodes.endpoints import Folder, Irods, Omero, Part, Quay, Smb
from fbi_uploader.nodes.fields import (
    AbsolutePosix,
    Component,
    Email,
    Landing,
    Line,
    PathRoot,
    Phone,
    Slug,
    Url,
    is_safe_component,
)
from fbi_uploader.paths import shown

Route = Literal["smb", "irods", "folder"]
Kind = Literal["smb", "irods", "omero", "quay"]
SafeNeeds = Literal["irods", "route", "never"]
Format = Literal["quay-json", "quay-xlsx", "isatab", "isajson", "rocrate", "bia"]
FORMATS: tuple[Format, ...] = get_args(Format)
ROUTES: tuple[Route, ...] = ("smb", "irods", "folder")


class Names(Part):
    """What people call the node."""

    fr: Line
    en: Line


class Contact(Part):
    """Whom to call; all of it may be absent."""

    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    url: Url | None = None


class Ingest(Part):
    """What the import does over there (INTEROP 4, 5).

    `flattens`: sub-folders become `sub_dir_file`, but not by the routes in `keeps_folders`.
    `collection`: where assays appear in iRODS,
    `[irods] home` if absent. `provenance`, `destination`: names the manifest and the form want.
    """

    flattens: bool = True
    keeps_folders: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    collection: AbsolutePosix | None = None
    provenance: Line | None = None
    destination: Line | None = None


class Verify(Part):
    """`full` reads every byte back, `size` does not; `safe_needs` as DESIGN 7, Safe to delete."""

    policy: Literal["full", "size"] = "full"
    safe_needs: SafeNeeds | None = None


class Limits(Part):
    """`bandwidth` in bytes/s (None: no cap); `quiet_seconds` a file must stand still to be ready.

    `retries` of one call after a RetryError; `timeout_seconds` without any answer.
    """

    connections: Annotated[int, Field(ge=1, le=64)] = 4
    bandwidth: Annotated[int, Field(ge=1024, le=1 << 50)] | None = None
    quiet_seconds: Annotated[float, Field(ge=0, le=86400)] = 30.0
    retries: Annotated[int, Field(ge=0, le=1000)] = 8
    timeout_seconds: Annotated[float, Field(gt=0, le=3600)] = 60.0


class Node(Part):
    """One TOML file.

    `landing` is below the route's root, `path_root` the same place as the import service names it;
    both know `{manager}` and `{login}`. `routes` is the order of preference; empty means smb,
    irods, folder, those that are there. `exports` are written beside published data.
    """

    id: Slug
    names: Names
    contact: Contact = Contact()
    smb: Smb | None = None
    irods: Irods | None = None
    folder: Folder | None = None
    omero: Omero | None = None
    quay: Quay | None = None
    ingest: Ingest = Ingest()
    verify: Verify = Verify()
    limits: Limits = Limits()
    templates: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    exports: Annotated[tuple[Format, ...], Field(strict=False)] = FORMATS
    routes: Annotated[tuple[Route, ...], Field(strict=False)] = ()
    landing: Landing = "{manager}/"
    path_root: PathRoot | None = None
    staging_name: Component = "_staging"
    submissions_name: Component = "_submissions"
    sandbox: bool = False

    @property
    def route_order(self) -> tuple[Route, ...]:
        """The routes this node has, the preferred one first; never empty."""
        return self.routes or self._present()

    @property
    def safe_needs(self) -> SafeNeeds:
        """What "safe to delete" asks here. `never`: the sandbox, or sizes only and no iRODS."""
        asked = self.verify.safe_needs or ("irods" if self.irods else "route")
        sizes_only = asked == "route" and self.verify.policy == "size"
        return "never" if self.sandbox or sizes_only else asked

    @property
    def wanted_exports(self) -> tuple[Format, ...]:
        """What lies beside published data. Unasked, nothing for an import that the node has not."""
        imports = self.ingest.provenance is not None and self.ingest.destination is not None
        if imports or "exports" in self.model_fields_set:
            return self.exports
        return tuple(one for one in self.exports if not one.startswith("quay-"))

    def landing_for(self, manager: str, login: str) -> str:
        """The person's folder below the route's root, without "/" at its ends ("" is the root).

        Raises InputError NAME_FORBIDDEN for a name that is not one folder name everywhere.
        """
        return filled(self.landing, manager=manager, login=login).removesuffix("/")

    def _present(self) -> tuple[Route, ...]:
        return tuple(route for route in ROUTES if getattr(self, route) is not None)

    @model_validator(mode="after")
    def _routes_are_there(self) -> Self:
        if not self._present():
            raise PydanticCustomError("no_route", "one of [smb], [irods], [folder] is needed")
        if set(self.routes) - set(self._present()) or len(set(self.routes)) < len(self.routes):
            raise PydanticCustomError("routes_unknown", "each once, and with its section")
        return self

    @model_validator(mode="after")
    def _sandbox_stays_here(self) -> Self:
        if self.sandbox and (self._present() != ("folder",) or self.omero or self.quay):
            raise PydanticCustomError("sandbox_leaves", "a sandbox has a folder and nothing else")
        return self

    @model_validator(mode="after")
    def _evidence_is_possible(self) -> Self:
        if self.verify.safe_needs == "irods" and self.irods is None:
            raise PydanticCustomError("no_irods", "safe_needs is irods, and there is none")
        return self

    @model_validator(mode="after")
    def _own_folders_differ(self) -> Self:
        if self.staging_name.casefold() == self.submissions_name.casefold():
            raise PydanticCustomError("same_name", "staging and submissions need two names")
        return self


def filled(template: str, *, manager: str, login: str) -> str:
    """`landing` or `path_root` with its placeholders replaced. InputError NAME_FORBIDDEN."""
    values = {"{manager}": manager, "{login}": login}

    def value(found: re.Match[str]) -> str:
        name = values[found[0]]
        if not is_safe_component(name):
            raise InputError(Code.NAME_FORBIDDEN, name=shown(name), field=found[0][1:-1])
        return name

    return re.sub(r"\{[^{}]*\}", value, template)


class Policy(Part):
    """What the machine's owner decided, in `policy.toml` beside the machine-wide nodes folder.

    `shared_account` None: true once several people are listed on this account.
    """

    forbid_user_nodes: bool = False
    shared_account: bool | None = None


@dataclass(frozen=True, slots=True)
class Weakness:
    """A setting weaker than the default; `key` is its place in the file ("smb.signing")."""

    key: str
    value: str


def weaknesses(node: Node) -> tuple[Weakness, ...]:
    """What the edges show in red: unverified or missing TLS, guests, no signing, sizes only."""
    stronger = {
        "smb.signing": True,
        "smb.allow_guest": False,
        "irods.tls": True,
        "irods.verify_tls": True,
        "omero.verify_tls": True,
        "quay.verify_tls": True,
        "verify.policy": "full",
    }
    found = [
        Weakness(key, str(value).lower())
        for key, strong in stronger.items()
        if (value := _setting(node, key)) is not None and value != strong
    ]
    plain = [
        Weakness(key, url)
        for key in ("quay.url", "omero.web_url")
        if isinstance(url := _setting(node, key), str) and url.startswith("http:")
    ]
    return (*found, *plain)


def _setting(node: Node, key: str) -> object:
    section, name = key.split(".")
    return getattr(getattr(node, section), name, None)
