"""The preview is the real message; what a person changes in it is kept with who and why; approval fixes the bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from core.campaigns import reading, writing
from core.campaigns.approve import approve
from core.campaigns.errors import (
    CampaignMovedError,
    CampaignStateError,
    EmptyAudienceError,
    NoSuchMessageError,
    NothingSaidError,
    SeveralCustomersError,
)
from core.campaigns.plan import plan
from core.campaigns.preview import edit, exclude, include, write_preview
from core.campaigns.search_index import IndexWriter
from core.campaigns.senders import save_sender, sender_of
from core.messages.mime import seal
from core.vocabulary import CampaignState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, previewed

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(8)

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


def test_a_message_claims_to_know_payments_no_longer_than_the_ledger_does(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER, list_on=date(2026, 10, 29))
    previewed(desk, book)  # two days after the ledger's last one
    told = reading.mail(desk, NAME, entity=ENTITY, customer_id="B").text
    assert "If you paid after 29 October 2026" in told
    plan(desk, book, NAME, as_of=date(2026, 10, 28), by="Els")
    write_preview(desk, NAME, by="Els")
    assert "If you paid after 28 October 2026" in reading.mail(desk, NAME, entity=ENTITY, customer_id="B").text


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
    assert after["out"]["excluded"] == {"items": 2, "customers": 1, "amounts": {"EUR": "150.00", "USD": "0.00"}}
    assert after["portfolio"] == before["portfolio"]
    assert approve(desk, NAME, by="Jan") == 2
    assert reading.mail(desk, NAME, entity=ENTITY, customer_id="A").sha256 is None


def test_a_customer_put_back_is_as_if_never_left_out(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    before = reading.totals(desk, NAME)
    exclude(desk, NAME, ENTITY, "A", by="Els", why="a mistake")
    include(desk, NAME, ENTITY, "A", by="Els")
    assert reading.totals(desk, NAME) == before


def test_a_preview_written_anew_has_everybody_in_it_again_and_so_have_the_sums(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    before = reading.totals(desk, NAME)
    exclude(desk, NAME, ENTITY, "A", by="Els", why="spoke to them today")
    assert write_preview(desk, NAME, by="Els") == 3
    assert reading.totals(desk, NAME) == before
    assert approve(desk, NAME, by="Jan") == 3


def test_a_preview_cut_short_while_it_is_kept_leaves_a_draft_that_is_written_anew(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, ledger(LEDGER), NAME, as_of=AS_OF, by="Els")
    with monkeypatch.context() as patched:
        patched.setattr("core.campaigns.keeping.keep_use", _full)
        with pytest.raises(OSError, match="no space"):
            write_preview(desk, NAME, by="Els")
    assert reading.campaign(desk, NAME).state == CampaignState.DRAFT
    assert write_preview(desk, NAME, by="Els") == 3
    assert reading.totals(desk, NAME)["in"]["customers"] == 3
    assert approve(desk, NAME, by="Jan") == 3


def _full(*_: object) -> None:
    raise OSError("no space left on the disk")


def test_of_two_who_write_the_preview_at_once_the_later_one_is_kept_whole(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, ledger(LEDGER), NAME, as_of=AS_OF, by="Els")
    pack = IndexWriter.packed
    met: list[bool] = []

    def packed(index: IndexWriter, ids: list[int]) -> dict[str, Any]:
        if not met:
            met.append(True)
            assert write_preview(desk, NAME, by="Jan") == 3
        return pack(index, ids)

    monkeypatch.setattr(IndexWriter, "packed", packed)
    with pytest.raises(CampaignMovedError):
        write_preview(desk, NAME, by="Els")
    assert reading.previewed(desk, NAME)[0] == 3
    assert approve(desk, NAME, by="Jan") == 3


def test_own_words_go_out_under_the_sender_that_they_name(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    save_sender(desk, ENTITY, replace(sender_of(desk, ENTITY), email="new@voorbeeld.example"), by="Els")
    edit(desk, NAME, ENTITY, "B", subject="Your invoice", text="Dear Jan,\n\nCall me.", by="Els", why="knows him")
    assert "new@voorbeeld.example" in reading.mail(desk, NAME, entity=ENTITY, customer_id="B").sender
    assert {row.customer_id: row.sender for row in reading.previewed(desk, NAME)[1]}["B"] == "new@voorbeeld.example"


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


def test_who_is_taken_out_while_somebody_approves_does_not_wait_and_is_out(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    previewed(desk, ledger(LEDGER))

    def somebody() -> None:
        exclude(desk, NAME, ENTITY, "A", by="Els", why="just paid")

    _once_while_sealing(monkeypatch, somebody)
    assert approve(desk, NAME, by="Jan") == 2
    assert reading.mail(desk, NAME, entity=ENTITY, customer_id="A").sha256 is None
    with pytest.raises(CampaignStateError, match="cannot be changed"):
        exclude(desk, NAME, ENTITY, "B", by="Els", why="just paid")


def test_words_changed_while_somebody_approves_are_the_words_that_are_sealed(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    previewed(desk, ledger(LEDGER))

    def somebody() -> None:
        edit(desk, NAME, ENTITY, "A", subject="Your invoice", text="Dear Jan,\n\nCall me.", by="Els", why="knows him")

    _once_while_sealing(monkeypatch, somebody)
    assert approve(desk, NAME, by="Jan") == 3
    mail = reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    assert (mail.subject, mail.sha256) == ("Your invoice", sha256(mail.content).hexdigest())


def _once_while_sealing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let somebody do ``act`` as the last message is being sealed, the first time that it is."""
    done: list[bool] = []

    def seal_and_act(*content: Any) -> bytes:
        sealed = seal(*content)
        done.append(True)
        if len(done) == len("ABC"):
            act()
        return sealed

    monkeypatch.setattr("core.campaigns.approve.seal", seal_and_act)


