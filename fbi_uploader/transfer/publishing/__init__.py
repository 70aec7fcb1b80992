"""Staging, the one rename of an assay, its record, and taking back."""
