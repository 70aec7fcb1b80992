"""Hand-overs: what is written beside the data for others to read."""
