"""The page of privacy and the part of a customer's page: objections, decisions, marks, terms and reports; and warned notes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from core.desk import customers, holds
from core.desk.objections import objecting
from core.desk.person_decisions import decisions
from core.desk.tables import Note
from core.privacy import retention
from core.privacy.fairness_reports import fair_reports
from core.privacy.retention import ReportState
from core.privacy.terms import Kept, terms_of
from core.vocabulary import HoldKind
from dashboard import reads
from tests.pages.conftest import PORTFOLIO, clean, texts, worked
from tests.pages.test_customers import key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

WHO: dict[str, Any] = {"entity": "NL01", "customer_id": "A"}


@pytest.mark.parametrize("view", ["objections", "decisions", "help", "keeping", "register", "fairness"])
def test_every_part_is_there_without_a_ledger(screen: Callable[..., AppTest], view: str) -> None:
    assert "Privacy" in texts(screen("privacy", view=view, lang="en"))


def test_an_objection_is_noted_and_withdrawn_on_the_customers_page(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    at = opened_tab(screen, book(PORTFOLIO))
    assert "What is worked out, and why" in texts(at)
    at.text_input(key="objection_why_0").set_value("a letter").run()
    clean(at.button(key="object").click().run())
    assert objecting(app.desk) == {("NL01", "A")}
    assert "the standard flow" in texts(at)
    assert "nothing is foretold of them" in texts(at)
    listed = screen("privacy")
    assert "1 customer objects to profiling." in texts(listed)
    assert listed.dataframe[0].value["why"].tolist() == ["a letter"]
    at.text_input(key="objection_why_1").set_value("called").run()
    clean(at.button(key="withdraw").click().run())
    assert objecting(app.desk) == frozenset()


def test_a_decision_is_noted_with_its_reason(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    at = opened_tab(screen, book(PORTFOLIO))
    assert at.button(key="decision_go").disabled
    at.text_input(key="decision_why_0").set_value("no guarantee").run()
    clean(at.button(key="decision_go").click().run())
    assert decisions(app.desk)["why"].tolist() == ["no guarantee"]
    assert screen("privacy", view="decisions").dataframe[0].value["why"].tolist() == ["no guarantee"]


def test_a_mark_that_ends_soon_is_renewed(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book(PORTFOLIO)
    mark = holds.place(app.desk, HoldKind.VULNERABLE, **WHO, by="Els", why="asked", until_on=reads.today())
    at = screen("privacy", view="help")
    assert "ends soon" in texts(at)
    at.text_input(key=f"renew_why_{mark}").set_value("still").run()
    clean(at.button(key=f"renew_{mark}").click().run())
    assert "ends soon" not in texts(at)
    assert holds.standing(app.desk, reads.today())["why"].tolist() == ["still"]


def test_a_report_is_made_held_back_and_let_go_on(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    book("A is consumer NL nl\nA I issued 2020-01-01 due 2020-02-01 1.00 EUR paid 1.00 on 2020-02-01")
    with app.desk.session() as session:
        session.add(Note(**WHO, body="an old note", written_by="Els", written_at=datetime(2020, 1, 9, 10, tzinfo=UTC)))
    at = screen("privacy", view="keeping")
    at = worked(at.button(key="retention_now").click().run())
    assert "1 fact older than its term goes on" in texts(screen("privacy"))
    at.text_input(key="retention_why_1").set_value("the auditor").run()
    clean(at.button(key="retention_hold").click().run())
    assert retention.reports(app.desk)[0].state is ReportState.HELD
    assert "the auditor" in texts(at)
    at.number_input(key=f"term_{Kept.CONTACT}_2").set_value(365)
    next(each for each in at.button if each.label == "Save the terms").click().run()
    assert terms_of(app.desk)[Kept.CONTACT] == 365


def test_a_note_is_warned_about_once_and_a_national_number_refused(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    key = key_of(book(PORTFOLIO), "A")
    at = screen("customer", id=key)
    at.session_state["customer_tabs"] = "Notes"
    clean(at.run())
    for body, kept in (("Ligt in het ziekenhuis", 0), ("Ligt in het ziekenhuis", 1), ("BSN 111222333", 1)):
        at.text_area(key="note_body").set_value(body)
        clean(at.button(key="note_add").click().run())
        assert len(customers.notes(app.desk, **WHO)) == kept
        if kept == 0:
            assert "ziekenhuis" in texts(at)
    assert "looks like a BSN" in texts(at)


def test_a_file_of_groups_is_compared_and_kept_nowhere(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], home: Path
) -> None:
    book(
        "\n".join(
            f"C{who} is consumer NL nl\nC{who} I{who} issued 2026-08-01 due 2026-09-01 1.00 EUR" for who in range(10)
        )
    )
    at = screen("privacy", view="fairness")
    assert at.button(key="fair_go").disabled
    rows = "\n".join(f"NL01;C{who};the eldest" for who in range(10))
    at.file_uploader(key="fair_file_0").upload(
        "groups.csv", f"entity;customer_id;group\n{rows}".encode(), "text/csv"
    ).run()
    clean(at.button(key="fair_go").click().run())
    [report] = fair_reports(app.desk)
    assert [(each.name, each.customers) for each in report.groups] == [("the eldest", 10)]
    assert "No two groups are large enough" in texts(at)
    assert [each for each in home.rglob("*") if "groups" in each.name] == []


def opened_tab(screen: Callable[..., AppTest], book: Book) -> AppTest:
    at = screen("customer", id=key_of(book, "A"))
    at.session_state["customer_tabs"] = "Privacy"
    return clean(at.run())
