"""What may be asked, field by field: whoever writes to our stdin is a stranger."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from fbi_uploader.nodes.fields import is_safe_component
from fbi_uploader.nodes.model import Kind
from fbi_uploader.transfer.inbox import SubmissionId

Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
_Many = 10_000
Endpoint = Literal["smb", "irods", "omero", "quay", "folder"]


def _path(text: str) -> str:
    if not text or "\0" in text:
        raise PydanticCustomError("not_a_path", "no path is empty or has a NUL in it")
    return text


def _component(text: str) -> str:
    if not is_safe_component(text):
        raise PydanticCustomError("not_a_folder_name", "one folder name that all systems take")
    return text


DraftId = SubmissionId
"""A UUID: it is the name of a folder, so no other text may be."""
AbsolutePath = Annotated[str, StringConstraints(max_length=32_767), AfterValidator(_path)]
Paths = Annotated[tuple[AbsolutePath, ...], Field(max_length=_Many, strict=False)]
Component = Annotated[str, AfterValidator(_component)]


class Asked(BaseModel):
    """What every command has; `id` and `command` are the wire's."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class OfDraft(Asked):
    """open, close, plan."""

    draft: DraftId


class Drop(OfDraft):
    """drop: scan these as well."""

    paths: Paths


class Look(OfDraft):
    """look: at the images of these filesets."""

    heads: Paths


class Read(OfDraft):
    """read: what the images of one assay say for the fields of a template."""

    assay: Text
    template: Text


class Send(OfDraft):
    """send: what was planned."""

    submission: SubmissionId


class Names(Asked):
    """names: what is on the node at one level."""

    node: Text
    person: Text
    investigation: Component | None = None
    study: Component | None = None


class OfEndpoint(Asked):
    """forget: a person's secret at one endpoint."""

    node: Text
    person: Text
    endpoint: Kind


class Login(OfEndpoint):
    """login: know a secret, and keep it where that is allowed."""

    secret: str = Field(repr=False)
    keep: bool = False


class Check(Asked):
    """check: one endpoint, step by step."""

    node: Text
    person: Text
    endpoint: Endpoint


class OfPerson(Asked):
    """secrets."""

    person: Text


class Unlock(OfPerson):
    """unlock: whether this is the person."""

    secret: str = Field(repr=False)


class OfSubmission(Asked):
    """verdict."""

    submission: SubmissionId


class Receipt(OfSubmission):
    """receipt."""

    language: Literal["fr", "en"] = "fr"


class Order(Asked):
    """order: these submissions first, in this order."""

    submissions: Annotated[tuple[SubmissionId, ...], Field(max_length=_Many, strict=False)]
