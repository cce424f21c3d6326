"""What a domain says about mail in its name: who may send it (SPF), how it is signed (DKIM), and what to do with the rest (DMARC)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

import dns.exception
import dns.name
import dns.resolver

from core.errors import SaldoError
from core.language import later
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS: Final = 4.0
_SELECTOR: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,60}[A-Za-z0-9])?")


class NotResolvedError(SaldoError):
    """Nobody answered the question; that is no answer, neither yes nor no."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__("{name} could not be looked up ({why}).", name=name, why=Sentence(why))


class Resolver(Protocol):
    """Looks up texts that domains publish."""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of ``name``, none when there are none; raise ``NotResolvedError`` when nobody answers."""
        ...


class SystemResolver:
    """Asks the name server of this machine."""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of ``name``, as ``Resolver`` says."""
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NotResolvedError(name, type(error).__name__) from error
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


class Verdict(StrEnum):
    """What a check comes to."""

    GOOD = "good"
    WEAK = "weak"
    MISSING = "missing"
    UNKNOWN = "unknown"  # could not be checked


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check: its name, what it comes to, and a sentence with the values of its slots."""

    check: str
    verdict: Verdict
    sentence: str
    slots: dict[str, str] = field(default_factory=dict)


def check_domain(address: str, returns_to: str, selector: str, resolver: Resolver) -> list[Finding]:
    """Return what receivers find about mail from ``address`` that returns to ``returns_to``, signed as ``selector`` says."""
    domain, envelope = (each.rpartition("@")[2].rstrip(".").lower() for each in (address, returns_to))
    return [
        _checked("SPF", lambda: _spf(envelope, resolver)),
        _checked("DKIM", lambda: _dkim(domain, selector, resolver)),
        _checked("DMARC", lambda: _dmarc(domain, envelope, resolver)),
    ]


def _checked(check: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except NotResolvedError:
        return Finding(
            check=check,
            verdict=Verdict.UNKNOWN,
            sentence=later("Could not be checked: no name server answered."),
        )


def _spf(domain: str, resolver: Resolver) -> Finding:
    found = [each for each in resolver.texts(domain) if each.lower().split(" ")[0] == "v=spf1"]
    if not found:
        sentence = later(
            "{domain} does not say who may send its mail: let its owner publish a record that names your relay."
        )
        return _finding("SPF", Verdict.MISSING, sentence, domain=domain)
    if len(found) > 1:
        sentence = later(
            "{domain} has {n} records where one is allowed, so that none of them counts: let its owner make one of them."
        )
        return _finding("SPF", Verdict.WEAK, sentence, domain=domain, n=str(len(found)))
    words = found[0].lower().split()
    if {"+all", "all", "?all"} & set(words):
        sentence = later("{domain} lets anybody send its mail: let its owner end the record with ~all or -all.")
        return _finding("SPF", Verdict.WEAK, sentence, domain=domain)
    if not ({"-all", "~all"} & set(words) or any(each.startswith("redirect=") for each in words)):
        sentence = later(
            "{domain} does not say what to do with mail from elsewhere: let its owner end the record with ~all or -all."
        )
        return _finding("SPF", Verdict.WEAK, sentence, domain=domain)
    sentence = later("{domain} says who may send its mail: {record}. See that your relay is among them.")
    return _finding("SPF", Verdict.GOOD, sentence, domain=domain, record=found[0])


def _dkim(domain: str, selector: str, resolver: Resolver) -> Finding:
    if not selector:
        sentence = later("Not checked: fill in the selector under which your relay signs.")
        return _finding("DKIM", Verdict.UNKNOWN, sentence)
    if not _SELECTOR.fullmatch(selector):
        sentence = later("{selector} cannot be a selector: it is letters, digits, points and dashes.")
        return _finding("DKIM", Verdict.WEAK, sentence, selector=selector)
    name = f"{selector}._domainkey.{domain}"
    tags = _tags(next((each for each in resolver.texts(name) if "p=" in each.replace(" ", "")), ""))
    if "p" not in tags:
        return _finding(
            "DKIM", Verdict.MISSING, later("There is no key at {name}: mail cannot be proved to be yours."), name=name
        )
    if not tags["p"]:
        return _finding(
            "DKIM",
            Verdict.WEAK,
            later("The key at {name} was withdrawn: what is signed with it counts for nothing."),
            name=name,
        )
    return _finding("DKIM", Verdict.GOOD, later("There is a key at {name}."), name=name)


def _dmarc(domain: str, envelope: str, resolver: Resolver) -> Finding:
    record, parent = "", domain
    while not record and parent.count("."):
        record = next((each for each in resolver.texts(f"_dmarc.{parent}") if each.lower().startswith("v=dmarc1")), "")
        organisation, parent = parent, parent.partition(".")[2]
    if not record:
        sentence = later(
            "{domain} does not say what to do with mail that is not its own: large mailbox providers ask for it."
        )
        return _finding("DMARC", Verdict.MISSING, sentence, domain=domain)
    policy = _tags(record).get("p", "").lower()
    if not envelope.endswith(organisation):
        sentence = later(
            "{domain} says {policy}, and mail returns to another domain ({envelope}): then only a DKIM signature of {domain} counts."
        )
        return _finding("DMARC", Verdict.WEAK, sentence, domain=domain, policy=f"p={policy}", envelope=envelope)
    if policy not in {"quarantine", "reject"}:
        sentence = later(
            "{domain} only watches (p=none): once its reports look right, let its owner say quarantine or reject."
        )
        return _finding("DMARC", Verdict.WEAK, sentence, domain=domain)
    return _finding("DMARC", Verdict.GOOD, later("{domain} says {policy}."), domain=domain, policy=f"p={policy}")


def _tags(record: str) -> dict[str, str]:
    parts = (each.partition("=") for each in record.split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in parts if mark}


def _finding(check: str, verdict: Verdict, sentence: str, **slots: str) -> Finding:
    return Finding(check=check, verdict=verdict, sentence=sentence, slots=slots)
