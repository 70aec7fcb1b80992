"""ISA-Tab and ISA-JSON: what a submission was made of, and every file with its checksums.

`content` is what both say, `collect` takes it out of a report, `facts` carries it to a child
process (`exporting`), in which isatools writes it (`writing`, `building`).
"""
