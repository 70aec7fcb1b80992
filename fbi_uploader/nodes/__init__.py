"""Nodes, persons, and the secrets they need."""
