"""The treatment of everybody who is in, on a ledger: channel, address, cost, and the sentence that says why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk.channel_terms import SHIPPED as TERMS
from core.desk.channel_terms import Term, Terms
from core.desk.customers import OverrideField
from core.errors import UnknownNameError
from core.strategy.audience import audience_of
from core.strategy.mix import SHIPPED, Cell, Mix, Place, Rung
from core.strategy.overrides import check
from core.strategy.strategy import STANDARD
from core.strategy.treatment import draws, reached_by, treat
from core.vocabulary import ChannelName
from tests.reminders import Team, strategy_of

if TYPE_CHECKING:
    import pandas as pd

    from core.desk.channel_terms import Terms as Given
    from core.strategy.audience import Audience
    from tests.ledger import Ledger

ON = "2026-03-20"
EMAIL, SMS, LETTER = ChannelName.EMAIL, ChannelName.SMS, ChannelName.LETTER
EVERYBODY = """
    A is business NL nl a@example.org mobile +31612345678 phone +31201234567 post "Dam 1; 1012 AB Amsterdam; NL"
    A A1 issued 2026-02-01 due 2026-03-10 100.00 EUR
    B is business NL nl post "Dam 2; 1012 AB Amsterdam; NL" b@example.org
    B B1 issued 2026-02-01 due 2026-03-10 100.00 EUR
    C is consumer NL nl c@example.org
    C C1 issued 2026-02-01 due 2026-06-10 100.00 EUR
"""


def treated(ledger: Ledger, mix: Mix = SHIPPED, terms: Given = TERMS, text: str = EVERYBODY) -> pd.DataFrame:
    team = Team(ledger(text), strategy=strategy_of(3, 14))
    return treat(team.plan(ON), mix, team.strategy, terms, campaign_name="March")


def planned_with(team: Team, mix: Mix) -> Audience:
    """The audience of the day when steps go by the channels of ``mix``."""
    candidates = replace(team.plan(ON).candidates, channels=reached_by(mix, team.strategy))
    return audience_of(candidates)


def test_everybody_who_is_in_has_one_row_and_nobody_else(ledger: Ledger) -> None:
    found = treated(ledger)
    columns = ["customer_id", "ladder", "step", "drawn", "channel", "address", "cost_minor", "is_overruled"]
    assert found[columns].to_numpy().tolist() == [
        ["A", STANDARD, 1, "email", "email", "a@example.org", 1, False],
        ["B", STANDARD, 1, "email", "email", "b@example.org", 1, False],
    ]


def test_addresses_and_costs_are_those_of_the_channel_that_was_found(ledger: Ledger) -> None:
    # The ledger marks e-mail as preferred for both; what people noted of A comes before that.
    team = Team(ledger(EVERYBODY), strategy=strategy_of(3, 14))
    team.know("A", field="channel", value="phone")
    found = treat(team.plan(ON), SHIPPED, team.strategy, TERMS, campaign_name="March").set_index("customer_id")
    columns = ["channel", "address", "cost_minor", "is_overruled"]
    assert found.loc[["A"], columns].to_numpy().tolist() == [["phone", "+31201234567", 650, True]]
    assert found.loc["A", "why_channel"] == "The customer asked for this channel."


def test_a_preference_of_the_ledger_overrules_the_mix_and_says_so(ledger: Ledger) -> None:
    found = treated(ledger, Mix(usual={Rung(STANDARD, 1): (LETTER,)}))
    assert found["drawn"].tolist() == ["letter", "letter"]
    assert found["channel"].tolist() == ["email", "email"]
    assert found["why_channel"].tolist() == ["The customer prefers to be reached this way."] * 2


def test_terms_are_those_of_the_day_of_the_audience(ledger: Ledger) -> None:
    dearer = Terms(terms={EMAIL: [Term(cost_minor=7, valid_from=date(2026, 3, 20), why="new provider")]})
    later = Terms(terms={EMAIL: [Term(cost_minor=7, valid_from=date(2026, 3, 21), why="new provider")]})
    assert treated(ledger, terms=dearer)["cost_minor"].tolist() == [7, 7]
    assert treated(ledger, terms=later)["cost_minor"].tolist() == [1, 1]


def test_a_channel_of_the_mix_reaches_whom_the_ladders_own_does_not(ledger: Ledger) -> None:
    text = EVERYBODY.replace("b@example.org", "")
    team = Team(ledger(text), strategy=strategy_of(3, 14))
    assert team.plan(ON).customers["reason"].fillna("in").tolist() == ["in", "unreachable", "not_due"]
    mix = Mix(usual={Rung(STANDARD, 1): (EMAIL, LETTER)})
    found = treat(planned_with(team, mix), mix, team.strategy, TERMS, campaign_name="March")
    assert found["channel"].tolist() == ["email", "letter"]
    assert found["address"].iloc[1] == "Dam 2; 1012 AB Amsterdam; NL"
    assert found["why_channel"].iloc[1] == "No e-mail address that may be used: by the next channel of this step."


def test_a_channel_there_is_not_cannot_be_noted() -> None:
    check(OverrideField.CHANNEL, "whatsapp")
    with pytest.raises(UnknownNameError, match="pigeon"):
        check(OverrideField.CHANNEL, "pigeon")


def test_nobody_to_treat_is_an_empty_frame(ledger: Ledger) -> None:
    found = treated(ledger, text="A is business NL nl a@example.org\nA A1 issued 2026-02-01 due 2026-06-10 100.00 EUR")
    assert found.empty
    assert list(found.columns)[-1] == "why_channel"


def test_the_same_campaign_draws_the_same_and_another_one_draws_anew() -> None:
    names = [f"C{each}" for each in range(200)]
    first, again, other = (draws(each, ["NL01"] * 200, names) for each in ("March", "March", "April"))
    assert (first == again).all()
    assert (first != other).all()
    assert draws("March", ["NL01"], ["C7"])[0] == first[7]


def test_a_draw_is_written_down_for_good() -> None:
    # Computed apart, by whole numbers: blake2b of "March<US>NL01<US>C1" of eight bytes, its upper 53 bits. A change would redraw campaigns.
    assert draws("March", ["NL01"], ["C1"])[0] == pytest.approx(0.5475605796229726, abs=1e-15)


def test_many_draws_follow_the_shares(ledger: Ledger) -> None:
    rows = "\n".join(
        f'C{each} is consumer NL nl mobile +31612345678 post "Dam 1; 1012 AB Amsterdam; NL"\n'
        f"C{each} I{each} issued 2026-02-01 due 2026-03-10 100.00 EUR"
        for each in range(400)
    )
    team = Team(ledger(rows), strategy=strategy_of(3, 14))
    segment = team.plan(ON).customers["segment"].iloc[0]
    mix = Mix(cells={Place(segment, STANDARD, 1): Cell(shares={SMS: 0.3, LETTER: 0.7})})
    planned = planned_with(team, mix)
    assert planned.customers["is_in"].all()
    counts = Counter(treat(planned, mix, team.strategy, TERMS, campaign_name="March")["channel"].tolist())
    # Three standard deviations of 400 draws at 0.3 are 27.
    assert abs(counts["sms"] - 120) <= 27
    assert counts["sms"] + counts["letter"] == 400
