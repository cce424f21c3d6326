"""The process beside the screens: one at a time, begun again when it ends, and gone when the app is."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin
from unittest.mock import Mock

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from core import background
from core import beside as beside_the_app
from core.background import Background
from core.in_use import UNFINISHED
from core.settings import ROOT, Settings
from tests.desks import _migrated_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PYTHON = (sys.executable, "-I", "-S", "-c")
WAITS = (*PYTHON, "import os\nwhile os.read(0, 1): pass")
"""Ends in good order when its input does."""
DEAF = (
    *PYTHON,
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen({deaf!r}, 'w')\ntime.sleep(60)",
)
BREAKS = (*PYTHON, "raise SystemExit(7)")
TELLS = "import json, os, sys\njson.dump(dict(os.environ), open({file!r}, 'w'))\nos.rename({file!r}, {done!r})\nos.read(0, 1)"
APP = """
import sys, time
from pathlib import Path
from core.background import Background
from core.settings import Settings
background = Background()
imap_url = "imap://els:planted-4711@127.0.0.1:1"
background.start(Settings(home=Path(sys.argv[1]), imap_url=imap_url, pay_key="planted-4712", log_form="json"))
print(background.process_id, flush=True)
time.sleep(60)
"""
PATIENCE = 120.0


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Background]:
    """One that begins anew at once, and what it began is gone after the test."""
    monkeypatch.setattr(background, "RESTART_SECONDS", 0.05)
    monkeypatch.setattr(background, "COMMAND", WAITS)
    made = Background()
    yield made
    made.stop()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait for ``is_so``, not for long."""
    for _ in range(int(PATIENCE / 0.01)):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail(f"waited in vain: {what}")


