"""What an instructor should know about a class: one page, and tables, from the gradebook.

``records`` reads it, ``analysis`` is the arithmetic, ``people`` finds who needs a hand, ``hiding`` takes
small numbers away, ``making`` puts these together. ``page`` shows what is left, with ``section`` for an
exercise, ``charts`` for its pictures and ``notes`` for what the numbers mean; ``tables`` writes the same for
a spreadsheet. ``command`` is ``tenmistakes report``.
"""
