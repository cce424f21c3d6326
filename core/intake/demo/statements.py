"""The bank statements behind the demo's payments: what customers write, and what banks make of it, with the truth beside it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.demo.generate import DemoFiles

DAYS: Final = 60
DAYS_AHEAD: Final = 3  # the bank is ahead of the ledger
SEED: Final = 1_940
STRANGERS: Final = ("Belastingdienst", "Energie Direct", "Verzekeringen Noord", "Kantoorhuur Zuidas")
BANKS: Final = {"NL": ("NL", "INGB"), "BE": ("BE", ""), "DE": ("DE", ""), "FR": ("FR", "")}
OUR_ACCOUNTS: Final = {"NL01": "NL91ABNA0417164300", "BE01": "BE68539007547034", "DE01": "DE89370400440532013000"}
# How people tell what they pay: structured, numbers as we write them, numbers as they do, their own number, nothing, wrong.
CUT_SHARE, CUT_LENGTH = 0.2, 27  # banks that cut names off
OTHERS: Final = (
    "Bewindvoering Zuid",
    "Administratie Noord",
    "M. van Dijk",
    "Notariaat Plein",
)  # who pay for somebody else
OTHERS_SHARE: Final = 0.03
TYPED_SHARE: Final = 0.3  # structured references that come as text
WAYS: Final = ("reference", "number", "own_number", "customer", "nothing", "typo")
WAYS_SHARES: Final = (0.47, 0.26, 0.11, 0.05, 0.08, 0.03)


@dataclass(frozen=True, kw_only=True)
class DemoStatements:
    """One CAMT.053 file per company, and the truth: bank reference, customer, document, due part, amount."""

    files: dict[str, Path]  # by company
    truth: Path


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One entry of a statement, as text."""

    payment_id: str
    received_on: str
    amount: str
    currency: str = "EUR"
    direction: str = "CRDT"
    name: str
    account: str = ""
    structured: str = ""
    text: str = ""


def write_statements(files: DemoFiles, *, days: int = DAYS, seed: int = SEED) -> DemoStatements:
    """Return the statements of the last ``days`` of a portfolio already written, into ``statements`` beside its files.

    They reach a few days further than the ledger. Every payment of those days is on them once, and so is money that no customer paid. The same portfolio and ``seed`` write
    the same bytes.
    """
    rng = np.random.default_rng(seed)
    paid = _payments(files, since=files.as_of - timedelta(days=days))
    folder = files.payments.parent / "statements"
    folder.mkdir(parents=True, exist_ok=True)
    lines = _lines(rng, paid)
    written = {}
    for entity, own in lines.groupby("entity", sort=True):
        path = folder / f"{entity}-{files.as_of.isoformat()}.xml"
        path.write_text(_camt(str(entity), own, _strangers(rng, own, str(entity))), encoding="utf-8")
        written[str(entity)] = path
    truth = files.truth_invoices.parent / "statements.parquet"
    paid[["payment_id", "entity", "customer_id", "number", "part_no", "applied_amount", "currency"]].to_parquet(truth)
    return DemoStatements(files=written, truth=truth)


def _payments(files: DemoFiles, *, since: date) -> pd.DataFrame:
    """Return one row per document a payment was for, with who paid and the reference it could have quoted."""
    paid = pd.read_csv(files.payments, dtype=str)
    customers = pd.read_csv(files.customers, dtype=str, usecols=["entity", "customer_id", "customer_name", "country"])
    documents = pd.read_csv(
        files.invoices,
        dtype=str,
        usecols=["entity", "customer_id", "document_type", "number", "structured_reference", "amount", "currency"],
    )
    documents = documents[documents["document_type"] == "invoice"].drop_duplicates(["entity", "number"])
    settled = paid.dropna(subset="number")[["entity", "number"]]
    paid = paid[paid["payment_id"].notna() & (paid["received_on"] > since.isoformat())]
    paid = pd.concat([paid, _after(files, documents, settled)], ignore_index=True)
    paid = paid.merge(customers, on=["entity", "customer_id"], how="left")
    paid = paid.merge(documents[["entity", "number", "structured_reference"]], on=["entity", "number"], how="left")
    return paid.sort_values(["received_on", "payment_id"], kind="stable", ignore_index=True)


