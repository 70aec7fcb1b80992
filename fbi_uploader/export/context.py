"""What every exporter has and gives: one signature for all hand-overs.

`def export(report: Report, context: Context) -> Iterator[Exported]`, pure: `reporting` composes
them, into the published record and for the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fbi_uploader.isa import levels
from fbi_uploader.isa.licence import Licence
from fbi_uploader.isa.model import Assay, Investigation, Metadata, Study
from fbi_uploader.isa.template.model import Level, Template, TemplateField
from fbi_uploader.isa.template.values import Vocabularies
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.nodes.model import Node
from fbi_uploader.report import Report


@dataclass(frozen=True, slots=True)
class Exported:
    """One file. `name` is POSIX, below the record's folder or `--out`: "isatab/i_study.txt".

    `pieces` may be called more than once, and gives the same bytes each time.
    """

    name: str
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Context:
    """What an exporter may know beside the report.

    `templates`  by id; one that an assay chose may have gone since: then its values are written
                 under their own names
    `node`       None when its file has gone
    `licence`    what the person chose, None when nothing: no exporter chooses for them
    """

    templates: Mapping[str, Template]
    node: Node | None
    vocabularies: Vocabularies = field(default_factory=bundled)
    licence: Licence | None = None

    def template_of(self, assay: Assay) -> Template | None:
        """The template that the assay chose, if it is still there."""
        return self.templates.get(assay.template) if assay.template else None

    def values_of(self, investigation: Investigation, study: Study, assay: Assay) -> Metadata:
        """Every value that holds for an assay, whatever level it was given at; none is blank."""
        return levels.values_of(investigation, study, assay)

    def fields_of(
        self, above: Investigation | Study, level: Level | None = None
    ) -> tuple[TemplateField, ...]:
        """The fields that govern an investigation or a study: its assays' templates, merged."""
        assays = above.assays if isinstance(above, Study) else levels.assays_of(above)
        return levels.fields_of(assays, self.template_of, level)


Export = Callable[[Report, Context], Iterator[Exported]]
