"""Rows in, roles out: Qt models without a window."""
