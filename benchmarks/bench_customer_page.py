"""What an answer of the customer's own page costs in processor time, beside the pay page of the same customers."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.big_book import build
from benchmarks.table import Figure
from core.book.store import BookStore
from core.channels.mailbox import Mailbox
from core.customer_page.links import link_for
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewBatch, PreviewMessage
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.payments.links import keys, save_public_address
from core.payments.token import Asked, items_mark, sign
from core.settings import Settings
from core.vocabulary import CampaignState, ChannelName, MessageState
from core.wiring import Application
from dashboard.me.route import Sent
from dashboard.me.route import answered as own
from dashboard.pay.route import answered as paid

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from core.book.book import Book

TARGET_MS: Final = 50.0
MOST_RATIO: Final = 1.5
VISITS: Final = 40
WARM_UP: Final = 5
INVOICES: Final = 1_000_000
CUSTOMERS: Final = 40_000
EVERY: Final = 7  # customers spread over the book
MOST_TRIED: Final = 2_000
BIG: Final = os.environ.get("SALDO_BIG_BOOK")


def figures(home: Path | None = None) -> list[Figure]:
    """Return the figures on the book of SALDO_BIG_BOOK, which is only read, or on one made for the purpose."""
    with tempfile.TemporaryDirectory() as folder:
        given = home or (Path(BIG) if BIG else None)
        if given is None:
            given = Path(folder) / "made"
            build(given / "book", invoices=INVOICES, customers=CUSTOMERS)
        return _measured(given / "book", Path(folder))


def _measured(books: Path, folder: Path) -> list[Figure]:
    desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}")
    migrate(desk)
    settings = Settings(home=folder, pay_key=None)
    app = Application(
        settings=settings, store=BookStore(books), desk=desk, mailbox=Mailbox(settings.mailbox_folder, clock=desk.clock)
    )
    save_public_address(desk, "https://saldo.example.org", by="benchmark")
    book = app.book()
    rows = _customers(book)
    today = desk.now().date()
    pages = [link_for(desk, book, row["entity"], row["customer_id"], on=today).rpartition("/")[2] for row in rows]
    asked = _sent(app, book, rows)

    def a_page(place: int) -> Response:
        return own(app, Sent(token=pages[place]))

    def a_form(place: int) -> Response:
        return own(app, Sent(token=pages[place], part="promise"))

    def a_pay_page(place: int) -> Response:
        return paid(app, asked[place], is_click=False)

    page, beside = _cost(a_page), _cost(a_pay_page)
    return [
        Figure(name="customer's own page", measured=page, unit="ms CPU", target=TARGET_MS),
        Figure(name="a form on it", measured=_cost(a_form), unit="ms CPU", target=TARGET_MS),
        Figure(
            name="customer's own page",
            measured=page,
            unit="ms CPU",
            target=MOST_RATIO,
            reference_name="pay page of the same customers",
            reference=beside,
        ),
    ]


def _cost(ask: Callable[[int], Response]) -> float:
    """Return the processor time of one answer in milliseconds, of all threads, the median of many customers."""
    costs = []
    for place in range(WARM_UP + VISITS):
        before = time.process_time()
        answer = ask(place)
        costs.append(1000 * (time.process_time() - before))
        if answer.status_code != 200:  # noqa: PLR2004 - what a benchmark may not overlook
            raise RuntimeError(f"a page answered {answer.status_code}")
    return float(np.median(costs[WARM_UP:]))


def _customers(book: Book) -> list[dict[str, Any]]:
    """Return customers spread over the book who owe something, with one of their items."""
    wanted: list[dict[str, Any]] = []
    for key in range(1, MOST_TRIED * EVERY, EVERY):
        items = book.rows("audience_items", as_of=book.latest_on, customer_key=key)
        owed = [row for row in items if row["balance_minor"] > 0]
        if owed:
            header = book.rows("customer_header", customer_key=key)[0]
            wanted.append({**header, "item": owed[0]})
        if len(wanted) == WARM_UP + VISITS:
            break
    return wanted


def _sent(app: Application, book: Book, rows: list[dict[str, Any]]) -> list[str]:
    """Put one sent message per customer on the desk; return the token of each pay link."""
    desk, secret = app.desk, keys(app.desk)[0]
    now, tokens = desk.now(), []
    with desk.session() as session:
        campaign = Campaign(
            name="benchmark",
            state=CampaignState.FINISHED,
            revision=1,
            as_of=date(2026, 10, 31),
            book_version=book.version,
            choice={},
            created_by="benchmark",
            created_at=now,
        )
        session.add(campaign)
        session.flush()
        batch = PreviewBatch(campaign_id=campaign.id, is_sealed=True, content=b"", length=0)
        session.add(batch)
        session.flush()
        for number, row in enumerate(rows, start=1):
            item, who = row["item"], {"entity": row["entity"], "customer_id": row["customer_id"]}
            common = {
                **who,
                "customer_key": row["customer_key"],
                "step": 1,
                "sender": "",
                "address": "",
                "batch_id": batch.id,
            }
            common |= {
                "offset": 0,
                "length": 0,
                "fingerprint": "",
                "campaign_id": campaign.id,
                "message_id": f"<{number}@x>",
            }
            session.add(
                PreviewMessage(
                    id=number,
                    name="",
                    segment="",
                    subject="",
                    template="",
                    language="nl",
                    items=1,
                    remarks=[],
                    amounts={item["currency"]: item["balance_minor"]},
                    is_excluded=False,
                    is_edited=False,
                    **common,
                )
            )
            session.flush()
            session.add(
                Message(
                    id=number,
                    channel=ChannelName.EMAIL,
                    state=MessageState.SENT,
                    sha256=b"",
                    attempts=1,
                    queued_at=now,
                    **common,
                )
            )
            session.flush()
            names = (
                "document_type",
                "number",
                "fiscal_year",
                "part_no",
                "currency",
                "balance_minor",
                "due_on",
                "item_key",
            )
            session.add(MessageItem(message_id=number, step=1, **who, **{name: item[name] for name in names}))
            tokens.append(
                sign(
                    Asked(
                        **who,
                        amount_minor=item["balance_minor"],
                        currency=item["currency"],
                        reference="1",
                        language="nl",
                        items=items_mark([(item["number"], item["due_on"], item["currency"])]),
                    ),
                    secret,
                )
            )
    return tokens


def main() -> int:
    """Print the figures of the home named on the command line, else as ``figures``."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for figure in figures(home):
        beside = "" if figure.reference is None else f" ({figure.reference_name}: {figure.reference:.1f})"
        print(f"{figure.name}: {figure.measured:.1f} {figure.unit}{beside}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
