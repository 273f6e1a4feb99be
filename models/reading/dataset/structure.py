"""The elements of a data set, found in its bytes before anything is built: no bomb passes, and what is odd hides nothing behind it."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace

from models.reading.dataset.elements import ITEM, ITEM_END, KNOWN, PIXELS, SEQUENCE_END, UNDEFINED, Element, element_at, leads_on, true_end
from models.reading.dataset.encoding import Encoded, encoded
from models.values.refusal import NotARadiograph, RefusalCode

MOST_DEPTH, MOST_ELEMENTS = 32, 200_000

_DELIMITERS = 0xFFFE


@dataclass(frozen=True)
class Structure:
    """A data set's own elements, up to its pixels; those behind them too that belong before.

    Attributes:
        encoded: The data set.
        elements: In their order; each length is what the bytes have.
        cut: Whether the bytes end before an element does.
    """

    encoded: Encoded
    elements: tuple[Element, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class _Level:
    """An open sequence or item; ``end`` is at most where it ends, ``defined`` whether it needs no delimiter."""

    end: int
    defined: bool
    implicit: bool
    is_sequence: bool


def structure_of(data: bytes, *, most: int) -> Structure:
    """Find the elements of a file, and refuse a bomb. What is damaged otherwise is passed over, or found by who needs it.

    Args:
        data: A DICOM file.
        most: Bytes that it may have when inflated.

    Raises:
        NotARadiograph: It inflates to more, is nested deeper than ``MOST_DEPTH``, or has more elements than ``MOST_ELEMENTS``.
    """
    found = encoded(data, most=most)
    walk = _Walk(found.data, found.order, found.start, len(found.data))
    walk.go(implicit=found.implicit)
    return Structure(found, tuple(walk.elements), walk.cut)


def first_item(value: bytes, order: str, *, implicit: bool) -> Structure | None:
    """Return the first item of a sequence's value; None where there is none."""
    item = element_at(value, 0, len(value), order, implicit=implicit)
    if item is None or item.tag != ITEM:
        return None
    end = len(value) if item.length == UNDEFINED else min(item.start + item.length, len(value))
    walk = _Walk(value, order, item.start, end, stops_at_delimiters=True)
    walk.go(implicit=implicit)
    return Structure(Encoded(value, item.start, {}, order, implicit), tuple(walk.elements), walk.cut)


