"""What each kind of evidence proposes, how sure it is, and what it leaves to a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.matching.ledger import Ledger
from core.matching.match import BankLine, Certainty, Match, OpenItem, Stage
from core.matching.run import match_lines
from core.messages.references import ReferenceKind, made, written

ANNA, BRAM = 1, 2
NAMES = {ANNA: "Anna Bakker", BRAM: "Drukkerij Bram B.V."}


def item(key: int, customer: int, amount: int, **told: Any) -> OpenItem:
    known: dict[str, Any] = {
        "entity": "NL01",
        "currency": "EUR",
        "number": f"2026-00{key:04d}",
        "fiscal_year": 2026,
        "part_no": 1,
        "reference": f"RF{key:02d}0000{key:04d}",
        "issued_on": date(2026, 9, 1),
        "due_on": date(2026, 10, key),
    }
    return OpenItem(key=key, customer_key=customer, balance_minor=amount, **(known | told))


ITEMS = (
    item(1, ANNA, 10_000),
    item(2, ANNA, 5_000),
    item(3, ANNA, 2_500),
    item(4, BRAM, 7_777),
    item(5, BRAM, 3_000),
    item(6, BRAM, 3_000),
)


def line(amount: int, text: str = "", *, key: int = 1, **told: Any) -> BankLine:
    known: dict[str, Any] = {"entity": "NL01", "booked_on": date(2026, 10, 20), "currency": "EUR"}
    return BankLine(key=key, amount_minor=amount, text=text, **(known | told))


def matched(*lines: BankLine, accounts: dict[tuple[str, str], set[int]] | None = None) -> list[Match]:
    return list(match_lines(lines, Ledger(ITEMS, names=NAMES, accounts=accounts)))


def paid(match: Match) -> list[tuple[int, int]]:
    return [(part.item_key, part.amount_minor) for part in match.parts]


def test_a_reference_pays_its_item_and_what_is_over_goes_to_what_fits() -> None:
    (exact,) = matched(line(10_000, references=("RF01 0000 0001",)))
    assert (exact.stage, exact.certainty, paid(exact)) == (Stage.REFERENCE, Certainty.CERTAIN, [(1, 10_000)])
    (more,) = matched(line(12_500, "RF0100000001"))
    assert (more.certainty, paid(more), more.rest_minor) == (Certainty.CERTAIN, [(1, 10_000), (3, 2_500)], 0)


def test_a_reference_made_of_a_number_leads_back_to_it() -> None:
    for kind in (ReferenceKind.RF, ReferenceKind.BELGIAN, ReferenceKind.DUTCH):
        reference = made(kind, ITEMS[0].number)
        assert reference is not None
        quoted = [line(10_000, references=(reference,))]
        if kind is not ReferenceKind.DUTCH:  # twelve digits in a text could be anything
            quoted.append(line(10_000, f"Betaling {written(reference)} dank"))
        for each in quoted:
            (match,) = matched(each)
            assert (match.stage, paid(match)) == (Stage.REFERENCE, [(1, 10_000)])


def test_part_and_over_payment_by_reference_are_sure_when_the_payer_is_the_customer() -> None:
    (part,) = matched(line(4_000, references=("RF0100000001",), party="Iemand Anders"))
    assert (part.certainty, paid(part)) == (Certainty.LIKELY, [(1, 4_000)])
    (part,) = matched(line(4_000, references=("RF0100000001",), party="ANNA BAKKER"))
    assert (part.certainty, paid(part)) == (Certainty.CERTAIN, [(1, 4_000)])
    (over,) = matched(line(10_100, references=("RF0100000001",), party="Anna Bakker"))
    assert (over.certainty, over.rest_minor) == (Certainty.CERTAIN, 100)


def test_a_reference_paid_twice_needs_a_person() -> None:
    first, second = matched(
        line(10_000, references=("RF0100000001",), key=1), line(10_000, references=("RF0100000001",), key=2)
    )
    assert first.is_automatic
    assert (second.certainty, paid(second), second.rest_minor) == (Certainty.LIKELY, [], 10_000)


def test_numbers_in_the_text_with_the_amount_that_fits() -> None:
    (two,) = matched(line(15_000, "fact 2026000001 en 2026-000002"))
    assert (two.stage, two.certainty, paid(two)) == (Stage.NUMBER, Certainty.CERTAIN, [(1, 10_000), (2, 5_000)])


def test_several_customers_in_one_payment() -> None:
    (both,) = matched(line(17_777, "2026-000001 2026-000004", party="Kantoor Bewind"))
    assert (both.certainty, both.customer_keys, both.rest_minor) == (Certainty.CERTAIN, (ANNA, BRAM), 0)


def test_which_of_several_documents_is_left_short_only_the_payer_knows() -> None:
    (short,) = matched(line(12_000, "2026-000001 2026-000002", party="Anna Bakker"))
    assert (short.stage, short.certainty) == (Stage.NUMBER, Certainty.LIKELY)
    (one,) = matched(line(9_950, "2026-000001", party="Anna Bakker"))  # bank costs taken off
    assert (one.certainty, paid(one)) == (Certainty.CERTAIN, [(1, 9_950)])


def test_an_account_is_learnt_and_helps_earlier_lines_too() -> None:
    unclear = line(2_500, "bedankt", key=1, account="NL20INGB0001234567", booked_on=date(2026, 10, 12))
    telling = line(10_000, "2026-000001", key=2, account="NL20 INGB 0001 2345 67")
    first, second = matched(unclear, telling)
    assert second.stage is Stage.NUMBER
    assert (first.stage, first.certainty, paid(first)) == (Stage.ACCOUNT, Certainty.CERTAIN, [(3, 2_500)])


def test_items_of_one_amount_and_amounts_that_fit_nothing_stay_likely() -> None:
    accounts = {("NL01", "NL20INGB0001234567"): {BRAM}}
    (twin,) = matched(line(3_000, account="NL20INGB0001234567"), accounts=accounts)
    assert (twin.certainty, paid(twin)) == (Certainty.LIKELY, [(5, 3_000)])
    (part,) = matched(line(1_234, account="NL20INGB0001234567"), accounts=accounts)
    assert (part.certainty, paid(part)) == (Certainty.LIKELY, [(4, 1_234)])
    (all_of_it,) = matched(line(13_777, account="NL20INGB0001234567"), accounts=accounts)
    assert (all_of_it.certainty, len(all_of_it.parts)) == (Certainty.CERTAIN, 3)


def test_the_name_word_for_word_and_the_amount() -> None:
    (found,) = matched(line(7_777, "betaling", party="DRUKKERIJ BRAM BV"))
    assert (found.stage, found.certainty, paid(found)) == (Stage.NAME, Certainty.CERTAIN, [(4, 7_777)])


def test_a_name_whose_account_is_somebody_elses_says_nothing() -> None:
    accounts = {("NL01", "NL20INGB0001234567"): {ANNA}}
    (found,) = matched(line(7_777, party="Drukkerij Bram", account="NL20INGB0001234567"), accounts=accounts)
    assert found.stage is not Stage.NAME
    assert not found.is_automatic


def test_nothing_but_the_amount_is_possible_at_most() -> None:
    (found,) = matched(line(7_777, "iets", party="Iemand Anders"))
    assert (found.stage, found.certainty, found.customer_keys) == (Stage.AMOUNT, Certainty.POSSIBLE, (BRAM,))
    assert matched(line(99_999, "iets", party="Iemand Anders")) == []


def test_what_was_written_is_never_overruled_by_what_merely_fits() -> None:
    """The reference of a paid item, and an amount that fits another one of the same payer: a person looks."""
    once = line(10_000, references=("RF0100000001",), key=1, party="Anna Bakker")
    again = line(5_000, references=("RF0100000001",), key=2, party="Anna Bakker")
    _, second = matched(once, again)
    assert (second.stage, second.certainty) == (Stage.REFERENCE, Certainty.LIKELY)


def test_a_reversal_gives_back_and_the_item_can_be_paid_again() -> None:
    account = "NL20INGB0001234567"
    collected = line(10_000, "2026-000001", key=1, account=account)
    storno = line(-10_000, key=2, account=account, is_reversal=True, booked_on=date(2026, 10, 22))
    first, back = matched(collected, storno)
    assert first.is_automatic
    assert (back.stage, back.certainty, paid(back)) == (Stage.REVERSAL, Certainty.CERTAIN, [(1, -10_000)])
    again = line(10_000, "2026-000001", key=3, account=account, booked_on=date(2026, 10, 29))
    assert paid(matched(collected, storno, again)[2]) == [(1, 10_000)]


def test_other_entities_other_currencies_and_later_invoices_do_not_match() -> None:
    assert matched(line(10_000, "2026-000001", entity="BE01")) == []
    assert matched(line(10_000, "2026-000001", currency="USD")) == []
    assert matched(line(10_000, "2026-000001", booked_on=date(2026, 8, 1))) == []
