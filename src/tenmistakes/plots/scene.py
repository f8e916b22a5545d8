"""A simulation's picture: drawn once, then only what moves is drawn again.

:func:`draw` has matplotlib draw the scene with its axes fixed. :meth:`Moving.update` maps the new points by
the same axes' transform and gives the path data of each artist that moves: the coordinates that a fresh
drawing would have, to the letter, at a hundredth of its cost.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from numpy.typing import NDArray

from tenmistakes.models.base import Artist, Axis, Frame, Scene
from tenmistakes.plots import style, svg

PLOT = 230.0
"""Height of the axes, in units of the picture."""

LEFT, RIGHT = 52.0, 16.0


@dataclass(frozen=True)
class Moving(svg.Drawing):
    """The drawing of a scene; ``update`` moves it to another frame."""

    scene: Scene = field(kw_only=True)
    axes: Axes = field(kw_only=True, repr=False)
    prefix: str = field(kw_only=True)

    def update(self, frame: Frame) -> dict[str, Any]:
        """``{"paths": {id: path data}, "words": str}`` for a frame: all that a page needs to follow it."""
        return {"paths": _paths(self.scene, self.axes, frame, self.prefix), "words": frame.words}


def draw(scene: Scene, frame: Frame, prefix: str = "") -> Moving:
    """Draw a scene in one of its states. ``prefix`` keeps its ids apart from those of other pictures."""
    with rc_context(style.RC):
        title = style.wrap(scene.title, style.WIDTH, style.TITLE, bold=True)
        columns = _legend_columns(scene)
        rows = -(-len(scene.artists) // columns) if len(scene.artists) > 1 else 0
        top = len(title) * style.TITLE * style.LINE + style.TEXT * style.LINE + 14
        bottom = 2 * style.TEXT * style.LINE + 14 + rows * (style.TEXT + 8)
        height = top + PLOT + bottom
        figure = svg.figure(height)
        svg.Page(figure, height).text(0, title, style.TITLE, bold=True)
        box = (
            LEFT / style.WIDTH,
            bottom / height,
            (style.WIDTH - LEFT - RIGHT) / style.WIDTH,
            PLOT / height,
        )
        axes = figure.add_axes(box)
        _fix(axes, scene)
        for order, artist in enumerate(scene.artists):
            _add(axes, artist, frame.points[artist.name], zorder=2 + order)
        _legend(figure, scene, columns)
        moving = tuple(artist.name for artist in scene.artists)
        text = svg.themed(figure, frame.words, prefix, moving)
    # Moving paths are written by one hand, here and in `update`, so that the two agree to the letter.
    text = svg.patched(text, _paths(scene, axes, frame, prefix))
    return Moving(text, frame.words, scene=scene, axes=axes, prefix=prefix)


def _fix(axes: Axes, scene: Scene) -> None:
    """Give the axes their fixed ranges, their ticks and their labels."""
    _scale(axes.xaxis, axes.set_xscale, axes.set_xlim, scene.x)
    _scale(axes.yaxis, axes.set_yscale, axes.set_ylim, scene.y)
    axes.set_xlabel(scene.x.label, labelpad=4)
    axes.set_title(scene.y.label, loc="left", x=-LEFT / (style.WIDTH - LEFT - RIGHT), size=style.TEXT, pad=12)
    axes.grid(axis="y", color=style.GRID.stand_in, linewidth=0.6)
    axes.set_axisbelow(True)


def _scale(axis: Any, set_scale: Any, set_limits: Any, described: Axis) -> None:
    set_scale(described.scale)
    set_limits(described.low, described.high)
    if described.ticks:
        axis.set_ticks([place for place, _ in described.ticks], [label for _, label in described.ticks])


def _add(axes: Axes, artist: Artist, points: NDArray[np.float64], zorder: int) -> None:
    colour = style.ROLES[artist.role].stand_in
    # Held inside the axes: matplotlib leaves out a line that lies outside. `draw` then writes the true path.
    corners = np.clip(_corners(axes, artist, points), *zip(axes.get_xlim(), axes.get_ylim(), strict=True))
    if artist.kind == "area":
        shape: Any = Polygon(corners, closed=True, facecolor=(colour, 0.22), edgecolor=colour, linewidth=1.2)
        axes.add_patch(shape)
    else:
        width = 1.6 if artist.kind == "rule" else 2.4
        shape = Line2D(*corners.T, color=colour, linewidth=width, linestyle=style.DASHES[artist.style])
        axes.add_line(shape)
    shape.set(gid=artist.name, zorder=zorder, clip_path=axes.patch)


def _legend_columns(scene: Scene) -> int:
    """Two where two labels fit beside one another, else one."""
    handle = 4.5 * style.TEXT  # the sample and the gaps around it
    widest = max(style.text_width(artist.label, style.TEXT) for artist in scene.artists)
    return 2 if 2 * (widest + handle) <= style.WIDTH else 1


def _legend(figure: Figure, scene: Scene, columns: int) -> None:
    """What each artist is, below the axes; one alone needs no legend."""
    if len(scene.artists) > 1:
        figure.legend(
            handles=[_handle(artist) for artist in scene.artists],
            loc="lower left",
            bbox_to_anchor=(0, 0),
            ncols=columns,
            frameon=False,
            borderpad=0,
            handlelength=2.2,
            columnspacing=1.6,
            labelspacing=0.5,
        )


def _handle(artist: Artist) -> Any:
    """What stands for an artist in the legend."""
    colour = style.ROLES[artist.role].stand_in
    if artist.kind == "area":
        return Patch(facecolor=(colour, 0.22), edgecolor=colour, linewidth=1.2, label=artist.label)
    dashes = style.DASHES[artist.style]
    return Line2D([], [], color=colour, linewidth=2.4, linestyle=dashes, label=artist.label)


def _corners(axes: Axes, artist: Artist, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points that an artist's path goes through, in units of the data."""
    low, high = axes.get_ylim()
    if artist.kind == "rule":
        return np.array([[points[0, 0], low], [points[0, 0], high]])
    if artist.kind == "area":
        return np.concatenate([[[points[0, 0], low]], points, [[points[-1, 0], low]]])
    return points


def _paths(scene: Scene, axes: Axes, frame: Frame, prefix: str) -> dict[str, str]:
    height = axes.figure.get_figheight() * 72
    paths = {}
    for artist in scene.artists:
        corners = axes.transData.transform(_corners(axes, artist, frame.points[artist.name]))
        corners[:, 1] = height - corners[:, 1]
        paths[f"{prefix}{artist.name}"] = svg.path_data(corners, closed=artist.kind == "area")
    return paths
