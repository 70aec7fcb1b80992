"""From a plan to verified, published bytes."""
