"""The test button: one mail to an address typed in, over the way that campaigns take, and what receivers find about the domain."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.campaigns.senders import sender_of
from core.channels.domain_check import Finding, SystemResolver, check_domain
from core.channels.trial import Trial, try_relay
from core.desk.mail_choices import mail_choices
from core.errors import SaldoError
from core.mail import bounce_address, relay_of
from core.messages.mime import Headers, content, seal
from core.messages.render import Rendered
from core.strategy.addresses import is_address

if TYPE_CHECKING:
    from core.channels.domain_check import Resolver
    from core.wiring import Application

SUBJECT: Final = "Saldo: this mail arrived"
TEXT: Final = (
    "This is a test mail of Saldo. That you can read it says that the way out works.\n\n"
    "Look at the headers of this mail in your mail program: spf, dkim and dmarc should each say pass.\n"
)


class TrialAddressError(SaldoError):
    """An address that no test mail can go to."""

    def __init__(self, text: str) -> None:
        super().__init__("{text!r} is no e-mail address: write it as name@example.org.", text=text)


@dataclass(frozen=True, kw_only=True)
class MailTried:
    """How a test went: the conversation, the address it came from and returns to, and the findings about its domain."""

    trial: Trial
    sender: str
    returns_to: str
    findings: tuple[Finding, ...]


@permitted(Action.CHANNEL)
def try_mail(app: Application, to: str, *, entity: str = "", resolver: Resolver | None = None) -> MailTried:
    """Send one test mail to ``to`` in the name of ``entity`` and return how it went; raise ``TrialAddressError``.

    Without a relay it goes to the built-in mailbox, and nothing is looked up: nothing leaves this machine.
    """
    if not is_address(to):
        raise TrialAddressError(to)
    writer = sender_of(app.desk, entity)
    name = f"0.0.{secrets.token_hex(8)}"
    pattern = bounce_address(app.desk)
    returns_to = writer.email if pattern is None else pattern.of(name)
    headers = Headers(
        from_name=writer.name, from_address=writer.email, to_name="", to_address=to, reply_to=writer.reply_to
    )
    rendered = Rendered(
        subject=SUBJECT, html=f"<p>{TEXT.replace(chr(10) * 2, '</p><p>')}</p>", text=TEXT, language="en"
    )
    sealed = seal(content(rendered, headers), app.clock(), f"<{name}@{writer.email.rpartition('@')[2]}>")
    relay = relay_of(app.settings) if app.settings.smtp_url else app.mailbox.relay()
    trial = try_relay(relay, sender=returns_to, recipient=to, content=sealed)
    findings: list[Finding] = []
    if app.settings.smtp_url:
        selector = mail_choices(app.desk).dkim_selector
        findings = check_domain(writer.email, returns_to, selector, resolver or SystemResolver())
    return MailTried(trial=trial, sender=writer.email, returns_to=returns_to, findings=tuple(findings))
