"""Whatever comes in from outside: it is taken, or refused with a sentence; nothing breaks. ``make fuzz`` tries far more of it."""

from __future__ import annotations

import atexit
import io
import json
import os
import shutil
import string
import tempfile
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.book.store import BookStore
from core.errors import SaldoError
from core.gateways.hook import taken
from core.gateways.kept import save_gateway
from core.gateways.presets import presets
from core.gateways.seals import Posted
from core.intake.importer import import_file
from core.intake.inspection import inspect_file
from core.intake.statements.read import is_statement, read_statements
from core.messages.check import problems_of, trial_of
from core.messages.samples import samples
from core.messages.templates import edited
from core.payments.webhook import WebhookError, read
from core.signed import HEADER, SignatureError, check, check_plain, signature
from core.vocabulary import MessageName
from dashboard.me.route import Sent, answered
from dashboard.pay.route import answered as paid
from tests.mutated import mutated
from tests.own_page import Town, town
from tests.unit.intake.statements.test_statement_reading import CAMT, CODA, MT940

FEW: Final = int(os.environ.get("SALDO_FUZZ", "25"))
NOW: Final = datetime(2026, 11, 3, 10, tzinfo=UTC)
some = settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
fewer = settings(some, max_examples=max(FEW // 4, 4))

LIST = b'''Klantnr;Naam;E-mail;Land;Factuurnr;Factuurdatum;Vervaldatum;Bedrag;Valuta
1001;Bakker & Zonen B.V.;debet@bakker.example;NL;F-001;01-08-2026;31-08-2026;1.250,00;EUR
1002;"Jansen; ""Installatie""";post@jansen.example;NL;F-003;20-09-2026;20-10-2026;310,00;EUR
1003;Gemeente Ergens;facturen@ergens.example;NL;F-004;05-10-2026;04-11-2026;8.400,00-;EUR
'''


@cache
def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in LIST.decode().splitlines():
        book.active.append(row.split(";"))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@cache
def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.xml", CAMT)
        archive.writestr("b.sta", MT940)
    return held.getvalue()


@cache
def kept_in() -> Path:
    made = Path(tempfile.mkdtemp(prefix="saldo-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def file_of(content: bytes, name: str) -> Path:
    place = kept_in() / name
    place.write_bytes(content)
    return place


@some
@given(mutated([CAMT.encode(), MT940.encode(), CODA.encode(), zipped()]))
def test_statements(content: bytes) -> None:
    path = file_of(content, "statement.txt")
    is_statement(path)
    with suppress(SaldoError):
        read_statements(path)


@some
@given(mutated([LIST, workbook()]))
def test_ledger_files_are_looked_at(content: bytes) -> None:
    with suppress(SaldoError):
        inspect_file(file_of(content, "ledger.xlsx" if content[:2] == b"PK" else "ledger.csv"))


@fewer
@given(mutated([LIST]))
def test_ledger_files_are_imported_or_not_at_all(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = BookStore(Path(folder) / "book", clock=lambda: NOW)
        try:
            report = import_file(
                file_of(content, "ledger.csv"),
                store=store,
                sources=Path(folder) / "sources",
                by="Els",
                entity="NL01",
                clock=lambda: NOW,
            )
        except SaldoError:
            assert store.current() is None
        else:
            assert store.current() == report.version
            assert report.accepted + report.quarantined <= report.rows_read


WORDS = st.sampled_from([
    "{{ customer.name }}", "{{ ''.__class__.__mro__ }}", "{% for i in range(10**9) %}", "{% for a in items %}", "{% endfor %}", "{{ items[0] }}",
    "{% if", "%}", "{{", "}}", "{% include '../../etc/passwd' %}", "{% extends 'x' %}", "{{ 10**10**10 }}", "{{ 'a' * 10**9 }}", "**", "[x](javascript:1)",
    "<script>", "# ", "- ", "|", "\\", '#let x = read("/etc/passwd")', "\u202e", "\x00", "{{ self }}", "{# ", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{ lipsum }}", "{{ cycler.__init__.__globals__ }}", "{% set x = [] %}", "{{ amount|attr('x') }}", "\n\n", ": ",
])  # fmt: skip


@fewer
@given(st.lists(WORDS | st.text(max_size=20), max_size=12).map(" ".join))
def test_texts_of_the_template_editor(text: str) -> None:
    name = f"{MessageName.SECOND_REMINDER}/nl/text.md"
    templates = edited({name: text})
    problems_of(templates.loader, MessageName.SECOND_REMINDER, "nl")
    with suppress(SaldoError):
        trial_of(templates, MessageName.SECOND_REMINDER, "nl", samples()[:1])


@some
@given(
    mutated(
        [
            b"id=tr_abcd1234",
            b'{"entityId": "pl_abcd1234", "type": "payment-link.paid", "_embedded": {"entity": {"id": "tr_1"}}}',
        ]
    )
    | st.binary(max_size=200),
    st.text(max_size=80),
    st.none() | st.text(max_size=200),
)
def test_what_is_posted_as_a_payment(body: bytes, key: str, header: str | None) -> None:
    with suppress(WebhookError, SignatureError):
        told = read(body, key=key, signature=header, secrets=[b"secret"])
        assert all(each.startswith(("pl_", "tr_")) for each in told.ids)
    for prove in (lambda: check(body, header, [b"secret"], now=NOW), lambda: check_plain(body, header, [b"secret"])):
        with pytest.raises(SignatureError):
            prove()


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sid", "status", "at", "error", "data", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return town(tmp_path_factory.mktemp("fuzz"))


def test_what_is_posted_as_a_receipt(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "a-key-to-prove-with"
    for name in ("SALDO_SMS_HOOK", "SALDO_SMS_TOKEN"):
        monkeypatch.setenv(name, key)
    shipped = presets()["free_form"]
    save_gateway(place.desk, shipped.channel, shipped.terms, is_on=True, by="Els")

    @some
    @given(JSONS.map(lambda each: json.dumps(each).encode()) | st.binary(max_size=100), st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3), st.booleans())  # fmt: skip
    def posted(body: bytes, query: dict[str, str], is_form: bool) -> None:
        kind = "application/x-www-form-urlencoded" if is_form else "application/json"
        sealed = signature(body, key.encode(), at=place.desk.now())
        headers = {HEADER.lower(): sealed, "content-type": kind}
        answer = taken(place.desk, "sms", Posted(url="https://x/hook", headers=headers, query=query, body=body))
        assert answer.status in {200, 400, 409, 413, 503}

    posted()


PARTS = st.sampled_from(
    ["", "plan", "dispute", "paid", "question", "details", "undo", "pay", "copy/x", "../x", "promise", "reach", "call"]
)
FIELDS = st.sampled_from(["parts", "every", "first_on", "currency", "amount", "on", "text", "email", "phone", "reason", "topic", "t", "l", "said", "person", "reference", "language", "iban"])  # fmt: skip
ODDS = st.sampled_from(["", "0", "-1", "1e999", "NaN", "2026-02-31", "9" * 400, "\x00", "EUR", "<b>", "month", "\ud800", "2026-11-05", "12"]) | st.text(max_size=30)  # fmt: skip


def test_whatever_is_sent_to_a_customers_page(place: Town) -> None:
    token = place.token("A")
    forms = {part: place.form(token, part) for part in ("dispute", "question")}

    @some
    @given(st.sampled_from([token, token[:-2], token + "x"]) | st.text(string.printable, max_size=60), PARTS, st.booleans(), st.dictionaries(FIELDS, ODDS, max_size=5))  # fmt: skip
    def sent(mark: str, part: str, is_post: bool, values: dict[str, str]) -> None:
        given_form = {"form": forms.get(part, "x")}
        answer = answered(place.app, Sent(token=mark, part=part, is_post=is_post, query=values, values=given_form | values, marks=tuple(values.values())))  # fmt: skip
        assert answer.status_code < 500

    sent()


@fewer
@given(st.text(string.printable, max_size=80))
def test_whatever_is_asked_as_a_pay_link(mark: str) -> None:
    nobody: Any = SimpleNamespace(desk=None)
    with suppress(AttributeError):  # a seal that fits would go on to the desk; none does
        assert paid(nobody, mark, is_click=True).status_code == 404
