"""A simulation's picture that follows its sliders: drawn once, then only what moves is drawn again.

:meth:`Moving.update` maps new points by the fixed axes and gives the path data of each artist that moves: the
coordinates that matplotlib would give them, at a hundredth of the cost, and without matplotlib.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.base import Artist, Axis, Frame, Scene, Simulation
from tenmistakes.plots import shelf, style
from tenmistakes.plots.drawing import Drawing, patched, path_data, reworded

PLOT = 230.0
"""Height of the axes, in units of the picture."""

LEFT, RIGHT = 52.0, 16.0
"""Room beside the axes, in units of the picture."""

PREFIX = "tm-unsettled-"
"""Stands before every id in a template."""

_TOP = re.compile(r' data-top="([\d.]+)"')
_SMALLEST = -1000.0
"""The logarithm, for a picture, of what has none: far below every axis, as in matplotlib."""


@dataclass(frozen=True)
class Moving(Drawing):
    """The drawing of a scene; ``update`` moves it to another frame. ``top``: room above the axes."""

    scene: Scene = field(kw_only=True)
    top: float = field(kw_only=True)
    prefix: str = field(kw_only=True)

    def update(self, frame: Frame) -> dict[str, Any]:
        """``{"paths": {id: path data}, "words": str}`` for a frame: all that a page needs to follow it."""
        return {"paths": _paths(self.scene, self.top, frame, self.prefix), "words": frame.words}


def picture(slug: str, simulation: Simulation, frame: Frame, prefix: str = "") -> Moving:
    """The picture of a mistake's simulation at a frame."""

    def draw() -> str:
        from tenmistakes.plots import scene

        return scene.template(simulation.scene, frame)

    template = shelf.take(slug, simulation.name, simulation.scene, draw)
    return settle(template, simulation.scene, frame, prefix)


def placed(svg: str, top: float) -> str:
    """The SVG text of a scene with a note of how far down its axes begin."""
    return svg.replace("<svg ", f'<svg data-top="{top:.10g}" ', 1)


def settle(template: str, scene: Scene, frame: Frame, prefix: str) -> Moving:
    """Give a scene's template ids of its own and the points and words of a frame."""
    found = _TOP.search(template)
    assert found is not None, "this is no template of a scene"
    top = float(found[1])
    text = reworded(_TOP.sub("", template, count=1).replace(PREFIX, prefix), frame.words)
    text = patched(text, _paths(scene, top, frame, prefix))
    return Moving(text, frame.words, scene=scene, top=top, prefix=prefix)


def corners(scene: Scene, artist: Artist, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points (n, 2) that an artist's path goes through, in units of the data."""
    if artist.kind == "rule":
        return np.array([[points[0, 0], scene.y.low], [points[0, 0], scene.y.high]])
    if artist.kind == "area":
        return np.concatenate([[[points[0, 0], scene.y.low]], points, [[points[-1, 0], scene.y.low]]])
    return points


def _paths(scene: Scene, top: float, frame: Frame, prefix: str) -> dict[str, str]:
    paths = {}
    for artist in scene.artists:
        through = corners(scene, artist, frame.points[artist.name])
        across = LEFT + _along(scene.x, through[:, 0]) * (style.WIDTH - LEFT - RIGHT)
        down = top + (1 - _along(scene.y, through[:, 1])) * PLOT
        paths[f"{prefix}{artist.name}"] = path_data(
            np.column_stack([across, down]), closed=artist.kind == "area"
        )
    return paths


def _along(axis: Axis, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where values lie along an axis: 0 at its low end, 1 at its high end."""
    low, high, at = (_scaled(axis, value) for value in (axis.low, axis.high, values))
    return (at - low) / (high - low)


def _scaled(axis: Axis, values: Any) -> Any:
    if axis.scale == "linear":
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(values) > 0, np.log10(values), _SMALLEST)
