"""What Organise is made of: the tree, its names, and the filesets that wait for a place."""
