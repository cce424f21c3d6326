"""The public statement files say what they are known to say: accounts, balances, entries, sums, references."""

from __future__ import annotations

import json
import os
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.intake.statements.camt import read_camt
from core.intake.statements.read import read_statements

if TYPE_CHECKING:
    from core.intake.statements.statement import Statement

FOLDER = os.environ.get("SALDO_TEST_DATA")

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FOLDER, reason="SALDO_TEST_DATA names no folder with bank statements"),
]

# The facts count the movements that a strict pattern read, 1 of 2 here; their own count of lines (tag 61) says 2, as we read.
MORE_THAN_THE_FACTS = {"knab.txt", "jejik__knab.sta"}
# The facts name an account of one of the parties; the statement's own account stands elsewhere in the file.
ACCOUNT_OF_A_PARTY = {"data__camt052.v2.xml", "data__camt053.v2.all-balance-types.xml", "data__camt053.v4.xml"}


def known(folder: str) -> list[dict[str, Any]]:
    if not FOLDER:
        return []
    told = json.loads((Path(FOLDER) / "data" / "bank_statements" / "expected_facts.json").read_text("utf-8"))
    return [each for each in told if f"/{folder}/" in each["file"]]


def path_of(fact: dict[str, Any]) -> Path:
    return Path(str(FOLDER)) / "data" / str(fact["file"])


def name_of(fact: dict[str, Any]) -> str:
    return "/".join(Path(fact["file"]).parts[-2:])


def amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def compare_camt(found: tuple[Statement, ...], told: list[dict[str, Any]], *, name: str) -> None:
    assert len(found) == len(told)
    for statement, fact in zip(found, told, strict=True):
        details = [detail for entry in statement.entries for detail in entry.details]
        assert len(statement.entries) == fact["n_entries"]
        assert statement.credits == Decimal(fact["sum_credit"])
        assert statement.debits == Decimal(fact["sum_debit"])
        assert sorted({entry.currency for entry in statement.entries}) == fact["currency"]
        assert statement.is_balanced is fact["balanced"]
        assert sum(bool(detail.end_to_end_id) for detail in details) == fact["end_to_end_ids"]
        assert sum(len(detail.references) for detail in details) == fact["structured_refs"]
        assert sum(len(entry.details) > 1 for entry in statement.entries) == fact["entries_with_several_transactions"]
        assert sum(entry.is_reversal for entry in statement.entries) == fact["reversals"]
        if fact["iban"] and name not in ACCOUNT_OF_A_PARTY:
            assert statement.account == fact["iban"]


@pytest.mark.parametrize("fact", known("camt"), ids=name_of)
def test_camt(fact: dict[str, Any]) -> None:
    path = path_of(fact)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name in fact["expected"]:
                    compare_camt(read_camt(archive.read(name)), fact["expected"][name]["statements"], name=name)
        assert len(read_statements(path)) == len(fact["expected"])
    else:
        compare_camt(read_statements(path), fact["expected"]["statements"], name=path.name)


@pytest.mark.parametrize("fact", known("mt940"), ids=name_of)
def test_mt940(fact: dict[str, Any]) -> None:
    found = read_statements(path_of(fact))
    told = fact["expected"]["statements"]
    assert len(found) == len(told)
    assert sum(len(statement.entries) for statement in found) == fact["expected"]["n_tag_61"]
    for statement, expected in zip(found, told, strict=True):
        assert statement.account == expected["account"].replace(" ", "")
        assert statement.currency == expected["currency"]
        assert (statement.opening and statement.opening.amount) == amount(expected["opening"])
        assert (statement.closing and statement.closing.amount) == amount(expected["closing"])
        assert statement.is_balanced is expected["balanced"]
        if path_of(fact).name not in MORE_THAN_THE_FACTS:
            assert len(statement.entries) == expected["n_61"]
            assert statement.credits - statement.debits == Decimal(expected["net"])


@pytest.mark.parametrize("fact", known("coda"), ids=name_of)
def test_coda(fact: dict[str, Any]) -> None:
    found = read_statements(path_of(fact))
    told = fact["expected"]["statements"]
    assert len(found) == len(told)
    for statement, expected in zip(found, told, strict=True):
        assert expected["account"].split(" ")[0] == statement.account
        assert statement.opening is not None
        assert statement.closing is not None
        assert statement.opening.amount == Decimal(expected["old_balance"])
        assert statement.closing.amount == Decimal(expected["new_balance"])
        assert f"{statement.closing.on:%d%m%y}" == expected["new_date"]
        assert len(statement.entries) == expected["n_movements"]
        assert statement.credits - statement.debits == Decimal(expected["sum"])
        assert statement.credits == Decimal(expected["file_total_credit"])
        assert statement.debits == Decimal(expected["file_total_debit"])
        assert statement.is_balanced is expected["balanced"]
        belgian = [text[3:] for text in expected["structured_communications"] if text.startswith("101")]
        details = [detail for entry in statement.entries for detail in entry.details]
        assert [reference for detail in details for reference in detail.references] == belgian