def is_running(process: int) -> bool:
    """Whether it is there and no zombie that nobody asked for."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2][0] != "Z"
    return False


def test_starting_twice_is_one_process_and_it_ends_when_asked_to(beside: Background, settings: Settings) -> None:
    beside.start(settings)
    one = beside.process_id
    assert one is not None
    assert is_running(one)
    beside.start(settings)
    assert beside.process_id == one
    beside.stop()
    beside.stop()
    assert (beside.restarts, beside.gone_seconds) == (0, None)
    assert not is_running(one)
    beside.start(settings)
    assert beside.process_id not in {None, one}, "what was stopped can be started"


def test_one_that_was_killed_is_followed_by_another(
    beside: Background, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside.start(settings)
    first = beside.process_id
    assert first is not None
    held = len(list(Path("/proc/self/fd").iterdir()))
    os.kill(first, signal.SIGKILL)
    until(lambda: beside.process_id not in {None, first}, "a second process")
    assert beside.restarts == 1
    assert len(list(Path("/proc/self/fd").iterdir())) == held, "nothing of the first one is held on to"
    assert beside.gone_seconds is not None, "whether this one lasts is not known yet"
    monkeypatch.setattr(background, "LASTING_SECONDS", 0.0)
    assert beside.gone_seconds is None


def test_one_that_never_lasts_is_begun_ever_more_seldom(
    beside: Background, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "COMMAND", BREAKS)
    monkeypatch.setattr(background, "RESTART_SECONDS", 0.02)
    pauses = [0.0]
    monkeypatch.setattr(background, "LONGEST_RESTART_SECONDS", 0.08)
    begin = background._begun

    def begun(of: Settings) -> subprocess.Popen[bytes]:
        pauses.append(time.monotonic())
        if len(pauses) == 3:
            raise OSError("no process to be had")
        return begin(of)

    monkeypatch.setattr(background, "_begun", begun)
    beside.start(settings)
    until(lambda: beside.restarts >= 5, "five restarts, and one of them found no process to be had")
    assert pauses[6] - pauses[5] >= 0.08 > background.RESTART_SECONDS * 2
    assert beside.gone_seconds is not None
    assert beside.gone_seconds >= 0.02 + 0.04 + 0.08, "gone since the first end, not since the latest"


def test_one_that_does_not_end_in_time_is_broken_off(
    beside: Background, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_deaf = tmp_path / "deaf"
    monkeypatch.setattr(background, "COMMAND", (*DEAF[:-1], DEAF[-1].format(deaf=str(is_deaf))))
    monkeypatch.setattr(background, "PATIENCE_SECONDS", 0.1)
    beside.start(settings)
    deaf = beside.process_id
    assert deaf is not None
    until(is_deaf.exists, "its deafness")
    with capture_logs() as lines:
        beside.stop()
    assert not is_running(deaf)
    assert "broken off" in lines[0]["event"]


def test_one_that_begins_while_all_is_stopped_is_stopped_too(
    beside: Background, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = background._begun
    made: list[subprocess.Popen[bytes]] = []

    def begun(of: Settings) -> subprocess.Popen[bytes]:
        if made:  # the second: somebody asks for the end while it begins
            Thread(target=beside.stop).start()
            until(beside._stop.is_set, "the wish to stop")
        made.append(begin(of))
        return made[-1]

    monkeypatch.setattr(background, "_begun", begun)
    beside.start(settings)
    made[0].kill()
    until(lambda: len(made) == 2, "a second process")
    until(lambda: not is_running(made[1].pid), "its end")


def test_ctrl_c_is_for_the_app_alone(beside: Background, settings: Settings) -> None:
    beside.start(settings)
    assert beside.process_id is not None
    assert os.getpgid(beside.process_id) != os.getpgid(0), "what a terminal sends to the group would break off a mail"


def _given(name: str) -> object:
    """A value of the field ``name`` that is not its default."""
    kinds = get_args(Settings.model_fields[name].annotation) or (Settings.model_fields[name].annotation,)
    if SecretStr in kinds:
        return SecretStr(f"planted-{name}, and a second one")
    if Path in kinds:
        return Path("/elsewhere") / name
    if float in kinds:
        return 3.25
    choices = next((get_args(each) for each in kinds if get_origin(each) is Literal), kinds if str not in kinds else ())
    return choices[-1] if choices else f"{name} with 'quotes', é, 50 %, $HOME and a=b"


def test_every_setting_reaches_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {name: _given(name) for name in Settings.model_fields}
    made = Settings(**given)
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert not [name for name in given if getattr(made, name) == defaults[name]]
    for name in Settings.variables():
        monkeypatch.delenv(name, raising=False)
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == made
    assert made.environment().keys() == Settings.variables()


def test_what_is_given_in_code_wins_and_secrets_that_settings_name_come_along(
    beside: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALDO_SMTP_URL", "smtp://of-the-environment")
    monkeypatch.setenv("saldo_imap_url", "imap://also-read-as-a-setting")
    monkeypatch.setenv("SALDO_SMS_TOKEN", "what env:SALDO_SMS_TOKEN stands for")
    told, done = tmp_path / "told", tmp_path / "done"
    monkeypatch.setattr(background, "COMMAND", (*PYTHON, TELLS.format(file=str(told), done=str(done))))
    beside.start(Settings(home=tmp_path / "home", smtp_url=None, imap_url=None, pay_key=SecretStr("planted-4711")))
    until(done.exists, "what the process was given")
    given = json.loads(done.read_text(encoding="utf-8"))
    assert given["SALDO_HOME"] == str(tmp_path / "home")
    assert given["SALDO_PAY_KEY"] == "planted-4711"
    assert given["SALDO_SMS_TOKEN"] == "what env:SALDO_SMS_TOKEN stands for"  # noqa: S105 - none
    assert not {"SALDO_SMTP_URL", "SALDO_IMAP_URL", "saldo_imap_url"} & given.keys()


def test_it_works_and_ends_in_good_order_when_the_app_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(_migrated_file(), home / "desk.sqlite3")
    desk, streams = create_engine(f"sqlite:///{home / 'desk.sqlite3'}"), {"stdout": PIPE, "stderr": PIPE}
    with subprocess.Popen([sys.executable, "-c", APP, str(home)], cwd=ROOT, text=True, **streams) as app:  # type: ignore[call-overload]
        worker = int(app.stdout.readline())
        until(lambda: _rows(desk, worker), "a beat")
        assert (home / "mailbox" / "port").exists(), "where no relay is set it serves the mailbox"
        os.kill(worker, signal.SIGINT)
        assert os.getpriority(os.PRIO_PROCESS, worker) > os.getpriority(os.PRIO_PROCESS, 0), "readers come first"
        app.kill()
        logged = app.stderr.read()  # to its end: both are gone then
    until(lambda: not is_running(worker), "the end of what the app started")
    rows = _rows(desk, worker)
    assert rows
    assert all(row.stopped_at is not None for row in rows), "leases are given back"
    assert not (home / "mailbox" / "port").exists()
    desk.dispose()
    [begins, *_] = lines = [json.loads(line) for line in logged.splitlines()]
    assert (begins["event"], begins["via"], len(begins["trace"])) == ("the work beside the screens begins", "work", 16)
    assert all(len(line["trace"]) == 16 for line in lines)
    assert "planted" not in logged


def _rows(desk: Any, process: int) -> list[Any]:
    with desk.connect() as connection:
        return list(connection.execute(text("SELECT stopped_at FROM worker WHERE pid = :pid"), {"pid": process}))


def test_what_it_cannot_work_with_is_one_sentence(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / UNFINISHED).touch()
    with capture_logs() as lines:
        assert beside_the_app.keep_working(settings, Event()) == 1
    assert "A backup is being put back" in lines[-1]["why"]
    assert lines[-1]["log_level"] == "error"


def test_nobody_waits_for_ever_for_what_the_app_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    monkeypatch.setattr(beside_the_app, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(beside_the_app, "INPUT", ours)
    monkeypatch.setattr(os, "_exit", Mock())
    stop = Event()
    following = Thread(target=beside_the_app.follow, args=(stop,))
    following.start()
    os.write(theirs, b"still here")
    assert not stop.wait(0.05)
    os.close(theirs)
    following.join()
    os.close(ours)
    assert stop.is_set()
    os._exit.assert_called_once_with(1)  # type: ignore[attr-defined]
