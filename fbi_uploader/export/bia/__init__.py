"""BioImage Archive: a study's description in PageTab, and a file list for each study component."""

from fbi_uploader.export.bia.problems import problems
from fbi_uploader.export.bia.writing import submission

__all__ = ["problems", "submission"]
