"""The published numbers of Motrin, #McDStories and #AskJPM. A calibration, not a proof: see ``cases.py``."""

import numpy as np
import pytest

from tenmistakes.models.cases import (
    ASK_JPM,
    MC_DSTORIES,
    MC_DSTORIES_END,
    MC_DSTORIES_SHARE,
    Motrin,
    conversations,
    responses,
)
from tenmistakes.models.spread import STEP, spread


def test_motrins_share_of_mentions_within_two_points():
    np.testing.assert_allclose(Motrin().shares(), [32, 39, 36, 27], atol=2)


def test_motrins_talk_peaks_on_tuesday_after_the_apology():
    case = Motrin()
    peak = np.argmax(spread(case.storm, case.apology).talking) * STEP
    tuesday = 72 - case.starts + 24
    assert tuesday <= peak < tuesday + 24
    assert peak > case.apology.after


def test_motrins_clock_is_that_of_the_sources():
    assert 60 <= Motrin().apology.after <= 65  # hours from Friday evening to the apology on Monday
    assert Motrin().storm.audience == 1_100_000


def test_askjpm_6000_responses_in_under_six_hours_17_a_minute():
    joined = responses(ASK_JPM, 6.0)
    assert joined > 6_000
    assert joined / (6 * 60) >= 17
    assert responses(ASK_JPM, 24.0) > joined


def test_mcdstories_from_1600_an_hour_to_a_few_dozen_within_the_hour():
    rate = conversations(MC_DSTORIES, MC_DSTORIES_END)
    end = round(MC_DSTORIES_END.after / STEP)
    assert rate[:end].max() == pytest.approx(1_600, rel=0.05)
    within_the_hour = rate[end + round(1 / STEP)]
    assert 24 <= within_the_hour <= 60
    unstopped = conversations(MC_DSTORIES)
    assert unstopped[end + round(1 / STEP)] > 1_600  # it is the end of the promotion that does it


def test_mcdstories_inflammatory_share_by_the_companys_count():
    assert pytest.approx(1_456, abs=1) == MC_DSTORIES_SHARE * 72_788
