"""Where this installation keeps its things and what it may reach, read from the environment once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SaldoError
from core.hidden import hidden, remember
from core.sentence import Sentence

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "SALDO_"
_PASSWORD: Final = re.compile(r"://[^/:@]*:(.+)@|[?&](?:password|sslpassword)=([^&#]+)")
"""In an address, also in one that cannot be read: who mistypes it must not see the password in the error."""


class SettingError(SaldoError):
    """Settings that cannot be used; the sentence never holds what was given."""

    def __init__(self, wrong: ValidationError) -> None:
        told = "; ".join(f"{PREFIX}{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in wrong.errors())
        super().__init__("A setting cannot be used ({told}): change it where Saldo starts.", told=Sentence(told))


class Settings(BaseSettings):
    """Settings of one installation; every field is an environment variable with the prefix ``SALDO_``.

    Passwords, secrets and tokens beside an address are named by where they are kept (``core.secret``), never given.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    home: Path = ROOT / "var"
    desk_url: str | None = None
    smtp_url: str | None = None
    smtp_password: str | None = None
    imap_url: str | None = None
    imap_password: str | None = None
    oauth_token_url: str | None = None
    oauth_client_id: str | None = None
    oauth_client_secret: str | None = None
    oauth_refresh_token: str | None = None
    oauth_scope: str = ""
    pay_key: SecretStr | None = None
    pay_api: str | None = None
    model_url: str | None = None
    model_key: SecretStr | None = None
    model_name: str | None = None
    pay_hook_secrets: SecretStr | None = None  # of signed webhooks, the newest first, with commas between
    test_data: Path | None = None
    master_key: str | None = None  # where the master key is kept; None: a file in the home folder
    app_url: str | None = None  # what people type to get here: https://saldo.example.com
    oidc_url: str | None = None  # the provider's discovery document, or its issuer
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_cookie_secret: str | None = None  # else made once and kept in the home folder
    oidc_name: str = ""  # what the button calls the provider
    oidc_scope: str = "openid email profile"
    oidc_role_claim: str | None = None
    oidc_roles: str = ""  # finance-leads=manager approver; cfo=viewer
    sign_in_hours: float = 8.0
    log_form: Literal["json", "text"] | None = None  # None: text on a terminal, JSON elsewhere
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 (pydantic's)
        try:
            super().__init__(**given)
        except ValidationError as wrong:
            raise SettingError(wrong) from None  # what pydantic says repeats what was given

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Return what its repr shows: no password of an address."""
        return [(name, hidden(value) if isinstance(value, str) else value) for name, value in super().__repr_args__()]

    def model_post_init(self, _context: Any, /) -> None:  # noqa: ANN401 (pydantic's)
        """Keep what is secret here out of every log, error and export of this process."""
        for name in type(self).model_fields:
            value, place = getattr(self, name), f"{PREFIX}{name.upper()}"
            if isinstance(value, SecretStr):
                for each in value.get_secret_value().split(","):
                    remember(place, each.strip())
            elif name.endswith("_url") and value:
                for found in _PASSWORD.findall(value):
                    for each in filter(None, found):
                        remember(place, each)
                        remember(place, unquote(each))

    def environment(self) -> dict[str, str]:
        """Return the environment variables that make these settings again, secrets included: for a process of our own."""
        given = {name: getattr(self, name) for name in sorted(self.model_fields_set)}
        return {
            f"{PREFIX}{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            for name, value in given.items()
            if value is not None
        }

    @classmethod
    def variables(cls) -> frozenset[str]:
        """Return the names of all environment variables that are settings; others with the prefix are secrets that a setting names."""
        return frozenset(f"{PREFIX}{name.upper()}" for name in cls.model_fields)

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in here; else this is one person's own machine."""
        return self.oidc_url is not None or self.oidc_client_id is not None

    @property
    def book_folder(self) -> Path:
        """Versions of the book and the pointer to the current one."""
        return self.home / "book"

    @property
    def mailbox_folder(self) -> Path:
        """The built-in mailbox: every mail it took, and the port it listens on."""
        return self.home / "mailbox"

    @property
    def outbox_folder(self) -> Path:
        """What went out by other channels than mail while no gateway is set: a folder per channel."""
        return self.home / "outbox"

    @property
    def inbox_folder(self) -> Path:
        """The watched folder: a file put here is imported by itself."""
        return self.home / "inbox"

    @property
    def receipts_folder(self) -> Path:
        """Receipt files of printing houses and of registered mail: one put here is read by itself."""
        return self.home / "receipts"

    @property
    def sources_folder(self) -> Path:
        """Every imported file as it came, by its SHA-256."""
        return self.home / "sources"

    @property
    def spill_folder(self) -> Path:
        """What a long question about the past does not have room for in memory, as long as it is asked."""
        return self.home / "spill"

    @property
    def audit_folder(self) -> Path:
        """What earlier checks of the audit trail found at its end: kept apart from the desk, that it can be held against it."""
        return self.home / "audit"

    @property
    def models_folder(self) -> Path:
        """The payment models, one file each; the desk knows which of them serves."""
        return self.home / "models"

    @property
    def cookie_key(self) -> Path:
        """What signs the cookies of who is signed in, unless a setting names another place."""
        return self.home / "cookie.key"

    @property
    def desk_location(self) -> str:
        """SQLAlchemy URL of the desk: the configured one, or SQLite in the home folder."""
        return self.desk_url or f"sqlite:///{self.home / 'desk.sqlite3'}"
