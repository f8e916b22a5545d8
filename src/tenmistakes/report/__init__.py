"""What an instructor should know about a class: one page, and tables, from the gradebook.

``records`` reads it, ``analysis`` is the arithmetic, ``people`` finds who needs a hand, ``hiding`` takes away
small numbers, ``charts``, ``page`` and ``tables`` show what is left. ``command`` is ``tenmistakes report``.
"""
