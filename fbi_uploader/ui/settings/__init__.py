"""Nodes, limits, language and look, persons."""
