"""A class on JupyterHub, for real: hub, proxy, an instructor and two learners with accounts of this machine.

The configuration is the one that is delivered, set up as deploy/jupyterhub/README.md says.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from ..grading.classroom import MIXED, MIXED_POINTS, NAME, POSSIBLE, RIGHT
from . import machine
from .machine import DEPLOY, ROOT, Hub, Person, do, mode, wait_for_end

COURSE_ID = "ten-mistakes"

pytestmark = pytest.mark.skipif(
    bool(machine.missing()) and not os.environ.get("TENMISTAKES_REQUIRE_HUB"), reason=machine.missing()
)
