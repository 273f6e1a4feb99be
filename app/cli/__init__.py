"""The command line: ``python main.py …``; without a command, the window."""
