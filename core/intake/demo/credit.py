"""The demo's credit files: scores of a bureau on two days, and the limits and terms of an insurer, made from the customers' file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.demo.generate import DemoFiles

SEED: Final = 9_050_917
_SCORED_SHARE, _INSURED_SHARE = 0.7, 0.55
_FALLS_SHARE, _ENDS_SHARE, _PERSONAL_SHARE = 0.05, 0.01, 0.12
_BETWEEN: Final = timedelta(days=92)
_COVER_SINCE: Final = timedelta(days=115)  # before the day of the ledger: the policy is young
_STRANGERS: Final = (("31998877", "NL", "Vreemde Vogel B.V."), ("0899999976", "BE", "Onbekend & Zonen nv"))
_HEADER: Final = (
    "Safe number", "Registration number", "VAT number", "Company name", "Country", "Credit score", "International score",
    "Credit limit", "Currency", "Score date", "DBT", "Status", "Legal form",
)  # fmt: skip
_PERSONAL: Final = {
    "NL": "Eenmanszaak",
    "BE": "Eenmanszaak",
    "DE": "Einzelunternehmen",
    "FR": "Entreprise individuelle",
}
_FIRM: Final = {"NL": "Besloten vennootschap", "BE": "Naamloze vennootschap", "DE": "GmbH", "FR": "SARL"}


@dataclass(frozen=True, kw_only=True)
class DemoCredit:
    """What was written: scores of the day before, scores of now, and the insurer's list, in the order to import them."""

    scores_before: Path
    scores: Path
    insurance: Path

    @property
    def to_import(self) -> tuple[Path, ...]:
        """Return the files in the order to import them."""
        return self.scores_before, self.scores, self.insurance


def write_credit(files: DemoFiles, *, seed: int = SEED) -> DemoCredit:
    """Return the credit files of a portfolio already written, into ``credit`` beside its files; the same ``seed``, the same bytes."""
    rng = np.random.default_rng(seed)
    known = pd.read_csv(files.customers, dtype=str).fillna("")
    firms = known[(known["customer_type"] == "business") & (known["registration_number"] != "")].reset_index(drop=True)
    folder = files.customers.parent / "credit"
    folder.mkdir(parents=True, exist_ok=True)
    told = _scores(rng, firms)
    before_on, now_on = files.as_of - _BETWEEN, files.as_of
    paths = DemoCredit(
        scores_before=folder / f"creditsafe_{before_on.isoformat()}.csv",
        scores=folder / f"creditsafe_{now_on.isoformat()}.csv",
        insurance=folder / f"insurer_{now_on.isoformat()}.csv",
    )
    before = told.assign(score=told["before"], status="Active", day=before_on.isoformat())
    _write(paths.scores_before, _HEADER, _bureau_rows(before), delimiter=";")
    _write(paths.scores, _HEADER, _bureau_rows(told.assign(day=now_on.isoformat())), delimiter=";")
    _write(paths.insurance, _INSURANCE, _insurer_rows(rng, firms, (now_on - _COVER_SINCE).isoformat()))
    return paths


def _scores(rng: np.random.Generator, firms: pd.DataFrame) -> pd.DataFrame:
    """Return the scored firms with score, the one before, advised limit, days beyond terms, status and legal form."""
    own = pd.to_numeric(firms["external_score"], errors="coerce").fillna(58).to_numpy()
    score = np.clip(np.round(own + rng.normal(4, 8, len(firms))), 1, 100).astype(np.int64)
    falls = rng.random(len(firms)) < _FALLS_SHARE
    before = np.clip(score + np.where(falls, rng.integers(18, 36, len(firms)), rng.integers(-4, 5, len(firms))), 1, 100)
    ends = rng.random(len(firms)) < _ENDS_SHARE
    is_personal = (firms["size_class"] == "micro").to_numpy() & (rng.random(len(firms)) < _PERSONAL_SHARE)
    base = pd.to_numeric(firms["credit_limit"], errors="coerce").fillna(2_500).to_numpy()
    countries = firms["country"].tolist()
    told = firms.assign(
        score=score,
        before=before,
        advised=np.round(base * (0.3 + score / 60) / 100).astype(np.int64) * 100,
        beyond=rng.integers(0, 25, len(firms)),
        status=np.where(ends, "Insolvency proceedings", "Active"),
        form=[
            (_PERSONAL if personal else _FIRM).get(country, "")
            for country, personal in zip(countries, is_personal, strict=True)
        ],
    )
    return told[rng.random(len(firms)) < _SCORED_SHARE].reset_index(drop=True)


def _bureau_rows(told: pd.DataFrame) -> list[tuple[Any, ...]]:
    rows = [
        (
            f"S{900_000 + place}",
            row["registration_number"],
            row["vat_number"],
            row["customer_name"],
            row["country"],
            row["score"],
            "ABCDE"[min(4, (100 - int(row["score"])) // 20)],
            f"{row['advised']},00",
            "EUR",
            row["day"],
            row["beyond"],
            row["status"],
            row["form"],
        )
        for place, row in enumerate(told.to_dict("records"))
    ]
    strangers = [
        (f"S99{place}", number, "", name, country, 71, "B", "5000,00", "EUR", told["day"].iloc[0], 3, "Active", "")
        for place, (number, country, name) in enumerate(_STRANGERS)
    ]
    return [*rows, *strangers]


_INSURANCE: Final = (
    "source", "policy", "registration_number", "country", "company_name", "buyer_limit", "currency", "cover_percent", "valid_from",
    "terms_days", "extension_days", "notify_days", "notify_from", "waiting_days", "decision",
)  # fmt: skip


def _insurer_rows(rng: np.random.Generator, firms: pd.DataFrame, since: str) -> list[tuple[Any, ...]]:
    """Return the policy's own row, and one per insured firm; a few limits were withdrawn."""
    policy = ("Demo Credit Insurance", "NL-2026-0417")
    rows: list[tuple[Any, ...]] = [(*policy, "", "", "", "", "EUR", 90, since, 60, 60, 30, "extension", 180, "")]
    limit = pd.to_numeric(firms["credit_limit"], errors="coerce").fillna(2_500).to_numpy()
    insured = rng.random(len(firms)) < _INSURED_SHARE
    share = rng.choice((0.25, 0.5, 1.0, 1.5), len(firms), p=(0.15, 0.3, 0.4, 0.15))
    withdrawn = rng.random(len(firms)) < _ENDS_SHARE
    for place in np.flatnonzero(insured):
        row = firms.iloc[place]
        decision = "withdrawn" if withdrawn[place] else "approved"
        whose = (row["registration_number"], row["country"], row["customer_name"])
        rows.append(
            (*policy, *whose, f"{limit[place] * share[place]:.2f}", "EUR", "", since, "", "", "", "", "", decision)
        )
    return rows


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]], *, delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
