"""Carries microscopy data from the acquisition PC to a node, and proves that it arrived."""

__version__ = "0.1.0"
