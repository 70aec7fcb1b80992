"""The plan in plain words: what goes where, how much, how long, and what stands in the way."""
