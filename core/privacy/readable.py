"""Everything that is known of one customer as a ZIP: a page to read, the same as JSON, and every message and file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined

from core.language import Words
from core.messages.templates import language_for
from core.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.privacy.telling import Told

PAGE: Final = "read_me.html"
DOCUMENT: Final = "everything.json"
_LAYOUT: Final = Path(__file__).with_name("told.html.jinja")
_MONEY: Final = "_minor"


def zipped(told: Told, language: str) -> bytes:
    """Return ``told`` as one file, the page in ``language``; the same facts give the same bytes."""
    target = io.BytesIO()
    with Zipped(target) as file:
        file.add(PAGE, page(told, Words(language=language)).encode())
        file.add(DOCUMENT, (json.dumps(told.document(), ensure_ascii=False, indent=1) + "\n").encode())
        for name, content in sorted(told.files.items()):
            file.add(name, content)
    return target.getvalue()


def file_name(told: Told) -> str:
    """Return a name for the file without the customer's own, in letters that every system takes."""
    number = "".join(letter for letter in told.customer[1] if letter.isascii() and letter.isalnum())
    return f"saldo-{told.customer[0].lower()}-{number or 'customer'}-{told.made_at:%Y-%m-%d}.zip"


def language_of(told: Told) -> str:
    """Return the language the customer reads, where the page speaks it; else English."""
    known = told.ledger["customer"]
    found = language_for(str(known.get("language", "")), str(known.get("country", "")))
    return "nl" if found.startswith("nl") else "en"


def page(told: Told, words: Words) -> str:
    """Return the page: what it is, what is known, where it comes from, what it is used for, and what can be asked."""
    _ = words
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    layout = made.from_string(_LAYOUT.read_text(encoding="utf-8"))
    return layout.render(
        language=words.language,
        title=_("Everything we know of you"),
        name=told.name,
        number=told.customer[1],
        made=_("Made on {day} for {name}, customer number {number} of {entity}.", day=_.day(told.made_at.date()),
               name=told.name, number=told.customer[1], entity=told.customer[0]),
        about=_about(words),
        parts=[_table(title, rows, words) for title, rows in _parts(told, words)],
        judged=_judged(told, words),
        files=sorted(told.files),
        files_title=_("Messages and files"),
        no_files=_("No message or file is kept."),
        nothing=_("Nothing is kept."),
    )  # fmt: skip


def _about(_: Words) -> list[str]:
    return [
        _(
            "This file holds what our receivables ledger and our credit management know of you: your invoices and payments, what we "
            "wrote to you and you to us, what we agreed, and how we expect you to pay."
        ),
        _(
            "We use it to invoice and to collect what is owed (contract), to keep books (legal duty), and to plan our work by when "
            "invoices are usually paid (legitimate interest). You may object to the last."
        ),
        _("You may ask us to correct or erase it, or to stop using it while a question is open. You may complain to the data protection authority."),
        _("The same facts stand in everything.json, for another program to read."),
    ]  # fmt: skip


def _parts(told: Told, _: Words) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    ledger = told.ledger
    titles = {
        "note": _("Notes"),
        "customer_case": _("Promises, plans and disputes"),
        "hold": _("Why nothing was sent"),
        "call": _("Calls"),
        "reply": _("What you wrote"),
        "message": _("What we sent"),
        "customer_request": _("What you asked on your own page"),
        "override": _("What we know better than the ledger"),
        "pay_link": _("Pay links"),
        "bank_line": _("Bank lines that are yours"),
        "handover": _("Handed over to an agency"),
        "side_fact": _("What others say of you"),
        "credit_standing": _("Your credit standing with us"),
        "unpaid_chance": _("How likely we think it is that you do not pay"),
        "objection": _("Objections"),
        "person_decision": _("Decisions of people about you"),
        "erasure": _("Requests to be erased"),
        "legal_hold": _("What keeps your facts from being erased"),
        "restriction": _("When we only kept your facts"),
    }
    known = [
        (_("Who you are"), [ledger["customer"]]),
        (_("Addresses"), ledger["addresses"]),
        (_("Invoices and credit notes"), ledger["documents"]),
        (_("Payments"), ledger["payments"]),
        (_("Disputes in the ledger"), ledger["disputes"]),
        (_("Where it comes from"), ledger["sources"]),
    ]
    known += [(titles[name], told.desk[name]) for name in titles if name in told.desk]
    return known + [(name, rows) for name, rows in told.desk.items() if name not in titles]


def _judged(told: Told, _: Words) -> dict[str, Any]:
    return {"title": _("How we judge you, and from what"), "told": list(told.judged)}


def _table(title: str, rows: Sequence[Mapping[str, Any]], words: Words) -> dict[str, Any]:
    heads = list(dict.fromkeys(name for row in rows for name in row if name not in {"id", "entity", "customer_id"}))
    return {
        "title": title,
        "heads": [head.removesuffix(_MONEY).replace("_", " ") for head in heads],
        "rows": [[_cell(head, row, words) for head in heads] for row in rows],
    }


def _cell(head: str, row: Mapping[str, Any], words: Words) -> str:
    value = row.get(head)
    if value is None or value in ("", {}, []):
        return ""
    if head.endswith(_MONEY) and isinstance(value, int):
        return words.money(value, str(row.get("currency") or row.get(f"{head.removesuffix(_MONEY)}_currency") or "EUR"))
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
