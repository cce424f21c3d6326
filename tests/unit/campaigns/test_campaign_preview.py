"""The preview is the real message; what a person changes in it is kept with who and why; approval fixes the bytes."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.errors import CampaignStateError, EmptyAudienceError, NoSuchMessageError, NothingSaidError
from core.campaigns.preview import edit, exclude, include
from tests.unit.campaigns.portfolio import LEDGER, NAME, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

ENTITY = "NL01"


def test_every_customer_in_the_audience_gets_one_message(desk: Desk, ledger: Ledger) -> None:
    assert previewed(desk, ledger(LEDGER)) == 3
    count, rows = reading.previewed(desk, NAME)
    assert (count, {row.customer_id: row.step for row in rows}) == (3, {"A": 2, "B": 1, "C": 1})
    assert {row.customer_id: row.amounts for row in rows} == {
        "A": {"EUR": 15000},
        "B": {"EUR": 7000},
        "C": {"USD": 8000},
    }


def test_the_message_speaks_the_customers_language_and_quotes_what_is_open(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    dutch = reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    english = reading.mail(desk, NAME, entity=ENTITY, customer_id="B")
    assert "150,00" in dutch.text
    assert "INV1" in dutch.text
    assert "INV2" in dutch.text
    assert "70.00" in english.text
    assert not dutch.is_sealed


def test_a_name_with_html_stays_text(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    assert "<b>Ltd</b>" not in reading.mail(desk, NAME, entity=ENTITY, customer_id="C").html


def test_search_finds_by_name_number_address_and_subject(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    for sought in ("bakker", "a@example", "BAKKER & Z"):
        assert [row.customer_id for row in reading.previewed(desk, NAME, search=sought)[1]] == ["A"]
    assert reading.previewed(desk, NAME, search="nobody")[0] == 0


def test_leaving_somebody_out_moves_the_sums_and_needs_a_reason(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    before = reading.totals(desk, NAME)
    with pytest.raises(NothingSaidError, match="Say why"):
        exclude(desk, NAME, ENTITY, "A", by="Els", why=" ")
    exclude(desk, NAME, ENTITY, "A", by="Els", why="spoke to them today")
    after = reading.totals(desk, NAME)
    assert after["in"] == {"items": 2, "customers": 2, "amounts": {"EUR": "70.00", "USD": "80.00"}}
    assert after["out"]["excluded"] == {"items": 2, "customers": 1, "amounts": {"EUR": "150.00", "USD": "0"}}
    assert after["portfolio"] == before["portfolio"]
    assert approve(desk, NAME, by="Jan") == 2
    assert reading.mail(desk, NAME, entity=ENTITY, customer_id="A").sha256 is None


def test_a_customer_put_back_is_as_if_never_left_out(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    before = reading.totals(desk, NAME)
    exclude(desk, NAME, ENTITY, "A", by="Els", why="a mistake")
    include(desk, NAME, ENTITY, "A", by="Els")
    assert reading.totals(desk, NAME) == before


def test_own_words_are_in_both_forms_and_the_old_subject_in_the_event(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    old = reading.mail(desk, NAME, entity=ENTITY, customer_id="B").subject
    edit(
        desk, NAME, ENTITY, "B", subject="Uw rekening", text="Beste Jan,\n\nBel mij <even>.", by="Els", why="knows him"
    )
    mail = reading.mail(desk, NAME, entity=ENTITY, customer_id="B")
    assert (mail.subject, mail.text.strip()) == ("Uw rekening", "Beste Jan,\n\nBel mij <even>.")
    assert "Bel mij &lt;even&gt;." in mail.html
    event = reading.events(desk, NAME)[-1]
    assert (event.act, event.why, event.detail["subject before"]) == ("edited", "knows him", old)


def test_approval_adds_date_and_message_id_and_changes_nothing_else(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    previewed(desk, ledger(LEDGER))
    before = reading.mail(desk, NAME, entity=ENTITY, customer_id="A").content
    approve(desk, NAME, by="Jan")
    mail = reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    assert mail.sha256 == sha256(mail.content).hexdigest()
    assert mail.content.endswith(before)
    head = mail.content.removesuffix(before).decode("ascii").splitlines()
    assert [line.partition(":")[0] for line in head] == ["Date", "Message-ID"]
    assert message_from_bytes(mail.content, policy=default)["Date"].datetime == clock.now


def test_every_message_id_is_its_own(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    approve(desk, NAME, by="Jan")
    ids = {row.message_id for row in reading.previewed(desk, NAME)[1]}
    assert len(ids) == 3


def test_approved_bytes_are_out_of_reach(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    approve(desk, NAME, by="Jan")
    with pytest.raises(CampaignStateError, match="cannot be changed"):
        edit(desk, NAME, ENTITY, "A", subject="x", text="y", by="Els", why="late idea")
    with pytest.raises(CampaignStateError, match="cannot be approved"):
        approve(desk, NAME, by="Jan")


def test_a_campaign_from_which_everybody_was_taken_is_not_approved(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    for customer_id in "ABC":
        exclude(desk, NAME, ENTITY, customer_id, by="Els", why="not now")
    with pytest.raises(EmptyAudienceError):
        approve(desk, NAME, by="Jan")


def test_a_customer_without_message_is_named(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    with pytest.raises(NoSuchMessageError, match="no message for customer 'D'"):
        reading.mail(desk, NAME, entity=ENTITY, customer_id="D")
