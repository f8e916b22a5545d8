"""The pictures that lessons find ready: every simulation, plan and picture, drawn before anybody asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib

from tenmistakes.build.material import Material
from tenmistakes.plots import pictures, plans, scene, shelf


def drawings(material: Material) -> Iterator[tuple[str, bytes]]:
    """File name, relative to the root of the course, and content of each picture of a mistake."""
    with _plain_matplotlib():
        for name, text, drawn_from in _drawn(material):
            path = f"course/{material.place.stem}/{shelf.FOLDER}/{name}.svg"
            yield path, shelf.marked(text, drawn_from).encode()


def _drawn(material: Material) -> Iterator[tuple[str, str, object]]:
    slug = material.place.slug
    for simulation in material.simulations.values():
        yield simulation.name, scene.template(simulation.scene, simulation.frame()), simulation.scene
    for space in material.plan_spaces.values():
        report = space.explain(space.reference)
        yield plans.file_name(space), plans.template(space, report), plans.drawn_from(space, report)
    album = pictures.load(material.place.folder)
    for name in album.pictures:
        yield name, pictures.draw(album, slug, name), pictures.drawn_from(album, name)


@contextmanager
def _plain_matplotlib() -> Iterator[None]:
    """matplotlib as it comes, whatever settings the person who builds has."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        yield
