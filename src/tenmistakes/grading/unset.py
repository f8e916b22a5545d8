"""What is wrong with a course's configuration."""


class Unset(Exception):
    """The configuration cannot be used; the message is a sentence for the instructor."""
