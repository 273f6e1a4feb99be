"""placeholder"""


def run_window(arguments: list[str]) -> int:
    return 0
