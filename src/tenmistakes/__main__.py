"""``python -m tenmistakes`` is the command line tool."""

import sys

from tenmistakes.cli import main

sys.exit(main())
