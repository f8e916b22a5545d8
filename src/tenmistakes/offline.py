"""What stands for the course's functions in a browser that could not fetch numpy: a sentence."""


def sorry(*_: object, **__: object) -> None:
    """Say what is missing and what to do."""
    print(
        "This cannot be shown: the part that computes (numpy) could not be fetched. Check that you are "
        "online, then reload the page. Your answers are kept."
    )
