"""Pictures: scenes of the models, plans side by side, and the pictures of the lessons, as themed SVG."""

import logging

# On a computer's first start matplotlib says that it is building its font cache, in the learner's notebook.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
