"""Investigation, Study, Assay and metadata values, with where each value came from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

Name = Annotated[str, Field(min_length=1, max_length=255)]


class Frozen(BaseModel):
    """Frozen, and unknown keys are refused: a typing error must not lose a value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Typed(Frozen):
    """The person wrote it."""

    kind: Literal["typed"] = "typed"


class TemplateDefault(Frozen):
    """The template proposed it and nobody changed it."""

    kind: Literal["template"] = "template"
    template: str


class ReadFrom(Frozen):
    """An image file says so."""

    kind: Literal["file"] = "file"
    file: str


Origin = Annotated[Typed | TemplateDefault | ReadFrom, Field(discriminator="kind")]


class MetadataValue(Frozen):
    """One value of a template's field. `unit` as the template or the file names it.

    Neither infinite nor "not a number": JSON has no word for them.
    """

    value: str | int | FiniteFloat | bool
    unit: str | None = None
    term_id: str | None = None
    origin: Origin = Typed()


Metadata = dict[str, MetadataValue]


class AssayFacts(Frozen):
    """What is said of an assay itself, in whatever form it is written."""

    name: Name
    description: str = ""
    template: str | None = None
    tags: tuple[str, ...] = ()


class StudyFacts(Frozen):
    """What is said of a study itself."""

    name: Name
    description: str = ""
    tags: tuple[str, ...] = ()


class InvestigationFacts(Frozen):
    """What is said of an investigation itself. People are logins on the node.

    `licence` is the SPDX id of the licence that the person chose; nobody chooses for them.
    """

    name: Name
    title: str = ""
    description: str = ""
    licence: str | None = None
    owners: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()


class Assay(AssayFacts):
    """One folder on the node, one Dataset in OMERO. Its files live in the plan."""

    metadata: Metadata = Field(default_factory=dict)


class Study(StudyFacts):
    """One Project in OMERO. `metadata` holds for all its assays that say nothing else."""

    metadata: Metadata = Field(default_factory=dict)
    assays: tuple[Assay, ...] = ()


class Investigation(InvestigationFacts):
    """One group in OMERO, one collection in iRODS. `metadata` as that of a study, one level up."""

    metadata: Metadata = Field(default_factory=dict)
    studies: tuple[Study, ...] = ()
