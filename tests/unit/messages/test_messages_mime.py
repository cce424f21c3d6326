"""The bytes of a mail, read back by the standard library."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest

from core.messages.mime import Headers, UnsafeHeaderError, content, headers_for, seal
from core.messages.needs import STEPS
from core.messages.render import Rendered, render
from core.vocabulary import CustomerType, MessageName
from tests.unit.messages.conftest import about, bill

AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def _headers(**changes: Any) -> Headers:
    fields: dict[str, Any] = {
        "from_name": "Voorbeeld B.V.",
        "from_address": "rekeningen@voorbeeld.example",
        "to_name": "Anna de Vries",
        "to_address": "anna@example.org",
        "reply_to": "karin@voorbeeld.example",
    }
    return Headers(**(fields | changes))


def _rendered(**changes: Any) -> Rendered:
    fields: dict[str, Any] = {"subject": "Hello", "html": "<p>x</p>", "text": "x\n", "language": "nl"}
    return Rendered(**(fields | changes))


def _read(mail: bytes) -> EmailMessage:
    read = message_from_bytes(mail, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def _body(mail: EmailMessage, form: Any) -> str:
    part = mail.get_body((form,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


TEXTS = [
    "plain\n",
    "€ 1.234,50 — naïve Łódź 🙂 מרים\n",
    "trailing blank \nand tab\t\n\n\n  indented\n",
    ".\n.leading dot\n..two\nFrom here\n",
    "=3D =_ --=_ equals = at end =\n",
    "a" * 3000 + "\n",
    "é" * 2000 + "\n",
    ("long words " * 400).strip() + "\n",
    "CRLF\r\nand CR\rmixed\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_bodies_come_back_as_they_went(text: str) -> None:
    html = f"<p>{text}</p>\n"
    mail = content(_rendered(text=text, html=html), _headers())
    read = _read(mail)
    assert not read.defects
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    assert _body(read, "plain").rstrip("\n") == unix.rstrip("\n")
    assert _body(read, "html").rstrip("\n") == html.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


NAMES = [
    "Anna de Vries",
    "",
    'O\'Brien, "The" \\ Co',
    "Café Één",
    "Commune de Molenbeek-Saint-Jean, comptabilité",
    "n" * 200,
    "=?utf-8?b?QQ==?=",
    " edges ",
    "🙂",
    "a, b; c: d <e@f.example>",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_subjects_come_back_as_they_went(name: str) -> None:
    mail = content(_rendered(subject=name or "x"), _headers(to_name=name, from_name=name))
    read = _read(mail)
    assert not read.defects
    assert read["Subject"] == (name or "x")
    for header, address in (("To", "anna@example.org"), ("From", "rekeningen@voorbeeld.example")):
        (mailbox,) = read[header].addresses
        assert (mailbox.display_name, mailbox.addr_spec) == (name, address)


def test_a_name_too_long_for_one_word_is_cut_between_letters() -> None:
    name = "漢字" * 40
    mail = content(_rendered(subject=name), _headers(to_name=name))
    raw = message_from_bytes(mail, policy=policy.compat32)
    assert str(make_header(decode_header(raw["To"]))) == f"{name} <anna@example.org>"
    assert _read(mail)["Subject"] == name


def test_every_line_is_short_ascii_and_ends_in_crlf() -> None:
    context = about(
        *(bill(f"F/{number}") for number in range(40)),
        customer_name="Ünïçödé " * 12,
        customer_type=CustomerType.CONSUMER,
    )
    mail = seal(
        content(render(MessageName.LAST_LETTER, "nl", context), headers_for(context, "a@example.org")),
        AT,
        "1@x.example",
    )
    lines = mail.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 78
    assert mail.isascii()
    assert mail.endswith(b"\r\n")


def test_rendered_messages_come_back_whole() -> None:
    context = about(bill(), bill(currency="USD"), customer_name='Zoë O\'Brien "Z"')
    for message in sorted(STEPS):
        for language in ("nl", "en"):
            rendered = render(message, language, context)
            read = _read(content(rendered, headers_for(context, "zoe@example.org")))
            assert read["Subject"] == rendered.subject
            assert _body(read, "plain").rstrip("\n") == rendered.text.rstrip("\n")
            assert _body(read, "html").rstrip("\n") == rendered.html.rstrip("\n")
            assert read["To"].addresses[0].display_name == 'Zoë O\'Brien "Z"'
            assert read["Content-Language"] == language


def test_a_preview_has_neither_date_nor_message_id_and_a_sealed_mail_has_both_in_front() -> None:
    unsealed = content(_rendered(), _headers())
    assert unsealed == content(_rendered(), _headers())
    assert b"Date:" not in unsealed
    assert b"Message-ID:" not in unsealed
    for given in ("c1.7@voorbeeld.example", "<c1.7@voorbeeld.example>"):
        sealed = seal(unsealed, AT, given)
        assert sealed.startswith(
            b"Date: Tue, 03 Nov 2026 09:30:00 +0000\r\nMessage-ID: <c1.7@voorbeeld.example>\r\nFrom: "
        )
        assert sealed.endswith(unsealed)
        assert _read(sealed)["Date"].datetime == AT


def test_a_machine_says_that_it_is_one_and_answers_reach_a_person() -> None:
    read = _read(content(_rendered(), _headers(extra=(("List-Unsubscribe", "<mailto:stop@voorbeeld.example>"),))))
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Reply-To"] == "karin@voorbeeld.example"
    assert read["List-Unsubscribe"] == "<mailto:stop@voorbeeld.example>"


def test_an_international_domain_is_written_in_ascii() -> None:
    assert (
        _read(content(_rendered(), _headers(to_address="jo@bücher.example")))["To"].addresses[0].addr_spec
        == "jo@xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"to_name": "Anna\r\nBcc: all@x.example"},
        {"to_name": "Anna\u2028"},
        {"from_name": "V\nX"},
        {"to_address": "a@x.example\r\nBcc: b@x.example"},
        {"to_address": "a@x.example, b@x.example"},
        {"to_address": "no address"},
        {"to_address": ""},
        {"to_address": "jö@x.example"},
        {"reply_to": "<a@x.example>"},
        {"extra": (("X-Note: a\r\nBcc", "b"),)},
        {"extra": (("X-Note", "a\r\nBcc: b@x.example"),)},
    ],
)
def test_nothing_in_a_header_can_start_a_new_line(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsafeHeaderError, match="correct it at its source"):
        content(_rendered(), _headers(**changes))


def test_a_name_with_controls_does_not_stop_its_mail() -> None:
    context = about(customer_name="Anna\r\nBcc: x@y.example\x00\u202e\u2028de Vries")
    (mailbox,) = _read(content(_rendered(), headers_for(context, "anna@example.org")))["To"].addresses
    assert mailbox.display_name == "Anna Bcc: x@y.example de Vries"


def test_a_subject_and_a_message_id_cannot_either() -> None:
    with pytest.raises(UnsafeHeaderError):
        content(_rendered(subject="Hello\r\nBcc: b@x.example"), _headers())
    with pytest.raises(UnsafeHeaderError):
        seal(content(_rendered(), _headers()), AT, "1@x.example>\r\nBcc: <b@x.example")
    with pytest.raises(ValueError, match="time zone"):
        seal(content(_rendered(), _headers()), AT.replace(tzinfo=None), "1@x.example")


def test_the_way_to_stop_mails_stands_whole_on_one_line() -> None:
    url = f"https://pay.voorbeeld.example/me/{'a' * 200}.b"
    mail = content(_rendered(), _headers(unsubscribe_url=url))
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in mail
    assert b"List-Unsubscribe" not in content(_rendered(), _headers())


@pytest.mark.parametrize(
    "url", ["https://x.example/a b", "https://x.example/>", "https://x.example/\r\nBcc: a@b.example"]
)
def test_an_address_that_breaks_its_line_is_refused(url: str) -> None:
    with pytest.raises(UnsafeHeaderError):
        content(_rendered(), _headers(unsubscribe_url=url))