def _after(files: DemoFiles, documents: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """Return the payments of the days after the ledger ends, which the bank knows first: whole invoices, nothing paid before."""
    truth = pd.read_parquet(files.truth_invoices)
    day = pd.to_datetime(truth["paid_on"])
    until = pd.Timestamp(files.as_of) + pd.Timedelta(days=DAYS_AHEAD)
    is_soon = (day > pd.Timestamp(files.as_of)) & (day <= until)
    is_whole = ~truth.duplicated(["entity", "number"], keep=False)
    soon = truth[is_soon & is_whole].assign(received_on=day.dt.strftime("%Y-%m-%d"))
    soon = soon[["entity", "customer_id", "number", "received_on"]].merge(
        documents[["entity", "number", "amount", "currency"]], on=["entity", "number"]
    )
    touched = (
        soon.merge(settled.drop_duplicates(), on=["entity", "number"], how="left", indicator=True)["_merge"] == "both"
    )
    soon = soon[~touched.to_numpy()].reset_index(drop=True)
    return soon.assign(payment_id=soon["entity"] + "-A" + soon.index.astype(str), applied_amount=soon["amount"])


def _lines(rng: np.random.Generator, paid: pd.DataFrame) -> pd.DataFrame:
    """Return one row per payment: who paid, from which account, and what the statement says of it."""
    lines = paid.groupby("payment_id", sort=False, as_index=False).agg(
        entity=("entity", "first"),
        customer_id=("customer_id", "first"),
        name=("customer_name", "first"),
        country=("country", "first"),
        method=("method", "first"),
        received_on=("received_on", "first"),
        amount=("amount", "first"),
        currency=("currency", "first"),
        numbers=("number", lambda numbers: [each for each in numbers if isinstance(each, str)]),
        references=("structured_reference", lambda told: [each for each in told if isinstance(each, str)]),
    )
    lines["way"] = rng.choice(WAYS, size=len(lines), p=WAYS_SHARES)
    lines.loc[lines["method"] == "direct_debit", "way"] = "reference"
    is_other = (rng.random(len(lines)) < OTHERS_SHARE) & (lines["method"] != "direct_debit").to_numpy()
    lines["account"] = [
        iban(country, f"{entity}{customer}")
        for country, entity, customer in zip(lines["country"], lines["entity"], lines["customer_id"], strict=True)
    ]
    told = [_told(rng, *row) for row in lines[["way", "numbers", "references", "customer_id"]].itertuples(index=False)]
    lines["structured"], lines["text"] = zip(*told, strict=True) if told else ((), ())
    lines.loc[is_other, "name"] = rng.choice(OTHERS, size=int(is_other.sum()))
    lines.loc[is_other, "account"] = [iban("NL", f"9{place}") for place in range(int(is_other.sum()))]
    is_cut = rng.random(len(lines)) < CUT_SHARE
    lines["name"] = lines["name"].where(~is_cut, lines["name"].str.slice(0, CUT_LENGTH))
    return lines


def _told(
    rng: np.random.Generator, way: str, numbers: list[str], references: list[str], customer: str
) -> tuple[str, str]:
    """Return the structured reference and the free text of one payment."""
    if way == "reference" and len(references) == 1:
        return ("", f"kenmerk {references[0]}") if rng.random() < TYPED_SHARE else (references[0], "")
    if way == "typo" and references:
        wrong = references[0][:-2] + str(rng.integers(10, 99))
        return "", wrong
    if way == "own_number" and numbers:
        return "", "fact " + " ".join(_own_writing(rng, number) for number in numbers)
    if way in {"number", "reference"} and numbers:
        return "", rng.choice(["factuur ", "betreft ", "inv. ", ""]) + ", ".join(numbers)
    return (
        ("", f"klantnr {customer}")
        if way == "customer"
        else ("", rng.choice(["betaling", "bedankt", "openstaand", ""]))
    )


def _own_writing(rng: np.random.Generator, number: str) -> str:
    """Return ``number`` as somebody in a hurry types it."""
    return [number.replace("-", "").replace("/", ""), number.replace("-", " ").replace("/", " "), number.lower()][
        int(rng.integers(3))
    ]


def iban(country: str, seed: str) -> str:
    """Return a made-up IBAN with right check digits; the same ``seed`` gives the same one."""
    land, bank = BANKS.get(country, BANKS["NL"])
    digits = "".join(str(ord(letter) % 10) for letter in seed).rjust(10, "7")
    length = {"NL": 10, "BE": 12, "DE": 18, "FR": 23}[land]
    account = bank + (digits * 3)[-length:]
    spelled = "".join(str(int(letter, 36)) for letter in f"{account}{land}00")
    return f"{land}{98 - int(spelled) % 97:02d}{account}"


def _strangers(rng: np.random.Generator, lines: pd.DataFrame, entity: str) -> list[_Entry]:
    """Return money that no customer paid: tax, rent, and refunds of them."""
    days = sorted(set(lines["received_on"]))
    return [
        _Entry(
            payment_id=f"{entity}-X{place}",
            received_on=str(rng.choice(days)),
            amount=f"{rng.integers(1_000, 900_000) / 100:.2f}",
            direction=str(rng.choice(["CRDT", "DBIT"], p=[0.3, 0.7])),
            name=str(rng.choice(STRANGERS)),
            text="periode",
        )
        for place in range(max(4, len(lines) // 40))
    ]


def _camt(entity: str, lines: pd.DataFrame, strangers: list[_Entry]) -> str:
    """Return one statement with every line as an entry of its own, oldest first."""
    known = {each.name for each in fields(_Entry)}
    told = [
        _Entry(**{name: str(value) for name, value in row.items() if name in known}) for row in lines.to_dict("records")
    ]
    entries = sorted((*told, *strangers), key=lambda each: (each.received_on, each.payment_id))
    until = entries[-1].received_on
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{entity}</MsgId></GrpHdr><Stmt><Id>{entity}-{until}</Id><ElctrncSeqNb>1</ElctrncSeqNb>"
        f"<CreDtTm>{until}T20:00:00+01:00</CreDtTm><Acct><Id><IBAN>{OUR_ACCOUNTS[entity]}</IBAN></Id></Acct>\n"
        f"{''.join(map(_xml, entries))}</Stmt></BkToCstmrStmt></Document>\n"
    )


def _xml(entry: _Entry) -> str:
    side = "Dbtr" if entry.direction == "CRDT" else "Cdtr"
    remittance = (
        f"<Strd><CdtrRefInf><Ref>{escape(entry.structured)}</Ref></CdtrRefInf></Strd>"
        if entry.structured
        else f"<Ustrd>{escape(entry.text)}</Ustrd>"
    )
    payer = f"<{side}Acct><Id><IBAN>{entry.account}</IBAN></Id></{side}Acct>" if entry.account else ""
    return (
        f'<Ntry><Amt Ccy="{entry.currency}">{entry.amount}</Amt><CdtDbtInd>{entry.direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{entry.received_on}</Dt></BookgDt><AcctSvcrRef>{entry.payment_id}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>"
        f"<{side}><Pty><Nm>{escape(entry.name)}</Nm></Pty></{side}>{payer}</RltdPties><RmtInf>{remittance}</RmtInf></TxDtls></NtryDtls>"
        "</Ntry>\n"
    )
