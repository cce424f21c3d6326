"""The agency's file of one customer: a ZIP with the paper as PDF/A, tables as CSV, every message, and a list of hashes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.handover.tables import shortened, tables
from core.language import Words
from core.messages.letters.glyphs import printable
from core.messages.letters.press import document, pdf
from core.money import to_text
from core.vocabulary import POSTED
from core.zipped import Zipped

if TYPE_CHECKING:
    from core.handover.dossier import Dossier
    from core.handover.tables import Table

LAYOUT: Final = Path(__file__).with_name("dossier.typ")
PAPER: Final = "file.pdf"


def zipped(known: Dossier) -> bytes:
    """Return the file of one customer; the same dossier gives the same bytes."""
    return packed(contents(known))


def contents(known: Dossier) -> dict[str, bytes]:
    """Return every part of the file by name, without the manifest."""
    words = Words(language=known.agency.language)
    told = tables(known, words)
    parts = {PAPER: paper(known, told, words)}
    parts |= {f"{each.name}.csv": each.csv() for each in told}
    for each in known.sent:
        parts[each.file_name] = pdf(each.content) if each.channel in POSTED else each.content
    return parts | dict(known.evidence)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return ``parts`` and their manifest as a ZIP: names in order, no moment of packing; the same parts give the same bytes."""
    target = io.BytesIO()
    with Zipped(target) as file:
        for name, content in sorted(parts.items()):
            file.add(name, content)
    return target.getvalue()


def paper(known: Dossier, told: list[Table], words: Words) -> bytes:
    """Return the dossier as PDF/A."""
    body = json.dumps(_told(known, told, words), ensure_ascii=False)
    return document(LAYOUT, {"dossier": printable(body)})


def _told(known: Dossier, told: list[Table], words: Words) -> dict[str, Any]:
    _ = words
    who, creditor = known.candidate, known.creditor
    total = who.principal_minor + who.claim.costs_total_minor + who.claim.interest_minor
    kind = _("a natural person") if who.is_person else _("a company or public body")
    facts = [
        (_("File"), known.reference),
        (_("Facts as of"), _.day(known.as_of)),
        (_("Creditor"), f"{creditor.name} {creditor.enterprise_number}".strip()),
        (_("Contact"), f"{creditor.person}, {creditor.phone}, {creditor.reply_to}"),
        (_("Customer"), f"{who.name} ({who.customer_id}), {kind}"),
        (_("Address"), " ".join(known.address.split()) or _("not known")),
        *((name, address) for name, address in known.contacts),
        (_("Claim"), f"{to_text(total, who.currency)} {who.currency}"),
    ]
    if who.refused is None and any(each.notice for each in who.parts):
        days = sorted({each.notice.sent_on for each in who.parts if each.notice is not None})
        facts.append((_("Legal notice sent"), ", ".join(_.day(day) for day in days)))
    return {
        "title": _("File {reference}: {name}", reference=known.reference, name=who.name),
        "reference": known.reference,
        "language": known.agency.language,
        "creditor": creditor.name,
        "creditor-lines": [creditor.name, creditor.address],
        "agency-lines": [
            known.agency.name,
            *(line.strip() for line in known.agency.address.split(",") if line.strip()),
        ],
        "facts": facts,
        "parts": [
            {
                "title": each.title,
                "note": each.note,
                "none": each.none,
                "heads": each.heads,
                "rows": [shortened(row) for row in each.rows],
                "widths": each.widths,
                "numbers": each.numbers,
            }
            for each in told
        ],
    }
