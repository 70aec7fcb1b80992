"""Controls that every page is made of."""
