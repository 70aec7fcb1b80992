"""What runs and waits."""
