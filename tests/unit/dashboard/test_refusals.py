"""Refusals in the reader's language: every error of the program has its Dutch sentence, and every page says it through one piece."""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from core import hidden
from core.access.four_eyes import FourEyesRuleError
from core.access.people_errors import DeputySeesOthersError, NoNameError, PersonKnownError
from core.acting import Actor, NotAllowedError, OutsideLimitsError
from core.actions import Action, Role
from core.campaigns.errors import CampaignStateError
from core.channels.base import ChannelDownError
from core.desk.case_errors import PastDayError, PlanSumError, TooMuchError
from core.desk.objections import AlreadyObjectsError
from core.desk.person_decisions import NobodyDecidedError, Step
from core.errors import SaldoError, UnknownNameError
from core.language import catalogue
from core.privacy.holding import HoldTermsError
from core.segments.edit import StillUsedError
from core.sentence import Sentence, counted, together
from core.settings import ROOT
from core.vocabulary import CampaignState
from dashboard.i18n import Words
from dashboard.refusals import refusal, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUTCH: Final = Words(language="nl")
VIEWER: Final = Actor(name="Vic", roles=frozenset({Role.VIEWER}))
CUSTOMER: Final = ("NL01", "1001")
PLACE: Final = re.compile(r"\{[^}]*\}")
GIVEN: Final = {
    "ChoicesRefusedError": "problem",  # its sentence stands where it is raised
    "BadTermError": "problem",  # likewise, and translated there already
    "RefusedError": "SENTENCES[refusal]",  # each is in the catalogue by its own table
    "WorkTroubleError": None,  # `python -m core work` only: the sentence of the channel
}
"""Errors whose class does not hold the sentence, and what they give instead."""


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (NoNameError(), "Geef een naam van 1 tot 120 tekens"),
        (PersonKnownError("Els", "els@example.com"), "Els"),
        (PersonKnownError("Els", None), "Els"),
        (DeputySeesOthersError("Els", "Vic"), "Vic en Els zien"),
        (FourEyesRuleError(), "60 dagen"),
        (
            NotAllowedError(VIEWER, Action.PEOPLE),
            "Vic is Kijker en mag dit niet (Mensen, rollen, grenzen en vervangers)",
        ),
        (OutsideLimitsError(VIEWER), "die Vic ziet"),
        (HoldTermsError("that day is past"), "binnen 10 jaar: die dag is voorbij."),
        (AlreadyObjectsError(CUSTOMER), "1001"),
        (
            PastDayError(date(2026, 10, 1), date(2026, 10, 31)),
            "1 oktober 2026 is voorbij: kies een dag vanaf 31 oktober 2026.",
        ),
        (TooMuchError(123_456, 100_000, "EUR"), "€ 1.234,56 is meer dan de € 1.000,00 die openstaat"),
        (PlanSumError(90_00, 100_00, "EUR"), "€ 10,00 te weinig"),
        (
            CampaignStateError(
                "May", CampaignState.RUNNING, "approved", [CampaignState.PAUSED, CampaignState.FINISHED]
            ),
            "Campagne 'May' is bezig: goedgekeurd kan nu niet. Wat wel kan: gepauzeerd, klaar.",
        ),
        (NobodyDecidedError(Step.COSTS, 1), "1 natuurlijk persoon"),
        (NobodyDecidedError(Step.COSTS, 2), "2 natuurlijke personen"),
        (
            ChannelDownError(
                Sentence("The gateway {label}", label="Bird"), "it refuses the login", "Messages stay queued"
            ),
            "De gateway Bird: het weigert de aanmelding. Berichten blijven in de wachtrij",
        ),
        (UnknownNameError("campaign", "Today", ["May"]), "Er is geen campagne met de naam 'Today'. Kies een van: May."),
        (StillUsedError("Today", ["Late payers"]), "Late payers"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, SaldoError) else "",
)
def test_a_refusal_is_said_in_dutch_with_its_values(problem: SaldoError, sentence: str) -> None:
    told = refusal(problem, DUTCH).replace("\xa0", " ")
    assert sentence in told
    assert told != str(problem)
    assert refusal(problem, Words()) == str(problem)


def test_a_sentence_is_english_text_that_keeps_what_it_was_made_of() -> None:
    one = counted("{n} natural person", "{n} natural persons", 1)
    both = together([one, Sentence("just started"), "what somebody wrote"], "; ")
    assert both == "1 natural person; just started; what somebody wrote"
    assert said(both, DUTCH) == "1 natuurlijk persoon; net begonnen; what somebody wrote"
    assert Sentence(both) is both
    assert (
        said(Sentence("{name} is missing", name="just started"), DUTCH) == "just started ontbreekt"
    )  # a name stays a name


def test_no_secret_is_said_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden, "_KNOWN", {"planted-0815": "env:TOKEN"})
    problem = ChannelDownError("The printing house", "401 for planted-0815", "Messages stay queued")
    assert [text for text in (str(problem), refusal(problem, DUTCH)) if "planted-0815" in text] == []


@cache
def _code() -> dict[Path, ast.Module]:
    files = [file for folder in ("core", "dashboard", "pages") for file in sorted((ROOT / folder).rglob("*.py"))]
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    return {file: ast.parse(text) for file, text in texts.items() if "Error(" in text or "Error as" in text}


def _errors() -> Iterator[ast.ClassDef]:
    """Yield the classes of errors that a reader can mend."""
    classes = [each for code in _code().values() for each in code.body if isinstance(each, ast.ClassDef)]
    known = {"SaldoError"}
    while True:
        found = {each.name for each in classes if {ast.unparse(base) for base in each.bases} & known}
        if found <= known:
            break
        known |= found
    yield from (each for each in classes if each.name in known - {"SaldoError"} and each.name.endswith("Error"))


def _sentences(error: ast.ClassDef) -> list[ast.expr]:
    """Return what ``error`` gives as its sentence, on every way through it."""
    return [
        call.args[0]
        for call in ast.walk(error)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__" and call.args
    ]


def test_every_error_has_its_dutch_sentence() -> None:
    dutch, missing = catalogue("nl"), []
    for error in _errors():
        for sentence in _sentences(error):
            match sentence:
                case ast.Constant(value=str(text)):
                    if dutch.gettext(text) == text and any(sign.isalpha() for sign in PLACE.sub("", text)):
                        missing.append(f"{error.name}: {text}")
                case ast.Call(func=ast.Name(id="together")):
                    pass  # sentences one by one
                case other if GIVEN.get(error.name) != ast.unparse(other):
                    missing.append(
                        f"{error.name} gives {ast.unparse(other)}: give a sentence with names in it, and their values"
                    )
    assert missing == []


def test_no_page_draws_an_error_past_the_one_piece_that_says_it() -> None:
    drawn = []
    for file, code in _code().items():
        if file.relative_to(ROOT).parts[0] == "core":
            continue
        caught = [each for each in ast.walk(code) if isinstance(each, ast.ExceptHandler) and each.name]
        for handler in caught:
            told = {ast.unparse(each) for each in ast.walk(handler) if isinstance(each, ast.Call)}
            logged = {each for each in told if each.startswith("log.")}
            of = "" if handler.type is None else ast.unparse(handler.type)
            if f"str({handler.name})" in told and not logged and "ValueError" not in of:
                drawn.append(f"{file.relative_to(ROOT)}: {of}")
    assert drawn == []
