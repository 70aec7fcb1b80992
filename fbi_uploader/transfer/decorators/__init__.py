"""What stands around any backend: retrying, throttling."""
