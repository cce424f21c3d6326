"""Handing over: who may go, the file, the hold, the register, recall, and the agency's statement."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from core.campaigns.plan import find_audience
from core.desk import holds, side, side_frames
from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.case_errors import NoReasonError
from core.desk.handover_tables import Handover as HandoverRow
from core.desk.side import NewFact, NewFile
from core.followed import after_book
from core.handover import place, register, statement
from core.handover.candidates import Candidate, candidates
from core.handover.expected import Basis, expected, over_the_horizon
from core.handover.place import OnItsWayError
from core.handover.proposals import RefusedHandoverError, WithAgencyError
from core.handover.register import HandoverState, UnknownHandoverError
from core.handover.terms import AgencyTerms, BadTermsError, NoAgencyError, save_terms, terms_of
from core.intake.field_types import ImportKind
from core.vocabulary import MessageState
from tests.desks import migrated_desk
from tests.launched import launched
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from core.handover.dossier import Dossier

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
TERMS = AgencyTerms(name="Incasso Voorbeeld", address="Postbus 1, 1000 AA Amsterdam", success_percent=60)
# The source system sent three reminders long ago: every ladder has run out.
LEDGER = """
    FIRM is business NL nl firm@example.org name "Smederij Aalbers"
    FIRM INV1 issued 2026-04-01 due 2026-05-01 1000.00 EUR reminded 9 on 2026-08-01
    FIRM INV2 issued 2026-04-10 due 2026-05-10 500.00 EUR reminded 9 on 2026-08-01
    FIRM YOUNG issued 2026-10-15 due 2026-11-15 80.00 EUR
    ANNA is consumer NL nl anna@example.org name "Anna de Wit"
    ANNA INV3 issued 2026-04-01 due 2026-05-01 200.00 EUR reminded 9 on 2026-08-01
    LUC is consumer BE nl luc@example.org name "Luc Peeters"
    LUC INV4 issued 2026-04-01 due 2026-05-01 300.00 EUR reminded 9 on 2026-08-01
    FIRM LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


def ripe(desk: Desk, book: Book) -> dict[str, Candidate]:
    return {each.customer_id: each for each in candidates(desk, book, ON)}


@pytest.fixture(scope="module")
def firm(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """The company as it is ripe on an empty desk: found once, for the search costs a second."""
    empty = migrated_desk(tmp_path_factory.mktemp("desk"))
    return ripe(empty, book)["FIRM"]


def over(desk: Desk, book: Book, folder: Path, who: Candidate, *, why: str = "no answer") -> place.HandedOver:
    save_terms(desk, TERMS, by="Els")
    [done] = place.hand_over(desk, book, [who], as_of=ON, folder=folder, by="Els", why=why)
    return done


def sent(
    desk: Desk, customer_id: str, number: str, template: str, *, days_ago: int, state: str = MessageState.SENT
) -> int:
    """Put one message about an invoice into the contact ledger, as it went some days ago."""
    launched(desk, [f"{customer_id}@example.org"], name=f"{customer_id} {number} {template}")
    at = desk.now() - timedelta(days=days_ago)
    with desk.session() as session:
        message_id = session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1))
        assert message_id is not None
        session.execute(
            update(PreviewMessage)
            .where(PreviewMessage.id == message_id)
            .values(template=template, customer_id=customer_id, subject="Rekening")
        )
        session.execute(
            update(Message)
            .where(Message.id == message_id)
            .values(state=state, customer_id=customer_id, settled_at=at, step=3)
        )
        session.execute(
            update(MessageItem).where(MessageItem.message_id == message_id)
            .values(customer_id=customer_id, number=number, due_on=date(2026, 5, 1), step=3)
        )  # fmt: skip
    return message_id


