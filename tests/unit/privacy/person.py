"""A person whose name stands everywhere: in files, ledger, desk, mails and uploads of one installation."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.staleness import save_most_banking_days
from core.campaigns.worker import Terms
from core.desk import customers
from core.privacy.sweep import UNTOUCHED
from core.settings import Settings
from core.vocabulary import HoldKind
from core.wiring import Application, wire

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "Zebedeüs Quackenbosch"
PLAIN: Final = "Quackenbosch"
MAIL: Final = "zebedeus.q@quackenbosch.example"
STREET: Final = "Eigenaardige Weg 77; 1234 ZQ Nergenshuizen; NL"
WHO: Final = ("NL01", "C7")
CAMPAIGN: Final = "october"
CUSTOMERS: Final = (
    "entity,customer_id,customer_name,customer_type,country,language,email,phone,post,label\n"
    f'NL01,C7,{NAME},consumer,NL,nl,{MAIL},+31612345678,"{STREET}",negative\n'
    'NL01,C8,Bakkerij Anders,business,NL,nl,ap@anders.example,+31612345679,"Weg 1; 1000 AA Stad; NL",neutral\n'
)
INVOICES: Final = (
    "entity,customer_id,number,issued_on,due_on,amount,currency,description\n"
    f"NL01,C7,INV1,2026-08-01,2026-08-31,100.00,EUR,order of {NAME}\n"
    f"NL01,C8,INV2,2026-08-01,2026-08-31,75.25,EUR,delivered to {NAME}\n"
)
PAYMENTS: Final = (
    "entity,customer_id,payment_id,received_on,amount,currency,number,reference\n"
    f"NL01,C7,P1,2026-10-15,100.00,EUR,INV1,{NAME} INV1\n"
)
UPLOAD: Final = f"%PDF- a letter of {NAME}".encode()
PLANTED: Final = (
    ("DATETIME", "2026-10-01 10:00:00.000000"),
    ("TIMESTAMP", "2026-10-01 10:00:00.000000"),
    ("DATE", "2026-10-01"),
    ("JSON", json.dumps({"said": [NAME, {NAME.upper(): MAIL}]})),
    ("BLOB", NAME.encode()),
    *((start, 990_001) for start in ("INT", "BIG", "BOOL", "FLOAT", "NUM")),
)
"""What is planted in a column of a type."""
NO_WORDS: Final = frozenset(
    {
        "campaign_audience", "common_words", "enrolment", "pay_key", "preview_batch", "preview_index", "replay_result",
        "template_set",
    }
)  # fmt: skip
"""Tables whose content is a piece with a form of its own (what stands in them got there by a campaign), or a secret."""

LEFT: Final = frozenset({"alembic_version", "erasure", "sqlite_sequence", "setting", "schedule"})
"""Tables of the database itself, of settings that are read as they are, and the record of the erasure."""


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def workbook(folder: Path) -> Path:
    """Return the customer list once more, as a workbook with one more column."""
    book, file = Workbook(), folder / "customers again.xlsx"
    for line in ("entity,customer_id,customer_name,city", f"NL01,C7,{NAME},X", "NL01,C8,Bakkerij Anders,Y"):
        book.active.append(line.split(","))
    book.save(file)
    return file


def installation(folder: Path) -> Application:
    """Return an installation that wrote to the person by mail and was paid since."""
    app = wire(Settings(home=folder / "home"))
    save_most_banking_days(app.desk, None, by="a test")
    for name, text in (("customers.csv", CUSTOMERS), ("invoices 2026-10-01.csv", INVOICES)):
        app.import_file(put(folder, name, text), by="Els")
    book = app.book()
    plan(app.desk, book, CAMPAIGN, as_of=book.latest_on, by="Els")
    write_preview(app.desk, CAMPAIGN, by="Els")
    approve(app.desk, CAMPAIGN, by="Jan", why="read")
    app.launch(CAMPAIGN, by="Jan")
    app.mailbox.start()
    app.work(Terms(until_done=True, is_immediate=True))
    app.mailbox.stop()
    for file in (put(folder, "payments.csv", PAYMENTS), workbook(folder)):
        app.import_file(file, by="Els")
    customers.remark(app.desk, entity=WHO[0], customer_id=WHO[1], body=f"{NAME} rang", by="Els")
    app.place_hold(HoldKind.STOP, entity=WHO[0], customer_id=WHO[1], by="Els", why=f"asked by {NAME}")
    place = app.settings.home / "uploads" / sha256(UPLOAD).hexdigest()[:2] / sha256(UPLOAD).hexdigest()
    place.parent.mkdir(parents=True)
    place.write_bytes(UPLOAD)
    return app


def plant(app: Application) -> list[str]:
    """Write the name into every word of a row of every table, whoever made it; return the tables."""
    file = app.settings.home / "desk.sqlite3"
    planted = []
    with sqlite3.connect(file) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - UNTOUCHED - NO_WORDS - LEFT):
            columns = list(connection.execute(f'PRAGMA table_info("{table}")'))
            row = {column[1]: _value(table, *column[1:3], is_key=bool(column[5])) for column in columns}
            leads = {each[3]: each[2] for each in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
            row |= {name: f"key {leads[name]}" for name in leads if isinstance(row[name], str)}
            said = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            made = connection.execute(f'INSERT OR IGNORE INTO "{table}" ({said}) VALUES ({marks})', list(row.values()))  # noqa: S608
            planted += [table] * made.rowcount
    return planted


def unplant(app: Application, tables: list[str]) -> None:
    """Take away what :func:`plant` wrote: rows in states that nothing of the product makes."""
    with sqlite3.connect(app.settings.home / "desk.sqlite3") as connection:
        for table in tables:
            for column in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
                if column[5] and column[1] not in {"entity", "customer_id"}:
                    planted = (990_001, f"key {table}", f"{NAME} <{MAIL}>")
                    connection.execute(f'DELETE FROM "{table}" WHERE "{column[1]}" IN (?, ?, ?)', planted)  # noqa: S608


def _value(table: str, name: str, kind: str, *, is_key: bool) -> Any:
    known = {"entity": WHO[0], "customer_id": WHO[1], "sha256": sha256(UPLOAD).hexdigest(), "is_locked": 1}
    known |= {"campaign_id": 1, "state": "x", "request_id": 990_001, "kind": "x", "channel": "x", "currency": "EUR"}
    if name in known:
        return known[name]
    said = f"key {table}" if is_key else f"{NAME} <{MAIL}>"
    return next((value for start, value in PLANTED if kind.startswith(start)), said)
