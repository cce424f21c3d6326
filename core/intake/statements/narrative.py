"""What a bank writes behind tag 86: the other party, its account, references and the words of the payer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from core.intake.statements.statement import Detail

if TYPE_CHECKING:
    from decimal import Decimal

IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")
WORDS: Final = "TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|MARF|CSID|ISDT|CNTP|PREF|RTRN|TRCD|PURP|ULTC|ULTD|SVCL|TRAN|ACCW|ADDR|ID|CRED|DEBT"
SLASHED: Final = re.compile(rf"(?:^|/)({WORDS})/")
KNAB: Final = re.compile(r"REK:\s*(?P<account>[A-Z0-9 ]+?)\s*/\s*NAAM:\s*(?P<party>.+)$")
ABSENT: Final = {"NONREF", "NOTPROVIDED", "EREF", "PREF", "MARF"}


def detail_of(told: dict[str, Any], *, amount: Decimal, currency: str) -> Detail:
    """Return the payment behind one movement, from the fields and the narrative as the library hands them over."""
    if told.get("purpose") is not None or told.get("applicant_name") is not None:
        return _numbered(told, amount=amount, currency=currency)
    lines = str(told.get("transaction_details") or "")
    joined = lines.replace("\n", "")
    if SLASHED.search(joined):
        return _slashed(joined, amount=amount, currency=currency)
    text = " ".join(lines.split())
    knab = KNAB.search(text)
    if knab:
        return Detail(
            amount=amount,
            currency=currency,
            party=knab["party"].strip(),
            account=knab["account"].replace(" ", ""),
            text=text[: knab.start()].strip(),
        )
    account = IBAN.search(text)
    return Detail(amount=amount, currency=currency, account=account[0] if account else "", text=text)


def _numbered(told: dict[str, Any], *, amount: Decimal, currency: str) -> Detail:
    """Return what German banks write in fields ?20 to ?63, which the library has taken apart."""
    party = str(told.get("applicant_name") or "")
    account = str(told.get("applicant_iban") or "")
    if not account:
        found = IBAN.match(party)
        account = found[0] if found else ""
    purpose = " ".join(
        str(told[name]) for name in ("purpose", "additional_purpose", "deviate_applicant") if told.get(name)
    )
    return Detail(
        amount=amount,
        currency=currency,
        party=party,
        account=account.replace(" ", ""),
        end_to_end_id=_present(str(told.get("end_to_end_reference") or "")),
        text=" ".join(purpose.split()),
        mandate=str(told.get("additional_position_reference") or ""),
        return_reason=str(told.get("return_debit_notes") or ""),
    )


def _slashed(text: str, *, amount: Decimal, currency: str) -> Detail:
    """Return what Dutch banks write between /WORDS/: the text of each word runs to the next one."""
    parts = SLASHED.split(text)
    found: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        found.setdefault(word, value.strip("/ "))
    account, party = found.get("IBAN", ""), found.get("NAME", "")
    if "CNTP" in found:  # account, bank, name and town in one
        account, _bank, party = (*found["CNTP"].split("/"), "", "", "")[:3]
    remittance = found.get("REMI", "")
    references: tuple[str, ...] = ()
    if remittance.startswith("STRD/"):  # STRD / kind / reference
        references, remittance = (remittance.rsplit("/", 1)[-1].strip(),), ""
    return Detail(
        amount=amount,
        currency=currency,
        party=party.strip(),
        account=account.replace(" ", ""),
        end_to_end_id=_present(found.get("EREF", "")),
        references=references,
        text=" ".join(remittance.removeprefix("USTD//").strip("/").split()),
        mandate=found.get("MARF", ""),
        return_reason=found.get("RTRN", ""),
    )


def _present(text: str) -> str:
    return "" if text in ABSENT else text
