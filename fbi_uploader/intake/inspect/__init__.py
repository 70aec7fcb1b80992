"""What an image file says of itself, read from its header only, in a child process.

`inspector` is the side of the caller, `child` and `answering` the side of the child; the readers
and their libraries are loaded by `answering` alone.
"""
