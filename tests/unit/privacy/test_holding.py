"""What keeps an erasure waiting, holds with an owner and a last day, restrictions, requests, and everything told."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from core.acting import Actor, Limits, NotAllowedError, acting
from core.actions import Role
from core.desk import customers
from core.desk.case_errors import NoReasonError
from core.errors import UnknownNameError
from core.privacy import holding, requests
from core.privacy.erasing import HeldError, Places, erase, erase_each
from core.privacy.readable import zipped
from core.privacy.requests import Stage
from core.privacy.standing import Ground, reasons
from core.privacy.telling import tell
from tests.launched import launched, states
from tests.unit.campaigns.portfolio import LEDGER

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)
OPEN, FREE = ("NL01", "A"), ("NL01", "G")
FREED = '\n    G  is business NL nl g@example.org name "Groot <&> Zonen"\n    G  INV9  issued 2026-08-01  due 2026-08-31  10.00 EUR  paid 10.00 on 2026-09-01\n'


@pytest.fixture
def places(desk: Desk, ledger: Ledger, tmp_path: Path) -> Places:
    ledger(LEDGER + FREED)
    return Places(desk=desk, store=ledger.store, home=tmp_path / "home")


def test_what_is_owed_or_contested_or_held_waits(places: Places, clock: TestClock) -> None:
    desk, book = places.desk, places.book()
    today = clock.now.date()
    assert reasons(desk, book, FREE) == []
    assert {each.ground for each in reasons(desk, book, ("NL01", "F"))} == {Ground.OPEN_CLAIM, Ground.THEIR_MONEY}
    number = holding.place_hold(desk, FREE, owner="Jan", why="claim in Ghent", until_on=today, by="Els")
    with pytest.raises(HeldError, match="legal hold") as caught:
        erase(places, FREE, by="Els", why="a letter")
    [reason] = caught.value.reasons
    assert (reason.owner, reason.said, reason.until_on, reason.hold_id) == ("Jan", "claim in Ghent", today, number)
    clock.forward(days=1)
    assert reasons(desk, book, FREE) == []  # it ended by itself
    for terms in ({"owner": ""}, {"why": " "}, {"until_on": today}, {"until_on": today + timedelta(days=5_000)}):
        given = {"owner": "Jan", "why": "claim", "until_on": today + timedelta(days=9)} | terms
        with pytest.raises(holding.HoldTermsError):
            holding.place_hold(desk, FREE, by="Els", **given)  # type: ignore[arg-type]
    number = holding.place_hold(desk, FREE, owner="Jan", why="w", until_on=today + timedelta(days=9), by="Els")
    with pytest.raises(NoReasonError):
        holding.end_hold(desk, number, by="Els", why="")
    assert holding.end_hold(desk, number, by="Els", why="paid")
    assert not holding.end_hold(desk, number, by="Els", why="paid")
    assert [each.ended_why for each in holding.legal_holds(desk, customer=FREE, with_past=True)] == [None, "paid"]


def test_a_request_waits_with_its_day_and_the_free_are_erased_together(places: Places, clock: TestClock) -> None:
    desk = places.desk
    asked = requests.ask(desk, OPEN, by="Els", why="a letter")
    assert requests.ask(desk, OPEN, by="Jan", why="once more") == asked
    [row] = requests.requests(desk, stage=Stage.WAITING)
    assert row.due_on == clock.now.date() + timedelta(days=30)
    done = erase_each(places, [OPEN, FREE], by="Els", why="their term is over")
    assert done is not None
    assert done.customers == (FREE,)
    assert places.book().row("told_customer", entity="NL01", customer_id="G")["name"] == "G"  # type: ignore[union-attr]
    assert [each.state for each in requests.requests(desk)] == [Stage.WAITING, Stage.DONE]
    assert requests.withdraw(desk, OPEN, by="Els", why="changed their mind")
    assert not requests.withdraw(desk, OPEN, by="Els", why="again")


def test_a_restriction_silences_and_its_lifting_lets_speak(desk: Desk) -> None:
    launched(desk, ["a@example.org"])
    customer = ("NL01", "C1")
    holding.restrict(desk, customer, by="Els", why="contests the address")
    with pytest.raises(holding.AlreadyRestrictedError):
        holding.restrict(desk, customer, by="Els", why="again")
    assert states(desk) == {"held": 1}
    assert [each.why for each in holding.restrictions(desk)] == ["contests the address"]
    assert holding.lift(desk, customer, by="Els", why="corrected")
    assert holding.restriction_of(desk, customer) is None
    assert not holding.lift(desk, customer, by="Els", why="corrected")


def test_only_who_may_keep_privacy_erases_or_tells(places: Places) -> None:
    with acting(Actor(name="Piet", roles=frozenset({Role.MANAGER}), is_known=True)):
        for act in (
            lambda: erase(places, FREE, by="Piet", why="x"),
            lambda: tell(places, FREE, by="Piet"),
            lambda: holding.restrict(places.desk, FREE, by="Piet", why="x"),
            lambda: requests.ask(places.desk, FREE, by="Piet", why="x"),
        ):
            with pytest.raises(NotAllowedError):
                act()


def test_nobody_is_told_of_a_customer_outside_their_limits(places: Places) -> None:
    belgian = Limits(entities=frozenset({"BE01"}))
    with acting(Actor(name="Piet", roles=frozenset({Role.ADMINISTRATOR}), limits=belgian, is_known=True)):
        assert reasons(places.desk, places.book(), OPEN) == []
        with pytest.raises(UnknownNameError):
            tell(places, FREE, by="Piet")


def test_everything_is_told_to_read_and_as_json(places: Places) -> None:
    desk = places.desk
    customers.remark(desk, entity="NL01", customer_id="G", body="<b>called</b> back", by="Els")
    customers.remark(desk, entity="NL01", customer_id="A", body="of another", by="Els")
    told = tell(places, FREE, by="Els").with_judged(["Segment Steady: pays on time."])
    content = zipped(told, "nl")
    assert content == zipped(told, "nl")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        page, document = file.read("read_me.html").decode(), json.loads(file.read("everything.json"))
    assert "Groot &lt;&amp;&gt; Zonen" in page
    assert "&lt;b&gt;called&lt;/b&gt; back" in page
    assert "pays on time" in page
    assert "of another" not in page
    assert document["ledger"]["documents"][0]["number"] == "INV9"
    assert document["ledger"]["payments"][0]["amount_minor"] == 10_00
    assert [each["body"] for each in document["desk"]["note"]] == ["<b>called</b> back"]
    assert datetime.fromisoformat(document["made_at"]).astimezone(UTC) == desk.now()
