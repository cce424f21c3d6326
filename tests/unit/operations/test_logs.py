"""Lines of the log: one form, one id for all that comes of one thing, and nothing in them that must not be kept."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from core import hidden, logs
from core.acting import LOCAL, acting, permitted
from core.actions import Action
from core.campaigns import schedule
from core.errors import SaldoError
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.desk.engine import Desk

PLANTED = 'planted-"secret"-4711'


pytestmark = pytest.mark.few_on_postgres(0)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that were logged since."""
    root = logging.getLogger()
    handlers, level, before = root.handlers, root.level, structlog.get_config()
    logs.configure(form="json", level="info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**before)


def test_a_job_and_all_that_it_does_have_one_id(desk: Desk, lines: Callable[[], list[dict[str, Any]]]) -> None:
    log = structlog.get_logger("saldo.test")

    @permitted(Action.COMMENT)
    def change(_desk: Desk, *, by: str) -> str:
        log.warning("in the act", by=by)
        logging.getLogger("library").warning("of a %s", "library")
        return "done"

    for name in ("one", "two"):
        schedule.every(desk, name, name, seconds=60)
    with acting(LOCAL):
        schedule.run_due(desk, {"one": lambda _: change(desk, by="Els"), "two": lambda _: change(desk, by="Els")})
    told = lines()
    first, second = ([each for each in told if each["job"] == name] for name in ("one", "two"))
    assert len({each["trace"] for each in first}) == len({each["trace"] for each in second}) == 1
    assert first[0]["trace"] != second[0]["trace"]
    assert {each["event"] for each in first} >= {"in the act", "of a library"}
    assert all(each["act"].endswith("change") for each in first if each["event"] == "in the act")


def test_nothing_secret_or_personal_is_kept(lines: Callable[[], list[dict[str, Any]]]) -> None:
    hidden.remember("env:PLANTED", PLANTED)
    log = structlog.get_logger()
    try:
        raise RuntimeError(f"401 for {PLANTED} and els@example.org")  # noqa: TRY301
    except RuntimeError:
        log.exception("broke", token=PLANTED, account="NL91 ABNA 0417 1643 00", held={"in": [PLANTED]})
    log.info("asked /me/AAAAAAAAAAAAAAAAAAAAAAAA/plan")
    logging.getLogger("library").error("password %s refused", PLANTED)
    logging.getLogger("httpx").info("HTTP Request: GET https://elsewhere.example/?ticket=of-one-person")
    logging.getLogger("httpcore.http11").debug("receive_response_headers.complete set-cookie=of-one-person")
    kept = json.dumps(lines(), ensure_ascii=False)
    for each in ("of-one-person", PLANTED, json.dumps(PLANTED)[1:-1], "els@example.org", "0417", "AAAAAAAA"):
        assert each not in kept.replace("\\\\", "\\"), each
    assert "[env:PLANTED]" in kept
    assert "[e-mail]" in kept


def test_an_id_of_a_proxy_is_taken_over_only_when_it_looks_like_one(lines: Callable[[], list[dict[str, Any]]]) -> None:
    with logs.traced("request", given="abcdef-0123456789") as mark:
        structlog.get_logger().warning("in it")
        assert logs.trace() == mark == "abcdef-0123456789"
    with logs.traced("request", given="x" * 500) as mark:
        assert len(mark) == 16
    assert lines()[0]["trace"] == "abcdef-0123456789"


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({"desk_url": "postgresql://els:planted%40%2F4711@127.0.0.1:9/x"}, ["planted%40%2F4711", "planted@/4711"]),
        ({"desk_url": "postgresql://127.0.0.1:9/x?user=els&password=planted-4712"}, ["planted-4712"]),
        ({"smtp_url": "smtp://els:planted[4713@[relay"}, ["planted[4713"]),
        ({"smtp_url": "smtp://els:planted-4714@relay", "log_level": "loud"}, ["planted-4714", "loud"]),
    ],
)
def test_a_password_in_an_address_is_in_no_error_and_no_repr(
    given: dict[str, Any], parts: list[str], tmp_path: Path
) -> None:
    with pytest.raises(SaldoError) as refused:  # noqa: PT012 (where it is refused differs)
        settings = Settings(home=tmp_path, **given)
        assert not any(each in repr(settings) + str(settings) for each in parts)
        assert all(logs.clean(None, "", each) == f"[SALDO_{name.upper()}]" for name in given for each in parts)
        wire(settings)
    assert not any(each in str(refused.value) for each in parts)
