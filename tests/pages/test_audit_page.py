"""The page of the audit trail: what was done is found and opened, checked, taken away; and every download is in it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from core.access.four_eyes import Because, Kind
from core.access.refusals import RefusedError
from core.acting import Actor, NobodyActsError, NotAllowedError, acting, ask
from core.actions import Action, Role
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.desk import customers, settings
from core.desk.audit_reading import Asked, found
from core.desk.people_tables import SecondLook
from dashboard import exports
from dashboard.audit.check import _written
from tests.pages.conftest import PORTFOLIO, clean, texts, worked

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application


def test_what_was_done_is_found_opened_and_says_before_and_after(
    app: Application, screen: Callable[..., AppTest]
) -> None:
    settings.save(app.desk, "house", {"city": "Utrecht *x*"}, by="Els")
    settings.save(app.desk, "house", {"city": "Zwolle"}, by="Els")
    customers.remark(app.desk, entity="NL01", customer_id="A", body="Mrs. Jansen is ill", by="Jan")
    at = screen("audit")
    shown = at.dataframe[0].value
    assert shown["who"].tolist()[:3] == ["Jan", "Els", "Els"]
    assert shown["done"].tolist()[0] == "Note added"
    assert shown["customer"].tolist()[0] == "A"

    at.selectbox(key="audit_who").set_value("Els")
    clean(at.run())
    assert at.dataframe[0].value["who"].tolist() == ["Els", "Els"]
    at.session_state["audit_table"] = {"selection": {"cells": [[0, "when"]], "rows": [], "columns": []}}
    clean(at.run())
    changes = at.dataframe[2].value
    (city,) = changes[changes["field"] == "contents"].to_dict("records")
    assert (city["row"], city["before"], city["after"]) == (
        "Setting changed",
        '{"city": "Utrecht *x*"}',
        '{"city": "Zwolle"}',
    )
    assert "name as given, nobody signed in" in texts(at)

    at.text_input(key="audit_words").set_value("nobody says this")
    assert "No entry says this" in texts(clean(at.run()))
    assert "ill" not in str([each.pieces for each in found(app.desk, Asked(), limit=9)])


def test_a_customer_in_the_address_is_looked_for(app: Application, screen: Callable[..., AppTest]) -> None:
    for customer_id in ("A", "B"):
        customers.remark(app.desk, entity="NL01", customer_id=customer_id, body="x", by="Jan")
    at = screen("audit", audit_customer="B")
    assert at.dataframe[0].value["customer"].tolist() == ["B"]


def test_the_check_says_where_the_trail_was_edited_by_hand(app: Application, screen: Callable[..., AppTest]) -> None:
    settings.save(app.desk, "house", {"city": "Utrecht"}, by="Els")
    at = screen("audit", view="check")
    at.button(key="audit_check").click().run()
    assert "The audit trail is as it was written." in texts(worked(at, "audit_check"))
    assert (app.settings.audit_folder / "heads.jsonl").is_file()

    with app.desk.transaction() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_update"))
        connection.execute(text("UPDATE audit_entry SET who = 'Jan' WHERE number = 2"))
    at.button(key="audit_check").click().run()
    told = texts(worked(at, "audit_check"))
    assert "Entry 2 was altered" in told
    assert "as it was written." not in told


def test_an_approval_given_alone_waits_on_the_page(app: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("audit", view="looks")
    assert "No approval was given alone" in texts(at)
    row = {"kind": Kind.CAMPAIGN, "what": "october", "because": [Because.AMOUNT], "approved_by": "Els", "said": ""}
    with app.desk.session() as session:
        session.add(SecondLook(**row, approved_at=app.desk.now(), due_on=app.desk.now().date()))
    assert "1 approval waits for a second look" in texts(clean(at.run()))
    at.text_input(key="look_said_1").set_value("The list is right")
    at.button(key="look_go_1").click().run()
    assert found(app.desk, Asked(action=Action.APPROVE), limit=1)[0].what == "access.second_looks.look"


def test_a_download_is_told_with_its_hash_by_who_saw_the_button(app: Application) -> None:
    kim = Actor(name="Kim", roles=frozenset({Role.VIEWER}), is_known=True)
    ann = Actor(name="Ann", roles=frozenset({Role.ACCOUNT_MANAGER}), is_known=True)
    with acting(kim):
        load = exports.taken("items.csv", lambda: b"a;b")
    with acting(ann):
        refused = exports.taken("items.csv", lambda: b"a;b")
    with acting(replace(kim, sign_in="signed out meanwhile")):
        over = exports.taken("items.csv", lambda: b"a;b")
    ask(lambda _: None, is_signed_in_only=True)  # in the thread that serves the file nobody is known
    try:
        assert load() == b"a;b"
        with pytest.raises(NotAllowedError):
            refused()
        with pytest.raises(RefusedError):
            over()
        with pytest.raises(NobodyActsError):
            found(app.desk, Asked(), limit=1)
    finally:
        ask(None, is_signed_in_only=False)
    (told,) = found(app.desk, Asked(action=Action.EXPORT), limit=9)
    assert (told.who, told.facts["file"], told.facts["bytes"]) == ("Kim", "items.csv", 3)
    assert told.facts["sha256"] == sha256(b"a;b").hexdigest()


def test_the_auditors_file_is_for_administrators(app: Application) -> None:
    settings.save(app.desk, "house", {"city": "Utrecht"}, by="Els")
    with zipfile.ZipFile(BytesIO(_written((), "Els"))) as file:
        assert "audit_check.py" in file.namelist()
    with acting(Actor(name="Kim", roles=frozenset({Role.VIEWER}), is_known=True)), pytest.raises(NotAllowedError):
        _written((), "Kim")


def test_a_campaign_gives_its_whole_file(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    plan(app.desk, book(PORTFOLIO), "october", as_of=app.as_of(None), by="Els")
    write_preview(app.desk, "october", by="Els")
    at = screen("campaign", name="october")
    at.button(key="campaign_file_make").click().run()
    at = worked(at, "campaign_file")
    made = at.session_state["campaign_file_made"]
    with zipfile.ZipFile(made.file) as file:
        assert {"messages.csv", "approvals.csv", "manifest.json"} <= set(file.namelist())
    assert found(app.desk, Asked(action=Action.EXPORT), limit=1)[0].facts["file"] == "campaign october.zip"
