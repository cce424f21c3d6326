"""Who acts on the command line of a house where people sign in: one of them, by name, or nobody."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from core.__main__ import app
from core.access import people
from core.acting import ask
from core.actions import Role
from core.errors import SaldoError
from core.settings import Settings
from core.wiring import wire
from tests.desks import _migrated_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    """``said("--as", "Els", ...)`` runs a command of a house with sign-in; 2 and the sentence when it was refused."""
    monkeypatch.setenv("SALDO_HOME", str(tmp_path))
    monkeypatch.setenv("SALDO_OIDC_URL", "https://id.example.com")
    monkeypatch.delenv("SALDO_PERSON", raising=False)
    shutil.copy(_migrated_file(), tmp_path / "desk.sqlite3")

    def run(*words: str) -> tuple[int, str]:
        try:
            app(list(words), standalone_mode=False)
        except SaldoError as error:
            return 2, str(error)
        finally:
            ask(None, is_signed_in_only=False)
        return 0, ""

    return run


@pytest.fixture
def house(said: Said, tmp_path: Path) -> None:  # noqa: ARG001 (it lays the tables)
    desk = wire(Settings(home=tmp_path)).desk
    people.add(desk, "Els", roles={Role.ADMINISTRATOR}, by="setup")
    people.add(desk, "Vic", roles={Role.VIEWER}, by="setup")
    people.add(desk, "Gone", roles={Role.ADMINISTRATOR}, by="setup")
    people.deactivate(desk, "Gone", by="setup", why="left")
    desk.close()


def paused(home: Path) -> list[tuple[str, str]]:
    with wire(Settings(home=home)).desk.reading() as session:
        return [tuple(row) for row in session.execute(text("SELECT channel, paused_by FROM channel_pause"))]


PAUSE = ("pause-channel", "email", "--why", "test")


@pytest.mark.usefixtures("house")
def test_a_name_of_the_people_acts_and_stands_beside_the_act(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said("--as", "Els", *PAUSE) == (0, "")
    assert paused(tmp_path) == [("email", "Els")]
    monkeypatch.setenv("SALDO_PERSON", "Els")
    assert said("resume-channel", "email", "--why", "test") == (0, "")


@pytest.mark.usefixtures("house")
def test_nobody_else_does(said: Said, tmp_path: Path) -> None:
    for words, sentence in (
        (PAUSE, "This does not say who acts"),
        (("--as", "Eve", *PAUSE), "Nobody called 'Eve' works with Saldo here"),
        (("--as", "Gone", *PAUSE), "Nobody called 'Gone' works with Saldo here"),
        (("--as", "Vic", *PAUSE), "Vic is viewer and may not do this"),
        (("--as", "Els", *PAUSE, "--by", "Vic"), "Els cannot act in the name of Vic"),
        (("aging",), "This does not say who acts"),
    ):
        code, told = said(*words)
        assert (code, sentence in told) == (2, True), told
    assert paused(tmp_path) == []
    assert said("work", "--until-done")[0] == 0  # a worker is nobody, and needs no name


def test_the_first_administrator_is_added_by_whoever_runs_the_machine(said: Said, tmp_path: Path) -> None:
    assert said(*PAUSE) == (0, "")
    assert paused(tmp_path) == [("email", "command line")]
