"""The settings of the sign-in: what they become, and each mistake with its own sentence before anybody could sign in."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from core.access.provider import SignInSettingsError, provider_of
from core.actions import Role
from core.secret import SecretError
from core.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "s3cr3t-of-the-registration"  # noqa: S105 - of a test


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("REGISTERED", SECRET)
    return Settings(
        home=tmp_path / "home",
        app_url="https://saldo.example.com/",
        oidc_url="https://id.example.com/realms/house/",
        oidc_client_id="saldo",
        oidc_client_secret="env:REGISTERED",  # noqa: S106 - where it is kept
    )


def test_nobody_signs_in_where_nothing_is_set(tmp_path: Path) -> None:
    assert provider_of(Settings(home=tmp_path)) is None


def test_an_issuer_is_enough_and_the_way_back_is_made_of_the_address_people_type(settings: Settings) -> None:
    provider = provider_of(settings)
    assert provider is not None
    assert provider.metadata_url == "https://id.example.com/realms/house/.well-known/openid-configuration"
    assert provider.callback == "https://saldo.example.com/oauth2callback"
    assert provider.client_secret.reveal() == SECRET
    assert SECRET not in repr(provider)


def test_a_discovery_document_may_be_named_in_full(settings: Settings) -> None:
    url = "https://id.example.com/.well-known/openid-configuration?policy=house"
    provider = provider_of(settings.model_copy(update={"oidc_url": url}))
    assert provider is not None
    assert provider.metadata_url == url


def test_the_key_of_the_cookies_is_made_once_and_for_its_owner_alone(settings: Settings) -> None:
    first, again = provider_of(settings), provider_of(settings)
    assert first is not None
    assert again is not None
    assert first.cookie_secret.reveal() == again.cookie_secret.reveal()
    assert len(first.cookie_secret.reveal()) >= 32
    assert stat.S_IMODE(settings.cookie_key.stat().st_mode) == 0o600
    assert [each.name for each in settings.home.iterdir()] == [settings.cookie_key.name]


def test_a_key_that_others_may_read_is_refused(settings: Settings) -> None:
    provider_of(settings)
    settings.cookie_key.chmod(0o644)
    with pytest.raises(SecretError, match="can be read by others"):
        provider_of(settings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"oidc_client_id": ""}, "SALDO_OIDC_CLIENT_ID is not set"),
        ({"oidc_client_secret": None}, "SALDO_OIDC_CLIENT_SECRET is not set"),
        ({"oidc_url": None}, "SALDO_OIDC_URL is no address"),
        ({"oidc_url": "http://id.example.com"}, "in the open"),
        ({"oidc_url": "https://login.microsoftonline.com/common/v2.0"}, "names every tenant at once"),
        ({"app_url": None}, "SALDO_APP_URL is not what people type"),
        ({"app_url": "http://saldo.example.com"}, "SALDO_APP_URL is not https"),
        ({"app_url": "https://saldo.example.com/app"}, "SALDO_APP_URL is not what people type"),
        ({"sign_in_hours": 0}, "not between 0 and 24"),
        ({"sign_in_hours": 48}, "not between 0 and 24"),
        ({"oidc_roles": "leads=manager boss"}, r"a role that does not exist \(boss\)"),
        ({"oidc_roles": "leads"}, "cannot be read at 'leads'"),
        ({"oidc_roles": "leads="}, "cannot be read at 'leads='"),
        ({"oidc_cookie_secret": "env:SHORT"}, "shorter than 32 characters"),
    ],
)
def test_a_mistake_is_said_at_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], said: str
) -> None:
    monkeypatch.setenv("SHORT", "too-short")
    with pytest.raises(SignInSettingsError, match=said) as problem:
        provider_of(settings.model_copy(update=change))
    assert SECRET not in str(problem.value)


def test_a_secret_in_the_place_of_its_name_is_refused_unrepeated(settings: Settings) -> None:
    with pytest.raises(SecretError) as problem:
        provider_of(settings.model_copy(update={"oidc_client_secret": SECRET}))
    assert SECRET not in str(problem.value)


def test_values_of_the_claim_stand_for_roles(settings: Settings) -> None:
    changed = settings.model_copy(
        update={"oidc_role_claim": "groups", "oidc_roles": "fin leads=manager, approver ; cfo=viewer;x=y=controller"}
    )
    provider = provider_of(changed)
    assert provider is not None
    assert provider.roles_of(("fin leads", "unheard of")) == {Role.MANAGER, Role.APPROVER}
    assert provider.roles_of(("x=y",)) == {Role.CONTROLLER}
    assert provider.roles_of(("manager",)) == frozenset()  # with a list, only the list counts


def test_without_a_list_a_value_is_the_role_of_that_name(settings: Settings) -> None:
    provider = provider_of(settings.model_copy(update={"oidc_role_claim": "roles"}))
    assert provider is not None
    assert provider.roles_of(("viewer", "Manager", "root")) == {Role.VIEWER}
