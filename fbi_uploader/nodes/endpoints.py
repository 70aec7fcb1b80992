"""How a node is reached: share, iRODS, folder, OMERO, import service (DESIGN 8)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.isa.model import Frozen
from fbi_uploader.nodes.fields import (
    HOME_PREFIX,
    AbsolutePosix,
    Component,
    FolderPath,
    Host,
    Line,
    LocalPath,
    Port,
    RelativePath,
    Url,
)


class Part(Frozen):
    """Frozen, no unknown keys, no conversions: `port = "445"` is a mistake, not a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Endpoint(Part):
    """`from_here` false: this PC's network does not reach it; it is not probed and not red."""

    from_here: bool = True


class Smb(Endpoint):
    """A Samba or Windows share, DFS included. `path` is below the share, with "/".

    `auth` "windows": the log-on of the account (Kerberos). `encryption` and `signing` true mean
    demanded, not merely offered; encryption is also used where the server demands it.
    """

    host: Host
    port: Port = 445
    share: Component
    path: RelativePath = ""
    auth: Literal["password", "windows"] = "password"
    domain: Line | None = None
    encryption: bool = False
    signing: bool = True
    min_dialect: Literal["2.1", "3.0", "3.0.2", "3.1.1"] = "2.1"
    allow_guest: bool = False

    @model_validator(mode="after")
    def _dialect_can_encrypt(self) -> Self:
        if self.encryption and self.min_dialect == "2.1" and "min_dialect" in self.model_fields_set:
            raise PydanticCustomError("encryption_needs_smb3", "SMB 2 cannot encrypt")
        return self


class Irods(Endpoint):
    """An iRODS zone. `home` is the collection that landings are below, `/<zone>/home` if absent.

    `tls` true is CS_NEG_REQUIRE, false CS_NEG_REFUSE. The `encryption_*` and `hash_rounds` values
    are those of the server's `irods_environment.json` (sizes in bytes).
    """

    host: Host
    port: Port = 1247
    zone: Component
    home: AbsolutePosix | None = None
    auth: Literal["native", "pam_password"] = "native"
    tls: bool = True
    verify_tls: bool = True
    ca_file: LocalPath | None = None
    encryption_algorithm: Literal["AES-256-CBC"] = "AES-256-CBC"
    encryption_key_size: Annotated[int, Field(ge=16, le=64)] = 32
    encryption_salt_size: Annotated[int, Field(ge=8, le=64)] = 8
    hash_rounds: Annotated[int, Field(ge=1, le=1024)] = 16
    resource: Component | None = None

    @property
    def root(self) -> str:
        """The collection that landings are below, without a final "/"."""
        return (self.home or f"/{self.zone}/home").rstrip("/")

    @model_validator(mode="after")
    def _pam_only_over_tls(self) -> Self:
        # python-irodsclient#205: otherwise the password crosses the network in clear.
        if self.auth == "pam_password" and not self.tls:
            raise PydanticCustomError("pam_needs_tls", "PAM sends the password itself")
        return self


class Folder(Endpoint):
    """A mounted share, a local disk, the sandbox. `{home}/...` lies in the program's own folder.

    `mounted`: nothing is sent unless `path` lies on a mount of its own: where a share is not
    mounted, its empty mount point must not be taken for it.
    """

    path: FolderPath
    mounted: bool = False

    def resolve(self, home: Path) -> Path:
        """The folder on this PC; `home` is `Home.root`.

        Raises InputError NODE_INVALID for the absolute path of another system.
        """
        if self.path.startswith(HOME_PREFIX):
            return home / self.path.removeprefix(HOME_PREFIX)
        path = Path(self.path)
        if not path.is_absolute():
            raise InputError(
                Code.NODE_INVALID, key="folder.path", path=self.path, why="another_system"
            )
        return path


class Omero(Endpoint):
    """An OMERO server, and its web client for links."""

    host: Host
    port: Port = 4064
    web_url: Url | None = None
    verify_tls: bool = True
    ca_file: LocalPath | None = None


class Quay(Endpoint):
    """The import service's door. `auth` says which header carries the secret (INTEROP 3)."""

    url: Url
    auth: Literal["none", "bearer", "cookie"] = "none"
    verify_tls: bool = True
    ca_file: LocalPath | None = None

    @property
    def host(self) -> str:
        """Host name of `url`."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Port of `url`, the scheme's own when it names none."""
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)
