"""The command line: every command in words and, with `--json`, in data."""
