"""From a chart to its drawing."""

from __future__ import annotations

from typing import assert_never

from audit.report.charts import Chart, ControlStrip, IntervalChart, RateChart
from audit.report.figures.intervals import draw_intervals
from audit.report.figures.primitives import Drawing
from audit.report.figures.rates import draw_rates
from audit.report.figures.strip import draw_strip


def draw(chart: Chart, width: float) -> Drawing:
    """Return the drawing of a chart, this wide in points; a chart without rows is an empty one."""
    match chart:
        case IntervalChart(rows=()) | ControlStrip(rows=()) | RateChart(points=()):
            return Drawing(width, 0, ())
        case IntervalChart():
            return draw_intervals(chart, width)
        case ControlStrip():
            return draw_strip(chart, width)
        case RateChart():
            return draw_rates(chart, width)
        case _:
            assert_never(chart)
