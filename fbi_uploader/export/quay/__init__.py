"""The node's own hand-over: the manifest and the workbook of omero-quay 1.2.0 (INTEROP 2, 5).

Nothing of omero-quay is imported or copied: its parser and its models judge ours in the tests.
"""

from fbi_uploader.export.quay.drafting import draft_from_workbook
from fbi_uploader.export.quay.rules import quay_problems
from fbi_uploader.export.quay.writing import manifest, workbook

__all__ = ["draft_from_workbook", "manifest", "quay_problems", "workbook"]
