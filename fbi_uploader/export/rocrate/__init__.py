"""RO-Crate: what was sent as linked data, one `ro-crate-metadata.json` and never the data."""

from fbi_uploader.export.rocrate.problems import problems
from fbi_uploader.export.rocrate.writing import crate

__all__ = ["crate", "problems"]
