"""Shares of channels: what moving one slider does to the others, and that they always add up to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strategy.mix_shares import adds_up, apportioned, moved
from core.vocabulary import ChannelName

EMAIL, SMS, LETTER, PHONE = ChannelName.EMAIL, ChannelName.SMS, ChannelName.LETTER, ChannelName.PHONE


def test_the_others_make_room_in_proportion() -> None:
    # 60 and 20 share the 40 % that a letter of 60 % leaves: 30 and 10.
    assert moved({EMAIL: 0.6, SMS: 0.2, LETTER: 0.2}, LETTER, 0.6) == {EMAIL: 0.3, SMS: 0.1, LETTER: 0.6}


def test_the_others_fill_what_a_smaller_share_leaves() -> None:
    assert moved({EMAIL: 0.6, SMS: 0.2, LETTER: 0.2}, LETTER, 0.0) == {EMAIL: 0.75, SMS: 0.25, LETTER: 0.0}


def test_where_the_others_have_nothing_the_first_of_them_takes_the_rest() -> None:
    assert moved({EMAIL: 0.0, SMS: 0.0, LETTER: 1.0}, LETTER, 0.9) == {EMAIL: 0.1, SMS: 0.0, LETTER: 0.9}


def test_a_channel_alone_stays_at_one() -> None:
    assert moved({EMAIL: 1.0}, EMAIL, 0.3) == {EMAIL: 1.0}


@pytest.mark.parametrize(("asked", "given_to_it"), [(1.4, 1.0), (-0.2, 0.0), (0.333, 0.33)])
def test_a_share_is_taken_within_bounds_and_in_whole_percents(asked: float, given_to_it: float) -> None:
    assert moved({EMAIL: 0.5, SMS: 0.5}, EMAIL, asked)[EMAIL] == given_to_it


@given(
    st.dictionaries(st.sampled_from(list(ChannelName)), st.floats(0, 1), min_size=1),
    st.sampled_from(list(ChannelName)),
    st.floats(-1, 2),
)
def test_whatever_is_moved_the_sum_is_one(shares: dict[ChannelName, float], channel: ChannelName, share: float) -> None:
    found = moved({**shares, channel: shares.get(channel, 0.0)}, channel, share)
    assert round(sum(round(each * 100) for each in found.values())) == 100
    assert adds_up(found)
    assert set(found) == set(shares) | {channel}


def test_thirds_add_up_by_the_largest_remainder() -> None:
    third = 1 / 3
    assert apportioned({EMAIL: third, SMS: third, PHONE: third}, 100) == {EMAIL: 34, SMS: 33, PHONE: 33}


@pytest.mark.parametrize("shares", [{EMAIL: 0.5, SMS: 0.4}, {EMAIL: 1.2, SMS: -0.2}, {}])
def test_shares_that_do_not_add_to_one_are_seen(shares: dict[ChannelName, float]) -> None:
    assert not adds_up(shares)
