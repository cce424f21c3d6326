"""The test of a way out: what is said at each step, and what a domain says about mail in its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns import rate
from core.channels.domain_check import NotResolvedError, Verdict, check_domain
from core.channels.relay import Relay, Tls
from core.channels.trial import Step, Trial, try_relay
from core.desk import settings
from core.desk.mail_choices import MailChoices, mail_choices
from core.mail import begin_slowly, save_choices
from core.mail_trial import TrialAddressError, try_mail
from core.settings import Settings
from core.vocabulary import ChannelName
from core.wiring import wire
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"From: ar@saldo.example\r\nSubject: Test\r\n\r\nHello\r\n"
FROM = "ar@saldo.example"
GOOD = {
    "saldo.example": ["google-site=1", "v=spf1 include:relay.example -all"],
    "s1._domainkey.saldo.example": ["v=DKIM1; k=rsa; p=MIGf"],
    "_dmarc.saldo.example": ["v=DMARC1; p=reject; rua=mailto:d@saldo.example"],
}


class Names:
    """A name server in memory; None: nobody answers."""

    def __init__(self, records: dict[str, list[str]] | None) -> None:
        self.records = records

    def texts(self, name: str) -> list[str]:
        if self.records is None:
            raise NotResolvedError(name, "Timeout")
        return self.records.get(name, [])


def tried(sink: Sink, recipient: str) -> Trial:
    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    return try_relay(relay, sender=FROM, recipient=recipient, content=CONTENT, timeout_seconds=30)


@pytest.mark.parametrize(
    ("recipient", "fails_at", "code"),
    [
        ("anna@x.example", None, None),
        ("anna@bücher.example", None, None),
        ("refused-1@x.example", Step.RECIPIENT, 550),
        ("later-1@x.example", Step.RECIPIENT, 451),
        ("big-1@x.example", Step.MAIL, 552),
        ("lost-1@x.example", Step.MAIL, None),
    ],
)
def test_each_step_says_what_the_server_said(recipient: str, fails_at: Step | None, code: int | None) -> None:
    with Sink() as sink:
        trial = tried(sink, recipient)
    assert trial.is_accepted is (fails_at is None)
    failed = [each for each in trial.steps if each.is_ok is False]
    assert [(each.step, each.code) for each in failed] == ([] if fails_at is None else [(fails_at, code)])
    assert len(trial.steps) == len(Step)


def test_a_server_with_too_many_connections_is_told() -> None:
    with Sink(greeting=b"421 4.7.0 too many connections") as sink:
        trial = tried(sink, "anna@x.example")
    assert trial.steps[0].is_ok is False
    assert "421" in trial.steps[0].words
    assert [each.is_ok for each in trial.steps[1:]] == [None, None, None]


def verdicts(records: dict[str, list[str]] | None, returns_to: str = FROM, selector: str = "s1") -> list[str]:
    return [each.verdict for each in check_domain(FROM, returns_to, selector, Names(records))]


def test_a_domain_that_has_all_of_it() -> None:
    assert verdicts(GOOD) == ["good", "good", "good"]
    assert verdicts(GOOD, returns_to="bounce+1@bounces.saldo.example")[2] == "good"
    assert verdicts({}) == ["missing", "missing", "missing"]


def test_without_a_name_server_nothing_is_claimed() -> None:
    assert verdicts(None) == [Verdict.UNKNOWN] * 3
    assert verdicts(GOOD, selector="")[1] == "unknown"


@pytest.mark.parametrize(
    ("name", "records", "place"),
    [
        ("saldo.example", ["v=spf1 a -all", "v=spf1 mx -all"], 0),
        ("saldo.example", ["v=spf1 +all"], 0),
        ("saldo.example", ["v=spf1 a mx"], 0),
        ("s1._domainkey.saldo.example", ["v=DKIM1; p="], 1),
        ("_dmarc.saldo.example", ["v=DMARC1; p=none"], 2),
    ],
)
def test_what_is_there_and_does_not_help(name: str, records: list[str], place: int) -> None:
    assert verdicts(GOOD | {name: records})[place] == Verdict.WEAK


def test_a_bounce_domain_apart_counts_against_dmarc() -> None:
    assert verdicts(GOOD, returns_to="bounce@other.example")[2] == Verdict.WEAK


def test_the_button_sends_one_mail_and_leaves_this_machine_for_nothing(tmp_path: Path) -> None:
    app = wire(Settings(home=tmp_path))
    try:
        went = try_mail(app, "anna@customer.example", resolver=Names(None))
        assert went.trial.is_accepted
        assert went.findings == ()
        mails = app.mailbox.list_mail()
        assert [each.recipient for each in mails] == ["anna@customer.example"]
        with pytest.raises(TrialAddressError):
            try_mail(app, "anna")
    finally:
        app.stop_work()


def test_a_relay_that_is_new_begins_slowly_and_keeps_what_people_choose(tmp_path: Path) -> None:
    given = Settings(home=tmp_path, smtp_url="smtp://mail.example.org")
    desk = wire(Settings(home=tmp_path)).desk
    assert begin_slowly(desk, given)
    assert rate.per_second(desk, ChannelName.EMAIL) == pytest.approx(0.5)
    rate.limit(desk, ChannelName.EMAIL, 20.0)
    assert not begin_slowly(desk, given)
    assert rate.per_second(desk, ChannelName.EMAIL) == pytest.approx(20)
    assert not begin_slowly(desk, Settings(home=tmp_path, smtp_url="smtp://127.0.0.1?tls=none"))
    assert begin_slowly(desk, Settings(home=tmp_path, smtp_url="smtp://other.example.org"))
    assert rate.per_second(desk, ChannelName.EMAIL) == pytest.approx(0.5)
    save_choices(desk, MailChoices(dkim_selector="s1"), by="jan")
    assert mail_choices(desk).dkim_selector == "s1"
    assert settings.get(desk, "mail") is not None
