"""The affine map between a film's source pixels and a network's pixels."""

from __future__ import annotations

from dataclasses import dataclass

GridBox = tuple[float, float, float, float]
"""A rectangle in the continuous coordinates of a grid: x0, y0, x1, y1; cell k covers [k, k + 1)."""


@dataclass(frozen=True)
class Geometry:
    """An axis-aligned affine map from source to network coordinates: ``network = scale * source + offset``.

    Coordinates are continuous, with pixel k covering [k, k + 1): a resize from W to w pixels has scale w / W and offset 0.

    Attributes:
        scale: Of x and y, network pixels per source pixel.
        offset: Of x and y, in network pixels.
        source: Height and width of the film.
        network: Height and width of the network's input.
    """

    scale: tuple[float, float]
    offset: tuple[float, float]
    source: tuple[int, int]
    network: tuple[int, int]

    @classmethod
    def identity(cls, height: int, width: int) -> Geometry:
        """Return the geometry of a film that nothing has been done to."""
        return cls((1.0, 1.0), (0.0, 0.0), (height, width), (height, width))

    def shifted(self, dx: float, dy: float, network: tuple[int, int]) -> Geometry:
        """Return this map followed by a shift, as cropping and padding do."""
        return Geometry(self.scale, (self.offset[0] + dx, self.offset[1] + dy), self.source, network)

    def scaled(self, sx: float, sy: float, network: tuple[int, int]) -> Geometry:
        """Return this map followed by a scaling about the origin, as resizing does."""
        scale = (self.scale[0] * sx, self.scale[1] * sy)
        return Geometry(scale, (self.offset[0] * sx, self.offset[1] * sy), self.source, network)

    def to(self, other: Geometry) -> Geometry:
        """Return the map from this network's pixels to another's of the same film."""
        scale = (other.scale[0] / self.scale[0], other.scale[1] / self.scale[1])
        offset = (other.offset[0] - self.offset[0] * scale[0], other.offset[1] - self.offset[1] * scale[1])
        return Geometry(scale, offset, self.network, other.network)

    def to_network(self, x: float, y: float) -> tuple[float, float]:
        """Map a point of the film to the network's input."""
        return self.scale[0] * x + self.offset[0], self.scale[1] * y + self.offset[1]

    def to_source(self, x: float, y: float) -> tuple[float, float]:
        """Map a point of the network's input to the film."""
        return (x - self.offset[0]) / self.scale[0], (y - self.offset[1]) / self.scale[1]

    def box_to_source(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Map a half-open box to whole source pixels, clipped to the film and never empty."""
        height, width = self.source
        x0, y0 = self.to_source(box[0], box[1])
        x1, y1 = self.to_source(box[2], box[3])
        left, top = min(max(round(x0), 0), width - 1), min(max(round(y0), 0), height - 1)
        return left, top, min(max(round(x1), left + 1), width), min(max(round(y1), top + 1), height)


def map_box(geometry: Geometry, grid: tuple[int, int]) -> GridBox:
    """Return the film's rectangle in the map's grid coordinates."""
    height, width = geometry.network
    x0, y0 = geometry.to_network(0, 0)
    x1, y1 = geometry.to_network(geometry.source[1], geometry.source[0])
    return x0 / width * grid[1], y0 / height * grid[0], x1 / width * grid[1], y1 / height * grid[0]
