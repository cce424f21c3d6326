"""Where this installation keeps its things and what it may reach, read from the environment once."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr  # noqa: TC002  # pydantic reads the annotation
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "SALDO_"


class Settings(BaseSettings):
    """Settings of one installation; every field is an environment variable with the prefix ``SALDO_``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    home: Path = ROOT / "var"
    desk_url: str | None = None
    smtp_url: str | None = None
    pay_key: SecretStr | None = None
    pay_api: str | None = None
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
