"""Sign-ins on the desk: who comes in with which token, what ends one, and that nothing brings it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.access import people, sign_ins
from core.access.provider import Provider
from core.access.refusals import SENTENCES, Refusal, RefusedError
from core.acting import LOCAL, NobodyActsError, NotAllowedError, acting, ask, current
from core.actions import Role
from core.desk.sign_in_tables import SignIn
from core.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.acting import Actor
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.few_on_postgres(2)
ISSUER = "https://id.example.com"


def provider(**changes: Any) -> Provider:
    values: dict[str, Any] = {
        "metadata_url": f"{ISSUER}/.well-known/openid-configuration",
        "client_id": "saldo",
        "client_secret": Secret("env:A", "a"),
        "cookie_secret": Secret("env:B", "b"),
        "app_url": "https://saldo.example.com",
        "name": "",
        "scope": "openid email profile",
        "role_claim": None,
        "roles": {role.value: frozenset({role}) for role in Role},
        "longest": timedelta(hours=8),
    }
    return Provider(**(values | changes))


def token(clock: TestClock, sub: str = "els", **changes: Any) -> dict[str, Any]:
    values = {
        "iss": ISSUER,
        "sub": sub,
        "aud": "saldo",
        "nonce": "n-1",
        "iat": int(clock().timestamp()),
        "email": f"{sub}@example.com",
        "email_verified": True,
        "name": sub.title(),
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


@pytest.fixture
def house(desk: Desk) -> Desk:
    people.add(desk, "Els", email="els@example.com", roles={Role.ADMINISTRATOR}, by="setup")
    people.add(desk, "Vic", email="vic@example.com", roles={Role.VIEWER}, by="setup")
    return desk


def refused(desk: Desk, raw: dict[str, Any], by: Provider | None = None) -> Refusal:
    with pytest.raises(RefusedError) as problem:
        sign_ins.arrive(desk, by or provider(), raw)
    assert str(problem.value) == SENTENCES[problem.value.refusal]
    return problem.value.refusal


def rows(desk: Desk) -> list[SignIn]:
    with desk.reading() as session:
        return list(session.query(SignIn))


def test_somebody_of_the_table_comes_in_with_their_roles(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(), token(clock), agent="Browser/1\n")
    assert (actor.name, actor.roles, actor.is_known) == ("Els", frozenset({Role.ADMINISTRATOR}), True)
    [row] = rows(house)
    assert (row.id, row.subject, row.agent) == (actor.sign_in, f"{ISSUER}|els", "Browser/1")
    assert row.expires_at - row.began_at == timedelta(hours=8)


def test_tabs_of_one_browser_share_a_sign_in_and_another_one_is_apart(house: Desk, clock: TestClock) -> None:
    first = sign_ins.arrive(house, provider(), token(clock))
    assert sign_ins.arrive(house, provider(), token(clock)).sign_in == first.sign_in
    assert sign_ins.arrive(house, provider(), token(clock, nonce="n-2")).sign_in != first.sign_in
    assert len(rows(house)) == 2


def test_signing_out_ends_it_for_good(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(), token(clock))
    assert actor.sign_in is not None
    sign_ins.end(house, actor.sign_in, by="Els")
    with pytest.raises(RefusedError) as problem:
        sign_ins.holds(house, actor.sign_in)
    assert problem.value.refusal is Refusal.ENDED
    assert refused(house, token(clock)) is Refusal.ENDED  # a copy of the cookie opens nothing either
    assert sign_ins.arrive(house, provider(), token(clock, nonce="n-2")).name == "Els"


def test_another_address_ends_what_the_old_account_had_open(house: Desk, clock: TestClock) -> None:
    vic = sign_ins.arrive(house, provider(), token(clock, "vic"))
    people.change_email(house, "Vic", "victor@example.com", by="Els", why="another account")
    with pytest.raises(RefusedError) as problem:
        sign_ins.still(house, vic)
    assert problem.value.refusal is Refusal.ENDED
    assert refused(house, token(clock, "vic")) is Refusal.ENDED
    assert sign_ins.arrive(house, provider(), token(clock, "victor", nonce="n-2")).name == "Vic"


def test_who_left_and_is_let_in_again_signs_in_anew(house: Desk, clock: TestClock) -> None:
    sign_ins.arrive(house, provider(), token(clock, "vic"))
    people.deactivate(house, "Vic", by="Els", why="left")
    assert refused(house, token(clock, "vic")) is Refusal.INACTIVE
    people.reactivate(house, "Vic", by="Els", why="back")
    assert refused(house, token(clock, "vic")) is Refusal.ENDED
    assert sign_ins.arrive(house, provider(), token(clock, "vic", nonce="n-2")).name == "Vic"


def test_what_was_offered_earlier_is_taken_as_people_are_now(house: Desk, clock: TestClock) -> None:
    vic = sign_ins.arrive(house, provider(), token(clock, "vic"))
    people.change(house, "Vic", roles={Role.ACCOUNT_MANAGER}, by="Els", why="moved")
    assert sign_ins.still(house, vic).roles == {Role.ACCOUNT_MANAGER}
    assert sign_ins.still(house, LOCAL) is LOCAL


def test_everywhere_means_every_machine_and_nobody_else(house: Desk, clock: TestClock) -> None:
    mine = [sign_ins.arrive(house, provider(), token(clock, nonce=f"n-{n}")) for n in range(3)]
    other = sign_ins.arrive(house, provider(), token(clock, "vic"))
    assert mine[0].sign_in is not None
    assert sign_ins.end_everywhere(house, mine[0].sign_in, by="Els") == 3
    assert {refused(house, token(clock, nonce=f"n-{n}")) for n in range(3)} == {Refusal.ENDED}
    assert other.sign_in is not None
    assert sign_ins.holds(house, other.sign_in).name == "Vic"


def test_an_administrator_ends_the_sign_ins_of_a_lost_machine(house: Desk, clock: TestClock) -> None:
    admin = sign_ins.arrive(house, provider(), token(clock))
    sign_ins.arrive(house, provider(), token(clock, "vic"))
    vic = people.named(house, "Vic")
    assert vic is not None
    assert sign_ins.standing(house, vic.id) == 1
    with acting(sign_ins.arrive(house, provider(), token(clock, "vic"))), pytest.raises(NotAllowedError):
        sign_ins.end_all(house, vic.id, by="Vic")
    with acting(admin):
        assert sign_ins.end_all(house, vic.id, by="Els") == 1
    assert sign_ins.standing(house, vic.id) == 0
    assert refused(house, token(clock, "vic")) is Refusal.ENDED


def test_a_sign_in_grows_no_older_than_the_house_lets_it(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(), token(clock))
    assert actor.sign_in is not None
    clock.forward(hours=7, minutes=59)
    assert sign_ins.holds(house, actor.sign_in).name == "Els"
    clock.forward(minutes=1)
    with pytest.raises(RefusedError) as problem:
        sign_ins.holds(house, actor.sign_in)
    assert problem.value.refusal is Refusal.OVER


def test_the_age_counts_from_when_they_proved_who_they_are(house: Desk, clock: TestClock) -> None:
    proven = int(clock().timestamp()) - 9 * 3600
    assert refused(house, token(clock, auth_time=proven)) is Refusal.OVER
    assert rows(house) == []


def test_a_clock_set_back_brings_no_sign_in_back(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(), token(clock))
    assert actor.sign_in is not None
    clock.forward(hours=8)
    for hours in (0, -2):
        clock.forward(hours=hours)
        with pytest.raises(RefusedError) as problem:
            sign_ins.holds(house, actor.sign_in)
        assert problem.value.refusal is Refusal.OVER


def test_a_clock_that_is_an_hour_behind_is_named_as_the_reason(house: Desk, clock: TestClock) -> None:
    ahead = int((clock() + timedelta(hours=1)).timestamp())
    assert refused(house, token(clock, iat=ahead)) is Refusal.CLOCK
    actor = sign_ins.arrive(house, provider(), token(clock))
    assert actor.sign_in is not None
    clock.forward(hours=-1)
    with pytest.raises(RefusedError) as problem:
        sign_ins.holds(house, actor.sign_in)
    assert problem.value.refusal is Refusal.CLOCK


def test_a_clock_that_is_an_hour_ahead_costs_an_hour_and_nothing_else(house: Desk, clock: TestClock) -> None:
    behind = int((clock() - timedelta(hours=1)).timestamp())
    actor = sign_ins.arrive(house, provider(), token(clock, iat=behind))
    assert rows(house)[0].expires_at - clock() == timedelta(hours=7)
    assert actor.name == "Els"


@pytest.mark.parametrize(
    "change",
    [{"aud": "somebody else's"}, {"aud": None}, {"iss": None}, {"sub": ""}, {"nonce": None}, {"iat": None}, {"iat": "soon"},
     {"iat": True}, {"iat": 1e30}, {"sub": "els\nn-1"}],
)  # fmt: skip
def test_a_foreign_token_is_nobodys(house: Desk, clock: TestClock, change: dict[str, Any]) -> None:
    assert refused(house, token(clock, **change)) is Refusal.FOREIGN
    assert rows(house) == []


def test_an_audience_of_several_may_name_saldo(house: Desk, clock: TestClock) -> None:
    assert sign_ins.arrive(house, provider(), token(clock, aud=["account", "saldo"])).name == "Els"


def test_nobody_of_the_table_stays_outside(house: Desk, clock: TestClock) -> None:
    assert refused(house, token(clock, "eve")) is Refusal.UNKNOWN
    assert refused(house, token(clock, email_verified=False)) is Refusal.UNPROVEN
    assert refused(house, token(clock, email=None)) is Refusal.UNKNOWN


def test_somebody_is_known_by_the_provider_once_they_came(house: Desk, clock: TestClock) -> None:
    sign_ins.arrive(house, provider(), token(clock))
    renamed = token(clock, nonce="n-2", email="els@new.example.com")
    assert sign_ins.arrive(house, provider(), renamed).name == "Els"
    taken_over = token(clock, "mallory", nonce="n-3", email="els@example.com")
    assert refused(house, taken_over) is Refusal.UNKNOWN  # the address alone no longer opens her account


def test_who_was_removed_is_out_at_once_and_a_changed_role_counts_at_once(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(), token(clock, "vic"))
    assert actor.sign_in is not None
    people.change(house, "Vic", roles={Role.CONTROLLER}, by="Els", why="promoted")
    assert sign_ins.holds(house, actor.sign_in).roles == {Role.CONTROLLER}
    people.deactivate(house, "Vic", by="Els", why="left")
    with pytest.raises(RefusedError) as problem:
        sign_ins.holds(house, actor.sign_in)
    assert problem.value.refusal is Refusal.INACTIVE
    assert refused(house, token(clock, "vic", nonce="n-2")) is Refusal.INACTIVE


def test_a_claim_gives_the_roles_and_makes_the_person(house: Desk, clock: TestClock) -> None:
    by = provider(role_claim="realm_access.roles")
    new = token(clock, "kim", realm_access={"roles": ["manager", "offline_access"]})
    assert sign_ins.arrive(house, by, new).roles == {Role.MANAGER}
    kim = people.named(house, "Kim")
    assert kim is not None
    assert (kim.email, kim.roles) == ("kim@example.com", frozenset({Role.MANAGER}))
    less = token(clock, "kim", nonce="n-2", realm_access={"roles": ["viewer"]})
    assert sign_ins.arrive(house, by, less).roles == {Role.VIEWER}


@pytest.mark.parametrize("said", [None, [], "", "root", ["root", "superuser"], {"manager": True}, 7])
def test_a_role_that_does_not_exist_is_no_role(house: Desk, clock: TestClock, said: object) -> None:
    by = provider(role_claim="roles")
    assert refused(house, token(clock, "kim", roles=said), by) is Refusal.NO_ROLE
    assert people.named(house, "Kim") is None


def test_one_address_by_two_accounts_is_not_two_people(house: Desk, clock: TestClock) -> None:
    """Who were two here could write as one and approve as the other; who was removed would be back by another account."""
    by = provider(role_claim="roles")
    sign_ins.arrive(house, by, token(clock, "els", roles=["manager"]))
    for proven in (True, False):
        twice = token(clock, "els-2", email="ELS@example.com", email_verified=proven, roles=["approver"])
        assert refused(house, twice, by) is Refusal.TAKEN
    sign_ins.arrive(house, by, token(clock, "vic", roles=["viewer"]))
    people.deactivate(house, "Vic", by="Els", why="left")
    assert refused(house, token(clock, "vic-2", email="vic@example.com", roles=["manager"]), by) is Refusal.TAKEN
    assert {each.name for each in people.people(house)} == {"Els", "Vic"}
    people.change_email(house, "Vic", None, by="Els", why="left")  # the address goes to somebody new
    assert sign_ins.arrive(house, by, token(clock, "vic-2", name="Victor", email="vic@example.com", roles=["viewer"]))


def test_two_of_one_name_are_two_people(house: Desk, clock: TestClock) -> None:
    by = provider(role_claim="roles")
    names = [
        sign_ins.arrive(house, by, token(clock, sub, name="Kim", roles=["viewer"], email_verified=proven)).name
        for sub, proven in (("kim-1", True), ("kim-2", True), ("kim-3", False))
    ]
    assert len(set(names)) == 3
    assert names[0] == "Kim"


def test_an_account_manager_by_claim_alone_sees_their_own_customers(house: Desk, clock: TestClock) -> None:
    actor = sign_ins.arrive(house, provider(role_claim="roles"), token(clock, "aad", roles=["account_manager"]))
    assert actor.limits.account_managers == frozenset({"Aad"})


def test_somebody_removed_stays_out_whatever_the_claim_says(house: Desk, clock: TestClock) -> None:
    by = provider(role_claim="roles")
    sign_ins.arrive(house, by, token(clock, "vic", roles=["viewer"]))
    people.deactivate(house, "Vic", by="Els", why="left")
    assert refused(house, token(clock, "vic", nonce="n-2", roles=["administrator"]), by) is Refusal.INACTIVE


@pytest.fixture
def signed_in_only() -> Iterator[None]:
    ask(lambda _: None, is_signed_in_only=True)
    yield
    ask(None, is_signed_in_only=False)


@pytest.mark.usefixtures("signed_in_only")
def test_a_house_where_people_sign_in_lets_nobody_else_act(desk: Desk) -> None:
    with pytest.raises(NobodyActsError):
        current()
    with pytest.raises(NobodyActsError):
        people.add(desk, "Eve", roles={Role.VIEWER}, by="Eve")
    with acting(LOCAL):
        actor: Actor = current()
    assert actor is LOCAL