def test_a_campaign_from_which_everybody_was_taken_is_not_approved(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    for customer_id in "ABC":
        exclude(desk, NAME, ENTITY, customer_id, by="Els", why="not now")
    with pytest.raises(EmptyAudienceError):
        approve(desk, NAME, by="Jan")


def test_a_customer_id_that_two_companies_use_is_asked_back(desk: Desk, ledger: Ledger) -> None:
    previewed(
        desk,
        ledger(
            LEDGER
            + """
            A  is business BE nl other@example.org entity BE01
            A  INV1  issued 2026-09-01  due 2026-10-01  11.00 EUR  entity BE01
            """
        ),
    )
    with pytest.raises(SeveralCustomersError, match="BE01, NL01"):
        reading.mail(desk, NAME, entity=None, customer_id="A")
    assert "other@example.org" in reading.mail(desk, NAME, entity="BE01", customer_id="A").to
    assert "b@example.org" in reading.mail(desk, NAME, entity=None, customer_id="B").to


def test_search_takes_every_sign_as_it_is(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    assert reading.previewed(desk, NAME, search="%")[0] == 0
    assert reading.previewed(desk, NAME, search="a_example")[0] == 0


def test_a_customer_without_message_is_named(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    with pytest.raises(NoSuchMessageError, match="no message for customer 'D'"):
        reading.mail(desk, NAME, entity=ENTITY, customer_id="D")


def test_one_message_that_cannot_be_written_is_left_out_with_its_reason(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = writing._letter

    def failing(row: Any, *given: Any, **named: Any) -> Any:
        if row["customer_id"] == "B":
            raise ValueError("a template asks for what is not there")
        return whole(row, *given, **named)

    monkeypatch.setattr(writing, "_letter", failing)
    assert previewed(desk, ledger(LEDGER)) == 3
    _, rows = reading.previewed(desk, NAME)
    refused = {row.customer_id: row.remarks for row in rows if row.is_excluded}
    assert list(refused) == ["B"]
    assert "a template asks for what is not there" in refused["B"][0]
    assert approve(desk, NAME, by="Jan") == 2
    assert reading.totals(desk, NAME)["in"]["customers"] == 2
