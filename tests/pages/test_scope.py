"""Somebody who sees one entity: every page, and every way that leads to another entity's customer, tells nothing of it."""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from sqlalchemy import update

from core.__main__ import main
from core.access import people
from core.acting import EVERYBODY, Actor, Limits, OutsideLimitsError, acting, ask
from core.actions import Role
from core.campaigns import agreements, campaign_file, reading
from core.campaigns.approve import approve
from core.campaigns.errors import NoSuchMessageError
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.search import Filters, listing
from core.campaigns.work_list import work_list
from core.campaigns.work_tasks import refresh
from core.campaigns.worker import Terms
from core.desk import customers
from core.desk.campaign_tables import Message
from dashboard import jobs, reads
from dashboard.reads import Edition, OtherLimitsError
from tests.ledger import Ledger
from tests.pages.conftest import ROOT, opened, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.wiring import Application

PLANTED = "zwaan"
NAME = "autumn"
AS_OF = date(2026, 10, 31)
LEDGER = """
    A  is    business NL nl a@korst.example name "Bakkerij De Korst"
    B  is    business BE nl b@zwaan.example name "Zwarte Zwaan nv" entity BE01 phone +3225550101
    C  is    business NL nl c@korst.example name "Slagerij Van Dam"
    ZWAAN2  is  consumer BE nl c@zwaan.example name "Witte Zwaan" entity BE01
    A  INV1    issued 2026-08-01  due 2026-08-31  100.00 EUR
    A  INV2    issued 2026-02-01  due 2026-03-01   50.00 EUR  paid 50.00 on 2026-03-20
    B  ZWAAN1  issued 2026-08-01  due 2026-08-31  7777.77 EUR  entity BE01
    B  ZWAAN3  issued 2026-02-01  due 2026-03-01  300.00 EUR  paid 300.00 on 2026-03-05  entity BE01
    B  ZWAAN4  issued 2026-10-01  due 2026-11-15  400.00 EUR  entity BE01
    B  disputes  ZWAAN4  30.00  from 2026-10-10  because damaged  entity BE01
    ZWAAN2  ZWAAN9  issued 2026-07-01  due 2026-08-01  90.00 EUR  entity BE01
    C  INV5    issued 2026-06-01  due 2026-07-01  400.00 EUR  paid 100.00 on 2026-08-01
"""
PIET = Actor(name="Piet", limits=Limits(entities=frozenset({"NL01"})))
ELS = Actor(name="Els")


