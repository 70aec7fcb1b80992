"""Node, policy and persons files: checked, or NODE_INVALID with the line of every fault."""

from __future__ import annotations

from pathlib import Path

from fbi_uploader import tomlfile
from fbi_uploader.errors import Code
from fbi_uploader.nodes.model import Node, Policy
from fbi_uploader.tomlfile import LARGEST, InvalidFileError, Model

__all__ = ["LARGEST", "InvalidFileError", "load_node", "load_policy", "parse", "read"]


def load_node(path: Path) -> Node:
    """Read and check a node file. Raises InvalidFileError."""
    return parse(Node, read(path), path)


def load_policy(path: Path) -> Policy:
    """Read the machine's policy; the mild one when there is no file.

    Raises InvalidFileError: a policy that cannot be read must not turn into none.
    """
    if not path.exists():
        return Policy()
    return parse(Policy, read(path), path)


def read(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a small regular file. InvalidFileError NODE_INVALID."""
    return tomlfile.read(path, Code.NODE_INVALID, largest)


def parse(model: type[Model], content: bytes, path: Path) -> Model:
    """Check a file's content against a model. InvalidFileError NODE_INVALID."""
    return tomlfile.parse(model, content, path, Code.NODE_INVALID)
