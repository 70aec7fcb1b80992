"""The window. The only room with Qt; it touches neither the network nor a file's content."""
