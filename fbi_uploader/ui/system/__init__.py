"""What the operating system is asked: no sleep, tray, one instance, the file manager."""
