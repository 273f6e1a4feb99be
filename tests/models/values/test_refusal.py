"""A refusal crosses processes whole."""

from __future__ import annotations

import pickle

from models.values.refusal import NotARadiograph, RefusalCode


def test_a_refusal_crosses_a_process_with_its_code_and_hash() -> None:
    """The reader is another process: what it refuses is pickled."""
    refusal = NotARadiograph(RefusalCode.BLANK, "Nothing to see.", "ab" * 32)
    back = pickle.loads(pickle.dumps(refusal))
    assert (back.code, back.sentence, back.file_sha256) == (RefusalCode.BLANK, "Nothing to see.", "ab" * 32)
    assert str(back) == "Nothing to see."
