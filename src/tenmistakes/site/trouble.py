"""What stands in the way of the site, in sentences."""


class Trouble(Exception):
    """What went wrong while the site was built, and what to do about it."""
