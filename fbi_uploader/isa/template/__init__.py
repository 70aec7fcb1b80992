"""Metadata templates: read, offered as a form, held against values, mapped to every hand-over."""
