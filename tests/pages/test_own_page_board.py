"""What people see of a customer's own page, and the limits they set for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from core.desk import customer_requests
from core.payments.page_links import PageLimits, PageLimitsError, page_limits
from dashboard import reads
from tests.own_page import Town, town

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    made = town(tmp_path)
    monkeypatch.setattr(reads, "application", lambda: made.app)
    return made


def _board(customer_id: str) -> None:
    from dashboard.customer.own_page import own_page  # noqa: PLC0415 - AppTest runs this text alone
    from dashboard.customer.reads import Who  # noqa: PLC0415

    own_page(Who(key=1, entity="NL01", customer_id=customer_id))


def test_a_request_is_decided_and_the_links_revoked(place: Town) -> None:
    token = place.token("A")
    place.send(token, "question", text="Mag ik <b>langskomen</b>?", person="1")
    at = AppTest.from_function(_board, args=("A",)).run(timeout=30)
    assert not at.exception
    assert any("langskomen" in each.value for each in at.markdown)
    assert at.code[0].value.startswith("https://saldo.example.org/me/")
    next(each for each in at.button if each.label == "Taken care of").click().run(timeout=30)
    assert customer_requests.open_requests(place.desk).empty
    next(each for each in at.button if each.label == "Revoke the links").click().run(timeout=30)
    assert place.look(token)[0] == 410
    next(each for each in at.button if each.label == "Close the page").click().run(timeout=30)
    assert not at.code


def test_the_limits_are_saved_and_kept_inside_their_ranges(place: Town) -> None:
    at = AppTest.from_string(
        "from dashboard.session import words\nfrom dashboard.settings.own_page import own_page\nown_page(words())"
    )
    at.run(timeout=30)
    assert not at.exception
    at.number_input(key="own_page_plan_parts").set_value(3)
    next(each for each in at.button if each.label == "Save").click().run(timeout=30)
    assert page_limits(place.desk).plan_parts == 3
    with pytest.raises(PageLimitsError, match="from 100 to"):
        PageLimits(plan_least_minor=1)
