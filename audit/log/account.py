"""The account that this process runs as, as the system knows it; what the environment says anybody can set."""

from __future__ import annotations

import os
import sys

_LONGEST = 257
"""Of a name on Windows, in characters, with the zero that ends it."""


def account() -> str:
    """Return the account's name; its number where it has none, as in a container."""
    if sys.platform == "win32":
        import ctypes

        name, size = ctypes.create_unicode_buffer(_LONGEST), ctypes.c_ulong(_LONGEST)
        return name.value if ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)) else "unknown"
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
