"""Handing over is for two people: who proposed it does not approve it, in whatever roles; a team of two looks again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.access import deputies, four_eyes, people, second_looks
from core.access.four_eyes import FourEyesError, Rule
from core.acting import NotAllowedError, acting
from core.actions import Role
from core.desk import holds
from core.desk.case_errors import NoReasonError
from core.handover import place, proposals, register
from core.handover.candidates import Candidate, candidates
from core.handover.proposals import NotProposedError, ProposedError, WithAgencyError
from core.handover.register import HandoverState, UnknownHandoverError
from core.handover.terms import AgencyTerms, save_terms
from tests.desks import migrated_desk
from tests.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from core.acting import Actor
    from core.book.book import Book
    from core.desk.engine import Desk

pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
ON = date(2026, 10, 31)
LEDGER = """
    FIRM is business NL nl firm@example.org name "Smederij Aalbers"
    FIRM INV1 issued 2026-04-01 due 2026-05-01 1000.00 EUR reminded 9 on 2026-08-01
    SHOP is business NL nl shop@example.org name "Winkel Bos"
    SHOP INV2 issued 2026-04-01 due 2026-05-01 900.00 EUR reminded 9 on 2026-08-01
    FIRM LAST issued 2026-10-31 due 2026-12-01 1.00 EUR
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Ledger(tmp_path_factory.mktemp("book"))(LEDGER)


@pytest.fixture(scope="module")
def ripe(book: Book, tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    empty = migrated_desk(tmp_path_factory.mktemp("desk"))
    return candidates(empty, book, ON)


def team(desk: Desk, **roles: set[Role]) -> None:
    save_terms(desk, AgencyTerms(name="Incasso Voorbeeld"), by="setup")
    for name, held in roles.items():
        people.add(desk, name, roles=held, by="setup")


def acts(desk: Desk, name: str) -> Actor:
    person = people.named(desk, name)
    assert person is not None
    return people.actor(desk, person)


ALL = {Role.ADMINISTRATOR, Role.MANAGER, Role.APPROVER}


def test_who_proposed_it_does_not_approve_it_and_a_colleague_does(
    desk: Desk, book: Book, ripe: list[Candidate], tmp_path: Path
) -> None:
    team(desk, Els=ALL, Jan=ALL, Ann={Role.APPROVER}, Mia={Role.MANAGER})
    with acting(acts(desk, "Els")):
        assert not proposals.goes_alone(desk, ripe, by="Els")
        with pytest.raises(FourEyesError, match="Els had a hand in the handover"):
            place.hand_over(desk, book, ripe, as_of=ON, folder=tmp_path, by="Els", why="no answer")
        with pytest.raises(NoReasonError):
            proposals.propose(desk, ripe, as_of=ON, by="Els", why=" ")
        first, second = proposals.propose(desk, ripe, as_of=ON, by="Els", why="no answer")
        with pytest.raises(FourEyesError):
            place.approve(desk, book, ripe, as_of=ON, folder=tmp_path, by="Els")
    assert register.register(desk, book) == []
    assert holds.standing(desk, ON).empty
    assert list(tmp_path.glob("*.zip")) == []
    assert four_eyes.approvers(desk, {"Els"}) == ["Ann", "Jan"]
    with acting(acts(desk, "Mia")):
        with pytest.raises(NotAllowedError):
            place.approve(desk, book, ripe, as_of=ON, folder=tmp_path, by="Mia")
        with pytest.raises(ProposedError):
            proposals.propose(desk, ripe[:1], as_of=ON, by="Mia", why="me too")
        with pytest.raises(UnknownHandoverError):
            place.recall(desk, first, by="Mia", why="it never went")
    deputies.appoint(desk, "Ann", "Els", date(2026, 11, 1), date(2026, 11, 9), by="setup")
    with acting(acts(desk, "Els")), pytest.raises(FourEyesError):  # the deputy of an approver stays who they are
        place.approve(desk, book, ripe, as_of=ON, folder=tmp_path, by="Els")
    with acting(acts(desk, "Ann")):
        place.approve(desk, book, ripe[:1], as_of=ON, folder=tmp_path, by="Ann")
        with pytest.raises(NotProposedError):
            place.approve(desk, book, ripe[:1], as_of=ON, folder=tmp_path, by="Ann")
        proposals.withdraw(desk, second, by="Ann", why="they called")
        with pytest.raises(NotProposedError):
            place.approve(desk, book, ripe[1:], as_of=ON, folder=tmp_path, by="Ann")
    [known] = register.register(desk, book)
    assert (known.reference, known.state, known.handed_by, known.why) == (first, "handed_over", "Els", "no answer")
    assert [(each.act, each.acted_by) for each in register.events(desk, known.id)] == [
        ("proposed", "Els"),
        ("handed_over", "Ann"),
    ]
    assert [each.number for each in register.items(desk, known.id)] == ["INV1"]
    assert len(holds.standing(desk, ON)) == 1
    assert second_looks.waiting(desk) == []
    assert register.proposals(desk) == []


def test_a_team_of_two_hands_over_alone_and_looks_again(
    desk: Desk, book: Book, ripe: list[Candidate], tmp_path: Path
) -> None:
    team(desk, Els=ALL, Mia={Role.MANAGER})
    with acting(acts(desk, "Mia")):  # who may not approve does not do so by handing over
        assert not proposals.goes_alone(desk, ripe, by="Mia")
        with pytest.raises(NotAllowedError):
            place.hand_over(desk, book, ripe, as_of=ON, folder=tmp_path, by="Mia", why="no answer")
    with acting(acts(desk, "Els")):
        assert proposals.goes_alone(desk, ripe, by="Els")
        done = place.hand_over(desk, book, ripe, as_of=ON, folder=tmp_path, by="Els", why="no answer")
    [look] = second_looks.waiting(desk)  # one for what one click let go
    assert (look.kind, look.what, look.because, look.approved_by) == ("handover", done[0].reference, ("legal",), "Els")


def test_what_one_person_may_let_go_alone_is_counted_by_the_day(
    desk: Desk, book: Book, ripe: list[Candidate], tmp_path: Path
) -> None:
    team(desk, Els=ALL, Jan=ALL, Ann=ALL)
    four_eyes.save_rule(desk, Rule(most_minor=2_000_00, is_legal_by_two=False), by="setup")
    place.hand_over(desk, book, ripe[:1], as_of=ON, folder=tmp_path, by="Els", why="no answer")
    with pytest.raises(FourEyesError, match="more than one person may approve alone in a day"):
        place.hand_over(desk, book, ripe[1:], as_of=ON, folder=tmp_path, by="Els", why="no answer")
    with pytest.raises(WithAgencyError):
        proposals.propose(desk, ripe, as_of=ON, by="Jan", why="no answer")
    assert register.proposals(desk) == []
    assert second_looks.waiting(desk) == []
    assert {each.state for each in register.register(desk)} == {HandoverState.HANDED_OVER}
