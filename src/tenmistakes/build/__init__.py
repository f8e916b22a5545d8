"""From ``course/`` to ``lessons/``, ``solutions/``, ``exercises/`` and ``docs/teaching.md``.

Existing tools do the work: jupytext reads the text sources, nbclient runs the notebooks, nbgrader makes the
release versions. The modules here string them together::

    page       one text source as a notebook        calls     what a code cell asks for
    material   one folder, all of it read           refusals  what a source may not say
    steps      notebook -> notebook                 ids       cells named after what they are
    execute    a kernel of its own                  normalise what a run leaves behind
    release    nbgrader's version for learners      tree      the built folders on disk
    teaching   what a class can argue about         notes     the notes for whoever teaches
    course     all of the above, in turn            command   what `tenmistakes build` does and says
"""

from tenmistakes.build.command import main
from tenmistakes.build.course import Built, build

__all__ = ["Built", "build", "main"]
