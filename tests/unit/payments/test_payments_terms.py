"""The terms of an entity, and copies of its invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages.references import ReferenceKind
from core.payments.copies import MOST_BYTES, copies, copy_address, file_name
from core.payments.methods import label
from core.payments.terms import PaymentTerms, PaymentTermsError, payment_terms, save_payment_terms
from tests.unit.messages.conftest import bill

if TYPE_CHECKING:
    from pathlib import Path

    from core.desk.engine import Desk


def test_an_entity_without_terms_of_its_own_has_those_of_all(desk: Desk) -> None:
    assert payment_terms(desk, "BE01") == PaymentTerms()
    save_payment_terms(desk, "", PaymentTerms(reference=ReferenceKind.RF), by="Els")
    save_payment_terms(desk, "BE01", PaymentTerms(reference=ReferenceKind.BELGIAN, has_code=False), by="Els")
    assert payment_terms(desk, "NL01").reference is ReferenceKind.RF
    assert payment_terms(desk, "BE01") == PaymentTerms(reference=ReferenceKind.BELGIAN, has_code=False)


def test_one_invoice_is_paid_by_its_number_and_several_by_the_customers() -> None:
    belgian = PaymentTerms(reference=ReferenceKind.BELGIAN)
    assert belgian.reference_for(["2026000042"], "7") == "+++202/6000/04236+++"
    assert belgian.reference_for(["1", "2"], "97") == "+++000/0000/09797+++"
    assert belgian.reference_for(["F-2026/1"], "7") is None
    assert PaymentTerms().reference_for(["2026000042"], "7") is None


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (PaymentTerms(copies_folder="/no/such/folder"), "There is no folder"),
        (PaymentTerms(copies_address="https://x.example/{invoice}"), "needs {number}"),
        (PaymentTerms(copies_address="https://x.example/all"), "needs {number}"),
        (PaymentTerms(copies_address="https://x.example/{number"), "needs {number}"),
        (PaymentTerms(copies_address="https://x.example/{number.__class__}"), "needs {number}"),
        (PaymentTerms(copies_address="file:///{number}"), "is no address"),
        (PaymentTerms(copies_address="https://{number}.example/"), "is no address"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(desk: Desk, terms: PaymentTerms, why: str) -> None:
    with pytest.raises(PaymentTermsError, match=why):
        save_payment_terms(desk, "", terms, by="Els")


def test_the_address_of_a_copy_holds_the_number_as_one_part() -> None:
    terms = PaymentTerms(copies_address="https://x.example/{entity}/{customer_id}/{year}?n={number}")
    item = bill("2026/1 &x=é")
    assert (
        copy_address(terms, item, entity="NL01", customer_id="10/01")
        == "https://x.example/NL01/10%2F01/2026?n=2026%2F1%20%26x%3D%C3%A9"
    )
    assert copy_address(PaymentTerms(), item, entity="NL01", customer_id="1") == ""


def test_copies_are_taken_from_the_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "2026_1.pdf").write_bytes(b"%PDF one")
    (tmp_path / "secret.pdf").write_bytes(b"no")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    terms = PaymentTerms(copies_folder=str(folder))
    items = [bill("2026/1"), bill("2026/1"), bill("missing"), bill("../secret"), bill("link"), bill("..")]
    (found,) = copies(terms, items)
    assert (found.number, found.file_name, found.content) == ("2026/1", "2026_1.pdf", b"%PDF one")
    assert copies(PaymentTerms(), items) == ()


def test_copies_too_large_for_a_mail_stay_behind(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").write_bytes(b"x" * MOST_BYTES)
    terms = PaymentTerms(copies_folder=str(tmp_path))
    assert len(copies(terms, [bill("1")])) == 1
    (tmp_path / "2.pdf").write_bytes(b"x")
    assert copies(terms, [bill("1"), bill("2")]) == ()


@settings(max_examples=30, deadline=None)
@given(one=st.text(max_size=12), other=st.text(max_size=12))
def test_two_numbers_never_share_a_file(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) is (one == other)
    assert "/" not in file_name(one)
    assert not file_name(one).startswith(".")


def test_a_number_of_nothing_but_signs_still_has_a_file_name() -> None:
    assert file_name("///") == "___.pdf"
    assert file_name("..") == "%2E..pdf"


def test_any_method_has_a_name_and_only_online_ones_are_shown() -> None:
    assert [
        label(method) for method in ("ideal", "iDEAL", "Apple Pay", "new_wallet", "transfer", "direct debit", " ")
    ] == [
        "iDEAL",
        "iDEAL",
        "Apple Pay",
        "new wallet",
        "",
        "",
        "",
    ]
