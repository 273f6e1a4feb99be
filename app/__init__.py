"""What people run: the command line and the desktop, over the run, its workers and what a site keeps."""

__version__ = "0.1.0"
