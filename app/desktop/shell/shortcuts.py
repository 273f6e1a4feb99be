"""Which keys do what: those that are shipped, and a person's own in their place. No key does two things. No Qt."""

from __future__ import annotations

from collections.abc import Mapping

Keys = tuple[str, ...]


class Shortcuts:
    """The keys of every action.

    Args:
        shipped: Keys by action; no key stands there twice.
    """

    def __init__(self, shipped: Mapping[str, Keys]) -> None:
        self._shipped = dict(shipped)
        self._keys = dict(shipped)

    def keys(self, action: str) -> Keys:
        """Return the keys of an action."""
        return self._keys[action]

    def holder(self, key: str) -> str | None:
        """Return the action that a key does."""
        return _holders(self._keys).get(_meaning(key), [None])[0]

    def take_own(self, own: Mapping[str, Keys]) -> str:
        """Put a person's own keys in the place of the shipped ones; where they clash, the shipped ones stay.

        Args:
            own: By action. Those of an action that is no more are passed over.

        Returns:
            A sentence that says which key stands twice, or "".
        """
        merged = self._shipped | {action: keys for action, keys in own.items() if action in self._shipped}
        for key, actions in _holders(merged).items():
            if len(actions) > 1:
                return f"Your own keys give {_spelt(key, merged)} to “{actions[0]}” and to “{actions[1]}”, so the shipped keys are used."
        self._keys = merged
        return ""

    def bind(self, action: str, key: str) -> str:
        """Give an action one key in the place of all that it had; "" takes them away.

        Returns:
            A sentence that says what the key does already, where nothing was changed, or "".
        """
        holder = self.holder(key) if key else None
        if holder not in (None, action):
            return f"{key} is the key of “{holder}” already. Give that another key first."
        self._keys[action] = (key,) if key else ()
        return ""

    def reset(self) -> None:
        """Go back to the shipped keys."""
        self._keys = dict(self._shipped)

    def own(self) -> dict[str, Keys]:
        """Return what differs from the shipped keys."""
        return {action: keys for action, keys in self._keys.items() if keys != self._shipped[action]}


Meaning = tuple[frozenset[str], str]
"""Of a key as it is written: what is held, in any order, and what is pressed."""


def _meaning(key: str) -> Meaning:
    held, pressed = (key[:-1], "+") if key.endswith("+") else ("+" + key).rsplit("+", 1)
    return frozenset(part.strip().casefold() for part in held.split("+") if part.strip()), pressed.strip().casefold()


def _holders(keys: Mapping[str, Keys]) -> dict[Meaning, list[str]]:
    found: dict[Meaning, list[str]] = {}
    for action, held in keys.items():
        for key in held:
            found.setdefault(_meaning(key), []).append(action)
    return found


def _spelt(key: Meaning, keys: Mapping[str, Keys]) -> str:
    return next(one for held in keys.values() for one in held if _meaning(one) == key)
