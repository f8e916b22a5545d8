"""Links to a section of a notebook, as JupyterLab follows them."""

import re
from urllib.parse import quote

_MARKUP = re.compile(r"[*`]|\\(?=[^\w\s])")


def anchor(heading: str) -> str:
    """The anchor of a heading: its words with hyphens for spaces, written as an address writes them.

    ``heading`` is Markdown, to the letter; its marks of emphasis and code are not part of the words.
    """
    words = _MARKUP.sub("", heading).strip()
    return quote(words.replace(" ", "-"), safe="!$&'*+,;:@/?=-._~")
