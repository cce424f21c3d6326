"""Four eyes: who had a hand in something large or grave does not approve it; a team of two looks again afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.access import deputies, four_eyes, people, second_looks
from core.access.four_eyes import Because, FourEyesError, FourEyesRuleError, Rule
from core.access.people_errors import PersonKnownError
from core.access.second_looks import LookedAtError, NothingSeenError, TooSoonError
from core.acting import LOCAL, NotAllowedError, NotYourNameError, acting
from core.actions import Role
from core.campaigns import approvers, preview, reading, standing, studio
from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.standing import Caps, StandingRefusedError
from core.campaigns.states import cancel
from core.desk.settings import SettingMovedError
from core.strategy import strategy_versions
from core.vocabulary import CampaignState
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, previewed

if TYPE_CHECKING:
    from core.acting import Actor
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

# A and B are asked 220.00 EUR in all; C is asked 80.00 USD, and no rate of it is known.
IN_EUROS = "\n".join(line for line in LEDGER.splitlines() if " C " not in line)
STRICT = Rule(most_minor=100_00)


def team(desk: Desk, size: int = 3) -> None:
    for name in ("Els", "Jan", "Ann")[:size]:
        people.add(desk, name, roles={Role.MANAGER, Role.APPROVER}, by="setup")
    people.add(desk, "Cfo", roles={Role.VIEWER}, by="setup")


def acts(desk: Desk, name: str) -> Actor:
    person = people.named(desk, name)
    assert person is not None
    return people.actor(desk, person)


def state(desk: Desk) -> str:
    return reading.campaign(desk, NAME).state


def test_whoever_wrote_it_does_not_approve_what_is_large(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    four_eyes.save_rule(desk, STRICT, by="setup")
    previewed(desk, ledger(IN_EUROS))
    with pytest.raises(FourEyesError, match="Els had a hand in the campaign 'october', and it asks for more"):
        approve(desk, NAME, by="Els")
    assert state(desk) == CampaignState.PREVIEWED
    assert approve(desk, NAME, by="Jan") == 2
    assert second_looks.waiting(desk) == []


def test_a_word_changed_in_one_message_is_a_hand_in_it(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    four_eyes.save_rule(desk, STRICT, by="setup")
    previewed(desk, ledger(IN_EUROS))
    preview.edit(desk, NAME, "NL01", "A", subject="Uw rekening", text="Betaal", by="Jan", why="friendlier")
    preview.exclude(desk, NAME, "NL01", "B", by="Ann", why="called yesterday")
    with pytest.raises(FourEyesError, match="Jan had a hand"):
        approve(desk, NAME, by="Jan")
    assert approve(desk, NAME, by="Ann") == 1  # who only left somebody out wrote nothing


def test_four_eyes_are_two_people_in_whatever_roles(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    four_eyes.save_rule(desk, STRICT, by="setup")
    people.add(desk, "Mia", email="mia@example.com", roles=set(Role), by="setup")
    people.add(desk, "Bob", roles={Role.APPROVER}, by="setup")
    people.add(desk, "Ida", roles={Role.ADMINISTRATOR}, by="setup")
    deputies.appoint(desk, "Bob", "Mia", date(2026, 11, 3), date(2026, 11, 9), by="setup")  # approves for who approves
    deputies.appoint(desk, "Mia", "Bob", date(2026, 11, 3), date(2026, 11, 9), by="setup")
    book = ledger(IN_EUROS)
    with acting(acts(desk, "Mia")):
        plan(desk, book, NAME, as_of=AS_OF, by="Mia")
        write_preview(desk, NAME, by="Mia")

    def refused(by: str, problem: type[Exception] = FourEyesError) -> None:
        with acting(acts(desk, "Mia")), pytest.raises(problem):
            approve(desk, NAME, by=by)

    manager, approver = {Role.MANAGER}, {Role.APPROVER}
    for roles in (set(Role), manager | approver | {Role.ADMINISTRATOR}, manager | approver, manager, approver):
        people.change(desk, "Mia", roles=roles, by="setup", why="she does it all, or plans no more")
        refused("Mia")
    refused("Bob", NotYourNameError)
    refused("mia", NotYourNameError)
    people.change_email(desk, "Mia", "mia@example.org", by="setup", why="another account of hers")
    refused("Mia")
    people.deactivate(desk, "Mia", by="setup", why="left")
    people.reactivate(desk, "Mia", by="setup", why="back")
    refused("Mia")
    with pytest.raises(PersonKnownError):
        people.add(desk, "MIA", roles={Role.APPROVER}, by="setup")
    with acting(LOCAL), pytest.raises(FourEyesError):  # a name that is typed
        approve(desk, NAME, by=" mia")
    assert four_eyes.approvers(desk, {"Mia"}) == ["Ann", "Bob", "Els", "Jan"]
    with acting(acts(desk, "Bob")):  # who stands in for the author, and wrote nothing
        assert approve(desk, NAME, by="Bob") == 2


@pytest.mark.parametrize(
    ("asked_minor", "messages", "is_legal", "because"),
    [
        (100_00, 2, False, ()),
        (100_01, 2, False, (Because.AMOUNT,)),
        (100_00, 3, False, (Because.MESSAGES,)),
        (None, 3, True, (Because.AMOUNT, Because.MESSAGES, Because.LEGAL)),
    ],
)
def test_the_limits_are_what_is_still_allowed(
    asked_minor: int | None, messages: int, *, is_legal: bool, because: tuple[Because, ...]
) -> None:
    limits = Rule(most_minor=100_00, most_messages=2)
    assert limits.because(asked_minor=asked_minor, messages=messages, is_legal=is_legal) == because


def test_what_is_within_the_limits_waits_for_nobody(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    four_eyes.save_rule(desk, Rule(most_minor=220_00, most_messages=2, is_legal_by_two=False), by="setup")
    previewed(desk, ledger(IN_EUROS))
    assert approve(desk, NAME, by="Els") == 2
    assert second_looks.waiting(desk) == []


def test_two_halves_are_as_much_as_the_whole(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    team(desk)
    limits = Rule(most_minor=400_00, most_messages=3, is_legal_by_two=False)
    four_eyes.save_rule(desk, limits, by="setup")
    book = ledger(IN_EUROS)
    previewed(desk, book)
    approve(desk, NAME, by="Els")  # 2 messages, 220 EUR
    previewed(desk, book, "the rest")
    with pytest.raises(FourEyesError, match="more than one person may approve alone in a day") as problem:
        approve(desk, "the rest", by="Els")
    assert problem.value.because == (Because.AMOUNT, Because.MESSAGES)
    assert approvers.approver(desk, "the rest", by="Jan").may_approve
    cancel(desk, NAME, by="Els", why="no")
    assert approvers.approver(desk, "the rest", by="Els").because == ()  # what never went is no half
    assert approve(desk, "the rest", by="Els") == 2
    clock.forward(days=1)
    previewed(desk, book, "tomorrow")
    assert approvers.approver(desk, "tomorrow", by="Els").because == ()


def test_an_amount_without_a_rate_is_above_every_limit(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    previewed(desk, ledger(LEDGER))
    with pytest.raises(FourEyesError, match="more than one person may approve"):
        approve(desk, NAME, by="Els")


def test_a_currency_with_a_rate_counts_in_euros(desk: Desk, ledger: Ledger) -> None:
    team(desk)
    four_eyes.save_rule(desk, Rule(most_minor=300_00, is_legal_by_two=False), by="setup")
    previewed(desk, ledger(LEDGER + "\n    rate USD 2026-10-01 2.00\n"))
    with pytest.raises(FourEyesError):  # 220 EUR and 80 USD of 2 euros each
        approve(desk, NAME, by="Els")


def test_a_team_of_two_looks_again_by_date(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    team(desk, size=2)
    four_eyes.save_rule(desk, STRICT, by="setup")
    previewed(desk, ledger(IN_EUROS))
    approve(desk, NAME, by="Els")
    [waits] = second_looks.waiting(desk)
    assert (waits.kind, waits.what, waits.because, waits.approved_by) == ("campaign", NAME, ("amount", "legal"), "Els")
    assert waits.due_on.isoformat() == "2026-11-10"
    clock.now = datetime(2026, 11, 3, 22, 59, tzinfo=UTC)  # a minute to midnight on the clocks of the house
    for name in ("Els", "els "):
        with pytest.raises(TooSoonError, match="approved this today"):
            second_looks.look(desk, waits.id, by=name, said="fine")
    with pytest.raises(NothingSeenError):
        second_looks.look(desk, waits.id, by="Jan", said=" ")
    clock.forward(minutes=1)
    with acting(acts(desk, "Els")):
        second_looks.look(desk, waits.id, by="Els", said="read all of it again: right")
    with pytest.raises(LookedAtError):
        second_looks.look(desk, waits.id, by="Jan", said="me too")
    assert second_looks.waiting(desk) == []
    assert [each.looked_by for each in second_looks.taken(desk)] == ["Els"]


def test_a_viewer_is_no_second_pair_of_eyes(desk: Desk, ledger: Ledger) -> None:
    team(desk, size=2)
    four_eyes.save_rule(desk, STRICT, by="setup")
    previewed(desk, ledger(IN_EUROS))
    approve(desk, NAME, by="Els")
    with acting(acts(desk, "Cfo")), pytest.raises(NotAllowedError):
        second_looks.look(desk, second_looks.waiting(desk)[0].id, by="Cfo", said="fine")


def test_the_second_look_is_there_only_when_the_approval_is(desk: Desk, ledger: Ledger) -> None:
    four_eyes.save_rule(desk, STRICT, by="setup")
    previewed(desk, ledger(IN_EUROS))
    cancel(desk, NAME, by="Els", why="no")
    with pytest.raises(Exception, match="cancelled"):
        approve(desk, NAME, by="Els")
    assert second_looks.waiting(desk) == []


def test_the_text_of_a_legal_step_is_approved_by_somebody_else(desk: Desk) -> None:
    team(desk)
    for message in ("legal_notice_nl", "friendly_reminder"):
        forms = studio.version(desk, message, "nl", 0).forms
        changed = {**forms, "subject.txt": forms["subject.txt"].rstrip("\n") + " !\n"}
        studio.save(desk, message, "nl", changed, based_on=0, by="Els", comment="")
    studio.approve(desk, "friendly_reminder", "nl", 1, instead_of=0, by="Els", why="better")
    with pytest.raises(FourEyesError, match="legal step"):
        studio.approve(desk, "legal_notice_nl", "nl", 1, instead_of=0, by="Els", why="better")
    studio.approve(desk, "legal_notice_nl", "nl", 1, instead_of=0, by="Jan", why="better")


def test_a_standing_approval_covers_what_one_person_may_approve(desk: Desk) -> None:
    team(desk)
    strategy = strategy_versions.strategy_of(desk)

    def give(messages: int) -> int:
        caps = Caps(messages=messages, total_minor=messages * 100_00, each_minor=1_000_00)
        rungs = standing.gentle(strategy)
        return standing.give(desk, strategy, "Gentle", rungs=rungs, caps=caps, by="Els", why="they may go")

    with pytest.raises(StandingRefusedError, match="at most 250 messages and 50,000 EUR"):
        give(251)
    give(100)
    with pytest.raises(StandingRefusedError, match="all standing approvals of theirs together"):
        give(151)
    people.deactivate(desk, "Ann", by="setup", why="left")
    give(251)
    assert [(each.kind, each.what) for each in second_looks.waiting(desk)] == [("standing approval", "Gentle")]


def test_limits_are_set_by_administrators_and_are_amounts(desk: Desk) -> None:
    with pytest.raises(FourEyesRuleError):
        four_eyes.save_rule(desk, Rule(most_minor=-1), by="setup")
    with pytest.raises(FourEyesRuleError):
        four_eyes.save_rule(desk, Rule(look_again_days=0), by="setup")
    four_eyes.save_rule(desk, STRICT, by="setup", based_on=0)
    assert four_eyes.rule(desk) == STRICT
    with pytest.raises(SettingMovedError):
        four_eyes.save_rule(desk, Rule(), by="setup", based_on=7)
    team(desk)
    with acting(acts(desk, "Els")), pytest.raises(NotAllowedError):
        four_eyes.save_rule(desk, Rule(), by="Els")
