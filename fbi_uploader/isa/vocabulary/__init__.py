"""Terms of ontologies that are at hand without a network: read, searched, looked up."""
