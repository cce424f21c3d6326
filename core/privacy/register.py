"""The register of purposes: why customers' facts are used, on which legal basis, which facts, and how long they stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.language import later
from core.privacy.terms import BOOKKEEPING_YEARS, TERMS, Kept

CONTRACT: Final = later("Contract, GDPR art. 6(1)(b)")
INTEREST: Final = later("Legitimate interest, GDPR art. 6(1)(f), weighed in docs/privacy/dpia.md")
OBLIGATION: Final = later("Legal obligation, GDPR art. 6(1)(c)")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose of the register: ``kept`` names the term that its facts have, None where they go with the customer's name.

    ``is_profiling``: who objects is left out of it. ``decides`` says what it may lead to, and who decides.
    """

    name: str
    label: str
    what: str
    basis: str
    facts: str
    decides: str
    kept: Kept | None = None
    is_profiling: bool = False


_NOBODY: Final = later("Nothing about a person; it follows from the ledger.")
REGISTER: Final = (
    Purpose(
        name="bookkeeping",
        label=later("Receivables and bookkeeping"),
        what=later("Knowing what is owed and paid, closing months, provisions by portfolio."),
        basis=OBLIGATION,
        facts=later("Invoices, payments, disputes; name and number of the customer."),
        decides=_NOBODY,
        kept=Kept.CUSTOMER,
    ),
    Purpose(
        name="reminding",
        label=later("Invoicing and reminding"),
        what=later("Asking for what is due in steps, over the channels that the customer can be reached by."),
        basis=CONTRACT,
        facts=later("Name, contact person, addresses, language, what is open, messages and what became of them."),
        decides=later("A person approves every campaign; standing approvals are for gentle steps only."),
        kept=Kept.CUSTOMER,
    ),
    Purpose(
        name="contact",
        label=later("Calls, replies and agreements"),
        what=later("Remembering what was said and agreed, so that nobody is asked twice."),
        basis=CONTRACT,
        facts=later("Notes, calls, replies, promises, disputes, plans, requests on the own page."),
        decides=later("Keeps reminders back; it never adds a step."),
        kept=Kept.CONTACT,
    ),
    Purpose(
        name="segments",
        label=later("Segments and strategy"),
        what=later("Treating customers alike that pay alike: which ladder, which channel, which wait."),
        basis=INTEREST,
        facts=later(
            "How invoices were paid, amounts, terms, country, kind of customer. No age, gender, origin, health, name."
        ),
        decides=later("Which gentle step is next. Steps to a person's disadvantage need a decision."),
        kept=Kept.CUSTOMER,
        is_profiling=True,
    ),
    Purpose(
        name="payment_time",
        label=later("Payment time, for planning work"),
        what=later("When an invoice will be paid: whom to call first, how much cash to expect. Not creditworthiness."),
        basis=INTEREST,
        facts=later("Dates and amounts of invoices and payments; how the account stood when an invoice was issued."),
        decides=later("The order of the work list; of natural persons the mean of their kind, never their own."),
        kept=Kept.SCORES,
        is_profiling=True,
    ),
    Purpose(
        name="credit",
        label=later("Credit limits and insurance of companies"),
        what=later("Exposure beside limits, cover and scores of bureaus; deadlines of insurers."),
        basis=INTEREST,
        facts=later(
            "Scores, insured limits, orders. Of natural persons, sole traders included, no score is kept or used."
        ),
        decides=later("Advice on limits of companies; a person decides."),
        kept=Kept.SCORES,
        is_profiling=True,
    ),
    Purpose(
        name="adverse_steps",
        label=later("Costs, delivery stop, agency"),
        what=later("Steps to a customer's disadvantage when nothing else helped."),
        basis=INTEREST,
        facts=later("The claim, what was sent before, the decision with name and reason."),
        decides=later("A person, by name and with a reason, for each natural person; never by itself (GDPR art. 22)."),
        kept=Kept.CUSTOMER,
    ),
    Purpose(
        name="help",
        label=later("Marks of people who need help"),
        what=later("Being softer: a pause, a call, a plan, the way to free help with debts."),
        basis=INTEREST,
        facts=later("That there is a mark and until when; its reason in few words, without health."),
        decides=later("Only ever something softer; it is in no score and ends after 6 months."),
        kept=Kept.MARKS,
    ),
    Purpose(
        name="measuring",
        label=later("Measuring what reminders do"),
        what=later("Drawing lots between gentle ways to remind, and comparing what came."),
        basis=INTEREST,
        facts=later(
            "Which arm was drawn, what was paid, complaints and plans. People marked as in need are never drawn."
        ),
        decides=_NOBODY,
        kept=Kept.CUSTOMER,
    ),
    Purpose(
        name="audit",
        label=later("Trail of acts"),
        what=later("Showing who did what and why, also to a customer who asks."),
        basis=OBLIGATION,
        facts=later(
            "Acts, names of colleagues, customers' numbers; values that can be erased without breaking the trail."
        ),
        decides=_NOBODY,
        kept=Kept.CUSTOMER,
    ),
)


def markdown() -> str:
    """Return docs/privacy/register.md: every purpose with its basis, and every term."""
    head = (
        "# Register of purposes\n\nWritten by `python -m core reference` from core/privacy/register.py and core/privacy/terms.py; "
        "the page Privacy shows the same. A starting point for the record that GDPR article 30 asks of you: add who you are, your "
        "officer, your processors, and what you do beside Saldo.\n\n"
    )
    purposes = "".join(
        f"## {each.label}\n\n{each.what}\n\n"
        f"* Basis: {each.basis}\n* Facts: {each.facts}\n* Decides: {each.decides}\n"
        f"* Kept: {'as ' + TERMS[each.kept].label.lower() if each.kept else 'with the name'}\n"
        f"* Profiling: {'yes; who objects is left out of it' if each.is_profiling else 'no'}\n\n"
        for each in REGISTER
    )
    rows = "".join(
        f"| {term.label} | {term.days} | {term.least_days} to {term.most_days} | {term.counts_from} | {term.what} |\n"
        for term in TERMS.values()
    )
    years = ", ".join(f"{country} {number}" for country, number in BOOKKEEPING_YEARS.items())
    terms = (
        "## Terms\n\nDays after which facts go, as shipped; the house may choose within the range. A name is never removed before the "
        f"years of bookkeeping of its country have passed: {years}, elsewhere the longest of these (7 years for the Netherlands is from "
        "keurmerkafrekensystemen.nl; German vouchers need 8 years and 10 is taken for the books; Belgium, France and the United Kingdom are "
        "general knowledge: let your own lawyer confirm them).\n\n"
        "| kind | days | range | counted from | what |\n|---|---|---|---|---|\n"
    )
    return head + purposes + terms + rows
