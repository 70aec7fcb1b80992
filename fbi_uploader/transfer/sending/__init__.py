"""What the workers do: claim, send, prove, set ready (DESIGN 7)."""