@dataclass(frozen=True, kw_only=True)
class House:
    """A home of two entities, with a campaign to both that went out, and what people noted of both."""

    app: Application
    other_key: int
    own_key: int
    other_message: int


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, new_desk: Path) -> Iterator[House]:
    home = tmp_path_factory.mktemp("two")
    shutil.copy(new_desk, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SALDO_HOME", str(home))
        for name in ("SALDO_DESK_URL", "SALDO_SMTP_URL", "SALDO_PERSON"):
            patch.delenv(name, raising=False)
        st.cache_resource.clear()
        Ledger(home / "book")(LEDGER)
        app = reads.application()
        app.follow_book()
        desk, book = app.desk, app.book()
        keys = {row["customer_id"]: row["customer_key"] for row in book.rows("studio_customers")}
        plan(desk, book, NAME, as_of=AS_OF, by="Els")
        write_preview(desk, NAME, by="Els")
        approve(desk, NAME, by="Bert", why="costs are due")
        app.launch(NAME, by="Bert")
        app.work(Terms(until_done=True))
        for entity, customer, body in (("BE01", "B", "zwaan called"), ("NL01", "A", "called")):
            customers.remark(desk, entity=entity, customer_id=customer, body=body, by="Els")
        with desk.session() as session:  # of each a message that waits for a person
            session.execute(update(Message).values(state="held", held_why="looked at"))
        refresh(desk, book, None, app.segments(AS_OF).segments_frame())
        rows = reading.previewed(desk, NAME)[1]
        yield House(
            app=app,
            other_key=keys["B"],
            own_key=keys["A"],
            other_message=next(row.id for row in rows if row.customer_id == "B"),
        )
        st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _nobody() -> Iterator[None]:
    yield
    ask(None, is_signed_in_only=False)


def as_(actor: Actor) -> None:
    """Let whoever opens a page from now on be ``actor``: pages run in threads of their own."""
    ask(lambda _: actor, is_signed_in_only=False)


def sent(at: AppTest) -> str:
    """Return all that a run sent to the browser, in small letters: every element with its properties."""
    told: list[bytes] = []

    def collect(node: object) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None:
            told.append(proto.SerializeToString() if hasattr(proto, "SerializeToString") else repr(proto).encode())
        for child in getattr(node, "children", {}).values():
            collect(child)

    collect(at._tree)
    return b"\n".join(told).decode("utf-8", "ignore").casefold()


WAYS = [
    *((page.stem, {}) for page in sorted((ROOT / "pages").glob("*.py"))),
    ("campaign", {"name": NAME}),
    ("numbers", {"view": "aging"}),
    ("settings", {"tab": "data"}),
    ("mailbox", {"channel": "letter"}),
]


@pytest.mark.parametrize(("page", "query"), WAYS, ids=lambda part: part if isinstance(part, str) else None)
def test_no_page_tells_of_another_entity(house: House, page: str, query: dict[str, str]) -> None:
    assert house.app.store.current()
    as_(PIET)
    at = opened(page, **query)
    assert PLANTED not in sent(at)


def test_nothing_that_one_reader_left_in_the_process_reaches_the_next(house: House) -> None:
    for page, query in (("customers", {}), ("numbers", {}), ("campaign", {"name": NAME})):
        as_(ELS)
        everything = sent(opened(page, **query))
        assert (PLANTED in everything) == (page != "numbers"), "the walk would see it"
        as_(PIET)
        assert sent(opened(page, **query)) != everything
        as_(ELS)
        assert sent(opened(page, **query)).count(PLANTED) == everything.count(PLANTED)
    assert PLANTED in sent(opened("customer", id=str(house.other_key)))


def test_by_its_address_a_customer_of_others_is_not_there(house: House) -> None:
    as_(PIET)
    assert "No such customer" in texts(opened("customer", id=str(house.other_key)))
    assert "Korst" in texts(opened("customer", id=str(house.own_key)))


def test_a_search_finds_own_customers_only(house: House) -> None:
    as_(PIET)
    at = opened("customers")
    for asked, found in (("Zwarte", 0), ("ZWAAN1", 0), ("Korst", 1)):
        at.text_input(key="customer_search").set_value(asked).run()
        rows = [row for each in at.dataframe for row in each.value.get("name", [])]
        assert len(rows) == found, asked
    with acting(PIET):
        shown = listing(house.app.desk, NAME).now()
        assert len(shown) == 2
        assert len(shown.find(Filters(text=PLANTED))) == 0
        assert len(shown.find(Filters(text="7777"))) == 0
        assert len(shown.find(Filters(text="Bakkerij"))) == 1
    with acting(ELS):
        assert len(listing(house.app.desk, NAME).now().find(Filters(text=PLANTED))) == 2


def test_a_preview_of_others_cannot_be_opened(house: House) -> None:
    desk = house.app.desk
    assert PLANTED in reading.opened(desk, house.other_message).text.casefold()
    with acting(PIET):
        with pytest.raises(OutsideLimitsError):
            reading.opened(desk, house.other_message)
        with pytest.raises(NoSuchMessageError):
            reading.mail(desk, NAME, entity="BE01", customer_id="B")
        assert {each.customer_id for each in reading.ledger(desk, NAME)} == {"A", "C"}


def test_what_is_taken_away_holds_own_customers_only(house: House, tmp_path: Path) -> None:
    app = house.app
    with acting(PIET):
        told = app.pack(AS_OF, currency="EUR", most_items=1000)
        assert PLANTED not in repr(told).casefold()
        with (tmp_path / "campaign.zip").open("w+b") as target:
            assert campaign_file.write(app.desk, NAME, target, by="Piet") == 2
        with zipfile.ZipFile(tmp_path / "campaign.zip") as file:
            for name in file.namelist():
                assert PLANTED not in file.read(name).decode("utf-8", "ignore").casefold(), name
    assert PLANTED in repr(app.pack(AS_OF, currency="EUR", most_items=1000)).casefold()


def test_drill_down_and_work_list_stay_within_the_limits(house: House) -> None:
    app = house.app
    with acting(PIET):
        rows = work_list(app.desk, app.book()).frame
        assert set(rows["entity"].dropna()) <= {"NL01"}
        drilled = app.book().frame("customer_sources", customer_key=house.other_key, as_of=AS_OF)
        assert drilled.empty
    assert "BE01" in set(work_list(app.desk, app.book()).frame["entity"])


def test_an_act_on_a_customer_of_others_is_refused(house: House) -> None:
    app = house.app
    about = agreements.About(entity="BE01", customer_id="B", currency="EUR")
    with acting(PIET):
        with pytest.raises(OutsideLimitsError, match="outside of the entities"):
            customers.remark(app.desk, entity="BE01", customer_id="B", body="x", by="Piet")
        with pytest.raises(Exception, match=r".") as refused:
            agreements.promise(
                app.desk, app.book(), about, amount_minor=100, promised_on=date(2026, 11, 30), by="Piet", why="x"
            )
        assert PLANTED not in str(refused.value).casefold()
        with pytest.raises(OutsideLimitsError):
            app.make_current("v000001", by="Piet", reason="x")


def test_an_edition_made_for_one_is_not_answered_to_another(house: House) -> None:
    with acting(ELS):
        of = reads.edition()
    assert isinstance(of, Edition)
    with acting(PIET), pytest.raises(OtherLimitsError):
        reads.book(of)
    assert house.app.book().limits == EVERYBODY


def test_a_job_is_found_by_whose_limits_it_was_begun(house: House) -> None:
    assert house.app
    with acting(ELS):
        jobs.start("scope", "A job", lambda _tell: PLANTED)
        while jobs.is_running("scope"):
            pass
        assert jobs.find("scope").result == PLANTED  # type: ignore[union-attr]  # it is there
    with acting(PIET):
        assert jobs.find("scope") is None


COMMANDS = [
    ("aging",), ("work-list",), ("mailbox",), ("mailbox", "--search", PLANTED), ("identity",), ("agency",), ("bank",),
    ("cases", "B", "--entity", "BE01"), ("preview", NAME, "--customer", "B"), ("campaign", NAME), ("quarantine",),
    ("versions",), ("audit", "show"),
]  # fmt: skip


def test_the_command_line_of_somebody_with_limits_tells_of_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = house.app.desk
    if people.named(desk, "Piet") is None:
        people.add(desk, "Els", roles={Role.ADMINISTRATOR}, by="setup")
        people.add(desk, "Piet", roles={Role.MANAGER}, limits=PIET.limits, by="setup")
    monkeypatch.setenv("SALDO_OIDC_URL", "https://id.example.com")
    monkeypatch.setenv("SALDO_PERSON", "Piet")
    for words in COMMANDS:
        monkeypatch.setattr("sys.argv", ["saldo", *words])
        with contextlib.suppress(SystemExit):
            main()
        told = capsys.readouterr()
        assert "Usage:" not in told.err, words  # there is such a command
        said = told.out.replace(f"--search {PLANTED}", "")
        assert PLANTED not in said.casefold(), words


def test_a_file_of_another_entity_is_not_taken_and_changes_nothing(house: House, tmp_path: Path) -> None:
    app, version = house.app, house.app.store.current()
    with acting(PIET):
        for entity in ("BE01", "NL01"):
            file = tmp_path / f"{entity}.csv"
            file.write_text(
                "entity,customer_id,customer_name,country,document_type,number,issued_on,due_on,amount,currency,open_amount\n"
                f"{entity},N,New one,NL,invoice,N-{entity},2026-10-01,2026-10-31,10.00,EUR,10.00\n"
            )
            if entity == "BE01":
                with pytest.raises(OutsideLimitsError):
                    app.import_file(file, by="Piet", preset="saldo_invoices")
                assert app.store.current() == version
            else:
                assert app.import_file(file, by="Piet", preset="saldo_invoices").accepted == 1
        assert {row["customer_id"] for row in app.book().rows("customer_places")} == {"A", "C", "N"}
    assert app.store.current() != version
