"""The parts of a prediction against figures worked by hand or by brute force."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.behaviour.prediction.axis import BINS, STARTS, WIDTHS, at_risk, bin_of
from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.baselines import own_habit
from core.behaviour.prediction.distribution import late_by_more_than, paid_by, quantile
from core.behaviour.prediction.hazard import chances, person_days
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, day_number
from core.behaviour.prediction.scores import Told, auc, calibration, captured, scores
from core.behaviour.prediction.serving import bent, conditioned
from tests.payers import lives, payers, rows


def on(*days: int, weights: tuple[float, ...] = ()) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return one row of chances with its weight on these days late."""
    row = np.zeros((1, BINS), dtype=np.float32)
    for day, weight in zip(days, weights or (1 / len(days),) * len(days), strict=True):
        row[0, bin_of(np.array([day]))[0]] += weight
    return row


FROM_START = np.array([-30])


def test_every_day_is_in_one_bin_and_bins_follow_on_each_other() -> None:
    assert (STARTS[1:] == STARTS[:-1] + WIDTHS[:-1]).all()
    assert bin_of(np.array([-31, -30, 0, 5, 6, 30, 31, 35, 36, 365, 366, 9_000])).tolist() == [
        4, 5, 35, 40, 41, 65, 66, 66, 67, BINS - 2, BINS - 1, BINS - 1,
    ]  # fmt: skip


def test_hazards_of_a_half_make_halves_of_halves() -> None:
    told = chances(np.full((1, BINS), 0.5, dtype=np.float32), np.array([0]))
    place = bin_of(np.array([0]))[0]
    assert told[0, place : place + 3].tolist() == pytest.approx([0.5, 0.25, 0.125])
    assert told[0, :place].sum() == 0
    assert told.sum() == pytest.approx(1)


def test_a_bin_that_is_half_gone_has_half_its_days_left() -> None:
    assert at_risk(np.array([33]))[0, bin_of(np.array([33]))[0]] == pytest.approx(3 / 5)  # 31 to 35
    told = conditioned(on(10, 32), np.array([20]))
    assert told[0, bin_of(np.array([32]))[0]] == pytest.approx(1)


def test_what_can_no_longer_be_paid_stays_unpaid() -> None:
    assert conditioned(on(3), np.array([10]))[0, -1] == 1


def test_median_interval_and_lateness_by_hand() -> None:
    told = on(-2, 0, 3, 40, weights=(0.2, 0.4, 0.3, 0.1))
    assert [quantile(told, share, FROM_START)[0] for share in (0.1, 0.5, 0.9)] == [-2, 0, 3]
    assert late_by_more_than(told, 0)[0] == pytest.approx(0.4)
    assert late_by_more_than(told, 5)[0] == pytest.approx(0.1)
    assert late_by_more_than(told, 30)[0] == pytest.approx(0.1)
    assert paid_by(told, np.array([0]), FROM_START)[0] == pytest.approx(0.6)
    assert paid_by(told, np.array([38]), FROM_START)[0] == pytest.approx(0.9 + 0.1 * 3 / 5)


def test_calibration_moves_odds_and_keeps_a_distribution() -> None:
    told = bent(on(-2, 8, weights=(0.5, 0.5)), (1.0, 1.0))
    assert told[0, : bin_of(np.array([0]))[0]].sum() == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-4)
    assert told.sum() == pytest.approx(1, abs=1e-4)
    assert (told >= 0).all()


def test_person_days_of_paid_and_open_invoices() -> None:
    known = lives(
        rows(
            customer=[1, 1],
            issued_on=["2025-01-01", "2025-01-01"],
            due_on=["2025-01-04", "2025-01-04"],
            paid_on=["2025-01-03", "NaT"],
        )
    )
    row, bin_, is_paid = person_days(known, day_number(date(2025, 1, 6)))
    paid = STARTS[bin_[row == 0]].tolist(), is_paid[row == 0].tolist()
    still = STARTS[bin_[row == 1]].tolist(), is_paid[row == 1].tolist()
    assert paid == ([-3, -2, -1], [False, False, True])
    assert still == ([-3, -2, -1, 0, 1], [False] * 5)  # the day of the look itself is not over for it


