"""The course as a website: pages to read, and the same notebooks live in the visitor's browser.

``pages`` turns the built notebooks into pages, ``live`` makes the JupyterLite beside them, out of what
``fetch`` and ``wheels`` bring together.
"""
