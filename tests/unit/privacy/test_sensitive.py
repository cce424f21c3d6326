"""National numbers are refused where people type and covered where text arrives; words of a protected kind are told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from core.acting import SYSTEM, acting
from core.campaigns.studio import save
from core.customer_page.acts import clean
from core.customer_page.refusals import RefusedError, Why
from core.desk import cases, customers, holds, replies
from core.desk.reply_tables import Reply
from core.language import Words
from core.privacy import holding, requests
from core.sensitive.numbers import NationalNumberError, covered, national_numbers, refuse_national_numbers
from core.sensitive.words import LANGUAGES, Category, listed, sensitive_words
from core.vocabulary import HoldKind, MessageName, ReplyKind

if TYPE_CHECKING:
    from core.desk.engine import Desk

BSN, BELGIAN, FRENCH, GERMAN = "111222333", "85.07.30-033.28", "1 84 12 76 451 089 46", "36574261809"
on_sqlite = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"mijn bsn is {BSN}", "BSN"),
        (f"{BSN}", "BSN"),
        ("1112.22.333 staat op de brief", "BSN"),
        ("bsn 10000008", "BSN"),  # written without its leading nought
        (f"rijksregister {BELGIAN}", "Rijksregisternummer"),
        ("85073003328", "Rijksregisternummer"),
        (f"sécu {FRENCH}", "NIR"),
        (f"Steuer-ID {GERMAN}", "Steuer-Identifikationsnummer"),
    ],
)
def test_a_number_of_a_person_is_found(text: str, kind: str) -> None:
    assert [each.kind for each in national_numbers(text)] == [kind]
    assert not any(each.isdigit() for each in covered(text))
    with pytest.raises(NationalNumberError) as refused:
        refuse_national_numbers(text)
    assert BSN not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        f"factuur {BSN}", f"factuurnummer: {BSN}", f"invoice no. {BSN}", f"Rechnung {BSN}", f"€ {BSN}", f"klant {BSN}",
        "NL91ABNA0417164300", "+31612345678", "0612345678", "111222334", "2026-10-31", "12.345.678,90", "kvk 12345678",
        f"NL{BSN}B01", "", "10000008",
    ],
)  # fmt: skip
def test_other_numbers_pass(text: str) -> None:
    assert national_numbers(text) == []
    assert covered(text) == text


def test_what_stood_there_before_is_not_typed_now() -> None:
    refuse_national_numbers(f"{BSN} 121,00 EUR", beside=f"Factuur {BSN}")
    with pytest.raises(NationalNumberError):
        refuse_national_numbers(f"{BSN} and {BELGIAN}", beside=BSN)


@on_sqlite
def test_people_are_refused_and_nothing_is_kept(desk: Desk) -> None:
    who: dict[str, Any] = {"entity": "NL01", "customer_id": "A"}
    new = cases.NewCase(kind=HoldKind.STOP, **who, why=f"bsn {BSN}", made_on=date(2026, 11, 3))
    for act in (
        lambda: customers.remark(desk, **who, body=f"BSN {BSN}", by="Els"),
        lambda: holds.place(desk, HoldKind.STOP, **who, why=f"says her number is {BELGIAN}", by="Els"),
        lambda: cases.open_case(desk, new, by="Els"),
        lambda: requests.ask(desk, ("NL01", "A"), by="Els", why=f"identified by BSN {BSN}"),
        lambda: holding.place_hold(desk, ("NL01", "A"), owner="Jan", why=BSN, until_on=date(2026, 12, 1), by="Els"),
    ):
        with pytest.raises(NationalNumberError):
            act()
    assert customers.notes(desk, **who).empty
    assert requests.requests(desk) == []
    assert holding.legal_holds(desk) == []
    assert holds.standing(desk, date(2026, 11, 3)).empty


@on_sqlite
def test_a_template_has_none_either(desk: Desk) -> None:
    name = MessageName.FRIENDLY_REMINDER
    with pytest.raises(NationalNumberError):
        save(desk, name, "nl", {"body.md": f"Uw BSN is {BSN}"}, based_on=0, by="Els", comment="x")


@on_sqlite
def test_a_mail_that_came_is_covered(desk: Desk) -> None:
    mail = replies.NewReply(
        kind=ReplyKind.PERSON,
        from_address="a@example.org",
        from_name="A",
        subject=f"bsn {BSN}",
        text=f"Mijn bsn: {BSN}. Factuur {BSN}.",
        written_at=None,
    )
    with acting(SYSTEM), desk.session() as session:
        replies.keep_within(session, desk, [mail])
    with desk.reading() as session:
        row = session.scalars(select(Reply)).one()
    assert (row.subject, row.text) == ("bsn *********", f"Mijn bsn: *********. Factuur {BSN}.")


def test_the_customers_page_asks_to_leave_it_out() -> None:
    with pytest.raises(RefusedError) as refused:
        clean(f"Mijn BSN is {BSN}")
    assert refused.value.why is Why.NATIONAL_NUMBER
    assert clean(" factuur  111222333 ") == "factuur  111222333"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Ligt in het ziekenhuis", Category.HEALTH),
        ("Elle est enceinte", Category.HEALTH),
        ("Seine Gewerkschaft hilft", Category.UNION),
        ("Was in prison last year", Category.CRIME),
        ("Bezoekt de moskee op vrijdag", Category.FAITH),
        ("n'est pas syndiqué", Category.UNION),
    ],
)
def test_words_of_a_protected_kind(text: str, category: Category) -> None:
    assert [each.category for each in sensitive_words(text)] == [category]


@pytest.mark.parametrize(
    "text",
    [
        "Belt vrijdag terug over factuur 12",
        "Pays on Friday",
        "Il paie vendredi",
        "Er zahlt am Freitag",
        "stillness",
        "",
    ],
)
def test_plain_notes_warn_of_nothing(text: str) -> None:
    assert sensitive_words(text) == []


def test_every_language_has_every_kind() -> None:
    for language in LANGUAGES:
        assert {kind for kind, _ in listed(language)} == set(Category)
    assert Words()("health") == "health"
