"""What people run: the command line, the screening service and the desktop."""

__version__ = "0.1.0"
