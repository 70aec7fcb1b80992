"""The SQLite file that knows every submission, and its rows (DESIGN 5)."""
