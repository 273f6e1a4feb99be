"""The command line: ``python main.py COMMAND …``."""

COMMANDS = ("screen", "anatomy", "log", "models", "selfcheck", "demo")