def test_a_consumer_is_refused_until_the_legal_notice_went_and_its_term_has_passed(desk: Desk, book: Book) -> None:
    # Sent on 17 October by mail: the agency is next from the 31st on, and the fourteen days end on that very day.
    sent(desk, "LUC", "INV4", "legal_notice_be", days_ago=17)
    letter = sent(desk, "ANNA", "INV3", "legal_notice_nl", days_ago=17)
    known = ripe(desk, book)
    assert list(known) == ["FIRM", "LUC", "ANNA"]  # the largest first
    assert [part.number for part in known["FIRM"].parts] == ["INV1", "INV2"]
    assert known["FIRM"].refused is None
    for name, notice in (("ANNA", "14-day letter"), ("LUC", "free first reminder")):
        refused = known[name].refused
        assert refused is not None
        assert notice in refused.sentence
    save_terms(desk, TERMS, by="Els")
    with pytest.raises(RefusedHandoverError, match=r"Anna de Wit cannot be handed over yet\. A consumer in NL"):
        place.hand_over(desk, book, [known["ANNA"]], as_of=ON, folder=Path("nowhere"), by="Els", why="x")
    assert register.register(desk) == []
    with desk.session() as session:
        earlier = desk.now() - timedelta(days=40)
        session.execute(update(Message).where(Message.id == letter).values(settled_at=earlier))
    found = ripe(desk, book)["ANNA"]
    assert found.refused is None
    assert (found.claim.costs_minor, found.is_person, found.expected.basis) == (40_00, True, Basis.ROLL_RATE)


def test_the_claim_is_what_the_law_lets_be_asked(desk: Desk, firm: Candidate) -> None:  # noqa: ARG001
    assert (firm.claim.principal_minor, firm.claim.costs_minor) == (1_500_00, 225_00)  # 15 % of the first 2,500
    assert firm.claim.interest_minor > 0


@pytest.mark.parametrize(
    ("share", "terms", "own", "agency", "even"),
    [
        (0.5, {}, 475_00, 510_00, 475 / 850),
        (0.5, {"success_percent": None}, 475_00, None, 475 / 850),
        (None, {}, None, 510_00, None),
        (0.0, {"fee_percent": 0}, -25_00, 600_00, 0.0),
    ],
)
def test_either_way_is_a_sum_with_its_ground(  # noqa: PLR0917 - one row of the table
    desk: Desk,  # noqa: ARG001
    share: float | None,
    terms: dict[str, Any],
    own: int | None,
    agency: int | None,
    even: float | None,
) -> None:  # fmt: skip
    told = expected(1_000_00, share, Basis.ROLL_RATE, replace(TERMS, **terms))
    assert (told.own_minor, told.agency_minor) == (own, agency)
    assert told.break_even == (None if even is None else pytest.approx(even))
    assert told.gain_minor == (None if own is None or agency is None else agency - own)


def test_what_is_paid_in_three_months_follows_from_one(desk: Desk) -> None:  # noqa: ARG001
    assert over_the_horizon(100, 80) == pytest.approx(1 - 0.8**3)
    assert over_the_horizon(0, 0) is None


