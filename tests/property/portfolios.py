"""Random portfolios for hypothesis: part payments, overpayments, early money, credit notes, parts, two currencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.oracle import Cash, Claim, Dispute, Document, Party, Portfolio

FIRST = date(2026, 1, 1)
LAST = date(2026, 10, 31)

days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
minors = st.integers(1, 200_000)
parties = st.builds(
    Party,
    entity=st.sampled_from(["NL01", "BE01"]),
    customer_type=st.sampled_from(["business", "consumer", "public"]),
    country=st.sampled_from(["NL", "BE"]),
)


@st.composite
def _claims(draw: st.DrawFn, issued_on: date, minor: int) -> tuple[Claim, ...]:
    """Up to three payments from 20 days before issue on; together they may be more than the invoice."""
    delays = draw(st.lists(st.integers(-20, 150), max_size=3))
    return tuple(
        Claim(
            on=issued_on + timedelta(days=delay),
            minor=draw(st.sampled_from([minor, max(minor // 2, 1), draw(minors)])),
            is_write_off=draw(st.sampled_from([False, False, False, True])),
        )
        for delay in delays
        if issued_on + timedelta(days=delay) <= LAST
    )


@st.composite
def _parts(draw: st.DrawFn, issued_on: date) -> tuple[tuple[date, int], ...]:
    terms = draw(st.lists(st.integers(0, 90), min_size=1, max_size=3, unique=True).map(sorted))
    return tuple((issued_on + timedelta(days=term), draw(minors)) for term in terms)


@st.composite
def _invoice(draw: st.DrawFn, number: str, customers: list[str]) -> Document:
    issued_on = draw(days)
    parts = draw(_parts(issued_on))
    return Document(
        customer=draw(st.sampled_from(customers)),
        number=number,
        issued_on=issued_on,
        parts=parts,
        currency=draw(st.sampled_from(["EUR", "EUR", "USD"])),
        claims=draw(_claims(issued_on, sum(minor for _, minor in parts))),
    )


def _with_credit(invoice: Document, claim: Claim) -> Document:
    return replace(invoice, claims=(*invoice.claims, claim))


@st.composite
def _disputes(draw: st.DrawFn, invoices: list[Document]) -> tuple[Dispute, ...]:
    """Of some invoices a part, all, or more than all is contested, for a while or still."""
    found = []
    for invoice in invoices:
        if draw(st.sampled_from([False, False, True])):
            opened_on = invoice.issued_on + timedelta(days=draw(st.integers(-3, 60)))
            lasted = draw(st.none() | st.integers(0, 60))
            found.append(
                Dispute(
                    number=invoice.number,
                    opened_on=opened_on,
                    closed_on=None if lasted is None else opened_on + timedelta(days=lasted),
                    minor=draw(st.sampled_from([invoice.minor, max(invoice.minor // 3, 1), invoice.minor * 2])),
                )
            )
    return tuple(found)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """One to three customers, up to eight invoices, two credit notes and two loose payments."""
    known = {f"C{n}": draw(parties) for n in range(1, draw(st.integers(1, 3)) + 1)}
    names = list(known)
    invoices = [draw(_invoice(f"INV{n}", names)) for n in range(draw(st.integers(0, 8)))]
    credits_: list[Document] = []
    for n in range(draw(st.integers(0, 2)) if invoices else 0):
        place = draw(st.integers(0, len(invoices) - 1))
        issued_on, minor = draw(days), draw(minors)
        credits_.append(
            Document(
                customer=invoices[place].customer,
                number=f"CN{n}",
                issued_on=issued_on,
                parts=((issued_on, minor),),
                currency=invoices[place].currency,
                is_credit=True,
            ),
        )
        if draw(st.booleans()):
            claim = Claim(on=draw(days), minor=draw(st.integers(1, minor)), credit=f"CN{n}")
            invoices[place] = _with_credit(invoices[place], claim)
    cash = draw(
        st.lists(
            st.builds(
                Cash,
                customer=st.sampled_from(names),
                on=days,
                minor=minors,
                currency=st.sampled_from(["EUR", "USD"]),
            ),
            max_size=2,
        ),
    )
    segments = {name: draw(st.sampled_from(["punctual", "late"])) for name in names[1:]}
    return Portfolio(
        parties=known,
        documents=(*invoices, *credits_),
        cash=tuple(cash),
        disputes=draw(_disputes(invoices)),
        segments=segments,
    )
