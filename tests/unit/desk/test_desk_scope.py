"""Limits on the desk: every table is somebody's or the house's, questions are narrowed, and changes outside are refused."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import Select, func, insert, select, text, union_all, update
from sqlalchemy.orm import aliased

import core.desk
from core.acting import SYSTEM, Actor, Limits, NotAllowedError, OutsideLimitsError, acting, require_entities
from core.actions import Role
from core.campaigns import reading, states
from core.campaigns.plan import kept_customers
from core.desk import cases, customers, holds, places, stopped
from core.desk.bank_tables import BankAccount, BankLine, BankMatch, BankStatement
from core.desk.campaign_tables import Campaign, CampaignAudience, Message, PreviewMessage
from core.desk.case_tables import Case, CaseEvent
from core.desk.packed import packed
from core.desk.reply_tables import Reply
from core.desk.scope import UnscopedStatementError, inside
from core.desk.scope_rules import HOUSE, UP, classes, is_somebodys, tables
from core.desk.tables import Base, Note
from core.vocabulary import ChannelName, HoldKind
from tests.launched import launched

if TYPE_CHECKING:
    from core.desk.engine import Desk

OWN, OTHER = ("NL01", "A"), ("BE01", "B")
PLACES = pd.DataFrame(
    [("NL01", "A", "NL", "Jan"), ("NL01", "F", "FR", ""), ("BE01", "B", "BE", "Jan")],
    columns=["entity", "customer_id", "country", "account_manager"],
)
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)


def somebody(*, role: Role = Role.MANAGER, **limits: frozenset[str]) -> Actor:
    return Actor(name="Piet", roles=frozenset({role}), limits=Limits(**limits), is_known=True)


NL = somebody(entities=frozenset({"NL01"}))
OF_JAN = somebody(entities=frozenset({"NL01"}), account_managers=frozenset({"Jan"}))
NL_ALONE = replace(NL, is_known=False)  # for statements of a test, outside of every act
IN_BELGIUM = somebody(countries=frozenset({"BE"}))


@pytest.fixture
def both(desk: Desk) -> Desk:
    """A desk that knows where three customers belong, and a note on each."""
    places.keep(desk, "v000001", PLACES)
    for entity, customer_id in PLACES[["entity", "customer_id"]].itertuples(index=False):
        customers.remark(desk, entity=entity, customer_id=customer_id, body=f"about {customer_id}", by="Els")
    return desk


def seen(desk: Desk, statement: Select[Any], actor: Actor = NL) -> list[Any]:
    with acting(actor), desk.reading() as session:
        return list(session.scalars(statement))


def test_every_table_is_somebody_s_or_the_house_s() -> None:
    """A new table is named in core/desk/scope_rules.py, unless its rows carry an entity."""
    for found in pkgutil.iter_modules(core.desk.__path__):
        importlib.import_module(f"core.desk.{found.name}")
    known = tables.__wrapped__()
    unknown = [name for name, table in known.items() if name not in HOUSE and name not in UP and "entity" not in table.c
               and name not in {"campaign", "replay", "routine_run"}]  # fmt: skip
    assert unknown == []
    assert sorted(HOUSE - set(known)) == []
    assert [name for name in HOUSE if "customer_id" in known[name].c and name != "customer_place"] == []
    assert [name for name, up in UP.items() if up.column not in known[name].c or up.key not in known[up.table].c] == []


def test_every_table_can_be_asked_within_limits(desk: Desk) -> None:
    for name, class_ in classes().items():
        if is_somebodys(name) and name in Base.metadata.tables:
            assert seen(desk, select(func.count()).select_from(class_), OF_JAN) == [0], name


def test_a_question_is_narrowed_in_whatever_way_it_is_put(both: Desk) -> None:
    other = aliased(Note)
    of_notes = select(Note.body).order_by(Note.body)
    assert seen(both, of_notes) == ["about A", "about F"]
    assert seen(both, of_notes, OF_JAN) == ["about A"]
    assert seen(both, of_notes, IN_BELGIUM) == ["about B"]
    assert seen(both, of_notes, SYSTEM) == ["about A", "about B", "about F"]
    assert seen(both, select(other.body).where(other.customer_id == "B")) == []
    assert seen(both, select(func.count()).select_from(select(Note.id).subquery())) == [2]
    assert len(seen(both, union_all(select(Note.id), select(other.id)))) == 4  # type: ignore[arg-type]  # of two questions
    assert seen(both, select(select(func.count(Note.id)).scalar_subquery())) == [2]
    with acting(NL), both.reading() as session:
        [hidden] = seen(both, select(Note.id).where(Note.customer_id == "B"), SYSTEM)
        assert session.get(Note, hidden) is None
        assert session.connection().scalar(select(func.count(Note.id))) == 2  # a connection knows them, too
        with pytest.raises(UnscopedStatementError, match="note"):
            session.execute(select(Note.__table__.c.body))


@pytest.mark.parametrize(
    "statement",
    [
        text("SELECT body FROM note"),
        text("SELECT body FROM note").columns(Note.body),
        select(Note).from_statement(text("SELECT * FROM note")),
        text("DELETE FROM note"),
    ],
)
def test_what_limits_cannot_be_added_to_is_refused(both: Desk, statement: Any) -> None:
    with acting(NL), both.reading() as session, pytest.raises(UnscopedStatementError):
        session.execute(statement)


def test_a_change_outside_the_limits_is_refused_in_a_sentence(both: Desk) -> None:
    [hidden] = seen(both, select(Note.id).where(Note.customer_id == "B"), SYSTEM)
    with acting(NL):
        customers.remark(both, entity="NL01", customer_id="A", body="mine", by="Piet")
        refused = pytest.raises(OutsideLimitsError, match="Piet may not do this: it concerns customers outside")
        with refused:
            customers.remark(both, entity="BE01", customer_id="B", body="not mine", by="Piet")
        with pytest.raises(OutsideLimitsError):
            customers.take_back_note(both, hidden, by="Piet")
        with pytest.raises(OutsideLimitsError):
            holds.place(both, HoldKind.STOP, entity="BE01", customer_id="B", by="Piet", why="x")
    with acting(OF_JAN), pytest.raises(OutsideLimitsError):
        customers.remark(both, entity="NL01", customer_id="F", body="of nobody", by="Piet")
    assert len(seen(both, select(Note.id), SYSTEM)) == 4


def test_an_account_manager_sees_comments_and_promises_for_the_own_customers_only(both: Desk) -> None:
    manager = somebody(role=Role.ACCOUNT_MANAGER, account_managers=frozenset({"Jan"}))
    with acting(manager):
        customers.remark(both, entity="BE01", customer_id="B", body="called", by="Piet")
        with pytest.raises(OutsideLimitsError):
            customers.remark(both, entity="NL01", customer_id="F", body="called", by="Piet")
        with pytest.raises(NotAllowedError):
            holds.place(both, HoldKind.STOP, entity="BE01", customer_id="B", by="Piet", why="x")


def test_what_belongs_to_a_row_is_seen_with_it(both: Desk) -> None:
    for entity, customer_id in (OWN, OTHER):
        new = cases.NewCase(
            kind=HoldKind.PROMISE, entity=entity, customer_id=customer_id, made_on=AT.date(), until_on=AT.date(), why="x",
            amount_minor=100, currency="EUR",
        )  # fmt: skip
        cases.open_case(both, new, by="Els")
    assert len(seen(both, select(CaseEvent.id))) == 1
    assert len(seen(both, select(CaseEvent.id), SYSTEM)) == 2
    [hidden] = seen(both, select(Case.id).where(Case.entity == "BE01"), SYSTEM)
    told = {"act": "changed", "acted_by": "Piet", "acted_at": AT, "why": "", "before": {}, "is_undone": False}
    with acting(NL_ALONE), both.session() as session, pytest.raises(OutsideLimitsError):
        session.execute(insert(CaseEvent).values(case_id=hidden, **told))


def test_a_reply_of_nobody_is_for_who_sees_everybody(both: Desk) -> None:
    row = {
        "kind": "unmatched", "matched_by": "", "possible": [], "from_address": "x@example.org", "from_name": "", "subject": "",
        "text": "", "remarks": [], "suggestion": "", "suggested_by": "", "written_at": AT, "known_at": AT,
    }  # fmt: skip
    with both.session() as session:
        session.execute(insert(Reply), [row])
    assert len(seen(both, select(Reply.id), SYSTEM)) == 1
    assert seen(both, select(Reply.id)) == []


def test_a_bank_line_is_seen_by_whose_money_it_can_be(both: Desk) -> None:
    told = {"entry": "e", "part": 1, "booked_on": date(2026, 11, 2), "amount_minor": 100, "currency": "EUR", "party": "p",
            "account": "", "references": [], "text": "", "is_reversal": False}  # fmt: skip
    match = {
        "state": "proposed",
        "stage": "",
        "certainty": "",
        "parts": [],
        "rest_minor": 0,
        "evidence": "",
        "slots": {},
        "why": "",
    }
    with both.session() as session:
        session.add(BankAccount(account="X", entity="NL01", saved_by="Els", saved_at=AT))
        session.flush()
        statement = BankStatement(
            account="X", kind="booked", number="1", currency="EUR", file_name="f", file_sha256="", imported_by="Els",
            imported_at=AT,
        )  # fmt: skip
        session.add(statement)
        session.flush()
        for place, who in enumerate(("A", "F"), start=1):
            session.add(BankLine(id=place, statement_id=statement.id, entity="NL01", **told | {"entry": who}))
            session.flush()
            session.add(BankMatch(line_id=place, customers=[who], **match))
        session.add(BankLine(id=9, statement_id=statement.id, entity="BE01", **told | {"entry": "other A"}))
        session.flush()
        session.add(BankMatch(line_id=9, customers=["A", "G"], **match))  # a customer A of another company
    lines = select(BankLine.entry).order_by(BankLine.id)
    assert seen(both, lines) == ["A", "F"]
    assert seen(both, lines, OF_JAN) == ["A"]
    assert seen(both, lines, somebody(account_managers=frozenset({"Jan"}))) == ["A"]
    assert seen(both, lines, IN_BELGIUM) == []
    assert seen(both, select(BankMatch.line_id), OF_JAN) == [1]


def campaign_of_two(desk: Desk) -> str:
    """Put a running campaign to A and B on ``desk``."""
    name = launched(desk, ["a@example.org", "b@example.org"])
    with desk.session() as session:
        for place, (entity, customer_id) in enumerate((OWN, OTHER)):
            for table in (PreviewMessage, Message):
                [message_id] = list(session.scalars(select(table.id).order_by(table.id)))[place : place + 1]
                session.execute(
                    update(table).where(table.id == message_id).values(entity=entity, customer_id=customer_id)
                )
        people = pd.DataFrame(
            {
                "customer_key": [1, 2],
                "entity": ["NL01", "BE01"],
                "customer_id": ["A", "B"],
                "is_in": True,
                "reason": None,
            }
        )
        items = people.assign(currency="EUR", asked_minor=[1000, 2000], balance_minor=[1000, 2000], aside=None)
        whole = {"items": 2, "customers": 2, "amounts": {"EUR": "30.00"}}
        session.add(
            CampaignAudience(
                campaign_id=session.scalars(select(Campaign.id)).one(),
                items=packed(items), customers=packed(people), planned_at=AT,
                totals={"in": whole, "out": {}, "portfolio": whole},
            )
        )  # fmt: skip
    return name


def test_of_a_campaign_of_several_entities_the_own_part_is_seen(both: Desk) -> None:
    name = campaign_of_two(both)
    with acting(NL):
        assert [each.customer_id for each in reading.ledger(both, name)] == ["A"]
        told = reading.totals(both, name)
        assert told["in"] == {"items": 1, "customers": 1, "amounts": {"EUR": "10.00"}} == told["portfolio"]
        assert reading.audience_customers(both, name)["customer_id"].tolist() == ["A"]
        found, rows = reading.previewed(both, name)
        assert (found, [row.customer_id for row in rows]) == (1, ["A"])
        assert reading.state_counts(both, name) == {"queued": 1}
        with pytest.raises(OutsideLimitsError):
            states.pause(both, name, by="Piet", why="all of it")
    with acting(NL_ALONE), both.session() as session, pytest.raises(OutsideLimitsError):
        session.execute(update(Message).values(state="held"))
    with acting(SYSTEM), both.reading() as session:
        assert len(kept_customers(session, session.scalars(select(Campaign)).one())) == 2
    assert seen(both, select(Campaign.name), somebody(entities=frozenset({"FR01"}))) == []


def test_one_s_own_campaign_is_begun_and_stopped_within_the_limits(both: Desk) -> None:
    with acting(NL_ALONE):
        name = launched(both, [], name="mine")
        states.pause(both, name, by="Piet", why="wait")
        assert reading.campaign(both, name).within == NL.limits.key
    assert seen(both, select(Campaign.name), somebody(entities=frozenset({"BE01"}))) == []


def test_a_stopped_address_holds_for_all_and_is_listed_for_who_sees_its_customer(both: Desk) -> None:
    campaign_of_two(both)
    for address in ("a@example.org", "b@example.org"):
        stopped.stop_address(both, ChannelName.EMAIL, address, kind="bounced", by="Els", why="gone")
    with acting(NL):
        assert len(stopped.stopped_addresses(both)) == 2
        assert stopped.stopped_addresses(both, is_shown=True)["address"].tolist() == ["a@example.org"]
        [hidden] = stopped.stopped_addresses(both).query("address == 'b@example.org'")["stop_id"]
        with pytest.raises(OutsideLimitsError):
            stopped.lift(both, int(hidden), by="Piet", why="again")


def test_frames_kept_in_one_piece_are_narrowed(both: Desk) -> None:
    rows = PLACES[["entity", "customer_id"]].assign(minor=[1, 2, 3])
    for actor, left in ((NL, [1, 2]), (OF_JAN, [1]), (IN_BELGIUM, [3]), (SYSTEM, [1, 2, 3])):
        with acting(actor), both.reading() as session:
            assert inside(session, rows)["minor"].tolist() == left


def test_places_follow_the_ledger(both: Desk) -> None:
    assert places.kept_of(both) == "v000001"
    moved = PLACES.assign(account_manager=["Kim", "", "Jan"]).iloc[:2]
    assert places.keep(both, "v000002", moved) == 1
    assert seen(both, select(Note.body), OF_JAN) == []
    assert seen(both, select(Note.body), IN_BELGIUM) == ["about B"]  # gone from the ledger, and somebody's still


@pytest.mark.parametrize(
    ("limits", "named", "is_allowed"),
    [
        (Limits(), ("BE01",), True),
        (Limits(entities=frozenset({"NL01", "BE01"})), ("BE01",), True),
        (Limits(entities=frozenset({"NL01"})), ("NL01", "BE01"), False),
        (Limits(entities=frozenset({"NL01"})), (), False),
        (Limits(entities=frozenset({"NL01"}), countries=frozenset({"NL"})), ("NL01",), False),
    ],
)
def test_a_file_is_taken_from_who_sees_every_customer_of_its_entities(
    limits: Limits, named: tuple[str, ...], *, is_allowed: bool
) -> None:
    with acting(replace(NL, limits=limits)):
        if is_allowed:
            require_entities(named)
        else:
            with pytest.raises(OutsideLimitsError):
                require_entities(named)
