"""The command line: ``python main.py COMMAND …``."""

COMMANDS = ("screen", "replay", "anatomy", "log", "models", "cohort", "report", "regions", "selfcheck", "selftest", "demo")
