"""Signing in at a real provider, in another process: the journey of a person, and every token that must not open the door."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import expect

from core.access import people
from core.actions import Role
from core.desk.engine import open_desk
from core.desk.sign_in_tables import SignIn
from core.settings import Settings
from core.wiring import wire
from tests.browser.conftest import PYTHON, ROOT, SLOW, Site, keyed, served, settle
from tests.browser.everybody import HAS_FOCUS, Everybody
from tests.oidc_provider import OidcProvider, provided
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SECRET = "registered-at-the-provider-only"  # noqa: S105 (of a provider that ends with the test)


@dataclass(frozen=True)
class House:
    """A running app where people sign in, and the provider that says who they are."""

    site: Site
    provider: OidcProvider

    def begin(self) -> tuple[requests.Session, str]:
        """Return a browser that went to the provider from the page of customer 7, and the address there."""
        key = OctKey.import_key((self.site.home / "cookie.key").read_text())
        token = jwt.encode({"alg": "HS256"}, {"provider": "house", "exp": int(time.time()) + 60}, key)
        browser = requests.Session()
        sent = browser.get(
            f"{self.site.url}/auth/login?provider={token}",
            headers={"referer": f"{self.site.url}/customer?id=7"},
            allow_redirects=False,
        )
        assert sent.headers["location"].startswith(self.provider.url)
        return browser, sent.headers["location"]

    def come_back(self, **form: str) -> tuple[str, requests.Session]:
        """Sign in with ``form`` at the provider; return where that ends in the app, and the browser."""
        browser, asked = self.begin()
        agreed = browser.post(asked, data=form, allow_redirects=False)
        back = browser.get(agreed.headers["location"], allow_redirects=False)
        assert back.status_code == 302
        return back.headers["location"], browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    app = wire(Settings(home=home))
    for name, role in (("Els", Role.ADMINISTRATOR), ("Vic", Role.VIEWER)):
        people.add(app.desk, name, email=f"{name.lower()}@example.com", roles={role}, by="setup")
    app.desk.close()
    port, theirs = free_port(), free_port()
    settings = {
        "SALDO_APP_URL": f"http://127.0.0.1:{port}",
        "SALDO_OIDC_URL": f"http://127.0.0.1:{theirs}",
        "SALDO_OIDC_CLIENT_ID": "saldo",
        "SALDO_OIDC_CLIENT_SECRET": "env:REGISTERED_SECRET",
        "REGISTERED_SECRET": SECRET,
    }
    with ExitStack() as open_ones:
        provider = open_ones.enter_context(provided(theirs))
        site = open_ones.enter_context(served(home, port=port, settings=settings))
        yield House(site=site, provider=provider)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce")
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


def test_the_page_asked_for_is_reached_and_a_sign_out_is_seen_by_every_tab(house: House, page: Page) -> None:
    house.provider.know("els", name="Els", email="els@example.com", email_verified=True)
    page.goto(f"{house.site.url}/settings?lang=nl&tab=data")
    door = keyed(page, "sign_in_go").get_by_role("button")
    door.wait_for()
    expect(page.get_by_role("heading", name="Aanmelden bij Saldo")).to_be_visible()
    assert Everybody(page).faults(language="nl", is_whole=True) == []
    while not door.evaluate(HAS_FOCUS):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.provider.url}/**")
    page.fill("[name=sub]", "els")
    page.click("text=Authorize >> nth=-1")
    page.wait_for_url(f"{house.site.url}/settings?**")
    keyed(page, "account").get_by_text("Els").wait_for()
    asked = urlsplit(page.url)
    assert (asked.path, sorted(asked.query.split("&"))) == ("/settings", ["lang=nl", "tab=data"])
    assert _cookies(page, house) == {"_streamlit_user": True, "_streamlit_user_tokens": True, "_streamlit_xsrf": False}

    copied = {each["name"]: each["value"] for each in page.context.cookies(house.site.url)}
    assert _upload(house, copied) != "Sign in first.\n"  # Streamlit's to answer
    assert _upload(house, {}) == _upload(house, {"_streamlit_user": "forged"}) == "Sign in first.\n"

    other = page.context.new_page()
    file = _taken(house, other)
    assert requests.get(file, cookies=copied, timeout=60).content.startswith(b"\xef\xbb\xbf")
    assert requests.get(file, timeout=60).text == "Sign in first.\n"
    other.goto(f"{house.site.url}/customers?lang=nl")
    keyed(other, "account").wait_for()
    keyed(page, "sign_out").get_by_role("button").click()
    page.wait_for_url(f"{house.provider.url}/oauth2/end_session?**")
    other.get_by_role("link", name="Campagnes").click()
    keyed(other, "sign_in_go").wait_for()
    settle(other)
    expect(other.get_by_text("U bent afgemeld, hier of in een ander tabblad.")).to_be_visible()
    expect(keyed(other, "account")).to_have_count(0)
    assert Everybody(other).faults(language="nl", is_whole=True) == []
    assert _upload(house, copied) == requests.get(file, cookies=copied, timeout=60).text == "Sign in first.\n"
    with open_desk(f"sqlite:///{house.site.home / 'desk.sqlite3'}").reading() as session:
        assert {row.ended_by for row in session.query(SignIn)} == {"Els"}


def test_who_is_not_among_the_people_reads_what_to_do(house: House, page: Page) -> None:
    house.provider.know("nora", name="Nora", email="nora@example.com", email_verified=True)
    _let_in(house, page, "nora")
    page.goto(f"{house.site.url}/settings")
    keyed(page, "sign_in_go").get_by_role("button", name="Use another account").wait_for()
    expect(page.get_by_text("Ask an administrator to add you.")).to_be_visible()
    assert Everybody(page).faults(language="en", is_whole=True) == []


def test_an_administrator_adds_somebody_and_signs_somebody_out_everywhere(house: House, page: Page) -> None:
    house.provider.know("els", name="Els", email="els@example.com", email_verified=True)
    desk = open_desk(f"sqlite:///{house.site.home / 'desk.sqlite3'}")
    vic, now = people.named(desk, "Vic"), desk.now()
    assert vic is not None
    terms = {"began_at": now, "seen_at": now, "expires_at": now + timedelta(hours=8)}
    with desk.session() as session:
        for machine in ("laptop", "phone"):
            session.add(SignIn(id=machine, person_id=vic.id, subject="vic", agent=machine, **terms))
    desk.close()
    _let_in(house, page, "els")
    page.goto(f"{house.site.url}/people")
    add, name = page.get_by_role("button", name="Add somebody"), page.get_by_label("Name")
    add.press("Enter")
    name.wait_for()
    page.keyboard.press("Escape")
    name.wait_for(state="detached")
    assert add.evaluate(HAS_FOCUS)
    add.press("Enter")
    name.fill("Wim")
    name.press("Tab")
    settle(page)
    page.get_by_test_id("stBaseButton-primary").click()
    page.get_by_text("Wim is let in.").wait_for()
    name.wait_for(state="detached")
    page.get_by_test_id("stDataFrame").click(position={"x": 30, "y": 40 + 34 * 1.5})
    page.get_by_text("Signed in in 2 browsers now.").wait_for()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_text("Vic is signed out: 2 sign-ins were ended.").wait_for()


def _let_in(house: House, page: Page, sub: str) -> None:
    """Give the browser the cookies with which ``sub`` came back from the provider."""
    came = house.come_back(sub=sub)[1].cookies
    page.context.add_cookies([{"name": each.name, "value": each.value or "", "url": house.site.url} for each in came])


def _taken(house: House, page: Page) -> str:
    """Return the address of a file that was downloaded from the page of the audit trail."""
    page.goto(f"{house.site.url}/audit?lang=en")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as taken:
        keyed(page, "audit_out_csv").get_by_role("button").click()
    assert "/media/" in taken.value.url
    return taken.value.url


def _upload(house: House, cookies: dict[str, str]) -> str:
    return requests.put(f"{house.site.url}/_stcore/upload_file/a/b", cookies=cookies, data=b"x", timeout=60).text


def _cookies(page: Page, house: House) -> dict[str, bool]:
    return {each["name"]: each["httpOnly"] for each in page.context.cookies(house.site.url)}


def test_a_good_token_leads_to_the_page_that_was_asked_for_and_takes_its_note_away(house: House) -> None:
    house.provider.know("vic", name="Vic", email="vic@example.com", email_verified=True)
    where, browser = house.come_back(sub="vic")
    assert where == "/customer?id=7"
    assert "_streamlit_user" in browser.cookies
    assert "saldo_next" not in browser.cookies


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"exp": -3600, "iat": -7200}, "expired"),
        ({"iat": 3600, "exp": 7200}, "clock"),
        ({"aud": "another-application"}, "foreign"),
        ({"iss": "https://elsewhere.example"}, "foreign"),
        ({"nonce": "of an earlier sign-in"}, "foreign"),
    ],
)
def test_a_token_that_must_not_open_the_door_does_not(house: House, said: dict[str, Any], why: str) -> None:
    now = int(time.time())
    claims = {name: now + value if isinstance(value, int) else value for name, value in said.items()}
    house.provider.know("vic", name="Vic", email="vic@example.com", email_verified=True, **claims)
    where, browser = house.come_back(sub="vic")
    assert where == f"/customer?id=7&sign_in={why}"
    assert "_streamlit_user" not in browser.cookies


def test_a_way_back_that_nobody_began_and_a_no_at_the_provider_are_told_apart(house: House) -> None:
    stray = requests.get(f"{house.site.url}/oauth2callback?code=c&state=s", allow_redirects=False, timeout=60)
    assert stray.headers["location"] == "/?sign_in=stale"
    assert house.come_back(action="deny")[0] == "/customer?id=7&sign_in=denied"
    assert (
        requests.get(f"{house.site.url}/oauth2callback", allow_redirects=False, timeout=60).headers["location"] == "/"
    )


def test_no_secret_stands_in_the_log_or_in_the_page_and_nobody_who_came_in_the_log(house: House) -> None:
    log = house.site.home.with_name(f"{house.site.home.name}.log").read_text(encoding="utf-8")
    assert "somebody signed in" in log
    assert not re.findall(r"\b(?:els|nora|vic)\b", log, re.IGNORECASE)
    key = (house.site.home / "cookie.key").read_text()
    shown = requests.get(house.site.url, timeout=60).text
    assert not [each for each in (SECRET, key) if each in log or each in shown]


def test_a_house_without_sign_in_does_not_listen_for_others(tmp_path: Any) -> None:
    tried = subprocess.run(
        [*PYTHON, "--server.port", str(free_port()), "--server.address", "0.0.0.0"],  # noqa: S104 (that is refused)
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SALDO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert tried.returncode == 2
    assert "Saldo does not listen at 0.0.0.0 while nobody signs in" in tried.stderr
    assert not (tmp_path / "home").exists()
