"""An HTML document that stands alone: no script, nothing to load, and a policy that allows neither."""

from html import escape

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def alone(title: str, style: str, body: str, kind: str = "") -> str:
    """The whole document.

    ``title`` is its name in the browser, ``style`` its style sheet, ``body`` the HTML of its main part;
    ``kind`` is the class of its body.
    """
    classed = f' class="{kind}"' if kind else ""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body{classed}>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
