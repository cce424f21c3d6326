"""Files in the server's memory: an address alone opens nothing, a sign-in opens what it was given, and without sign-in all is as it was."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from core.access import people, sign_ins
from core.acting import LOCAL, acting
from core.actions import Role
from dashboard.signing import whose
from dashboard.signing.files import FilesOfPeople
from dashboard.signing.whose import Given, given
from tests.desks import clock, desk, desk_url
from tests.unit.access.test_sign_ins import provider, token

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from core.desk.engine import Desk
    from tests.desks import TestClock

__all__ = ["clock", "desk", "desk_url"]
pytestmark = pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
FILES = {"list.csv": b"what Els was given", "other.png": b"what nobody was given"}


def asked(
    desk: Desk, path: str, said: dict[str, Any] | None, method: str = "GET", *, key: str = "b"
) -> tuple[int, str]:
    """Return what a request with the cookie of ``said`` is answered."""
    sent: list[Message] = []

    async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("the file")(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = []
    if said is not None:
        value = create_signed_value(key, "_streamlit_user", json.dumps(said)).decode()
        headers = [(b"cookie", f"_streamlit_user={value}".encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    app = FilesOfPeople(streamlit, provider=provider(), desk=lambda: desk, kept=FILES.get)
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode().strip()


def test_a_file_is_for_who_was_given_it_as_long_as_they_are_signed_in(desk: Desk, clock: TestClock) -> None:
    for name in ("Els", "Vic"):
        people.add(desk, name, email=f"{name.lower()}@example.com", roles={Role.VIEWER}, by="setup")
    els, vic = token(clock, "els"), token(clock, "vic")
    here = sign_ins.arrive(desk, provider(), els)
    sign_ins.arrive(desk, provider(), vic)
    with acting(here):
        assert given.note(FILES["list.csv"]) == FILES["list.csv"]
    first, nothing = (403, "Sign in first."), (404, "Nothing is here.")
    for method in ("GET", "HEAD"):
        assert asked(desk, "/media/list.csv", els, method)[0] == 200
        assert asked(desk, "/media/list.csv", vic, method)[0] == 404
        assert asked(desk, "/media/list.csv", None, method)[0] == 403
    assert asked(desk, "/media/other.png", els) == asked(desk, "/media/gone.csv", els) == nothing
    assert asked(desk, "/media/list.csv", els, key="forged") == first
    assert asked(desk, "/static/list.csv", None) == (200, "the file")
    assert asked(desk, "/_stcore/upload_file/a/b", els, "PUT") == (200, "the file")
    assert asked(desk, "/_stcore/upload_file/a/b", None, "PUT") == first
    assert here.sign_in is not None
    sign_ins.end(desk, here.sign_in, by="Els")
    assert asked(desk, "/media/list.csv", els) == first


def test_nothing_is_kept_of_a_house_without_sign_in_and_little_of_others(
    desk: Desk, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whose, "MOST", 3)
    people.add(desk, "Els", email="els@example.com", roles={Role.VIEWER}, by="setup")
    known = Given()
    with acting(LOCAL):
        known.note(b"x")
    assert not known.is_of(LOCAL.name, b"x")
    with acting(sign_ins.arrive(desk, provider(), token(clock))):
        for number in range(4):
            known.note(b"%d" % number)
    assert known.is_of("Els", b"3")
    assert not known.is_of("Els", b"0")