def test_handing_over_holds_at_once_and_nothing_queued_goes(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    message = sent(desk, "FIRM", "INV1", "second_reminder", days_ago=0, state=MessageState.QUEUED)
    assert over(desk, book, tmp_path, firm).held == 1
    with desk.reading() as session:
        assert session.get_one(Message, message).state == MessageState.HELD
    items = find_audience(desk, book, as_of=ON).items
    mine = items[items["customer_id"] == "FIRM"]
    assert set(mine["reason"]) == {"agency"}
    assert not mine["is_in"].any()
    assert "FIRM" not in ripe(desk, book)


def test_nobody_goes_without_a_reason_or_an_agency(desk: Desk, book: Book, tmp_path: Path, firm: Candidate) -> None:
    with pytest.raises(NoAgencyError, match="NL01 has no agency yet"):
        place.hand_over(desk, book, [firm], as_of=ON, folder=tmp_path, by="Els", why="x")
    with pytest.raises(NoReasonError):
        over(desk, book, tmp_path, firm, why=" ")
    assert register.register(desk) == []
    assert not list(tmp_path.glob("*.zip"))


def test_a_customer_is_with_one_agency_at_a_time_and_not_while_a_message_leaves(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    known = firm
    over(desk, book, tmp_path, firm)
    with pytest.raises(WithAgencyError, match="recall that handover first"):
        place.hand_over(desk, book, [known], as_of=ON, folder=tmp_path, by="Tom", why="x")
    assert len(list(tmp_path.glob("*.zip"))) == 1
    sent(desk, "LUC", "INV4", "second_reminder", days_ago=0, state=MessageState.SENDING)
    with pytest.raises(OnItsWayError, match="being sent at this moment"):
        place.hand_over(
            desk, book, [replace(known, customer_id="LUC", entity="NL01")], as_of=ON, folder=tmp_path, by="Tom", why="x"
        )


def test_the_file_has_everything_with_its_hash_and_equal_input_gives_equal_bytes(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    sent(desk, "FIRM", "INV1", "second_reminder", days_ago=60)
    sent(desk, "FIRM", "PAID9", "second_reminder", days_ago=90)  # about an invoice that was paid since
    done = over(desk, book, tmp_path / "one", firm)
    content = done.path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        manifest = json.loads(file.read("manifest.json"))["files"]
        assert [each["file"] for each in manifest] == [name for name in names if name != "manifest.json"]
        for each in manifest:
            assert sha256(file.read(each["file"])).hexdigest() == each["sha256"]
        assert file.read("file.pdf").startswith(b"%PDF")
        assert b"pdfaid" in file.read("file.pdf")
        items = file.read("items.csv").decode()
        messages = file.read("messages.csv").decode()
        [mail] = [name for name in names if name.startswith("messages/")]
        assert sha256(file.read(mail)).hexdigest() in messages
    assert {"cases.csv", "claim.csv", "contact-log.csv", "delivery.csv", "calls.csv"} <= set(names)
    assert "INV1" in items
    assert "PAID9" not in messages
    assert "YOUNG" not in items
    place.recall(desk, done.reference, by="Els", why="once more")
    with desk.session() as session:  # as if it had never been: the same reference again
        session.execute(update(HandoverRow).values(reference="gone"))
    again = over(desk, book, tmp_path / "two", firm)
    assert again.reference == done.reference
    assert again.path.read_bytes() == content


def test_recall_lets_reminders_go_again_and_says_who_and_why(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    done = over(desk, book, tmp_path, firm)
    with pytest.raises(NoReasonError):
        place.recall(desk, done.reference, by="Els", why="")
    place.recall(desk, done.reference, by="Tom", why="a plan was agreed")
    [known] = register.register(desk, book)
    assert (known.state, known.is_open) == (HandoverState.RECALLED, False)
    assert holds.standing(desk, ON).empty
    told = [(each.act, each.acted_by, each.why) for each in register.events(desk, known.id)]
    assert told == [("handed_over", "Els", "no answer"), ("recalled", "Tom", "a plan was agreed")]
    with pytest.raises(UnknownHandoverError):
        place.recall(desk, done.reference, by="Tom", why="again")
    assert over(desk, book, tmp_path, firm).reference == f"{done.reference}-2"


def booking(
    reference: str,
    number: str,
    minor: int,
    *,
    state: str = "open",
    fee: int = 0,
    customer: str = "",
    currency: str = "EUR",
    entity: str = "",
    on: str = "2026-10-31",
) -> NewFact:
    body = {
        "reference": reference,
        "booking": number,
        "amount_minor": minor,
        "fee_minor": fee,
        "currency": currency,
        "paid_on": on,
        "agency_state": state,
    }
    return NewFact(
        key=f"agency|{reference}|{entity}{customer}|{number}",
        source="agency",
        entity=entity,
        customer_id=customer,
        said_on=date.fromisoformat(on),
        line=2,
        body=body,
    )


def land(desk: Desk, *facts: NewFact) -> None:
    file = NewFile(
        kind=ImportKind.AGENCY, file_name="s.csv", file_sha256=f"{facts}", list_on=ON, mode="movements", mapping={}, columns={},
        headers=(), rows_read=1, accepted=1, quarantined=0, facts=facts,
    )  # fmt: skip
    side.land(desk, file, by="Els")


def test_the_statement_counts_each_booking_once_and_a_correction_corrects(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    done = over(desk, book, tmp_path, firm)
    land(
        desk,
        booking(done.reference, "1", 400_00, fee=60_00),
        booking("NOBODY", "2", 1_00),
        booking(done.reference, "3", 5_00, currency="USD"),
    )
    assert statement.settle(desk) == statement.Settled(lines=1, unmatched=2)
    assert statement.settle(desk) == statement.Settled(unmatched=2)
    [known] = register.register(desk, book)
    assert (known.state, known.paid_minor, known.fees_minor, known.ledger_minor) == (
        HandoverState.PARTLY_PAID,
        400_00,
        60_00,
        1_500_00,
    )
    land(desk, booking(done.reference, "1", 300_00, fee=45_00))
    assert statement.settle(desk).lines == 1
    assert register.register(desk)[0].paid_minor == 300_00
    for file_id in side_frames.files(desk)["file_id"]:
        side.take_back(desk, int(file_id), by="Els", why="of another firm")
    statement.settle(desk)
    [known] = register.register(desk)
    assert (known.state, known.paid_minor, known.fees_minor) == (HandoverState.HANDED_OVER, 0, 0)


def test_paid_keeps_its_hold_until_the_ledger_knows_and_returned_ends_it(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    done = over(desk, book, tmp_path, firm)
    land(desk, booking("", "1", 1_000_00, state="paid", customer="FIRM"))
    assert statement.settle(desk).closed == 1
    assert register.register(desk)[0].state is HandoverState.PAID
    assert len(holds.standing(desk, ON)) == 1
    assert place.release_closed(desk, register.register(desk, book), by="x") == 0
    settled = [replace(each, ledger_minor=0) for each in register.register(desk)]
    assert place.release_closed(desk, settled, by="x") == 1
    assert holds.standing(desk, ON).empty
    count, share = register.success(desk, TERMS.name)
    assert (count, round(share or 0.0, 4)) == (1, 0.6667)
    assert done.reference == settled[0].reference


def test_returned_by_the_agency_is_ours_again(desk: Desk, book: Book, tmp_path: Path, firm: Candidate) -> None:
    done = over(desk, book, tmp_path, firm)
    land(desk, booking(done.reference, "1", 0, state="returned"))
    statement.settle(desk)
    assert register.by_reference(desk, done.reference).state is HandoverState.RETURNED
    assert holds.standing(desk, ON).empty


@pytest.mark.parametrize(
    "wrong", [{"fee_percent": 100}, {"fee_percent": -1}, {"success_percent": 101}, {"effort_minor": -1}]
)
def test_terms_that_cannot_be_meant_are_refused(desk: Desk, wrong: dict[str, Any]) -> None:  # noqa: ARG001
    with pytest.raises(BadTermsError):
        AgencyTerms(**{"name": "x", **wrong})


def test_a_company_may_have_an_agency_of_its_own(desk: Desk) -> None:
    save_terms(desk, TERMS, by="Els")
    save_terms(desk, replace(TERMS, name="Recouvrement"), by="Els", entity="BE01")
    assert (terms_of(desk, "BE01").name, terms_of(desk, "NL01").name) == ("Recouvrement", "Incasso Voorbeeld")


def test_a_line_without_a_reference_counts_for_one_handover_and_for_no_later_one(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate
) -> None:
    first = over(desk, book, tmp_path, firm)
    land(desk, booking("", "1", 100_00, customer="FIRM"), booking("", "2", 7_00, customer="FIRM", entity="BE01"))
    assert statement.settle(desk) == statement.Settled(
        lines=1, unmatched=1
    )  # another company's customer FIRM is another
    place.recall(desk, first.reference, by="Els", why="a plan")
    second = over(desk, book, tmp_path, firm)
    land(desk, booking("", "3", 5_00, customer="FIRM", on="2026-10-01"))  # collected before it was handed over
    assert statement.settle(desk).lines == 0
    paid = {each.reference: each.paid_minor for each in register.register(desk)}
    assert paid == {first.reference: 100_00, second.reference: 0}


def test_a_message_that_begins_to_leave_while_the_file_is_made_stops_the_handover(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(known: Dossier) -> bytes:
        sent(desk, "FIRM", "INV1", "second_reminder", days_ago=0, state=MessageState.SENDING)
        return known.reference.encode()

    monkeypatch.setattr(place, "zipped", meanwhile)
    with pytest.raises(OnItsWayError):
        over(desk, book, tmp_path, firm)
    assert (register.register(desk), list(tmp_path.glob("*.zip*"))) == ([], [])
    assert holds.standing(desk, ON).empty


def test_a_hold_that_outlived_its_recall_is_ended_with_the_next_ledger(
    desk: Desk, book: Book, tmp_path: Path, firm: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = over(desk, book, tmp_path, firm)
    with monkeypatch.context() as stopped:
        stopped.setattr(holds, "end", lambda *_, **__: False)  # the process ended just before
        place.recall(desk, done.reference, by="Els", why="a plan")
    assert len(holds.standing(desk, ON)) == 1
    after_book(desk, book)
    assert holds.standing(desk, ON).empty
