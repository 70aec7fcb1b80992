"""The guided way: drop, organise, describe, check, send."""
