"""The pages of causes, agency and runs: on a small ledger with files, on an empty home, and by click."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.access import people
from core.actions import Role
from core.company.deliveries import decisions
from core.desk.case_frames import disputes
from core.handover.register import proposals, register
from core.handover.terms import AgencyTerms, save_terms
from core.language import Words
from core.runs import imports, routines, works
from core.runs.digest import digest
from core.runs.routines import RoutineKind, RunOutcome
from core.runs.times import Times
from tests.pages.conftest import clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

BOOK = """
    A is business NL nl a@example.org name "Smederij *Aalbers*" limit 100.00 EUR
    A INV1 issued 2026-04-01 due 2026-05-01 1000.00 EUR reminded 9 on 2026-08-01
    B is business NL nl b@example.org name "Bakkerij Smit"
    B INV2 issued 2026-08-01 due 2026-09-01 300.00 EUR
    B LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
"""
COMPLAINTS = "entity,customer_id,reference,number,cause,owner,opened_on,closed_on,amount,currency\nNL01,B,C1,INV2,no PO,Els,2026-10-01,,,EUR\n"
ORDERS = "entity,customer_id,order_number,order_state,amount,currency,ordered_on,delivery_on\nNL01,A,O1,open,50,EUR,2026-10-20,\n"


def test_what_is_late_because_of_us_and_a_delivery_decided(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], tmp_path: Path
) -> None:
    book(BOOK)
    assert "Nothing is late because of us" in texts(screen("causes"))
    for name, text in (("complaints.csv", COMPLAINTS), ("orders.csv", ORDERS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        app.import_file(tmp_path / name, by="Els")
    told = texts(screen("causes"))
    assert (
        "€300 is late because of us, 23.1% of what is past due. The largest cause is order number missing"
        in told.replace("\\", "")
    )
    assert "Together €1,301.00" in told.replace("\\", "")
    at = screen("causes", view="goods")
    assert at.dataframe[0].value["explanation"].tolist() == ["Late, and the orders go over the limit"]
    assert at.dataframe[0].value["advice"].tolist() == ["Block"]
    assert decisions(app.desk) == {}
    assert screen("causes", view="complaints").dataframe[0].value["state"].tolist() == [
        "keeps its invoice out of reminders"
    ]
    assert "Te laat door ons" in texts(screen("causes", lang="nl"))


def test_a_customer_is_handed_over_and_recalled(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], home: Path
) -> None:
    book(BOOK)
    save_terms(app.desk, AgencyTerms(name="Incasso Voorbeeld"), by="Els")
    at = screen("agency")
    assert "1 customer ran out of steps, for €1,000" in texts(at).replace("\\", "")
    assert at.dataframe[0].value["costs"].tolist() == [150.0]
    at.session_state["agency_rows"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    clean(at.run())
    at.text_input(key="agency_why").set_value("no answer")
    clean(at.run())
    clean(at.button(key="agency_go").click().run())
    [known] = register(app.desk)
    assert (known.why, known.customer_id) == ("no answer", "A")
    assert (home / "agency" / known.file_name).exists()
    shown = screen("agency", view="register")
    assert shown.dataframe[0].value["state"].tolist() == ["handed over"]
    assert "Incasso Voorbeeld" in [each.value for each in screen("agency", view="terms").text_input]


def test_two_people_decide_on_a_handover_and_the_page_says_who(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], home: Path
) -> None:
    book(BOOK)
    save_terms(app.desk, AgencyTerms(name="Incasso Voorbeeld"), by="Els")
    for name in ("Els", "Jan", "Ann"):
        people.add(app.desk, name, roles={Role.MANAGER, Role.APPROVER}, by="setup")

    def by(name: str) -> AppTest:
        at = screen("agency")
        at.session_state["you_are"] = name
        return clean(at.run())

    els = by("Els")
    els.session_state["agency_rows"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    clean(els.run())
    told = "Two people decide on this (legal step). To be approved by: Ann, Jan. Nothing goes before."
    assert told in texts(els).replace("\\", "")
    els.text_input(key="agency_why").set_value("no answer")
    clean(els.run())
    clean(els.button(key="agency_go").click().run())
    [waits] = proposals(app.desk)
    go = f"proposal_go_{waits.id}"
    assert register(app.desk) == []
    assert by("Els").button(key=go).disabled
    jan = by("Jan")
    assert "To be approved by: Ann, Jan" in texts(jan).replace("\\", "")
    clean(jan.button(key=go).click().run())
    [known] = register(app.desk)
    assert (known.handed_by, (home / "agency" / known.file_name).exists()) == ("Els", True)


def test_a_routine_is_set_run_paused_and_its_run_is_read(
    app: Application, book: Callable[[str], Book], screen: Callable[..., AppTest], tmp_path: Path
) -> None:
    book(BOOK)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "complaints.csv").write_text(COMPLAINTS, encoding="utf-8")
    (folder / "broken.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    at = screen("runs")
    assert "Nothing is scheduled yet" in texts(at)
    at.selectbox(key="routine_kind").set_value("import_folder").run()
    at.text_input(key="routine_path_new_import_folder").set_value("export")
    clean(at.button(key="routine_add").click().run())
    assert "its whole path is needed" in texts(at)
    at.text_input(key="routine_path_new_import_folder").set_value(str(folder))
    clean(at.button(key="routine_add").click().run())
    [known] = routines.routines(app.desk)
    assert (known.kind, known.times.at) == (RoutineKind.FOLDER, ("07:00",))
    imports.SETTLED_SECONDS = 0.0  # type: ignore[misc]
    clean(at.button(key=f"run_now_{known.id}").click().run())
    [ran] = routines.runs(app.desk)
    assert ran.outcome is RunOutcome.NEEDS_PERSON
    assert ran.came[0] == "complaints.csv: 1 row"
    assert ran.needs[0].startswith("broken.csv: ")
    assert len(disputes(app.desk)) == 1
    assert "complaints.csv: 1 row" in texts(screen("runs")).replace("\\", "")
    clean(at.button(key=f"pause_{known.id}").click().run())
    assert routines.routines(app.desk)[0].is_paused
    assert screen("runs", view="runs").dataframe[0].value["outcome"].tolist() == ["needs you"]


def test_the_daily_run_makes_the_day_ready_and_the_digest_says_so(
    app: Application, book: Callable[[str], Book], tmp_path: Path
) -> None:
    times = Times(at=("07:00",))
    empty = routines.add(app.desk, "early", RoutineKind.DAILY, body={}, times=times, by="Els")
    assert works.run_now(app, empty, by="Els").needs == ("There is no ledger yet: import one.",)
    book(BOOK)
    delivered = app.settings.inbox_folder / "complaints.csv"
    delivered.write_text(COMPLAINTS, encoding="utf-8")
    os.utime(delivered, (1_700_000_000, 1_700_000_000))  # not written a moment ago
    failing = routines.add(
        app.desk, "share", RoutineKind.FOLDER, body={"path": str(tmp_path / "nothing")}, times=times, by="Els"
    )
    ran = works.run_now(app, empty, by="Els")
    assert any(each.endswith("complaints.csv: taken in") for each in ran.came)
    assert any("there is no such folder" in each for each in ran.came)
    assert any("proposal of the day" in told for _, told in ran.log)
    assert any("ran out of steps" in each for each in ran.needs)
    mailed = routines.add(
        app.desk, "digest", RoutineKind.DIGEST, body={"to": "cfo@example.org", "language": "nl"}, times=times, by="Els"
    )
    sent = works.run_now(app, mailed, by="Els")
    assert sent.error is None or "could not be mailed" in sent.error
    told = digest(app, since=ran.began_at, words=Words(language="nl")).text(Words(language="nl"))
    assert "Wat er veranderde" in told
    assert "share mislukte" in told
    assert "Meest vervallen: Smederij" in told
    [kept] = list((app.settings.home / "digests").glob("*.txt"))
    assert "Wat u moet doen" in kept.read_text(encoding="utf-8")
    assert routines.runs(app.desk, routine_id=failing.id)[0].outcome is RunOutcome.FAILED
    assert imports.import_now(app, by="Els")[0].startswith("share: ")


def test_they_say_what_to_do_without_a_ledger(screen: Callable[..., AppTest]) -> None:
    for page in ("causes", "agency"):
        assert "No ledger yet" in texts(screen(page))
    assert "Nothing ran yet" in texts(screen("runs", view="runs"))
