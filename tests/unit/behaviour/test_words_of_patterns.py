"""Patterns in words: every pattern has a sentence, in both languages."""

from __future__ import annotations

import pytest

from core.behaviour.patterns.declarations import DECLARATIONS, SILENCES
from core.behaviour.patterns.pattern import Pattern, PatternName, Silence
from core.behaviour.patterns.words import day_label, hour_label, lateness_label, sentence, summary
from core.language import Words

ENGLISH, DUTCH = Words(), Words(language="nl")


def pattern(name: PatternName, value: float, **more: object) -> Pattern:
    fields: dict[str, object] = {"name": name, "value": value, "n": 11, "of": 12, "strength": 0.7, **more}
    return Pattern(**fields)  # type: ignore[arg-type]


SAID = [
    (pattern(PatternName.PAY_DAY, 25), "pays on the 25th (11 of 12)", "betaalt op de 25e (11 van 12)"),
    (
        pattern(PatternName.PAY_DAY, 31),
        "pays on the last day of the month (11 of 12)",
        "betaalt op de laatste dag van de maand (11 van 12)",
    ),
    (pattern(PatternName.PAY_WEEKDAY, 3), "pays on a Thursday (11 of 12)", "betaalt op donderdag (11 van 12)"),
    (pattern(PatternName.PAY_HOUR, 1208), "usually near 20:00 (11 of 12)", "meestal rond 20:00 (11 van 12)"),
    (pattern(PatternName.METHOD, 0.9, text="ideal"), "by iDEAL (11 of 12)", "met iDEAL (11 van 12)"),
    (pattern(PatternName.METHOD, 0.9, text="Girocard"), "by Girocard (11 of 12)", "met Girocard (11 van 12)"),
    (
        pattern(PatternName.DAYS_LATE, 4, low=-2.0, high=9.0),
        "pays 4 days late, half of the time between 2 days early and 9 days late",
        "betaalt 4 dagen te laat, de helft van de keren tussen 2 dagen te vroeg en 9 dagen te laat",
    ),
    (pattern(PatternName.ON_TIME, 0.9), "paid on time (11 of 12)", "op tijd betaald (11 van 12)"),
    (
        pattern(PatternName.ANSWERS_REMINDERS, 3, text="email"),
        "pays 3 days after an e-mail (11 of 12)",
        "betaalt 3 dagen na een e-mail (11 van 12)",
    ),
    (
        pattern(PatternName.SEASON, 13, low=8.0),
        "pays 13 days later in August (11 of 12)",
        "betaalt 13 dagen later in augustus (11 van 12)",
    ),
    (
        pattern(PatternName.DRIFT, 7, low=25.0, text="pay_day", n=2, of=2),
        "no longer pays on the 25th: the last 2 pay days are others",
        "betaalt niet meer op de 25e: de laatste 2 betaaldagen zijn andere",
    ),
    (
        pattern(PatternName.DRIFT, 1, low=0.0, high=1.0, text="days_late"),
        "pays 1 day later than before",
        "betaalt 1 dag later dan eerst",
    ),
    (
        pattern(PatternName.TROUBLE, 2, text="part_payments,backlog"),
        "signs of trouble: part payments, a growing backlog",
        "tekenen van problemen: deelbetalingen, een groeiende achterstand",
    ),
]


@pytest.mark.parametrize(("told", "english", "dutch"), SAID, ids=[english for _, english, _ in SAID])
def test_a_pattern_in_words(told: Pattern, english: str, dutch: str) -> None:
    assert sentence(told, ENGLISH) == english
    assert sentence(told, DUTCH) == dutch


@pytest.mark.parametrize("name", list(PatternName))
def test_every_pattern_can_be_said_and_is_declared(name: PatternName) -> None:
    told = pattern(name, 1, low=1.0, high=2.0, text={"trouble": "backlog", "drift": "pay_day"}.get(name, "email"))
    for words in (ENGLISH, DUTCH):
        assert sentence(told, words)
        assert words(DECLARATIONS[name].label)
    assert DECLARATIONS[name].fewest >= 1
    assert DUTCH(DECLARATIONS[name].help) != DECLARATIONS[name].help


@pytest.mark.parametrize("silence", list(Silence))
def test_every_silence_is_said(silence: Silence) -> None:
    assert DUTCH(SILENCES[silence]) != SILENCES[silence]


@pytest.mark.parametrize(
    ("day", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd")],
)
def test_ordinals(day: int, said: str) -> None:
    assert day_label(day, ENGLISH) == f"the {said}"


@pytest.mark.parametrize(("minute", "said"), [(0, "0:00"), (14, "0:00"), (16, "0:30"), (1205, "20:00"), (1430, "0:00")])
def test_hours_to_the_half_hour(minute: int, said: str) -> None:
    assert hour_label(minute) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "on the due date"), (1, "1 day late"), (-1, "1 day early"), (-9, "9 days early")]
)
def test_lateness(days: float, said: str) -> None:
    assert lateness_label(days, ENGLISH) == said


def test_nothing_to_say_is_an_empty_line() -> None:
    assert summary([], ENGLISH) == ""
    assert summary([pattern(PatternName.METHOD, 1, text="transfer")], ENGLISH) == "by bank transfer"
