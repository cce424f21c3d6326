"""A prediction explained in words: by what, why, and what would change it; and nobody foretells who objects."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.behaviour.prediction.backdrop import read_backdrop
from core.behaviour.prediction.explained import PUNCTUAL, explained, in_words
from core.behaviour.prediction.hazard import Hazard
from core.behaviour.prediction.model import Model
from core.behaviour.prediction.signals import NAMES
from core.language import Words
from tests.ledger import Ledger

if TYPE_CHECKING:
    from core.book.book import Book

ROOT = Path(__file__).resolve().parents[3]
ON = date(2026, 10, 31)
MONTHS = range(1, 9)
PAID = "\n".join(
    f"ANNA A{month} issued 2026-{month:02}-04 due 2026-{month:02}-05 900.00 EUR paid 900.00 on 2026-{month:02}-25"
    for month in MONTHS
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    text = f"ANNA is consumer NL nl\n{PAID}\nANNA NEW issued 2026-10-20 due 2026-11-20 100.00 EUR"
    return Ledger(tmp_path_factory.mktemp("book"))(
        f"{text}\nLAST is business NL nl\nLAST L issued 2026-10-31 due 2026-12-01 1.00 EUR"
    )


def test_by_habit(book: Book) -> None:
    [found] = explained(book, None, ON, 1, backdrop=read_backdrop(book, ON))
    assert (found.number, found.model, found.own_payments) == ("NEW", 0, 8)
    said = in_words(found, Words())
    assert "By the customer's own 8 payments; no model was used." in said
    assert "Because: Usually pays 20 days after the due date (8 payments seen)." in said


def test_what_would_change_it_is_what_the_same_model_says_then(book: Book) -> None:
    """A model of nothing but habit: five payments on the due date make it expect the next one sooner."""
    weights = np.array([1.0 if name == "habit" else 0.0 for name in NAMES])
    model = replace(
        Model.untrained(ON), hazard=Hazard(intercept=0.0, weights=weights), payments=8, number=7, usual=(0.0,) * 8,
        overall=replace(Model.untrained(ON).overall, by_model=True),
    )  # fmt: skip
    [found] = explained(book, model, ON, 1)
    assert found.model == 7
    [sooner] = [each for each in found.changes if each.condition == PUNCTUAL]
    assert sooner.days < 0
    said = in_words(found, Words())
    assert "By payment model 7, trained on 31 October 2026 on 8 payments of all customers." in said
    assert f"{-sooner.days} days sooner, if the last 5 invoices had been paid on the due date." in said


def test_nothing_open_has_nothing_to_explain(book: Book) -> None:
    assert explained(book, None, date(2026, 10, 1), 1) == []


def test_every_prediction_says_who_objects() -> None:
    """Whoever asks for an outlook says who objects; but for past days of the whole portfolio, which are nobody's."""
    silent = []
    for path in [*ROOT.glob("core/**/*.py"), *ROOT.glob("dashboard/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        if "outlook(" not in text and "predict(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            if name in {"outlook", "predict"} and not any(each.arg == "objecting" for each in node.keywords):
                silent.append(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(silent) == [
        "core/behaviour/forecast/backtest.py: outlook",  # the portfolio's weeks of the past
        "core/behaviour/prediction/explained.py: outlook",  # of one customer who does not object
        "core/campaigns/shift.py: outlook",  # of messages, another thing of that name
        "core/handover/candidates.py: outlook",  # only companies that do not object are asked
        "dashboard/mix/board.py: outlook",  # draws one
    ]
