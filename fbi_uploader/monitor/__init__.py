"""What became of a submission: on the node, in iRODS, in OMERO, in words of its own."""
