"""What the law forbids is not approved and not launched: the preview says it, with rule and source, and says until when to wait."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.legal import (
    IllegalCampaignError,
    Known,
    OlderThanChoicesError,
    known,
)
from core.campaigns.letter_words import letter_words
from core.campaigns.notices import notice_letters, notices
from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import edit, exclude, write_preview
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.settings import SettingMovedError
from core.law.choices import SAFE, Choices
from core.strategy.law_choices import choices_of, choices_revision, save_choices
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

NAME, ENTITY = "consumers", "NL01"
# A is due the 14-day letter, B its first reminder; C was reminded three times by the source system.
LEDGER = """
    A  is consumer NL nl a@example.org name "Anna de Vries"
    A  INV1  issued 2026-08-01  due 2026-09-01  125.00 EUR  reminded 2 on 2026-09-20
    B  is business NL nl b@example.org
    B  INV2  issued 2026-10-01  due 2026-10-20   75.00 EUR
"""
HANDED = """
    C  is consumer NL nl c@example.org name "Cor Smit"
    C  INV3  issued 2026-06-01  due 2026-07-01  300.00 EUR  reminded 3 on 2026-08-20
"""


def written(desk: Desk, book: Book, name: str = NAME, as_of: date = date(2026, 10, 31)) -> dict[str, PreviewMessage]:
    plan(desk, book, name, as_of=as_of, by="Els")
    write_preview(desk, name, by="Els")
    with desk.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.name == name)).one()
        found = session.scalars(select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id))
        return {each.customer_id: each for each in found}


def rules(message: PreviewMessage) -> list[str]:
    return [each["rule"] for each in message.breaches]


def test_the_preview_says_when_the_next_step_may_come(desk: Desk, ledger: Ledger) -> None:
    """Tuesday 3 November by mail: received that day, 14 days to the 17th, costs from the 18th, two days more for us."""
    found = written(desk, ledger(LEDGER))
    assert (found["A"].template, rules(found["A"])) == ("legal_notice_nl", [])
    assert found["A"].next_legal_on == date(2026, 11, 20)
    assert (rules(found["B"]), found["B"].next_legal_on) == ([], None)
    told = reading.mail(desk, NAME, entity=ENTITY, customer_id="A").text
    assert all(amount in told for amount in ("125,00", "40,00", "165,00"))


def test_words_that_break_the_law_are_not_approved_until_they_are_right_again(desk: Desk, ledger: Ledger) -> None:
    written(desk, ledger(LEDGER))
    shipped = reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    spoilt = shipped.text.replace("binnen 14 dagen", "binnen 14 dagen na heden")
    edit(desk, NAME, ENTITY, "A", subject=shipped.subject, text=spoilt, by="Els", why="shorter")
    with pytest.raises(IllegalCampaignError) as refused:
        approve(desk, NAME, by="Jan")
    told = str(refused.value)
    assert "one of its messages breaks the law. Anna de Vries: The 14-day letter counts from today" in told
    assert "notice_from_today; Hoge Raad 25 November 2016, ECLI:NL:HR:2016:2704" in told
    edit(desk, NAME, ENTITY, "A", subject=shipped.subject, text=shipped.text, by="Els", why="as it was")
    assert approve(desk, NAME, by="Jan") == 2


def test_who_is_left_out_does_not_keep_the_others_back(desk: Desk, ledger: Ledger) -> None:
    written(desk, ledger(LEDGER))
    edit(desk, NAME, ENTITY, "A", subject="Pay", text="Pay EUR 5.00 costs now.", by="Els", why="in a hurry")
    exclude(desk, NAME, ENTITY, "A", by="Els", why="it broke the law")
    assert approve(desk, NAME, by="Jan") == 1


def test_no_costs_before_the_notice(desk: Desk, ledger: Ledger) -> None:
    written(desk, ledger(LEDGER))
    before = reading.mail(desk, NAME, entity=ENTITY, customer_id="B")
    costly = f"{before.text}\n\nWe rekenen € 15,00 administratiekosten."
    edit(desk, NAME, ENTITY, "B", subject=before.subject, text=costly, by="Els", why="costs")
    with pytest.raises(IllegalCampaignError, match=r"It asks costs of 15.00 EUR.*costs_not_allowed"):
        approve(desk, NAME, by="Jan")


def test_a_consumer_whom_the_source_system_reminded_gets_the_notice_before_any_last_letter(
    desk: Desk, ledger: Ledger
) -> None:
    found = written(desk, ledger(HANDED))
    assert (found["C"].template, rules(found["C"])) == ("legal_notice_nl", [])
    assert approve(desk, NAME, by="Jan") == 1


def test_the_source_systems_reminder_was_the_notice_where_the_team_says_so(desk: Desk, ledger: Ledger) -> None:
    save_choices(desk, Choices(source_reminders_are_notices=True), by="Els")
    found = written(desk, ledger(HANDED))
    assert (found["C"].template, rules(found["C"])) == ("last_letter", [])


def sent(desk: Desk, name: str, at: datetime) -> None:
    with desk.session() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.name == name)).one()
        session.execute(
            update(Message)
            .where(Message.campaign_id == campaign.id)
            .values(state=MessageState.SENT, settled_at=at, claim=None)
        )
        campaign.state = CampaignState.FINISHED


def test_after_the_letter_and_its_term_the_last_letter_goes(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    book = ledger(LEDGER.replace("2026-08-01", "2026-07-01").replace("2026-09-01", "2026-08-01"))
    written(desk, book)
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    sent(desk, NAME, datetime(2026, 11, 3, 11, tzinfo=UTC))
    with desk.reading() as session:
        (notice,) = notices(session).values()
    assert (notice.message, notice.sent_on, notice.is_post) == ("legal_notice_nl", date(2026, 11, 3), False)

    clock.forward(days=14)  # the 17th, his last day
    early = written(desk, book, "early", as_of=date(2026, 11, 30))  # a date to look from that is not reached yet
    assert rules(early["A"]) == ["term_running"]
    with pytest.raises(IllegalCampaignError, match="until 2026-11-17"):
        approve(desk, "early", by="Jan", why="nobody answers")

    clock.forward(days=1)
    assert rules(written(desk, book, "early", as_of=date(2026, 11, 30))["A"]) == []
    assert approve(desk, "early", by="Jan", why="nobody answers") >= 1


def test_a_notice_that_may_not_have_arrived_does_not_count(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    written(desk, book)
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    with desk.reading() as session:
        assert notices(session) == {}
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.UNCERTAIN, settled_at=desk.now()))
    with desk.reading() as session:
        assert notices(session) == {}


def test_the_audience_waits_as_long_as_the_creditor_chose(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    """The letter of 3 November gives time until the 17th; two days more by default, ten by choice."""
    book = ledger(LEDGER.replace("2026-08-01", "2026-07-01").replace("2026-09-01", "2026-08-01"))
    written(desk, book)
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    sent(desk, NAME, datetime(2026, 11, 3, 11, tzinfo=UTC))
    clock.forward(days=20)

    def reason(as_of: date) -> object:
        found = find_audience(desk, book, as_of=as_of).customers.set_index("customer_id").loc["A"]
        return "in" if found["is_in"] else found["reason"]

    assert (reason(date(2026, 11, 19)), reason(date(2026, 11, 20))) == ("before_legal_date", "in")
    save_choices(desk, Choices(margin_days=10), by="Els")
    assert (reason(date(2026, 11, 27)), reason(date(2026, 11, 28))) == ("before_legal_date", "in")


def test_a_second_instalment_carries_no_second_minimum(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    """100 euro a term: the first letter names 40, the second may name nothing, and says what to choose."""
    save_choices(desk, Choices(has_instalments=True, cumulates=True), by="Els")
    first = 'A  is consumer NL nl a@example.org name "Anna"\n A  T1  issued 2026-08-01  due 2026-09-01  100.00 EUR  reminded 2 on 2026-09-20\n'
    book = ledger(first)
    assert rules(written(desk, book)["A"]) == []
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    sent(desk, NAME, datetime(2026, 11, 3, 11, tzinfo=UTC))
    with desk.reading() as session:
        assert notice_letters(session) == {(ENTITY, "A"): [(date(2026, 11, 3), 10_000)]}
    clock.forward(days=30)
    paid = first.replace("reminded", "paid 100.00 on 2026-11-10  reminded")
    later = ledger(paid + "A  T2  issued 2026-09-01  due 2026-10-01  100.00 EUR  reminded 2 on 2026-10-20\n")
    found = written(desk, later, "second", as_of=date(2026, 12, 3))
    assert (found["A"].template, rules(found["A"])) == ("legal_notice_nl", ["costs_unknown"])


def test_a_last_letter_asks_costs_only_where_the_creditor_chose_to(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    book = ledger(LEDGER.replace("2026-08-01", "2026-07-01").replace("2026-09-01", "2026-08-01"))
    written(desk, book)
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    sent(desk, NAME, datetime(2026, 11, 3, 11, tzinfo=UTC))
    clock.forward(days=30)
    save_choices(desk, Choices(asks_costs=True), by="Els")
    found = written(desk, book, "later", as_of=date(2026, 12, 3))["A"]
    assert (rules(found), found.amounts) == ([], {"EUR": 12_500})  # of the ledger: costs are no part of it
    told = reading.mail(desk, "later", entity=ENTITY, customer_id="A").text
    assert "40,00" in told
    assert "165,00" in told


def test_a_launch_looks_again(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    written(desk, book)
    approve(desk, NAME, by="Jan")
    broken: list[dict[str, Any]] = [{"rule": "x", "sentence": "It is forbidden by now.", "source": "a new law"}]
    with desk.session() as session:
        session.execute(update(PreviewMessage).where(PreviewMessage.customer_id == "B").values(breaches=broken))
    with pytest.raises(IllegalCampaignError, match=r"It is forbidden by now. \(x; a new law\)"):
        launch(desk, book, NAME, by="Jan")


def test_a_preview_that_is_older_than_the_choices_is_written_again_first(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    book = ledger(LEDGER)
    written(desk, book)
    clock.forward(minutes=5)
    save_choices(desk, Choices(keeps_vat=True), by="Els")
    with pytest.raises(OlderThanChoicesError, match="write it again"):
        approve(desk, NAME, by="Jan")
    clock.forward(minutes=5)
    assert rules(written(desk, book)["A"]) == []
    assert "48,40" in reading.mail(desk, NAME, entity=ENTITY, customer_id="A").text
    assert approve(desk, NAME, by="Jan") == 2


def test_a_planned_day_counts_and_a_sunday_is_no_day_to_send(desk: Desk, ledger: Ledger) -> None:
    written(desk, ledger(LEDGER))
    with desk.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert known(session, desk, campaign).sent_on("NL") == date(2026, 11, 3)
    with desk.session() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.send_at = datetime(2026, 11, 8, 9, tzinfo=UTC)
        assert known(session, desk, campaign).sent_on("NL") == date(2026, 11, 9)
    assert Known(at=datetime(2026, 11, 11, 9, tzinfo=UTC)).sent_on("BE") == date(2026, 11, 12)  # Armistice Day
    assert Known(at=datetime(2026, 11, 10, 20, tzinfo=UTC)).sent_on("NL") == date(2026, 11, 11)


def test_choices_are_kept_and_two_people_do_not_overwrite_each_other(desk: Desk) -> None:
    assert (choices_of(desk), choices_revision(desk)) == (SAFE, 0)
    save_choices(desk, Choices(postal_days=2), by="Els", based_on=0)
    assert choices_of(desk).postal_days == 2
    save_choices(desk, Choices(postal_days=4), by="Jan", based_on=1)
    with pytest.raises(SettingMovedError):
        save_choices(desk, Choices(postal_days=5), by="Els", based_on=1)


def test_the_words_of_a_letter_are_read_from_its_source() -> None:
    source = (
        '//< layout\n#let x = "not this"\n//> layout\n#letter(\n  post,\n  subject: [#"Pay ";#"€ 1,00";],\n)[\n'
        '#"Dear \\"Bo\\"";#",";\n\n#"First"; \\\n#"second \\u{20ac}";\n\n#table([#"a";], [#"b";])\n]\n'
    )
    assert letter_words(source) == 'Pay € 1,00\n\nDear "Bo",\n\nFirst\nsecond €\n\na b'
