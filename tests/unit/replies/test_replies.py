"""Replies: whose they are, what they hold, what they seem to say, and mail in every bad state."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from core.channels.bounce_address import parse_bounce_address
from core.desk import holds
from core.desk.campaign_tables import Message
from core.desk.replies import (
    ReplyHandledError,
    ReplyOfNobodyError,
    attach,
    files_of,
    handle,
    open_replies,
    replies_of,
)
from core.replies import incoming
from core.replies.clean import header
from core.replies.markup import as_text
from core.replies.quoted import own_words
from core.replies.suggest import suggestion
from core.replies.take import _batches, take
from core.vocabulary import MessageState, ReplyOutcome
from tests.mails import BOUNCES, arrived, bounce, mailed, reply

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.replies.arrived import Arrived

PATTERN = parse_bounce_address(BOUNCES)
BROKEN_REMARK = incoming.BROKEN
TODAY = date(2026, 11, 3)
CUSTOMER = ("NL", "C1")


def state_of(desk: Desk, message_id: int) -> str:
    with desk.reading() as session:
        return session.scalars(select(Message.state).where(Message.id == message_id)).one()


def test_a_reply_belongs_to_customer_and_campaign_and_stops_the_next_step(both: Desk) -> None:
    answered, waiting = mailed(both), mailed(both, state=MessageState.QUEUED)
    raw = reply(answers=answered.message_id, by="Bob <bob@accountant.example>")
    assert take(both, arrived(raw)).kinds == {"reply": 1}
    row = open_replies(both).iloc[0]
    assert (row["entity"], row["customer_id"], row["campaign"]) == (*CUSTOMER, "Campaign 1")
    assert (row["matched_by"], row["suggestion"], row["suggested_by"]) == ("answer", "paid", "have already paid")
    assert holds.standing(both, TODAY)["kind"].tolist() == ["reply"]
    assert state_of(both, waiting.id) == MessageState.HELD
    handle(both, int(row["reply_id"]), ReplyOutcome.NOTHING, by="jan")
    assert holds.standing(both, TODAY).empty
    assert open_replies(both).empty
    with pytest.raises(ReplyHandledError, match="jan"):
        handle(both, int(row["reply_id"]), ReplyOutcome.PAID, by="piet")


@pytest.mark.parametrize("how", ["bounce_address", "address"])
def test_a_reply_that_names_no_message_still_finds_its_customer(desk: Desk, how: str) -> None:
    answered = mailed(desk)
    raw = reply(to=answered.returns_to, by="x@else.example") if how == "bounce_address" else reply()
    take(desk, arrived(raw), pattern=PATTERN)
    row = open_replies(desk).iloc[0]
    assert (row["matched_by"], row["customer_id"], row["message_id"]) == (how, "C1", answered.id)


def test_an_address_of_two_customers_waits_for_a_person(both: Desk) -> None:
    mailed(both, "C1")
    mailed(both, "C2")
    take(both, arrived(reply()))
    row = open_replies(both).iloc[0]
    assert row["customer_id"] is None or row["customer_id"] != row["customer_id"]
    assert sorted(map(tuple, row["possible"])) == [("NL", "C1"), ("NL", "C2")]
    assert holds.standing(both, TODAY).empty
    with pytest.raises(ReplyOfNobodyError):
        handle(both, int(row["reply_id"]), ReplyOutcome.PAID, by="jan")
    attach(both, int(row["reply_id"]), ("NL", "C2"), by="jan")
    assert holds.standing(both, TODAY)["customer_id"].tolist() == ["C2"]
    attach(both, int(row["reply_id"]), ("NL", "C1"), by="jan")
    assert holds.standing(both, TODAY)["customer_id"].tolist() == ["C1"]


def test_the_ledgers_own_addresses_count_too_and_the_erased_are_nobody(desk: Desk) -> None:
    known = {"paula@known.example": [("NL", "C7")]}
    first, second = reply(by="paula@known.example"), reply(by="erased@gone.example", own_id="<r2@x.example>")
    take(desk, arrived(first, second), customers_at=lambda asked: {each: known.get(each, []) for each in asked})
    found = open_replies(desk)
    assert found["customer_id"].fillna("").tolist() == ["C7", ""]


def test_a_reply_to_a_message_that_never_was_waits_for_a_person(desk: Desk) -> None:
    take(desk, arrived(reply(answers="<999.999.00000000000003e7@saldo.example>", by="who@nobody.example")))
    assert open_replies(desk)["matched_by"].tolist() == [""]


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Re: Invoice", {"Auto_Submitted": "auto-replied"}),
        ("Re: Invoice", {"Precedence": "auto_reply"}),
        ("Re: Invoice", {"X_Autoreply": "yes"}),
        ("Automatic reply: Invoice", {}),
        ("Automatisch antwoord: Factuur", {}),
        ("Réponse automatique : Facture", {}),
        ("Abwesenheitsnotiz: Rechnung", {}),
    ],
)
def test_an_answer_for_an_absence_stops_nothing(desk: Desk, subject: str, headers: dict[str, Any]) -> None:
    answered, waiting = mailed(desk), mailed(desk, state=MessageState.QUEUED)
    raw = reply("I am away.", subject=subject, answers=answered.message_id, **headers)
    assert take(desk, arrived(raw)).kinds == {"away": 1}
    assert open_replies(desk).empty
    assert holds.standing(desk, TODAY).empty
    assert state_of(desk, waiting.id) == MessageState.QUEUED
    assert replies_of(desk, CUSTOMER)["kind"].tolist() == ["away"]


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {}])
def test_a_person_who_answers_is_no_machine(desk: Desk, headers: dict[str, Any]) -> None:
    assert take(desk, arrived(reply(subject="Re: Automatic reply", **headers))).kinds == {"reply": 1}


def test_our_own_mail_that_comes_round_is_no_reply(desk: Desk) -> None:
    own = mailed(desk)
    assert take(desk, arrived(reply(by="ar@saldo.example", own_id=own.message_id))).kinds == {"own": 1}
    assert open_replies(desk).empty


def test_html_becomes_harmless_text(desk: Desk) -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body onload=steal()><p>Wij hebben <b>gisteren</b>"
        " betaald.</p><script>alert(1)</script><img src='http://spy.example/x.gif'><a href='javascript:x'>zie hier</a>"
        "<div class='gmail_quote'>Beste Anna, wij betwisten</div></body></html>"
    )
    take(desk, arrived(reply(html=html)))
    row = open_replies(desk).iloc[0]
    assert row["text"].startswith("Wij hebben gisteren betaald.\nzie hier")
    assert not any(word in row["text"] for word in ("alert", "spy", "javascript", "steal", "<"))
    assert row["suggestion"] == "paid", "what is quoted says nothing"


def test_files_are_kept_with_safe_names_and_limits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "LARGEST_FILE", 1_000)
    files = ((r"..\..\evil.exe", b"MZ" + bytes(50)), ("/etc/passwd", b"x"), ("big.pdf", bytes(2_000)), ("", b"y"))
    take(desk, arrived(reply(files=files)))
    reply_id = int(open_replies(desk)["reply_id"].iloc[0])
    kept = files_of(desk, reply_id)
    assert [each.name for each in kept] == ["evil.exe", "passwd", "big.pdf", "file-4"]
    assert [each.content is None for each in kept] == [False, False, True, False]
    assert "big.pdf is too big to keep" in open_replies(desk)["remarks"].iloc[0]


def test_a_mail_of_50_megabytes_is_kept_by_its_beginning(desk: Desk) -> None:
    raw = reply("Please find our claim attached.", files=(("claim.zip", bytes(100)),))
    large = raw + b"A" * 50_000_000
    take(desk, arrived(large))
    row = open_replies(desk).iloc[0]
    assert row["text"] == "Please find our claim attached."
    assert row["remarks"] == [incoming.TOO_BIG]


BROKEN = {
    "nothing": b"",
    "no headers": b"\r\n\r\nhello",
    "binary": bytes(range(256)) * 40,
    "no boundary": b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nhello",
    "open boundary": b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\nhello',
    "unknown charset": b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nh\xe9llo",
    "bad base64": b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\xff",
    "bad words": b"From: =?utf-8?b?////?= <a@b.example>\r\nSubject: =?what?q?=FF?=\r\n\r\nhello",
    "date of the moon": b"From: a@b.example\r\nDate: Tue, 99 Nov 99999 25:61:61 +9999\r\n\r\nhello",
    "zeros": b"From: a@b.example\r\nSubject: a\x00b\r\n\r\nhel\x00lo \xf0\x9f\x98\x80 \xed\xa0\x80",
    "broken report": bounce()[:520],
    "delivery status as text": bounce().replace(b"message/delivery-status", b"message/delivery-status; x", 1)[:-60],
    "parts in parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth) for depth in range(2_000)
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mail_is_taken_all_the_same(desk: Desk, name: str) -> None:
    taken = take(desk, arrived(BROKEN[name], reply(own_id="<after@x.example>")))
    assert taken.read == 2
    assert "have already paid" in open_replies(desk)["text"].iloc[-1]


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_mail_ends_the_reading(noise: bytes, place: int) -> None:
    raw = bounce(original="<1.1.0000000000000001@saldo.example>")
    mail = incoming.parse(raw[:place] + noise + raw[place:])
    assert len(mail.key) == 64
    assert isinstance(incoming.text_of(mail), str)
    assert isinstance(incoming.files_of(mail), tuple)


def test_mails_without_a_name_are_told_apart_by_what_they_say(desk: Desk) -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    mail.set_content("one")
    other = mail.as_bytes().replace(b"one", b"two")
    assert take(desk, arrived(mail.as_bytes(), other, other)).kinds == {"reply": 2, "repeated": 1}


def test_a_crash_half_way_reads_the_rest_next_time(both: Desk) -> None:
    def mails() -> list[Arrived]:
        return arrived(*(reply(own_id=f"<r{number}@x.example>") for number in range(70)))

    def cut() -> object:
        yield from mails()[:60]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        take(both, cut())  # type: ignore[arg-type]
    assert len(open_replies(both)) == 50
    assert take(both, mails()).kinds == {"repeated": 50, "reply": 20}


def test_one_mail_nobody_foresaw_does_not_keep_the_others_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def text_of(mail: incoming.Incoming) -> str:
        if "poison" in mail.subject:
            raise LookupError("unforeseen")
        return incoming.text_of(mail)

    monkeypatch.setattr("core.replies.take.text_of", text_of)
    mails = arrived(reply(own_id="<1@x>"), reply(subject="poison", own_id="<2@x>"), reply(own_id="<3@x>"))
    with capture_logs() as said:
        assert take(desk, mails).kinds == {"reply": 3}
    assert [each["event"] for each in said][1:] == ["a mail cannot be read"]
    assert [BROKEN_REMARK in each for each in open_replies(desk)["remarks"]] == [False, True, False]
    assert take(desk, mails).kinds == {"repeated": 3}


def test_heavy_mails_are_not_all_in_memory_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.replies.take.HEAVIEST", 1_000)
    sizes = [len(each) for each in _batches(arrived(*([b"x" * 400] * 7)))]
    assert sizes == [3, 3, 1]


SAID = [
    ("Dear, we have already paid this on Monday", "paid"),
    ("Wij hebben deze factuur vorige week betaald.", "paid"),
    ("Nous avons déjà payé cette facture", "paid"),
    ("Die Rechnung wurde bereits überwiesen", "paid"),
    ("We have not paid yet, we will pay next Friday", "promise"),
    ("We zullen vrijdag betalen", "promise"),
    ("La facture sera payée vendredi", "promise"),
    ("Ich werde nächste Woche überweisen", "promise"),
    ("Ik ga niet akkoord met dit bedrag", "dispute"),
    ("Nous contestons cette facture", "dispute"),
    ("Die Rechnung ist falsch", "dispute"),
    ("Could you send me a copy of the invoice?", "copy"),
    ("Kunt u de factuur opnieuw sturen?", "copy"),
    ("Pouvez-vous nous envoyer la facture ?", "copy"),
    ("Bitte die Rechnungskopie", "copy"),
    ("Kunnen wij in schijven betalen?", "plan"),
    ("Peut-on payer en plusieurs fois ?", "plan"),
    ("Bitte in Raten zahlen", "plan"),
    ("Stop sending me these mails", "stop"),
    ("Ne me contactez plus", "stop"),
    ("Thanks, kind regards", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "outcome"), SAID)
def test_what_a_reply_seems_to_say(text: str, outcome: str | None) -> None:
    found = suggestion(text)
    assert (None if found is None else found.outcome) == outcome


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, 2 Nov 2026 at 10:00, AR <ar@saldo.example> wrote:\n> We dispute",
        "Op ma 2 nov. 2026 om 10:00 schreef AR <ar@saldo.example>:\n> We dispute",
        "Le lun. 2 nov. 2026 à 10:00, AR <ar@saldo.example> a écrit :\nWe dispute",
        "Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb AR <ar@saldo.example>:\nWe dispute",
        "-----Oorspronkelijk bericht-----\nWe dispute",
        "Van: AR <ar@saldo.example>\nVerzonden: maandag\nWe dispute",
        "-- \nWe dispute, Inc.",
        "> We dispute",
    ],
)
def test_what_is_quoted_is_left_out(quote: str) -> None:
    assert own_words(f"Paid yesterday.\n\n{quote}") == "Paid yesterday."


def test_text_of_html_keeps_words_apart() -> None:
    assert as_text("<p>a<b>b</b> c</p><td>d</td>\n<ul><li>e<li>f</ul>") == "ab c\nd\ne\nf"


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a b='", "</", "<![", "<![x[", "<script>", "&#", "<div>"])
def test_html_without_end_is_read_in_a_moment(piece: str) -> None:
    began = process_time()
    as_text("hello" + piece * (400_000 // len(piece)))
    assert process_time() - began < 2


def test_html_shows_its_words_and_nothing_that_hides() -> None:
    assert (
        as_text("a <b>&euro;&nbsp;5</b> 3 < 4<!-- no --><script>if (a < b) x()</script><![if mso]>z<![endif]>")
        == "a € 5 3 < 4z"
    )
    assert as_text('yes<br/><DIV CLASS="gmail_quote">old</DIV>') == "yes\n-----Original message-----\nold"
    assert as_text("&#99999999999999999999999; <style>p{}</style >ok") == "ok"


def test_a_header_without_end_is_read_in_a_moment() -> None:
    began = process_time()
    assert len(header("=?utf-8?q?a?= " * 200_000)) == 300
    assert process_time() - began < 2
