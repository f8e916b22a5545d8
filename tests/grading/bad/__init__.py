"""Bad submissions, with how each of them must end."""

from . import files, hostile, records, structure

EVERY = (*files.CASES, *structure.CASES, *hostile.CASES, *records.CASES)
