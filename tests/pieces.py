"""A made-up ledger that arrives in pieces, each saying something new, something late and something else about before."""

from __future__ import annotations

import random
from datetime import date, timedelta

BEGINS = date(2026, 3, 2)


class Portfolio:
    """A made-up ledger that comes in pieces: new documents, payments early and late, corrections, credit notes, disputes."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)  # noqa: S311 - a made-up ledger
        self.rows: dict[str, tuple[str, date, date, int]] = {}
        self.paid: set[str] = set()

    def piece(self, day: date) -> str:
        """What the file of ``day`` says."""
        earlier = list(self.rows)
        lines = [self._invoice(day) for _ in range(self.luck.randint(1, 4))]
        lines += [line for line in (self._payment(day) for _ in range(self.luck.randint(0, 3))) if line]
        if earlier:
            lines.append(self._correction(earlier))
            number = self.luck.choice(earlier)
            if not any(line.split()[1:2] == [number] for line in lines):  # a row may speak of documents above it
                lines.append(self.listed(number))
            lines.append(self._other(number, day))
        if self.luck.random() < 0.3:
            lines.append(f"rate USD {day - timedelta(days=self.luck.randint(0, 9))} 0.{self.luck.randint(80, 99)}")
        return "\n".join(line for line in lines if line)

    def _invoice(self, day: date) -> str:
        number = f"INV{len(self.rows)}"
        issued_on = day - timedelta(days=self.luck.randint(0, 20))
        due_on = issued_on + timedelta(days=self.luck.randint(0, 14))
        self.rows[number] = (self.luck.choice("ABC"), issued_on, due_on, self.luck.randint(1, 90))
        return self.listed(number)

    def listed(self, number: str, marks: str = "") -> str:
        customer, issued_on, due_on, amount = self.rows[number]
        return f"{customer} {number} issued {issued_on} due {due_on} {amount}.00 EUR {marks}"

    def _payment(self, day: date) -> str:
        owing = [number for number in self.rows if number not in self.paid]
        if not owing:
            return ""
        number = self.luck.choice(owing)
        customer, _, _, amount = self.rows[number]
        received_on = day - timedelta(days=self.luck.randint(0, 12))
        part = self.luck.choice([amount, amount, max(amount // 2, 1), amount + 3])
        if part >= amount:
            self.paid.add(number)
        target = self.luck.choice([f"for {number}", f"for {number}", ""])
        return f"{customer} cash {received_on} {part}.00 EUR {target} id P{number}{received_on}"

    def _correction(self, earlier: list[str]) -> str:
        if self.luck.random() < 0.5:
            return ""
        number = self.luck.choice(earlier)
        customer, issued_on, due_on, amount = self.rows[number]
        self.rows[number] = (customer, issued_on, due_on + timedelta(days=self.luck.randint(-3, 9)), amount)
        marks = ["", "disputed", "transit 1.00", "agency", "blocked 2026-05-01", f"reminded 1 on {due_on}"]
        return self.listed(number, self.luck.choice(marks))

    def _other(self, number: str, day: date) -> str:
        customer, issued_on, _, amount = self.rows[number]
        if self.luck.random() < 0.4:
            return f"{customer} CN{day.toordinal()} credit {day} {amount}.00 EUR on {number} {day} {amount}.00"
        if self.luck.random() < 0.5:
            return f"{customer} disputes {number} from {issued_on + timedelta(days=2)} because damaged"
        return f"{customer} is {self.luck.choice(['business', 'consumer'])} NL nl label {self.luck.choice(['neutral', 'negative'])}"
