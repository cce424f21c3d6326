"""People, roles and deputies: who may what from when on, and that somebody can always change it."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from core.access import deputies, people
from core.access.limits import as_body, joined, of_body
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
from core.acting import Limits, NotAllowedError, OutsideLimitsError, acting
from core.actions import Action, Role
from core.desk import work
from core.errors import SaldoError, UnknownNameError

if TYPE_CHECKING:
    from core.acting import Actor
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.few_on_postgres(2)

TODAY = date(2026, 11, 3)
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 4)


def add(desk: Desk, name: str, *roles: Role, limits: Limits = people.EVERYTHING) -> people.Person:
    return people.add(desk, name, email=f"{name}@Example.org", roles=set(roles), limits=limits, by="setup")


def acts(desk: Desk, name: str) -> Actor:
    person = people.named(desk, name)
    assert person is not None
    return people.actor(desk, person)


def test_two_administrators_who_remove_each_other_at_once_leave_one(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    add(desk, "Jan", Role.ADMINISTRATOR)
    start, errors = Barrier(2), list[SaldoError]()

    def remove(by: str, whom: str) -> None:
        actor = acts(desk, by)
        start.wait()
        try:
            with acting(actor):
                people.deactivate(desk, whom, by=by, why="quarrel")
        except SaldoError as error:
            errors.append(error)

    both = [Thread(target=remove, args=pair) for pair in (("Els", "Jan"), ("Jan", "Els"))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [type(each) for each in errors] == [GoneAdministratorError]
    assert people.has_administrator(desk)


def test_an_address_is_one_person_whatever_its_letters(desk: Desk) -> None:
    els = add(desk, "Els", Role.VIEWER)
    assert els.email == "els@example.org"
    assert people.found(desk, subject="issuer|1", email="ELS@example.org") == els
    with pytest.raises(PersonKnownError):
        people.add(desk, "Elsbeth", email="els@EXAMPLE.org", roles={Role.VIEWER}, by="setup")
    with pytest.raises(PersonKnownError):
        people.add(desk, "eLS", roles={Role.VIEWER}, by="setup")  # a name is one person's, too
    assert people.found(desk, subject="issuer|1", email="jan@example.org") is None


def test_a_deputy_has_roles_on_those_days_only(desk: Desk, clock: TestClock) -> None:
    add(desk, "Els", Role.MANAGER, Role.APPROVER)
    add(desk, "Jan", Role.CONTROLLER)
    deputies.appoint(desk, "Els", "Jan", FIRST, LAST, by="setup")
    assert acts(desk, "Jan").may(Action.APPROVE)
    assert [(each.person, each.deputy) for each in deputies.deputies(desk, TODAY)] == [("Els", "Jan")]
    assert work.stands_in(work.absences(desk, TODAY), TODAY) == {"Els": "Jan"}
    clock.forward(days=2)
    assert not acts(desk, "Jan").may(Action.APPROVE)
    assert deputies.deputies(desk, date(2026, 11, 5)) == []


def test_an_absence_that_a_colleague_notes_gives_work_and_no_roles(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    add(desk, "Jan", Role.CONTROLLER)
    work.note_absence(desk, "Els", FIRST, LAST, by="Jan", deputy="Jan")
    assert acts(desk, "Jan").roles == {Role.CONTROLLER}


def test_a_deputy_is_one_no_more_when_it_ends_or_who_is_away_leaves(desk: Desk) -> None:
    add(desk, "Els", Role.APPROVER)
    add(desk, "Jan", Role.CONTROLLER)
    number = deputies.appoint(desk, "Els", "Jan", FIRST, LAST, by="setup")
    assert deputies.end(desk, number, by="setup")
    assert not deputies.end(desk, number, by="setup")
    assert not acts(desk, "Jan").may(Action.APPROVE)
    deputies.appoint(desk, "Els", "Jan", FIRST, LAST, by="setup")
    people.deactivate(desk, "Els", by="setup", why="left")
    assert not acts(desk, "Jan").may(Action.APPROVE)


@pytest.mark.parametrize(
    ("person", "deputy", "first", "last"),
    [
        ("Els", "Els", FIRST, LAST),
        ("Els", "Jan", LAST, FIRST),
        ("Els", "Nobody", FIRST, LAST),
        ("", "Jan", FIRST, LAST),
    ],
)
def test_a_deputy_is_somebody_else_from_day_to_day(
    desk: Desk, person: str, deputy: str, first: date, last: date
) -> None:
    add(desk, "Els", Role.MANAGER)
    add(desk, "Jan", Role.MANAGER)
    with pytest.raises(DeputyError):
        deputies.appoint(desk, person, deputy, first, last, by="setup")


def test_a_deputy_never_sees_more_than_both_do(desk: Desk) -> None:
    nl, be = frozenset({"NL01"}), frozenset({"BE01"})
    add(desk, "Els", Role.CONTROLLER, limits=Limits(entities=nl))
    add(desk, "Jan", Role.CONTROLLER, limits=Limits(entities=be))
    add(desk, "Ann", Role.ACCOUNT_MANAGER, limits=Limits(account_managers=frozenset({"Ann"})))
    deputies.appoint(desk, "Els", "Jan", FIRST, LAST, by="setup")
    assert acts(desk, "Jan").limits == Limits(entities=nl | be)
    with pytest.raises(DeputySeesOthersError, match="in more than one respect"):
        deputies.appoint(desk, "Ann", "Els", FIRST, LAST, by="setup")
    people.change(desk, "Els", limits=Limits(entities=nl, countries=frozenset({"NL"})), by="setup", why="moved")
    assert acts(desk, "Jan").limits == Limits(entities=be)  # no limits say both any more


def test_limits_are_joined_exactly_or_not_at_all() -> None:
    els, jan = Limits(account_managers=frozenset({"Els"})), Limits(account_managers=frozenset({"Jan"}))
    assert joined(els, jan) == Limits(account_managers=frozenset({"Els", "Jan"}))
    assert joined(els, Limits()) == Limits()
    assert joined(els, Limits(countries=frozenset({"NL"}))) is None
    assert of_body(as_body(els)) == els
    assert of_body({}) == Limits()
    assert of_body({"entities": []}) == Limits(entities=frozenset())  # nobody, not everybody


def test_an_account_manager_sees_their_own_customers_without_being_told_to(desk: Desk) -> None:
    add(desk, "Ann", Role.ACCOUNT_MANAGER)
    assert acts(desk, "Ann").limits == Limits(account_managers=frozenset({"Ann"}))
    people.change(desk, "Ann", roles={Role.ACCOUNT_MANAGER, Role.CONTROLLER}, by="setup", why="promoted")
    assert acts(desk, "Ann").limits.is_all


def test_the_last_administrator_stays(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    with pytest.raises(LastAdministratorError, match="Els is the last administrator"):
        people.deactivate(desk, "Els", by="setup", why="left")
    with pytest.raises(LastAdministratorError):
        people.change(desk, "Els", roles={Role.VIEWER}, by="setup", why="left")
    assert acts(desk, "Els").may(Action.PEOPLE)
    add(desk, "Jan", Role.ADMINISTRATOR)
    people.deactivate(desk, "Els", by="setup", why="left")
    with pytest.raises(LastAdministratorError):
        people.deactivate(desk, "Jan", by="setup", why="left")
    people.reactivate(desk, "Els", by="setup", why="back")
    people.deactivate(desk, "Jan", by="setup", why="left")


def test_nobody_gives_themselves_roles_while_a_colleague_can(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    with acting(acts(desk, "Els")):
        people.change(desk, "Els", roles=set(Role), by="Els", why="alone here")
        people.add(desk, "Jan", roles={Role.ADMINISTRATOR}, by="Els")
        with pytest.raises(OwnRolesError, match="ask another administrator"):
            people.change(desk, "Els", roles={Role.ADMINISTRATOR, Role.APPROVER}, by="Els", why="handy")


def test_nobody_becomes_the_deputy_of_a_role_by_their_own_word_while_a_colleague_can(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    add(desk, "Bob", Role.MANAGER, Role.APPROVER)
    with acting(acts(desk, "Els")):
        deputies.end(desk, deputies.appoint(desk, "Bob", "Els", FIRST, LAST, by="Els"), by="Els")  # alone here
        add_as = people.add(desk, "Jan", roles={Role.ADMINISTRATOR}, by="Els")
        with pytest.raises(OwnRolesError):
            deputies.appoint(desk, "Bob", "Els", FIRST, LAST, by="Els")
        deputies.appoint(desk, "Bob", add_as.name, FIRST, LAST, by="Els")
    assert acts(desk, "Els").roles == {Role.ADMINISTRATOR}


def test_an_administrator_with_limits_does_not_reach_who_sees_more(desk: Desk) -> None:
    nl = Limits(entities=frozenset({"NL01"}))
    add(desk, "Els", Role.ADMINISTRATOR, limits=nl)
    add(desk, "Jan", Role.MANAGER)
    add(desk, "Ann", Role.VIEWER, limits=nl)
    people.deactivate(desk, "Jan", by="setup", why="away")
    with acting(acts(desk, "Els")):
        people.change_email(desk, "Ann", "ann@example.com", by="Els", why="married")
        with pytest.raises(OutsideLimitsError):
            people.change_email(desk, "Jan", "els+jan@example.com", by="Els", why="to be Jan")
        with pytest.raises(OutsideLimitsError):
            people.reactivate(desk, "Jan", by="Els", why="to be Jan")
    people.reactivate(desk, "Jan", by="setup", why="back")
    with acting(acts(desk, "Els")):
        with pytest.raises(OutsideLimitsError):
            deputies.appoint(desk, "Jan", "Ann", FIRST, LAST, by="Els")
        with pytest.raises(OutsideLimitsError):
            people.deactivate(desk, "Jan", by="Els", why="in the way")


def test_who_may_not_give_roles_does_not_take_a_deputys_away(desk: Desk) -> None:
    add(desk, "Els", Role.APPROVER)
    add(desk, "Jan", Role.CONTROLLER)
    number = deputies.appoint(desk, "Els", "Jan", FIRST, LAST, by="setup")
    noted = work.note_absence(desk, "Els", FIRST, LAST, by="Jan")
    add(desk, "Tim", Role.CONTROLLER)
    with acting(acts(desk, "Tim")):
        assert work.end_absence(desk, noted)
        with pytest.raises(NotAllowedError):
            work.end_absence(desk, number)
    assert acts(desk, "Jan").may(Action.APPROVE)


def test_who_is_no_administrator_any_more_changes_nobody(desk: Desk) -> None:
    add(desk, "Els", Role.ADMINISTRATOR)
    add(desk, "Jan", Role.ADMINISTRATOR)
    before = acts(desk, "Jan")
    people.change(desk, "Jan", roles={Role.VIEWER}, by="setup", why="moved")
    with acting(before), pytest.raises(GoneAdministratorError):
        people.deactivate(desk, "Els", by="Jan", why="revenge")
    with acting(acts(desk, "Jan")), pytest.raises(NotAllowedError):
        people.deactivate(desk, "Els", by="Jan", why="revenge")


def test_somebody_needs_a_name_and_a_role(desk: Desk) -> None:
    with pytest.raises(NoNameError):
        people.add(desk, "  ", roles={Role.VIEWER}, by="setup")
    with pytest.raises(NoRoleError):
        people.add(desk, "Els", roles=set(), by="setup")
    with pytest.raises(UnknownNameError, match="no person called 'Nobody'"):
        people.change(desk, "Nobody", roles={Role.VIEWER}, by="setup", why="x")
    with pytest.raises(ValueError, match="chief"):
        people.add(desk, "Els", roles={Role("chief")}, by="setup")


def test_another_address_is_proven_anew(desk: Desk) -> None:
    add(desk, "Els", Role.VIEWER)
    changed = people.change_email(desk, "Els", "E.Jansen@Example.org", by="setup", why="married")
    assert (changed.email, changed.subject) == ("e.jansen@example.org", None)
    add(desk, "Jan", Role.VIEWER)
    with pytest.raises(PersonKnownError):
        people.change_email(desk, "Jan", "e.jansen@example.org", by="setup", why="x")
