"""A campaign's file holds audience with reasons, texts, hashes, approvals and receipts, and every hash is right."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from core.acting import Actor, Limits, NotAllowedError, acting
from core.actions import Role
from core.campaigns import campaign_file, reading
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.preview import exclude
from core.desk import customer_secrets
from core.desk.audit_reading import Asked, found
from core.desk.delivery_tables import DeliveryEvent
from core.errors import UnknownNameError
from tests.unit.campaigns.portfolio import LEDGER, NAME, launched, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

ONE = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)


def opened(desk: Desk) -> dict[str, bytes]:
    target = io.BytesIO()
    campaign_file.write(desk, NAME, target, by="Els")
    with zipfile.ZipFile(target) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def rows(parts: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts[f"{name}.csv"].decode("utf-8-sig"))))


@ONE
def test_the_file_is_whole(desk: Desk, ledger: Ledger) -> None:
    launched(desk, ledger(LEDGER))
    (first, *_) = reading.ledger(desk, NAME)
    heard = {
        "kind": "delivered",
        "address": "a@example.org",
        "code": "250",
        "words": "=cmd|x",
        "is_lost": False,
        "detail": {},
    }
    at = {"at": desk.now(), "known_at": desk.now(), "source": "relay", "source_id": "1", "channel": first.channel}
    with desk.session() as session:
        session.execute(insert(DeliveryEvent).values(message_id=first.id, **heard, **at))
    parts = opened(desk)

    told = json.loads(parts["campaign.json"])
    assert (told["name"], told["state"], told["totals"]["in"]["customers"]) == (NAME, "running", 3)
    reasons = {row["customer_id"]: row["reason"] for row in rows(parts, "audience_customers")}
    assert [customer for customer, reason in sorted(reasons.items()) if not reason] == ["A", "B", "C"]
    assert all(reasons[customer] for customer in "DEF")

    messages = rows(parts, "messages")
    assert {row["customer_id"] for row in messages} == {"A", "B", "C"}
    for row in messages:
        text = parts[row["text"]]
        assert sha256(text).hexdigest() == row["sha256"]
        mail = reading.mail(desk, NAME, entity="NL01", customer_id=row["customer_id"])
        assert text == mail.content
    assert [row["act"] for row in rows(parts, "approvals")][:1] == ["planned"]
    assert {("approved", "Jan"), ("running", "Jan")} <= {
        (row["act"], row["acted_by"]) for row in rows(parts, "approvals")
    }
    assert {row["state"] for row in rows(parts, "ledger")} == {"queued"}
    assert [(row["kind"], row["words"]) for row in rows(parts, "receipts")] == [("delivered", "'=cmd|x")]
    assert {row["action"] for row in rows(parts, "trail")} >= {"campaign", "approve", "launch"}

    listed = {each["file"]: each["sha256"] for each in json.loads(parts["manifest.json"])["files"]}
    assert listed == {name: sha256(part).hexdigest() for name, part in parts.items() if name != "manifest.json"}
    assert found(desk, Asked(), limit=1)[0].facts == {"file": f"campaign {NAME}.zip", "messages": 3}


@ONE
def test_of_many_texts_lie_in_one_part_and_what_was_erased_or_left_out_is_said(
    desk: Desk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_file, "ONE_BY_ONE", 2)
    monkeypatch.setattr(campaign_file, "AT_A_TIME", 2)
    book = ledger(LEDGER)
    previewed(desk, book)
    exclude(desk, NAME, "NL01", "C", by="Els", why="pays tomorrow")
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    with desk.session() as session:
        customer_secrets.destroy(session, [("NL01", "B")], desk.now())
    parts = opened(desk)
    told = {row["customer_id"]: row for row in rows(parts, "messages")}
    assert (told["B"]["text"], told["C"]["is_excluded"]) == ("erased", "True")
    sealed = told["A"]
    start, length = (int(sealed[name].partition(".")[0]) for name in ("at_byte", "bytes"))
    assert sealed["text"].endswith(".bin")
    assert sha256(parts[sealed["text"]][start : start + length]).hexdigest() == sealed["sha256"]
    assert "pays tomorrow" in [row["why"] for row in rows(parts, "approvals")]


@ONE
def test_a_draft_has_a_file_as_well_for_who_may_and_sees_the_campaign(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    assert {row["sha256"] for row in rows(opened(desk), "messages")} == {""}
    with pytest.raises(UnknownNameError):
        campaign_file.write(desk, "november", io.BytesIO(), by="Els")
    manager = Actor(name="Ann", roles=frozenset({Role.ACCOUNT_MANAGER}), is_known=True)
    with acting(manager), pytest.raises(NotAllowedError):
        campaign_file.write(desk, NAME, io.BytesIO(), by="Ann")
    belgian = Actor(
        name="Bo", roles=frozenset({Role.VIEWER}), limits=Limits(entities=frozenset({"BE01"})), is_known=True
    )
    with acting(belgian), pytest.raises(UnknownNameError):
        campaign_file.write(desk, NAME, io.BytesIO(), by="Bo")
