"""Why a message is held, in the reader's language."""

from __future__ import annotations

import pytest

from dashboard.campaign.held_why import held_why
from dashboard.i18n import Words


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("an amount changed", "een bedrag is gewijzigd"),
        ("reported_payment: paid yesterday", "Betaling gemeld: paid yesterday"),
        (
            "Contacted recently: written to on 2 November 2026; 7 days apart is the least",
            "Onlangs aangeschreven: op 2 november 2026 aangeschreven; er zit minstens 7 dagen tussen",
        ),
        (
            "Below the minimum amount: less than €1,250.00 to ask for in all",
            "Onder het minimumbedrag: in totaal minder dan € 1.250,00 te vragen",
        ),
        ("the message was of step 1; by now it is step 2", "het bericht was van stap 1; inmiddels is het stap 2"),
        ("INV-7 is no longer open", "INV-7 staat niet meer open"),
        (
            "money of 2026-11-02 on the bank statement may be theirs; nobody has looked yet",
            "geld van 2 november 2026 op het bankafschrift is misschien van deze klant; niemand heeft nog gekeken",
        ),
        ("in print run 2026-11-22T191005-8", "in printopdracht 2026-11-22T191005-8"),
        ("3 bank lines need a look.", "3 bankregels vragen om een blik."),
        ("b.csv: 1,204 rows taken, 3 left out", "b.csv: 1.204 regels ingelezen, 3 weggelaten"),
        (
            "The gateway Bird: it refuses the login. Messages stay queued",
            "De gateway Bird: het weigert de aanmelding. Berichten blijven in de wachtrij",
        ),
        ("called back by Els: he said 3 days", "called back by Els: he said 3 days"),
    ],
)
def test_it_is_said_in_dutch_but_for_what_a_person_wrote(kept: str, said: str) -> None:
    assert held_why(kept, Words(language="nl")).replace("\xa0", " ") == said


def test_in_english_only_the_names_of_holds_are_words_for_programs() -> None:
    assert held_why("reported_payment: paid yesterday", Words()) == "Payment reported: paid yesterday"
    assert held_why("Contacted recently", Words()) == "Contacted recently"
    assert held_why(None, Words()) == ""
