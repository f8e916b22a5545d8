"""What may be wrong with this machine or this course, each in a sentence with a remedy that can be typed.

``machine`` and ``packages`` look at what everybody needs; ``course``, ``gradebook``, ``roster`` and
``exchange`` at what an instructor needs besides. Nothing is changed: a folder that should take files is tried
with a nameless one that is gone at once, and the gradebook is opened for reading only.
"""
