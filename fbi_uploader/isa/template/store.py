"""The templates of this PC: machine-wide, bundled, the user's own; the first of an id keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fbi_uploader.errors import Code, InputError, Problem, Severity
from fbi_uploader.isa.template.load import load_template
from fbi_uploader.isa.template.model import Template
from fbi_uploader.isa.template.values import Vocabularies
from fbi_uploader.paths import Home, machine_nodes, resources, shown
from fbi_uploader.tomlfile import InvalidFileError


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """A template and the file it comes from."""

    template: Template
    path: Path


class TemplateStore:
    """Reads its folders when made and at `reload`; one bad file never hides the others.

    Folders need not exist; sub-folders are not read.
    """

    def __init__(self, folders: Iterable[Path], vocabularies: Vocabularies | None = None) -> None:
        self._folders = tuple(folders)
        self._vocabularies = vocabularies
        self._templates: dict[str, StoredTemplate] = {}
        self._problems: list[Problem] = []
        self.reload()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Files that were refused, with every mistake in them; TEMPLATE_ID_TAKEN."""
        return tuple(self._problems)

    def reload(self) -> None:
        """Look at the folders again."""
        self._templates.clear()
        self._problems.clear()
        for folder in self._folders:
            for path in self._files(folder):
                self._take(path)

    def templates(self) -> tuple[StoredTemplate, ...]:
        """All usable ones, by folder and then by file name."""
        return tuple(self._templates.values())

    def offered(self, ids: Sequence[str]) -> tuple[StoredTemplate, ...]:
        """Those that a node names (`Node.templates`), in its order; all when it names none.

        What it names and is not there is left out.
        """
        if not ids:
            return self.templates()
        return tuple(self._templates[one] for one in ids if one in self._templates)

    def get(self, template_id: str) -> Template:
        """The template of this id. Raises InputError TEMPLATE_UNKNOWN (id, known)."""
        if template_id not in self._templates:
            known = ", ".join(sorted(self._templates))
            raise InputError(Code.TEMPLATE_UNKNOWN, id=shown(template_id), known=known)
        return self._templates[template_id].template

    def _files(self, folder: Path) -> list[Path]:
        try:
            found = sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:  # said, because its ids are then free for others to take
            self._refuse(Code.TEMPLATE_UNREADABLE, folder, line="1", why="unreadable")
            return []
        return [one for one in found if one.suffix == ".toml" and not one.name.startswith(".")]

    def _take(self, path: Path) -> None:
        try:
            template = load_template(path, self._vocabularies)
        except InvalidFileError as error:
            self._problems.extend(error.problems)
            return
        if taken := self._templates.get(template.id):
            self._refuse(Code.TEMPLATE_ID_TAKEN, path, id=template.id, holder=shown(taken.path))
            return
        self._templates[template.id] = StoredTemplate(template, path)

    def _refuse(self, code: Code, path: Path, **facts: str) -> None:
        told = {"file": shown(path), **facts}
        self._problems.append(Problem(code, shown(path), Severity.WARNING, told))


def template_folders(home: Home, machine: Path | None = None) -> tuple[Path, Path, Path]:
    """Machine-wide (beside the nodes, in `machine` or the system's place), bundled, the user's."""
    beside = (machine or machine_nodes()).parent / "templates"
    return (beside, resources() / "templates", home.root / "templates")
