"""What the form is made from: templates and vocabularies of a node, and this PC's usual values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fbi_uploader.drafting.defaults import defaults_folders, read_defaults
from fbi_uploader.errors import InputError, Problem, Severity
from fbi_uploader.isa.model import Metadata
from fbi_uploader.isa.template.model import Template, TemplateField
from fbi_uploader.isa.template.readings import defaults
from fbi_uploader.isa.template.values import Vocabularies, faults
from fbi_uploader.isa.vocabulary.load import bundled
from fbi_uploader.isa.vocabulary.search import Searcher
from fbi_uploader.ui.session import Session

Failed = Callable[[object], None]


class Knowledge:
    """Read when first asked for; `choose` another node, or the same one again, to read anew."""

    def __init__(self, session: Session, failed: Failed) -> None:
        self._session, self._failed = session, failed
        self.node = ""
        self.offered: tuple[str, ...] = ()
        """Ids of the templates that the node names, in its order."""
        self.vocabularies: Vocabularies = {}
        self._templates: dict[str, Template] = {}
        self._searchers: dict[tuple[str, tuple[str, ...]], Searcher] = {}
        self._usual: dict[str, Metadata] = {}

    def choose(self, node: str) -> None:
        """Read what this node has. Files that cannot be used are said, and hide no others."""
        self.node = node
        self._searchers.clear()
        self._usual.clear()
        app = self._session.app
        try:
            self.vocabularies = app.vocabularies_at(node)
            store = app.templates_at(node)
        except InputError as error:  # the node's own terms; those of the program are there
            self._failed(error)
            self.vocabularies, store = bundled(), app.templates
        named = {one.node.id: one.node.templates for one in app.nodes.nodes()}
        self.offered = named.get(node, ())
        first = store.offered(self.offered) if self.offered else ()
        ordered = (*first, *store.templates())
        self._templates = {one.template.id: one.template for one in ordered}

    def templates(self) -> Sequence[Template]:
        """All usable ones; those that the node names come first, in its order."""
        return list(self._templates.values())

    def template(self, id_: str | None) -> Template | None:
        """The template of this id, if it is there."""
        return self._templates.get(id_) if id_ else None

    def usual_template(self) -> str:
        """What an assay gets that chose none: the node's first; "" where it names none."""
        return next((one for one in self.offered if one in self._templates), "")

    def searcher(self, rules: TemplateField) -> Searcher:
        """Finds the terms that a field may have."""
        key = (rules.vocabulary or "", rules.branches)
        if key not in self._searchers:
            vocabulary = self.vocabularies.get(key[0])
            self._searchers[key] = Searcher([vocabulary] if vocabulary else [], rules.branches)
        return self._searchers[key]

    def proposed(self, template: Template | None) -> Metadata:
        """What the template itself proposes."""
        return defaults(template) if template is not None else {}

    def usual(self, template: Template) -> Metadata:
        """The values that this PC proposes for a template (`drafting.defaults`)."""
        if template.id not in self._usual:
            app = self._session.app
            folders = defaults_folders(app.home, app.machine_nodes)
            values, problems = read_defaults(template, folders)
            self._usual[template.id] = values
            for problem in problems:
                self._tell(problem)
        return self._usual[template.id]

    def fitting(self, template_id: str, values: Metadata) -> Metadata:
        """Of values that were read, those that block nothing (as the plan takes them)."""
        template = self.template(template_id)
        return {} if template is None else _fitting(template, values, self.vocabularies)

    def reads(self) -> frozenset[str]:
        """Ids of the templates that have something to read in image files."""
        return frozenset(
            one.id for one in self.templates() if any(field.read for field in one.field)
        )

    def forget_usual(self) -> None:
        """They were written anew."""
        self._usual.clear()

    def _tell(self, problem: Problem) -> None:
        self._failed(InputError(problem.code, **problem.facts))


def _fitting(template: Template, values: Metadata, vocabularies: Vocabularies) -> Metadata:
    return {
        name: value
        for name, value in values.items()
        if (rules := template.named(name)) is not None
        and not any(one.severity is Severity.BLOCKING for one in faults(rules, value, vocabularies))
    }
