"""What may stand in the audit trail, and what never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary, insert, select

from core.acting import doing
from core.actions import Action
from core.desk.audit_plain import LONGEST_TEXT, plain
from core.desk.audit_tables import AuditValue
from core.desk.pay_tables import PayKey
from core.desk.tables import Base, Setting
from core.settings import Settings
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.desk.engine import Desk

SALT = "aa"
PLANTED = "Xq7-planted-Xq7"
KEPT_OUT = {  # columns that hold what somebody could use, or what was said to or by a customer
    "note.body",
    "reply.text",
    "reply.subject",
    "template_version.forms",
    "preview_message.subject",
    "preview_message.searched",
    "preview_message.address",
    "message.address",
    "delivery_event.words",
    "delivery_event.address",
    "call.said",
    "pay_link.token_sha256",
    "message.claim",
    "customer_request.body",
    "bank_line.text",
    "bank_line.party",
}


@dataclass(frozen=True, kw_only=True)
class Order:
    amount: Decimal
    due_on: date
    smtp_password: str


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (HoldKind.DISPUTE, "dispute"),
        (date(2026, 11, 3), "2026-11-03"),
        (Path("/srv/els/ledger.csv"), "ledger.csv"),
        ({"b", "a"}, ["a", "b"]),
        ("x" * 400, "x" * LONGEST_TEXT + "…"),
        ("see https://els:pw@pay.example/t/abc?k=1 now", "see https://pay.example now"),
        (
            Order(amount=Decimal("1.50"), due_on=date(2026, 11, 3), smtp_password=PLANTED),
            {"amount": "1.50", "due_on": "2026-11-03", "smtp_password": {"kept_out": "secret"}},
        ),
        (list(range(50)), {"first": list(range(20)), "count": 50}),
        (object(), {"kept_out": "object"}),
    ],
)
def test_a_value_is_said_plainly(value: object, said: object) -> None:
    assert plain(value, SALT) == said


def test_a_text_is_only_told_apart() -> None:
    first, same, other = (plain(text, SALT, "body") for text in ("Dear Jan", "Dear Jan", "Dear Piet"))
    assert first == same != other
    assert first != plain("Dear Jan", "bb", "body")  # another salt: nobody tells by trying
    assert set(first) == {"bytes", "digest"}


def test_settings_of_the_installation_are_never_told() -> None:
    assert plain(Settings(smtp_url=f"smtp://u:{PLANTED}@relay"), SALT) == {"kept_out": "Settings"}


def test_no_column_with_a_secret_or_a_message_is_told_as_it_is() -> None:
    told = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not isinstance(column.type, LargeBinary) and PLANTED in str(plain(PLANTED, SALT, column.name))
    }
    assert told
    assert not told & KEPT_OUT
    assert not {each for each in told if "secret" in each.partition(".")[2] or "token" in each.partition(".")[2]}


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
def test_what_is_planted_lands_nowhere(desk: Desk) -> None:
    given = {"by": "Els", "password": PLANTED, "body": PLANTED, "texts": [PLANTED], "mail": {"html": PLANTED}}
    with doing(Action.CHANNEL, "test", given), desk.session() as session:
        session.execute(insert(PayKey).values(secret=PLANTED.encode(), made_at=desk.now()))
        row = {"name": "relay", "scope": "", "revision": 1, "changed_by": "Els", "changed_at": desk.now()}
        session.execute(
            insert(Setting).values(**row, body={"smtp_password": PLANTED, "texts": {"nl": PLANTED}, "port": 25})
        )
    with desk.reading() as session:
        bodies = list(session.scalars(select(AuditValue.body)))
    assert PLANTED not in str(bodies)
    assert '"port":25' in str(bodies)
