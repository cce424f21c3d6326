"""Where this installation keeps its things and what it may reach, read from the environment once."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr  # noqa: TC002  # pydantic reads the annotation
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "SALDO_"


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
    def models_folder(self) -> Path:
        """The payment models, one file each; the desk knows which of them serves."""
        return self.home / "models"

    @property
    def desk_location(self) -> str:
        """SQLAlchemy URL of the desk: the configured one, or SQLite in the home folder."""
        return self.desk_url or f"sqlite:///{self.home / 'desk.sqlite3'}"
