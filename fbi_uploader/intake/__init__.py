"""Files on this PC: which they are, what belongs together, whether they are finished."""
