"""Everybody's marks, for the learning platform they are to be uploaded to.

``reading`` gets them from the gradebook in one query; ``layouts`` knows what a file of Canvas, Moodle or
Blackboard looks like; ``roster`` reads one that a platform has exported; ``pairing`` finds out who in it is
who in the gradebook; ``filling`` puts the marks into rows; ``writing`` makes the file, whole or not at all.
``making`` does one after the other, for the words ``tenmistakes export`` (``command``) and for nbgrader's
(``tenmistakes.grading.export``).
"""
