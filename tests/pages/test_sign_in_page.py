"""Pages of a house where people sign in: nothing before it, the reader's own name and pages after it, and an end that is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access import people, sign_ins
from core.access.refusals import Refusal
from core.acting import SYSTEM, Limits, NobodyActsError, NotAllowedError, OutsideLimitsError, acting, current
from core.actions import Role
from core.desk.case_frames import promises
from core.desk.case_tables import Case
from core.desk.sign_in_tables import SignIn
from core.vocabulary import HoldKind
from dashboard import exports, jobs
from dashboard.signing.texts import REFUSALS, TROUBLES
from dashboard.signing.trouble import Trouble
from tests.pages.conftest import PORTFOLIO, ROOT, choose, clean, texts
from tests.pages.test_customers import key_of
from tests.signed_in import claims, sign_in_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.book.book import Book
    from core.wiring import Application

__all__ = ["sign_in_house"]


@pytest.fixture
def house(home: Path, sign_in_house: None, app: Application, book: Callable[[str], Book]) -> Application:  # noqa: ARG001
    with acting(SYSTEM):
        book(PORTFOLIO)
        for name, role in (("Els", Role.ADMINISTRATOR), ("Cor", Role.CONTROLLER), ("Vic", Role.VIEWER)):
            people.add(app.desk, name, email=f"{name.lower()}@example.com", roles={role}, by="setup")
    return app


def opened(user: dict[str, Any] | None, page: str = "today", **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "dashboard" / "ui.py"), default_timeout=60)
    at.user = user or {"is_logged_in": False}
    for name, value in query.items():
        at.query_params[name] = value
    if page != "today":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return clean(at.run())


def is_door(at: AppTest) -> bool:
    return [each.value for each in at.title] == ["Sign in to Saldo"] and not at.metric and not at.dataframe


def customer(house: Application) -> str:
    with acting(SYSTEM):
        return key_of(house.book(), "A")


def test_nobody_sees_anything_before_signing_in(house: Application) -> None:
    at = opened(None, "customer", id=customer(house))
    assert is_door(at)
    assert not at.warning
    assert at.button(key="sign_in_go").label == "Sign in"
    assert "Korst" not in " ".join(texts(at))


def test_who_is_signed_in_stands_in_the_sidebar_and_beside_what_they_do(house: Application) -> None:
    at = opened(claims("Cor"), "customer", id=customer(house))
    assert "you_are" not in [each.key for each in at.text_input]
    assert ":material/account_circle: **Cor**" in [each.value for each in at.sidebar.markdown]
    assert "Controller" in [each.value for each in at.sidebar.caption]
    assert "Download as CSV" in " ".join(each.proto.body for each in at.get("html"))  # a table's own button is hidden
    promise(at)
    with acting(SYSTEM):
        assert len(promises(house.desk)) == 1
        with house.desk.reading() as session:
            assert [each.created_by for each in session.query(Case)] == ["Cor"]


def test_a_viewer_changes_nothing_and_is_told_why(house: Application) -> None:
    at = opened(claims("Vic"), "customer", id=customer(house))
    if "act_0" in [each.key for each in at.get("button_group")]:  # a page may also not offer it in the first place
        promise(at)
        assert any("viewer" in each.value for each in at.error)
    with acting(sign_ins.holds(house.desk, _sign_in(house))), pytest.raises(NotAllowedError, match="Vic is viewer"):
        house.place_hold(HoldKind.STOP, entity="NL01", customer_id="A", by="Vic", why="asked")
    with acting(SYSTEM):
        assert promises(house.desk).empty


def test_somebody_removed_while_signed_in_writes_nothing_more(house: Application) -> None:
    at = opened(claims("Cor"), "customer", id=customer(house))
    fill(at)
    with acting(SYSTEM):
        people.deactivate(house.desk, "Cor", by="Els", why="left")
    at.button(key="promise_go_0").click()
    at.run()
    assert is_door(at)
    assert [each.value for each in at.warning] == [REFUSALS[Refusal.INACTIVE]]
    with acting(SYSTEM):
        assert promises(house.desk).empty


def test_other_limits_leave_nothing_of_what_was_seen_before(house: Application) -> None:
    at = opened(claims("Cor"))
    at.session_state["made"] = "a file of everybody"
    assert clean(at.run()).session_state["made"] == "a file of everybody"
    with acting(sign_ins.holds(house.desk, _sign_in(house))):
        load = exports.as_reader(lambda: b"of everybody")
    assert load() == b"of everybody"
    with acting(SYSTEM):
        people.change(house.desk, "Cor", limits=Limits(entities=frozenset({"BE01"})), by="Els", why="moved")
    with pytest.raises(OutsideLimitsError):
        load()
    assert "made" not in clean(at.run()).session_state


def test_a_sign_out_in_one_tab_is_seen_by_the_other(house: Application) -> None:
    mine = claims("Cor")
    first, second = opened(mine), opened(mine, "customer", id=customer(house))
    fill(second)
    first.button(key="sign_out").click()
    first.run()
    second.button(key="promise_go_0").click()
    second.run()
    assert is_door(second)
    assert [each.value for each in second.warning] == [REFUSALS[Refusal.ENDED]]
    with acting(SYSTEM):
        assert promises(house.desk).empty
        with house.desk.reading() as session:
            [row] = session.query(SignIn)
            assert (row.ended_by, row.person_id) == ("Cor", people.named(house.desk, "Cor").id)  # type: ignore[union-attr]


def test_a_token_that_is_too_old_leads_back_to_the_door(house: Application) -> None:
    assert house.settings.sign_in_hours == 8
    at = opened(claims("Cor", at=datetime.now(UTC) - timedelta(hours=8, minutes=1)))
    assert is_door(at)
    assert [each.value for each in at.warning] == [REFUSALS[Refusal.OVER]]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"aud": "another application"}, Refusal.FOREIGN),
        ({"iat": int((datetime.now(UTC) + timedelta(hours=1)).timestamp())}, Refusal.CLOCK),
        ({"email": "eve@example.com", "sub": "eve"}, Refusal.UNKNOWN),
        ({"email_verified": False}, Refusal.UNPROVEN),
    ],
)
def test_a_token_that_does_not_do_says_why(house: Application, change: dict[str, Any], refusal: Refusal) -> None:
    assert house.desk is not None
    at = opened(claims("Cor") | change)
    assert is_door(at)
    assert [each.value for each in at.warning] == [REFUSALS[refusal]]


def test_a_role_claim_lets_people_in_with_what_it_says(house: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALDO_OIDC_ROLE_CLAIM", "groups")
    monkeypatch.setenv("SALDO_OIDC_ROLES", "finance=controller; cfo=viewer")
    at = opened(claims("Kim", groups=["finance", "football"]))
    assert "Controller" in [each.value for each in at.sidebar.caption]
    stranger = opened(claims("Lou", groups=["football", "controller"]))
    assert is_door(stranger)
    assert [each.value for each in stranger.warning] == [REFUSALS[Refusal.NO_ROLE]]
    with acting(SYSTEM):
        assert [each.name for each in people.people(house.desk)] == ["Cor", "Els", "Kim", "Vic"]


def test_what_went_wrong_at_the_provider_is_said_on_the_way_back(house: Application) -> None:
    assert house.desk is not None
    at = opened(None, sign_in="clock", lang="nl")
    assert len(at.warning) == 1
    assert at.warning[0].value != TROUBLES[Trouble.CLOCK]  # it is said in Dutch
    assert not opened(None, sign_in="<script>").warning


def test_an_account_manager_has_the_pages_about_their_customers_alone(house: Application) -> None:
    with acting(SYSTEM):
        by_name = Limits(account_managers=frozenset({"Aad"}))
        people.add(house.desk, "Aad", email="aad@example.com", roles={Role.ACCOUNT_MANAGER}, limits=by_name, by="setup")
    at = AppTest.from_file(str(ROOT / "dashboard" / "ui.py"), default_timeout=60)
    at.user = claims("Aad")
    at.query_params["lang"] = "nl"
    at.switch_page(str(ROOT / "pages" / "settings.py"))
    at.run()
    assert not at.title
    assert [each.value.split("\\")[0] for each in at.error] == ["Uw rol heeft hiervoor geen pagina"]


def test_long_work_goes_on_in_the_name_of_who_asked_for_it(house: Application) -> None:
    at = opened(claims("Cor"))
    names: list[str] = []
    done = Event()

    def work(_: Callable[[float, str], None]) -> None:
        names.append(current().name)
        done.set()

    with acting(sign_ins.holds(house.desk, _sign_in(house))):
        job = jobs.start("whose", "Whose", work)
    assert done.wait(10)
    assert (names, job.problem) == (["Cor"], None)
    with pytest.raises(NobodyActsError):
        jobs.start("nobodys", "Nobody's", work)
    assert at is not None


def _sign_in(house: Application) -> str:
    with acting(SYSTEM), house.desk.reading() as session:
        return str(session.query(SignIn).one().id)


def fill(at: AppTest) -> None:
    choose(at, "act_0", "promise")
    at.number_input[0].set_value(50.0)
    at.date_input(key="promise_on_0").set_value(datetime.now(UTC).date() + timedelta(days=3))
    at.text_input(key="promise_why_0").set_value("phoned")


def promise(at: AppTest) -> None:
    fill(at)
    at.button(key="promise_go_0").click()
    at.run()