@settings(max_examples=25, deadline=None)
@given(seed=some.integers(0, 10_000))
def test_own_habit_is_the_plain_median_and_rate_of_what_was_paid_before(seed: int) -> None:
    known = lives(payers(seed, customers=6, each=8, days=120))
    told = own_habit(History(known), Backdrop.of(known), known)
    for at in range(len(known)):
        before = known.paid < known.issued[at]
        mine = known.late[before & (known.customer == known.customer[at])]
        seen = mine if len(mine) else known.late[before]
        if not len(seen):
            seen = np.zeros(1)
        assert told.median[at] == np.median(seen)
        assert told.late[at].tolist() == pytest.approx([(seen > days).mean() for days in (0, 5, 30)])
        assert told.low[at] == pytest.approx(np.quantile(seen, 0.1))
        assert told.payments[at] == len(mine)


def test_open_and_overdue_counts_are_those_of_the_issue_date() -> None:
    known = lives(payers(3, customers=6, each=10, days=90))
    history = History(known)
    opened, overdue = history.still_open(known), history.still_open(known, 5)
    for at in range(len(known)):
        same = (
            (known.customer == known.customer[at])
            & (known.issued < known.issued[at])
            & (known.ended >= known.issued[at])
        )
        assert opened[at] == same.sum()
        assert overdue[at] == (same & (known.due + 5 < known.issued[at])).sum()


def test_scores_by_hand() -> None:
    came = np.array([0, 0, 10, 40])
    late = np.array([[0.1, 0.1, 0.0], [0.2, 0.2, 0.0], [0.9, 0.6, 0.1], [0.8, 0.8, 0.9]])
    point = np.array([1.0, 0.0, 6.0, 30.0])
    told = scores(Told(point=point, late=late, low=point - 5, high=point + 5), came, (0, 5, 30))
    assert told["mae"] == (1 + 0 + 4 + 10) / 4
    assert told["within_3_days"] == 0.5
    assert told["auc_late_5"] == told["auc_late_30"] == 1.0
    assert told["brier"] == pytest.approx((0.01 + 0.04 + 0.16 + 0.04) / 4)
    assert told["ece"] == pytest.approx((0.1 + 0.2 + 0.4 + 0.2) / 4)
    assert told["coverage"] == 0.75
    assert auc(late[:, 0], np.array([True] * 4)) is None


def test_calibration_has_ten_groups_of_equal_count() -> None:
    chance = np.linspace(0, 1, 95)
    groups = calibration(chance, chance > 0.5)
    assert len(groups) == 10
    assert {row["rows"] for row in groups} <= {9, 10}


def test_first_fifth_worked_by_amount() -> None:
    amount = np.array([100.0, 1.0, 1.0, 1.0, 50.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    is_late = np.array([True, *[False] * 3, True, *[False] * 5])
    assert captured(amount, amount, is_late) == 1.0
    assert captured(-amount, amount, is_late) == 0.0
    assert captured(amount, amount, np.zeros(10, dtype=bool)) is None


def test_settlements_inferred_from_two_lists_count_in_the_middle() -> None:
    frame = rows(customer=[1], issued_on=["2025-01-01"], due_on=["2025-01-31"], paid_on=["2025-02-11"])
    known = lives(frame.assign(paid_after=np.array(["2025-02-01"], dtype="datetime64[s]")))
    assert known.late.tolist() == [7]  # 2 to 11 February: 6 to 7 February
    assert not History(known).is_day[0]
    assert (lives(frame).late.tolist(), History(lives(frame)).is_day.tolist()) == ([11], [True])
    assert lives(frame).known_on(day_number(date(2025, 2, 10))).paid.tolist() == [NEVER]
