"""A folder that this PC sees: a mounted share, a local disk, the sandbox."""
