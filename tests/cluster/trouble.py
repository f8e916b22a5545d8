"""What a worker loads to have trouble: it is slow, or one submission ends it."""

import os
import signal
import time

from tenmistakes.grading import computing
from tenmistakes.grading.scoring import score

SECONDS = float(os.environ.get("TROUBLE_SECONDS", "0"))
DEADLY = os.environ.get("TROUBLE_STUDENT")


def troubled(hand_in, exercise):
    time.sleep(SECONDS)
    if hand_in.student == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return score(hand_in, exercise)


computing.score = troubled
