"""Why a run ends before its end."""


class Stopped(Exception):
    """The run cannot go on; the message is a sentence. What was graded until then stands."""
