"""A simulation's picture drawn by matplotlib: its axes are fixed, each artist has an id to be moved by."""

from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from numpy.typing import NDArray

from tenmistakes.models.base import Artist, Axis, Frame, Scene
from tenmistakes.plots import moving, style, svg
from tenmistakes.plots.measure import text_width, wrap
from tenmistakes.plots.moving import LEFT, PLOT, RIGHT


def draw(scene: Scene, frame: Frame, prefix: str = "") -> moving.Moving:
    """Draw a scene in one of its states. ``prefix`` keeps its ids apart from those of other pictures."""
    return moving.settle(template(scene, frame), scene, frame, prefix)


def template(scene: Scene, frame: Frame) -> str:
    """The SVG text of a scene, ready for :func:`moving.settle`, with the moving paths as matplotlib has them.

    All but these and the words is the same for every frame.
    """
    with rc_context(style.RC):
        title = wrap(scene.title, style.WIDTH, style.TITLE, bold=True)
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
            _add(axes, scene, artist, frame.points[artist.name], zorder=2 + order)
        _legend(figure, scene, columns)
        names = tuple(artist.name for artist in scene.artists)
        return moving.placed(svg.themed(figure, frame.words, moving.PREFIX, names), top)


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


def _add(axes: Axes, scene: Scene, artist: Artist, points: NDArray[np.float64], zorder: int) -> None:
    colour = style.ROLES[artist.role].stand_in
    # Held inside the axes: matplotlib leaves out a line that lies outside. `settle` writes the true path.
    limits = zip((scene.x.low, scene.y.low), (scene.x.high, scene.y.high), strict=True)
    corners = np.clip(moving.corners(scene, artist, points), *zip(*limits, strict=True))
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
    widest = max(text_width(artist.label, style.TEXT) for artist in scene.artists)
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
