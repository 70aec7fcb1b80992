"""What the Drop step is made of: the table of filesets and all that is said round it."""
