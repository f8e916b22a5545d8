"""Grading a class without running a line of anybody's code.

What a learner hands in is read as data: the answers and the free text. Everything else in the graded notebook
comes from the course. One thing after the other, each in a module of its own:

``intake`` looks at a folder and reads what may be read; ``lenient`` makes a notebook of the bytes;
``recover`` finds answers and texts in it; ``scoring`` gives points; ``rebuild`` makes the graded notebook;
``gradebook`` writes one submission in one transaction. ``run`` drives them over a class. Up to the gradebook
all are functions of bytes, so they can be done anywhere.
"""
