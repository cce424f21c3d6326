"""An erasure that was cut off, or that meets what nobody thought of: it ends well at the next try and says nobody's name itself."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
import typst
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from core.book.store import BookStore
from core.customer_page import uploads
from core.desk import customer_requests, customers
from core.desk.audit_tables import AuditValue
from core.desk.audit_verify import verify
from core.desk.campaign_tables import Message
from core.desk.customer_requests import NewRequest, RequestKind
from core.desk.engine import open_desk
from core.desk.erasure_tables import CustomerSecret, Erasure
from core.desk.statements import rows_changed
from core.desk.tables import Note, Override
from core.intake.covering import Cover
from core.privacy import erasing, requests, sweep, tidy
from core.privacy.called import called
from core.privacy.erasing import HeldError, Places, erase
from core.privacy.requests import erasure_of
from core.vocabulary import MessageState
from tests.launched import launched, recipients, states
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
    words = called(places.desk, places.books(), [WHO])[WHO].apart
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


def test_a_message_that_a_worker_takes_meanwhile_keeps_the_erasure_waiting(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(desk, recipients(2))
    places = Places(desk=desk, store=BookStore(tmp_path / "book"), home=tmp_path / "home")
    for moment, written in (("ask_for_each", "queued"), ("erase_pieces", "cancelled")):
        told, taken = (requests if moment == "ask_for_each" else erasing), moment
        before = getattr(told, taken)

        def take(*given: Any, before: Any = before, written: str = written, **named: Any) -> Any:
            with desk.session() as session:  # a worker, between the look and what follows
                of_it = (Message.customer_id == "C1", Message.state == written)
                assert rows_changed(session, update(Message).where(*of_it).values(state=MessageState.CLAIMED)) == 1
            return before(*given, **named)

        with monkeypatch.context() as patched:
            patched.setattr(told, taken, take)
            with pytest.raises(HeldError, match="on its way"):
                erase(places, ("NL01", "C1"), by="Els", why="a letter")
        known = erasure_of(desk, ("NL01", "C1"))
        assert known is not None
        assert (known.state, known.done) == ("waiting", {})
        assert states(desk) == {"claimed": 1, "queued": 1}
        with desk.reading() as session:
            wrapped = session.scalars(select(CustomerSecret.wrapped).where(CustomerSecret.customer_id == "C1")).all()
        assert all(wrapped), "the key of what is on its way is there still"
        assert wrapped
        with desk.session() as session:  # it went; another one waits for its answer no more
            session.execute(update(Message).where(Message.customer_id == "C1").values(state=MessageState.QUEUED))


def test_what_could_not_be_tidied_is_not_called_done_until_it_is(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tidy, "_tidied", Mock(side_effect=OperationalError("VACUUM", {}, Exception("disk is full"))))
        done = erase(places, WHO, by="Els", why="a letter")
    assert (done.is_done, done.left, asked(places).state) == (False, (tidy.NOT_WRITTEN,), "waiting")
    assert said(places) == []
    assert requests.unfinished(places.desk) == [WHO]
    assert not requests.withdraw(places.desk, WHO, by="Els", why="too late")
    assert erasing.finish(places, by="retention") == ()
    assert (asked(places).state, asked(places).done_by, asked(places).done["left"]) == ("done", "retention", [])


def test_a_reader_that_keeps_earlier_pages_is_said_and_waited_for(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.desk.file is not None
    monkeypatch.setattr(tidy, "WAIT_MS", 50)
    with closing(sqlite3.connect(places.desk.file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM note").fetchone()
        done = erase(places, WHO, by="Els", why="a letter")
        assert (done.is_done, done.left, asked(places).state) == (False, (tidy.BUSY,), "waiting")
    assert erasing.finish(places, by="Els") == ()
    assert asked(places).state == "done"


def test_a_line_that_is_added_while_a_list_is_covered_stays(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    index = places.home / "mailbox" / "index.jsonl"
    index.parent.mkdir(parents=True)
    index.write_text(json.dumps({"recipient": MAIL}, ensure_ascii=False) + "\n", encoding="utf-8")
    covering = Cover.content

    def meanwhile(cover: Cover, content: bytes) -> bytes:
        with index.open("ab") as appended:
            appended.write(b'{"recipient": "another"}\n')
        return covering(cover, content)

    monkeypatch.setattr(Cover, "content", meanwhile)
    erase(places, WHO, by="Els", why="a letter")
    first, second = index.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(first)["recipient"]) == {"*"}
    assert json.loads(second) == {"recipient": "another"}


def test_files_that_others_sent_are_looked_through_and_left(places: Places) -> None:
    def sent(name: str, content: bytes) -> None:
        uploads.keep(places.desk, places.home, request, [uploads.Checked(name=name, media_type="x", content=content)])

    asks = NewRequest(form="f", entity="NL01", customer_id="C8", kind=RequestKind.DISPUTE, body={}, language="nl")
    request, _ = customer_requests.make(places.desk, asks)
    sent("letter.pdf", compile_letter(MAIL))
    sent("other.pdf", compile_letter("nobody"))
    sent("broken.pdf", b"%PDF-1.7 no more of it")
    sent("photo.png", b"\x89PNG\xff")
    before = {path: path.read_bytes() for path in places.home.rglob("uploads/*/*")}
    done = erase(places, WHO, by="Els", why="a letter")
    assert (done.naming, done.unread) == ((("NL01", "C8", "letter.pdf"),), 2)
    assert {path: path.read_bytes() for path in before} == before
    assert asked(places).done["naming"] == [["NL01", "C8", "letter.pdf"]]


def compile_letter(name: str) -> bytes:
    return bytes(typst.compile(f'A letter of #"{name}".'.encode()))
