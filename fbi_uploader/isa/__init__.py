"""Investigation, Study, Assay and their metadata: pure data."""
