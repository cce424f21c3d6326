"""Refusals of people, second looks and privacy, in the reader's language: a sentence that changes in core is found here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.access.four_eyes import FourEyesRuleError
from core.access.people_errors import (
    DeputyError,
    DeputySeesOthersError,
    GoneAdministratorError,
    LastAdministratorError,
    NoNameError,
    NoRoleError,
    OwnRolesError,
    PersonKnownError,
)
from core.access.second_looks import LookedAtError, NothingSeenError, TooSoonError
from core.acting import Actor, NobodyActsError, NotAllowedError, OutsideLimitsError
from core.actions import Action, Role
from core.desk.objections import AlreadyObjectsError
from core.privacy.holding import AlreadyRestrictedError, HoldTermsError
from core.privacy.retention import ReportMovedError
from dashboard.i18n import Words
from dashboard.people.problems import SENTENCES, refusal

if TYPE_CHECKING:
    from core.errors import SaldoError

VIEWER = Actor(name="Vic", roles=frozenset({Role.VIEWER}))
CUSTOMER = ("NL01", "1001")


@pytest.mark.parametrize(
    "problem",
    [
        NoNameError(),
        PersonKnownError("Els", "els@example.com"),
        PersonKnownError("Els", None),
        NoRoleError(),
        LastAdministratorError("Els"),
        OwnRolesError("Els"),
        GoneAdministratorError("Els"),
        DeputyError(),
        DeputySeesOthersError("Els", "Vic"),
        TooSoonError("Els"),
        LookedAtError(),
        NothingSeenError(),
        FourEyesRuleError(),
        NotAllowedError(VIEWER, Action.PEOPLE),
        NobodyActsError(),
        OutsideLimitsError(VIEWER),
        HoldTermsError("no owner"),
        AlreadyRestrictedError(CUSTOMER),
        AlreadyObjectsError(CUSTOMER),
        ReportMovedError(7),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_refusal_is_said_in_dutch_with_its_names(problem: SaldoError) -> None:
    said = refusal(problem, Words(language="nl"))
    assert said != refusal(problem, Words())
    names = [name for name in ("Els", "Vic", "1001", "els@") if name in str(problem)]
    assert [name for name in names if name in said] == names


def test_every_sentence_is_translated() -> None:
    dutch = Words(language="nl")
    assert [each for each in SENTENCES if dutch(each) == each] == []