@dataclass
class _Walk:
    """One way over all elements; those outside sequences are kept."""

    data: bytes
    order: str
    at: int
    end: int
    stops_at_delimiters: bool = False
    elements: list[Element] = field(default_factory=list)
    cut: bool = False
    _levels: list[_Level] = field(default_factory=list)
    _sequence: Element | None = None
    _past_pixels: bool = False

    def go(self, *, implicit: bool) -> None:
        """Walk until the pixels, or the end."""
        outside = _Level(self.end, defined=True, implicit=implicit, is_sequence=False)
        for _ in range(MOST_ELEMENTS):
            self._leave_what_ends()
            level = self._levels[-1] if self._levels else outside
            element = element_at(self.data, self.at, level.end, self.order, implicit=level.implicit)
            if element is None and self._levels:
                self.at = level.end
            elif element is None:
                self.cut |= self.at < self.end
                return
            elif not self._step(element, level):
                return
        sentence = f"The header has more than {MOST_ELEMENTS} elements, as no radiograph's has; export the image anew."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)

    def _step(self, element: Element, level: _Level) -> bool:
        """Pass one element, or go into it; tell whether to go on."""
        if element.tag[0] == _DELIMITERS:
            return self._delimiter(element, level)
        if level.is_sequence:  # No item where one belongs: it was never closed.
            self._levels.pop()
            self.at = level.end if level.defined and self._goes_on_at(level.end) else self.at
        elif _is_encapsulated(element) or (not self._levels and self._lacks_items(element)):
            self._fragments(element)
        elif _is_sequence(element, self.data, self.order):
            self._sequence = self._sequence if self._levels else element
            self._open(element, level, is_sequence=True)
        else:
            repairable = not self._levels and element.representation and element.tag != PIXELS
            end = true_end(self.data, element, level.end, self.order) if repairable else element.start + element.length
            self.at = min(end, level.end)
            self.cut |= not self._levels and self.at < end
            self._keep(replace(element, length=self.at - element.start))
        return self._past_pixels or not self.elements or self.elements[-1].tag != PIXELS or self._header_goes_on()

    def _delimiter(self, element: Element, level: _Level) -> bool:
        if not self._levels and self.stops_at_delimiters:
            return False
        ends = ITEM_END if self._levels and not level.is_sequence else SEQUENCE_END
        if level.is_sequence and element.tag == ITEM:
            self._open(element, level, is_sequence=False)
        elif self._levels and not level.is_sequence and element.tag != ITEM_END and not level.defined:
            self._levels.pop()  # The item was never closed; its sequence reads this delimiter.
        else:
            self.at = element.start
            if self._levels and element.tag == ends:
                self._levels.pop()
        return True

    def _open(self, element: Element, level: _Level, *, is_sequence: bool) -> None:
        defined = element.length != UNDEFINED and element.start + element.length <= level.end
        defined &= not is_sequence or not element.representation or self._ends_well(element, level)
        end = min(element.start + element.length, level.end) if defined else level.end
        # A sequence of unknown representation is written implicitly (PS3.5 6.2.2).
        self._levels.append(_Level(end, defined, level.implicit or element.representation == b"UN", is_sequence))
        self.at = element.start
        if len(self._levels) > 2 * MOST_DEPTH:
            sentence = f"The header is nested more than {MOST_DEPTH} deep, as no radiograph's is; export the image anew."
            raise NotARadiograph(RefusalCode.TOO_DEEP, sentence)

    def _leave_what_ends(self) -> None:
        unclosed = False
        while self._levels and self.at >= self._levels[-1].end:
            unclosed |= not self._levels.pop().defined
        if self._levels or self._sequence is None:
            return
        sequence, self._sequence = self._sequence, None
        if unclosed and self.at >= self.end and not self.stops_at_delimiters:
            # It swallowed all that is behind it, so what it holds is read as if it stood outside, where the pixels are.
            self.at, self._past_pixels = sequence.start, True
        else:
            self._keep(replace(sequence, length=self.at - sequence.start))

    def _fragments(self, element: Element) -> None:
        """Pass over compressed pixels (PS3.5 A.4)."""
        at = element.start
        first = element_at(self.data, at, self.end, self.order, implicit=True)
        if first is None or first.tag not in (ITEM, SEQUENCE_END):  # Not in fragments after all.
            is_film = element.tag == PIXELS and not self._levels
            self.at = self.end if is_film else true_end(self.data, replace(element, length=0), self.end, self.order)
            self._keep(replace(element, length=self.at - at))
            return
        while (part := element_at(self.data, at, self.end, self.order, implicit=True)) and part.tag == ITEM:
            if part.start + part.length > self.end:
                self.at, self.cut = self.end, True
                return
            at = part.start + part.length
        self.at = part.start if part and part.tag == SEQUENCE_END else at
        self._keep(replace(element, length=at - element.start))

    def _goes_on_at(self, at: int) -> bool:
        element = element_at(self.data, at, self.end, self.order, implicit=False)
        return element is not None and leads_on(self.data, element, self.end, self.order) > 1

    def _ends_well(self, sequence: Element, level: _Level) -> bool:
        """Tell whether an element follows where a sequence says that it ends; if not, its items tell where."""
        end = sequence.start + sequence.length
        if end < level.end and self.data[end : end + 4] == struct.pack(f"{self.order}HH", *ITEM):
            return False
        return self.data[end + 4 : end + 6] in KNOWN or leads_on(self.data, sequence, level.end, self.order) > 1

    def _lacks_items(self, element: Element) -> bool:
        """Tell an element of undefined length that is no sequence."""
        begins = element_at(self.data, element.start, self.end, self.order, implicit=True)
        return element.length == UNDEFINED and begins is not None and begins.tag not in (ITEM, SEQUENCE_END)

    def _header_goes_on(self) -> bool:
        """Tell whether elements that belong before the pixels are behind them."""
        element = element_at(self.data, self.at, self.end, self.order, implicit=False)
        return element is not None and element.tag < PIXELS and self._goes_on_at(self.at)

    def _keep(self, element: Element) -> None:
        if not self._levels:
            self.elements.append(element)


def _is_encapsulated(element: Element) -> bool:
    return element.length == UNDEFINED and (element.tag == PIXELS or element.representation[:1] == b"O")


def _is_sequence(element: Element, data: bytes, order: str) -> bool:
    if element.tag == PIXELS:
        return False
    begins_with_item = data[element.start : element.start + 4] == struct.pack(f"{order}HH", *ITEM)
    return element.length == UNDEFINED or element.representation == b"SQ" or (not element.representation and begins_with_item)
