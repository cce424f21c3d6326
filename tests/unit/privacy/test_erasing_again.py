"""An erasure that was cut off, or that meets what nobody thought of: it ends well at the next try and says nobody's name itself."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from core.book.store import BookStore
from core.desk import customers
from core.desk.audit_tables import AuditValue
from core.desk.audit_verify import verify
from core.desk.engine import open_desk
from core.desk.erasure_tables import Erasure
from core.desk.tables import Note, Override
from core.privacy import sweep
from core.privacy.called import called
from core.privacy.erasing import Places, erase
from core.privacy.requests import erasure_of
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
WHO = ("NL01", "C7")
MAIL = "Zebedeüs@quackenbosch.example"


@pytest.fixture
def places(desk: Desk, tmp_path: Path) -> Places:
    """An installation that knows by an address of its own whom a note about somebody else names, in capitals."""
    with desk.session() as session:
        session.add(
            Override(
                entity=WHO[0],
                customer_id=WHO[1],
                field="email",
                value=MAIL,
                why="",
                created_by="Els",
                created_at=desk.now(),
            )
        )
    customers.remark(desk, entity="NL01", customer_id="C8", body=f"also writes as {MAIL.upper()}", by="Els")
    return Places(desk=desk, store=BookStore(tmp_path / "book"), home=tmp_path / "home")


def said(places: Places) -> list[str]:
    """Return every text of notes, requests and trail that names the customer."""
    with places.desk.reading() as session:
        columns: tuple[Any, ...] = (Note.body, Erasure.why, AuditValue.body)
        texts = [each or "" for column in columns for each in session.scalars(select(column))]
    return [each for each in texts if MAIL.casefold() in each.casefold()]


def asked(places: Places) -> Erasure:
    known = erasure_of(places.desk, WHO)
    assert known is not None
    return known


def test_cut_off_half_way_it_still_knows_the_name_at_the_next_try(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sweep, "cover_rows", cut_off)
        with pytest.raises(KeyboardInterrupt):
            erase(places, WHO, by="Els", why="a letter")
    assert said(places)
    assert asked(places).state == "waiting"
    erase(places, WHO, by="Els", why="a letter")
    assert said(places) == []
    assert verify(places.desk).is_whole


def test_a_name_given_up_since_the_import_before_is_known(places: Places) -> None:
    ledger = Ledger(places.store.folder)
    row = '    C7 is consumer NL nl c7@example.org name "{}"\n    C7 I1 issued 2026-08-01 due 2026-08-31 1.00 EUR paid 1.00 on 2026-09-01\n'
    ledger(row.format("Quackenbosch"))
    ledger(row.format("Jansen"))
    words = called(places.desk, places.books(), WHO).apart
    assert {"Quackenbosch", "Jansen"} <= set(words)
    customers.remark(places.desk, entity="NL01", customer_id="C8", body=f"{MAIL} was Quackenbosch", by="Els")
    erase(places, WHO, by="Els", why="a letter")
    assert said(places) == []
    assert [each.is_current for each in places.store.versions()] == [True]


def test_a_name_in_the_reason_of_the_erasure_goes_too(places: Places) -> None:
    erase(places, WHO, by="Els", why=f"a mail from {MAIL}")
    assert said(places) == []
    assert asked(places).why.startswith("a mail from *")


def test_a_desk_by_another_name_in_the_home_folder_is_left_to_itself(places: Places) -> None:
    file = places.desk.file
    assert file is not None
    named = file.with_name("team.db")
    places.desk.close()
    shutil.copy(file, named)
    desk = open_desk(f"sqlite:///{named}", clock=places.desk.clock)
    customers.remark(desk, entity="NL01", customer_id="C8", body=MAIL, by="Els")
    before = named.stat().st_ino
    erase(replace(places, desk=desk, home=named.parent), WHO, by="Els", why="a letter")
    assert named.stat().st_ino == before  # it was not replaced under the feet of who has it open
    assert said(replace(places, desk=desk)) == []
    desk.close()
