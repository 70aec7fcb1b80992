"""One submission after the other, from queued to published."""
