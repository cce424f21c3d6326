"""The customer's own page: what it shows, what can be done on it, and that nobody reaches anybody else's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from core.campaigns import agreements
from core.customer_page import decisions
from core.customer_page.links import close, revoke
from core.customer_page.uploads import Upload, place_of
from core.desk import customer_requests, holds
from core.desk.campaign_tables import Message
from core.desk.case_errors import CaseMovedError
from core.desk.case_frames import cases_of, instalments_of
from core.desk.customers import overrides
from core.payments.page_links import PageLimits, save_page_limits
from core.payments.terms import PaymentTerms, save_payment_terms
from core.vocabulary import CaseState, HoldKind, MessageState
from dashboard.me.route import Sent, answered
from dashboard.me.say import say
from tests.desks import clock, desk  # noqa: F401 - fixtures
from tests.launched import launched
from tests.own_page import LEDGER, Town, town

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from core.wiring import Application

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def place(tmp_path: Path) -> Town:
    return town(tmp_path)


@pytest.fixture
def either(tmp_path: Path, desk: Desk) -> Town:  # noqa: F811 - the fixture
    """A town whose desk is on either database."""
    return town(tmp_path, desk=desk)


def _standing(place: Town, customer_id: str = "A") -> list[str]:
    rows = holds.standing(place.desk, date(2026, 11, 3), entity="NL01", customer_id=customer_id)
    return sorted(rows["kind"])


def _case(place: Town, customer_id: str = "A") -> dict[str, object]:
    return dict(cases_of(place.desk, entity="NL01", customer_id=customer_id).iloc[0])


def test_the_page_shows_one_customer_in_its_language(place: Town) -> None:
    status, page = place.look(place.token("A"))
    assert status == 200
    for said in (
        "Nog te betalen",
        "€\xa0150,01",
        "F/1",
        "€\xa0100,00",
        "Te laat",
        "NL91 ABNA 0417 1643 00",
        "31 oktober 2026",
    ):
        assert said in page
    assert "<script" not in page.lower()
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    for other in ("B1", "B2", "D1", "Boulangerie", "Dorn"):
        assert other not in page
    french = place.look(place.token("B"))[1]
    assert "Reste à payer" in french
    assert "Boulangerie &lt;b&gt;Soleil&lt;/b&gt;" in french
    assert "Nog te betalen" in place.look(place.token("C", "BE01"))[1]
    assert "Uw facturen" in place.look(place.token("C", "BE01"))[1]
    assert "You have nothing to pay now." in place.look(place.token("E"))[1]


def test_headers_keep_the_page_to_itself(place: Town) -> None:
    for token in (place.token("A"), "nonsense"):
        headers = answered(place.app, Sent(token=token)).headers
        assert headers["cache-control"] == "no-store, private"
        assert headers["referrer-policy"] == "no-referrer"
        assert "noindex" in headers["x-robots-tag"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src" not in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


def test_a_promise_stops_a_queued_message_at_once_and_can_be_undone(either: Town) -> None:
    launched(either.desk, ["a@example.org"])
    with either.desk.session() as session:
        session.execute(update(Message).values(entity="NL01", customer_id="A"))
    token = either.token("A")
    page = either.after(either.send(token, "promise", on="2026-11-14"), token)
    assert "Afgesproken. U betaalt €\xa0150,01 op of voor 14 november 2026" in page
    with either.desk.reading() as session:
        message = session.scalars(select(Message)).one()
    assert (message.state, message.claim) == (MessageState.HELD, None)  # a claim takes what is queued
    case = _case(either)
    assert (case["kind"], case["amount_minor"], case["created_by"]) == (HoldKind.PROMISE, 150_01, "customer (own page)")
    assert _standing(either) == [HoldKind.PROMISE]
    form, reference = re.findall(r'name="(?:form|reference)" value="([^"]+)"', page)[:2]
    undone = either.send(token, "undo", form=form, reference=reference)
    assert "Alles is weer zoals het was" in either.after(undone, token)
    assert _standing(either) == []
    assert _case(either)["state"] == CaseState.WITHDRAWN
    assert either.send(token, "undo", form=form, reference=reference).status_code == 422


def test_undo_ends_with_its_time(place: Town) -> None:
    token = place.token("A")
    page = place.after(place.send(token, "promise", on="2026-11-14"), token)
    form, reference = re.findall(r'name="(?:form|reference)" value="([^"]+)"', page)[:2]
    place.clock.forward(minutes=61)
    assert place.send(token, "undo", form=form, reference=reference).status_code == 422
    assert _standing(place) == [HoldKind.PROMISE]


def test_a_form_sent_twice_is_one_act(either: Town) -> None:
    token = either.token("A")
    form = either.form(token, "promise")
    first = either.send(token, "promise", form=form, on="2026-11-14")
    second = either.send(token, "promise", form=form, on="2026-11-14")
    assert (first.status_code, second.status_code) == (303, 422)  # an agreement stands by then; nothing is made twice
    assert len(cases_of(either.desk, entity="NL01", customer_id="A")) == 1
    asked = either.form(token, "question")
    answers = [either.send(token, "question", form=asked, text="Bel mij", person="1") for _ in range(3)]
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    assert len(customer_requests.open_requests(either.desk)) == 1


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-11-02", "Die dag is voorbij"),
        ("2026-11-18", "Kies een dag tot en met 17 november 2026"),
        ("", "Kies een dag."),
        ("31-12-2026", "Kies een dag."),
        ("9999-12-31", "Die dag is te ver weg"),
    ],
)
def test_a_promise_keeps_to_its_limits(place: Town, on: str, said: str) -> None:
    token = place.token("A")
    answer = place.send(token, "promise", on=on)
    assert answer.status_code == 422
    assert said in bytes(answer.body).decode()
    assert len(customer_requests.requests_of(place.desk, "NL01", "A")) == 0


def test_who_broke_promises_is_answered_by_a_person_and_left_alone_meanwhile(place: Town) -> None:
    save_page_limits(place.desk, PageLimits(promise_broken=0), by="Els")
    token = place.token("A")
    place.send(token, "promise", on="2026-11-03")
    place.clock.forward(days=20)
    place.ledger(LEDGER + "A cash 2026-11-20 0.01 EUR\n")
    place.app.follow_book()
    assert _case(place)["state"] == CaseState.BROKEN
    token = place.token("A")
    page = place.after(place.send(token, "promise", on="2026-11-30"), token)
    assert "Een collega laat u binnen 10 dagen weten of het kan" in page
    assert HoldKind.STOP in _standing(place)
    waiting = customer_requests.open_requests(place.desk)
    assert list(waiting["kind"]) == ["promise"]
    decisions.decide(
        place.desk, place.app.book(), int(waiting["request_id"].iloc[0]), is_granted=True, by="Els", why="ok"
    )
    assert HoldKind.STOP not in _standing(place)
    assert _case(place)["kind"] == HoldKind.STOP or HoldKind.PROMISE in _standing(place)
    with pytest.raises(customer_requests.AlreadyDecidedError):
        decisions.decide(
            place.desk, place.app.book(), int(waiting["request_id"].iloc[0]), is_granted=True, by="Jan", why=""
        )


def test_a_plan_is_shown_first_and_equal_to_the_cent(place: Town) -> None:
    token = place.token("A")
    status, page = place.look(token, "plan", parts="3", every="month", first_on="2026-11-10")
    assert status == 200
    assert "Zegt u ja? Dan geldt de afspraak meteen." in page
    assert page.count("€\xa050,00") == 2
    assert "€\xa050,01" in page
    assert len(customer_requests.requests_of(place.desk, "NL01", "A")) == 0
    done = place.send(token, "plan", parts="3", every="month", first_on="2026-11-10")
    assert "U betaalt €\xa0150,01 in 3 delen" in place.after(done, token)
    case = _case(place)
    parts = instalments_of(place.desk, int(str(case["case_id"])))
    assert parts["amount_minor"].tolist() == [50_00, 50_00, 50_01]
    assert [f"{day:%Y-%m-%d}" for day in parts["due_on"]] == ["2026-11-10", "2026-12-10", "2027-01-10"]
    assert _standing(place) == [HoldKind.PLAN]
    assert "In delen betalen" not in place.look(token)[1].split("Dit liet u ons weten")[0]


def test_a_plan_of_one_cent_a_month_is_refused_kindly(place: Town) -> None:
    token = place.token("A")
    status, page = place.look(token, "plan", parts="15001", every="month", first_on="2026-11-10")
    assert status == 422
    assert (
        "Dat worden heel kleine delen. Een deel is minstens €\xa025,00. U kunt kiezen voor 6 delen of minder." in page
    )
    small = place.token("C", "BE01")
    assert "plan" not in re.findall(r'href="/me/[^/"]+/(\w+)"', place.look(small)[1])
    status, page = place.look(small, "plan", parts="40", every="month", first_on="2026-11-10")
    assert status == 422
    assert "Dit bedrag is te klein voor delen" in page
    form = place.form(token, "plan")
    refused = place.send(token, "plan", form=form, parts="15001", every="month", first_on="2026-11-10")
    assert refused.status_code == 422
    assert _standing(place) == []


def test_a_large_plan_waits_for_a_person_who_agrees_to_it(place: Town) -> None:
    token = place.token("D")
    page = place.look(token, "plan", parts="4", every="month", first_on="2026-11-10")[1]
    assert "Dann sieht ein Kollege es an" in page
    place.after(place.send(token, "plan", parts="4", every="month", first_on="2026-11-10"), token)
    assert _standing(place, "D") == [HoldKind.STOP]
    waiting = customer_requests.open_requests(place.desk)
    decisions.decide(
        place.desk, place.app.book(), int(waiting["request_id"].iloc[0]), is_granted=True, by="Els", why=""
    )
    assert _standing(place, "D") == [HoldKind.PLAN]
    assert customer_requests.open_requests(place.desk).empty
    assert "Abgemacht ist: Sie zahlen 4.000,00\xa0€ in 4 Teilen." in place.look(token)[1]


def test_a_refused_plan_lets_reminders_go_on(place: Town) -> None:
    save_page_limits(place.desk, PageLimits(is_plan_accepted=False), by="Els")
    token = place.token("A")
    place.send(token, "plan", parts="2", every="month", first_on="2026-11-10")
    waiting = customer_requests.open_requests(place.desk)
    decisions.decide(
        place.desk, place.app.book(), int(waiting["request_id"].iloc[0]), is_granted=False, by="Els", why="too long"
    )
    assert _standing(place) == []
    assert "Niet akkoord" in place.look(token)[1]


def test_a_dispute_with_a_file_is_kept_by_hash_and_never_served(place: Town, tmp_path: Path) -> None:
    token = place.token("A")
    upload = Upload(name="../../Foto <1>.exe", content=PDF)
    page = place.after(
        place.send(token, "dispute", places=("0",), cause="quality", text="Het is\x00 kapot", files=(upload,)), token
    )
    assert "Wij zoeken het uit" in page
    case = _case(place)
    assert (case["kind"], case["cause"], case["why"], case["owner"]) == (
        HoldKind.DISPUTE,
        "quality",
        "Het is kapot",
        "Karin de Boer",
    )
    waiting = customer_requests.open_requests(place.desk)
    (kept,) = customer_requests.files_of(place.desk, waiting["request_id"].tolist())[int(waiting["request_id"].iloc[0])]
    assert (kept.name, kept.media_type, kept.length) == ("Foto 1.pdf", "application/pdf", len(PDF))
    assert place_of(tmp_path, kept.sha256).read_bytes() == PDF
    assert place_of(tmp_path, kept.sha256).stat().st_mode & 0o077 == 0
    assert kept.sha256 not in page
    assert place.look(token, f"file/{kept.sha256}")[0] == 404


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((Upload(name="a.pdf", content=b"<html><script>alert(1)</script>"),), "kunnen wij niet lezen"),
        ((Upload(name="a.svg", content=b"<svg onload=alert(1)>"),), "kunnen wij niet lezen"),
        ((Upload(name="a.pdf", content=PDF + b"0" * 5_000_001),), "te groot"),
        (tuple(Upload(name=f"{n}.pdf", content=PDF) for n in range(4)), "te veel bestanden"),
    ],
)
def test_bad_files_are_refused_and_nothing_happens(place: Town, files: tuple[Upload, ...], said: str) -> None:
    answer = place.send(place.token("A"), "dispute", places=("0",), cause="quality", files=files)
    assert (answer.status_code, said in bytes(answer.body).decode()) == (422, True)
    assert _standing(place) == []
    assert not (place.app.settings.home / "uploads").exists()


def test_paid_already_is_believed_twice(place: Town) -> None:
    token = place.token("A")
    for _ in range(2):
        page = place.after(place.send(token, "paid", places=("0",), on="2026-10-30"), token)
        assert "geen herinnering" in page
    assert "€\xa0100,00 is onderweg" in page
    assert "€\xa050,01" in page.split("Uw rekeningen")[0]  # what is left to pay
    page = place.after(place.send(token, "paid", places=("0",), on="2026-10-30"), token)
    assert "Een collega kijkt of uw betaling er is" in page
    assert place.send(token, "paid", on="2026-11-04").status_code == 422
    assert place.send(token, "paid", on="2020-01-01").status_code == 422


def test_cannot_pay_pauses_softly_and_shows_free_help(place: Town) -> None:
    token = place.token("A")
    page = place.look(token, "cannot_pay")[1]
    assert "Hier krijgt u gratis hulp" in page
    place.after(place.send(token, "cannot_pay", hard="other", text=""), token)
    row = holds.standing(place.desk, date(2026, 11, 3), entity="NL01", customer_id="A").iloc[0]
    assert (row["kind"], f"{row['until_on']:%Y-%m-%d}") == (HoldKind.VULNERABLE, "2026-11-24")
    assert list(customer_requests.open_requests(place.desk)["kind"]) == ["cannot_pay"]
    assert "Hier krijgt u gratis hulp" not in place.look(place.token("D"), "cannot_pay")[1]


def test_language_and_channel_change_at_once_and_back(place: Town) -> None:
    token = place.token("A")
    page = place.after(place.send(token, "reach", language="en", channel="letter"), token)
    assert "We have changed that" in page
    known = overrides(place.desk, entity="NL01", customer_id="A")
    assert dict(zip(known["field"], known["value"], strict=True)) == {"language": "en", "channel": "letter"}
    form, reference = re.findall(r'name="(?:form|reference)" value="([^"]+)"', page)[:2]
    assert "Alles is weer" in place.after(place.send(token, "undo", form=form, reference=reference), token)
    assert overrides(place.desk, entity="NL01", customer_id="A").empty
    assert "Reste à payer" in place.look(token, l="fr")[1]


def test_contact_details_change_only_when_a_person_says_so(place: Town) -> None:
    token = place.token("A")
    assert place.send(token, "contact", email="no address").status_code == 422
    page = place.after(place.send(token, "contact", email="new@example.org", phone="06 12345678"), token)
    assert "Een collega belt u eerst" in page
    assert overrides(place.desk, entity="NL01", customer_id="A").empty
    waiting = customer_requests.open_requests(place.desk)
    decisions.decide(
        place.desk, place.app.book(), int(waiting["request_id"].iloc[0]), is_granted=True, by="Els", why="called"
    )
    known = overrides(place.desk, entity="NL01", customer_id="A")
    assert known["value"].tolist() == ["new@example.org"]


def test_a_copy_is_downloaded_where_it_lies_and_asked_for_where_not(place: Town, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "F_1.pdf").write_bytes(PDF)
    (folder / "F_2.pdf").write_bytes(b"<html>")
    save_payment_terms(place.desk, "NL01", PaymentTerms(copies_folder=str(folder)), by="Els")
    token = place.token("A")
    paid, html = place.marks(token, ("0", "1"))
    answer = answered(place.app, Sent(token=token, part=f"copy/{paid}"))
    assert (answer.status_code, bytes(answer.body)) == (200, PDF)
    assert answer.headers["content-disposition"] == 'attachment; filename="F_1.pdf"'
    for part in (f"copy/{html}", "copy/0", "copy/-1", "copy/x", "copy/../F_1"):
        assert place.look(token, part)[0] == 404
    (folder / "F_2.pdf").unlink()
    page = place.after(place.send(token, "copy", places=("1",)), token)
    assert "Wij sturen u een kopie" in page
    assert _standing(place) == [HoldKind.WAITING_ON_US]


def test_two_currencies_are_two_agreements(place: Town) -> None:
    token = place.token("B")
    assert place.send(token, "promise", on="2026-11-10").status_code == 422
    done = place.send(token, "promise", on="2026-11-10", currency="USD")
    assert "80,00\xa0$US" in place.after(done, token)


def test_links_that_open_nothing_say_so_and_show_nothing(place: Town) -> None:
    token = place.token("A")
    words = say("nl").words
    revoke(place.desk, "NL01", "A", by="Els", why="sent to a wrong address")
    status, page = place.look(token)
    assert (status, words["door_revoked"] in page, "F/1" in page) == (410, True, False)
    fresh = place.token("A")
    assert place.look(fresh)[0] == 200
    close(place.desk, "NL01", "A", by="Els", why="erased")
    assert words["door_gone"] in place.look(fresh)[1]
    over = place.token("D")
    place.clock.forward(days=61)
    assert say("de").words["door_over"] in place.look(over)[1]


def test_an_erased_or_merged_customer_is_gone_and_its_number_opens_nobody_elses_page(tmp_path: Path) -> None:
    place = town(tmp_path)
    token = place.token("A")
    other = town(
        _made(tmp_path / "erased"), text="\n".join(line for line in LEDGER.splitlines() if not line.startswith("A"))
    )
    other.desk.close()
    place.app = _with_store(place, other)
    assert place.look(token)[0] == 410
    taken = LEDGER.replace("Anna de Vries", "Somebody Else")
    place.app = _with_store(place, town(_made(tmp_path / "taken"), text=taken))
    status, page = place.look(token)
    assert (status, "F/1" in page, "Somebody" in page) == (410, False, False)


def test_who_is_with_an_agency_is_asked_to_call(place: Town) -> None:
    token = place.token("A")
    holds.place(place.desk, HoldKind.AGENCY, entity="NL01", customer_id="A", by="Els", why="handed over")
    status, page = place.look(token)
    assert (status, "praten wij graag zelf met u" in page, "F/1" in page) == (403, True, False)


def test_a_form_of_another_customer_or_page_does_nothing(place: Town) -> None:
    mine, theirs = place.token("A"), place.token("D")
    form = place.form(mine, "promise")
    assert place.send(theirs, "promise", form=form, on="2026-11-10").status_code == 422
    assert place.send(mine, "cannot_pay", form=form, hard="money").status_code == 422
    assert place.send(mine, "promise", form="", on="2026-11-10").status_code == 422
    place.clock.forward(hours=25)
    assert place.send(mine, "promise", form=form, on="2026-11-10").status_code == 422
    assert _standing(place) == _standing(place, "D") == []


def test_nobody_undoes_or_reads_anothers_request(place: Town) -> None:
    mine, theirs = place.token("A"), place.token("D")
    answer = place.send(mine, "promise", on="2026-11-10")
    reference = answer.headers["location"].rpartition("said=")[2]
    assert "Afgesproken" not in place.look(theirs, said=reference)[1]
    place.send(theirs, "question", text="hallo", person="1")
    form = place.form(theirs, "undo")
    assert place.send(theirs, "undo", form=form, reference=reference).status_code == 422
    assert _standing(place) == [HoldKind.PROMISE]


def test_after_midnight_the_page_names_the_day_until_which_reminders_wait(place: Town) -> None:
    place.clock.now = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)  # the fourth in Amsterdam
    token = place.token("A")
    page = place.after(place.send(token, "paid", places=("0",), on="2026-10-30"), token)
    rows = holds.standing(place.desk, date(2026, 11, 4), entity="NL01", customer_id="A")
    assert rows["until_on"].dt.date.tolist() == [date(2026, 11, 11)]
    assert "11 november" in page


def test_an_act_that_cannot_be_carried_out_leaves_nothing_also_with_a_file(
    either: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(*_: object, **__: object) -> None:
        raise CaseMovedError

    monkeypatch.setattr(agreements, "dispute", moved)
    files = (Upload(name="a.pdf", content=PDF),)
    answer = either.send(either.token("A"), "dispute", places=("0",), cause="quality", files=files)
    assert answer.status_code == 422
    assert customer_requests.requests_of(either.desk, "NL01", "A").empty


def test_a_form_drawn_before_an_import_is_about_the_same_invoice_after_it(place: Town) -> None:
    token = place.token("A")
    form, chosen = place.form(token, "dispute"), place.marks(token, ("1",))
    place.ledger(LEDGER + "A F/0 issued 2026-08-01 due 2026-08-31 70.00 EUR\n")  # stands before both others now
    assert place.send(token, "dispute", form=form, places=chosen, cause="quality").status_code == 303
    rows = holds.standing(place.desk, date(2026, 11, 3), entity="NL01", customer_id="A")
    assert rows["number"].tolist() == ["F/2"]
    place.ledger(LEDGER.replace("A F/1 issued", "A F/9 issued"))  # the other one is not asked for any more
    gone = place.send(token, "copy", places=(*chosen, "0123456789abcdef"))
    assert gone.status_code == 422


def test_places_outside_the_page_are_refused(place: Town) -> None:
    token = place.token("A")
    for places in (("7",), ("-1",), ("x",), ("0", "999999999999999999999")):
        assert place.send(token, "dispute", places=places, cause="quality").status_code == 422
    assert place.send(token, "dispute", places=("0",), cause="says_paid").status_code == 422
    assert place.send(token, "dispute", places=(), cause="quality").status_code == 422


def test_a_customer_can_do_only_so_much_a_day(place: Town) -> None:
    token = place.token("A")
    for number in range(20):
        assert place.send(token, "question", text=f"vraag {number}", person="1").status_code == 303
    assert place.send(token, "question", text="nog een", person="1").status_code == 422


def test_the_page_switched_off_opens_nothing(place: Town) -> None:
    token = place.token("A")
    save_page_limits(place.desk, PageLimits(is_on=False), by="Els")
    assert place.look(token)[0] == 410


def test_the_assistant_answers_from_the_customers_own_items(place: Town) -> None:
    token = place.token("A")
    page = bytes(place.send(token, "question", text="Hoeveel moet ik nog betalen?").body).decode()
    assert "U moet nog €\xa0150,01 betalen. Dat zijn 2 rekeningen. De oudste is F/1, van 1 september 2026." in page
    alone = bytes(place.send(place.token("D"), "question", text="Wieviel muss ich noch zahlen?").body).decode()
    assert "Das ist 1 Rechnung: D1, vom 1. September 2026." in alone
    page = bytes(place.send(token, "question", text="Mag ik een regeling?").body).decode()
    assert "Het kunnen 6 delen zijn" in page
    page = bytes(place.send(token, "question", text="Wat is de hoofdstad van Peru?").body).decode()
    assert "Daar hebben wij hier geen antwoord op" in page
    assert len(customer_requests.open_requests(place.desk)) == 0
    place.send(token, "question", text="Wat is de hoofdstad van Peru?", person="1")
    assert customer_requests.open_requests(place.desk)["body"].iloc[0]["text"] == "Wat is de hoofdstad van Peru?"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _with_store(place: Town, other: Town) -> Application:
    return replace(place.app, store=other.ledger.store)
