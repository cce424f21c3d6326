"""Ways to send beside e-mail: a gateway declared, tried and switched on the page; letters; receipts; and the address they are posted to."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request

import dashboard.reads
from core import signed
from core.gateways.hook import LARGEST
from core.gateways.kept import gateway_of, save_gateway
from core.gateways.printing import printing_house
from core.pace import Pace
from core.vocabulary import ChannelName
from dashboard.hooks import receipt as hook
from dashboard.hooks.receipt import receipt
from tests.gateway_server import gateway_server
from tests.launched import launched, message_to
from tests.pages.conftest import clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.wiring import Application

KEY = "hook-only-for-tests"
HOOK = {
    "signature": "signed",
    "secret": "env:SALDO_SMS_HOOK",
    "reference_at": "ref",
    "status_at": "s",
    "kinds": {"d": "delivered"},
}


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALDO_SMS_HOOK", KEY)


def declared(port: int) -> dict[str, Any]:
    body = {"to": "{{ to }}", "text": "{{ text }}"}
    return {
        "label": "Mine",
        "address": f"http://127.0.0.1:{port}/m",
        "body": body,
        "id_at": "message.id",
        "receipt": HOOK,
    }


def test_a_gateway_is_declared_tried_and_switched_on(app: Application, screen: Callable[..., AppTest]) -> None:
    with gateway_server() as server:
        at = screen("sending", way="gateways")
        assert "nothing leaves it" in texts(at)
        box = next(each for each in at.text_area if each.key and each.key.startswith("gateway_text_sms"))
        assert "only-for" not in (box.value or "")
        box.set_value("{").run()
        assert "no JSON" in texts(at.button(key="gateway_save_sms").click().run())
        box.set_value(json.dumps(declared(server.port))).run()
        at = clean(at.button(key="gateway_save_sms").click().run())
        kept = gateway_of(app.desk, ChannelName.SMS)
        assert kept is not None
        assert not kept.is_on
        at.text_input(key="gateway_to_sms").set_value("06 12345678").run()
        at = clean(at.button(key="gateway_test_sms").click().run())
        assert "accepted as SM0001" in texts(at)
        assert len(server.taken) == 1
        clean(at.button(key="gateway_switch_sms").click().run())
        kept = gateway_of(app.desk, ChannelName.SMS)
        assert kept is not None
        assert kept.is_on


def test_letters_say_what_is_wrong_with_a_printing_house_and_receipts_that_there_are_none(
    app: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("sending", way="letters")
    next(each for each in at.text_input if each.label == "SFTP folder").set_value("sftp://u:pw@h/")
    at = [each for each in at.button if each.label == "Save"][-1].click().run()
    assert "holds a password" in texts(at)
    assert printing_house(app.desk) is None
    assert "Nothing was heard yet" in texts(screen("sending", way="receipts"))


def posted(app: Application, body: bytes, *, name: str = "sms", key: str = KEY) -> int:
    """Post to the address as a server would, and return the code of the answer."""
    seal = signed.signature(body, key.encode(), at=app.clock())
    parts = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/hook/receipt/{name}",
        "path_params": {"gateway": name},
        "query_string": b"",
        "headers": [(signed.HEADER.lower().encode(), seal.encode()), (b"content-type", b"application/json")],
        "client": ("192.0.2.1", 1),
    }
    return asyncio.run(receipt(Request(scope, receive))).status_code


def test_the_address_takes_proven_receipts_only_and_not_too_many(
    app: Application, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dashboard.reads, "application", lambda: app)
    monkeypatch.setattr(hook, "PACE", Pace(most=6, seconds=600))
    save_gateway(app.desk, ChannelName.SMS, declared(1), is_on=True, by="anna")
    launched(app.desk, ["0612345678"])
    message = message_to(app.desk, "0612345678")
    said = json.dumps({"ref": message.message_id.strip("<>"), "s": "d"}).encode()
    assert posted(app, said, key="somebody else's") == 401
    assert posted(app, said) == 200
    assert posted(app, b"{") == 400
    assert posted(app, said, name="fax") == 404
    assert posted(app, b" " * (LARGEST + 1)) == 413
    assert posted(app, said) == 200
    assert posted(app, said) == 429
    assert list(tmp_path.glob("*.pdf")) == []
