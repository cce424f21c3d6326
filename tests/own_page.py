"""A small company with customers who open their own pages: a book, a desk on SQLite, a clock, and a provider on loopback."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from core.channels.mailbox import Mailbox
from core.customer_page.links import link_for
from core.desk.engine import open_desk
from core.payments.links import save_public_address
from core.settings import Settings
from core.wiring import Application
from dashboard.me.route import Sent, answered
from tests.desks import TestClock, _migrated_file
from tests.ledger import Ledger
from tests.payment_server import KEY

if TYPE_CHECKING:
    from starlette.responses import Response

    from core.customer_page.uploads import Upload
    from core.desk.engine import Desk
    from tests.payment_server import PaymentServer

LEDGER = """
A is consumer NL nl a@example.org name "Anna de Vries"
A F/1 issued 2026-09-01 due 2026-10-01 100.00 EUR
A F/2 issued 2026-10-01 due 2026-11-20 50.01 EUR
B is business FR fr b@example.org name "Boulangerie <b>Soleil</b>"
B B1 issued 2026-09-01 due 2026-10-01 80.00 USD
B B2 issued 2026-09-01 due 2026-10-01 90.00 EUR
C is consumer BE nl c@example.org name "Cas Peeters" entity BE01
C C1 issued 2026-09-01 due 2026-10-01 0.40 EUR entity BE01
D is business DE de d@example.org name "Dorn GmbH"
D D1 issued 2026-09-01 due 2026-10-01 4000.00 EUR
E is consumer NL en e@example.org name "Eve Smith"
E E1 issued 2026-09-01 due 2026-10-01 10.00 EUR paid 10.00 on 2026-10-05
A cash 2026-10-31 0.01 EUR
"""


@dataclass
class Town:
    """What a test of the page needs; ``look`` and ``send`` are a customer's clicks."""

    app: Application
    ledger: Ledger
    clock: TestClock
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        return self.app.desk

    def token(self, customer_id: str, entity: str = "NL01") -> str:
        """Return the token of a customer's link."""
        on = self.clock().date()
        return link_for(self.desk, self.app.book(), entity, customer_id, on=on).rpartition("/")[2]

    def look(self, token: str, part: str = "", **query: str) -> tuple[int, str]:
        answer = answered(self.app, Sent(token=token, part=part, query=query))
        return answer.status_code, _text(answer)

    def send(
        self,
        token: str,
        part: str,
        *,
        places: tuple[str, ...] = (),
        files: tuple[Upload, ...] = (),
        form: str | None = None,
        **values: str,
    ) -> Response:
        """Fill a form in and send it, with the hidden value that its page has."""
        hidden = self.form(token, part) if form is None else form
        marks = self.marks(token, places)
        return answered(
            self.app,
            Sent(token=token, part=part, is_post=True, values={"form": hidden, **values}, marks=marks, files=files),
        )

    def marks(self, token: str, places: tuple[str, ...]) -> tuple[str, ...]:
        """Return what the page names the items by that stand at ``places``; what is no place stays as it is."""
        named = re.findall(r'name="place" value="([^"]*)"', self.look(token, "dispute")[1]) if places else []
        known = {str(place): mark for place, mark in enumerate(named)}
        return tuple(known.get(place, place) for place in places)

    def form(self, token: str, part: str) -> str:
        """Return the hidden value of the form of a part."""
        query = {"parts": "2", "every": "month", "first_on": "2026-11-05", "currency": "EUR"} if part == "plan" else {}
        status, page = self.look(token, "" if part in {"pay", "undo"} else part, **query)
        assert status == 200, page[-600:]
        found = re.findall(r'name="form" value="([^"]+)"', page)
        return str(found[0])

    def after(self, answer: Response, token: str) -> str:
        """Follow the way on after an act; return the page that confirms it."""
        assert answer.status_code == 303, _text(answer)[-900:]
        reference = answer.headers["location"].rpartition("said=")[2]
        return self.look(token, said=reference)[1]


def town(
    folder: Path, server: PaymentServer | None = None, text: str = LEDGER, *, desk: Desk | None = None, **settings: Any
) -> Town:
    """Open a company in ``folder``; with ``desk``, a migrated one on the clock of a test, it keeps its notes there."""
    clock = TestClock() if desk is None else desk.clock
    assert isinstance(clock, TestClock)
    if desk is None:
        shutil.copy(_migrated_file(), folder / "desk.sqlite3")
        desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", clock=clock)
    shutil.copytree(_published(text), folder / "book")
    ledger = Ledger(folder / "book")
    given = Settings(
        home=folder,
        pay_key=None if server is None else SecretStr(KEY),
        pay_api=None if server is None else server.address,
        **settings,
    )
    save_public_address(desk, "https://saldo.example.org", by="Els")
    mailbox = Mailbox(given.mailbox_folder, clock=clock)
    return Town(
        app=Application(settings=given, store=ledger.store, desk=desk, mailbox=mailbox, clock=clock),
        ledger=ledger,
        clock=clock,
    )


@cache
def _published(text: str) -> Path:
    """Return a book folder with ``text`` in it, made once and copied by every test."""
    folder = Path(tempfile.mkdtemp(prefix="saldo-book-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Ledger(folder / "book")(text)
    return folder / "book"


def _text(answer: Response) -> str:
    return bytes(answer.body).decode(errors="replace")
