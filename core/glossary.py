"""What every word of the vocabulary means, in one sentence each; docs/glossary.md is written from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.vocabulary import (
    CallOutcome,
    CampaignState,
    CaseState,
    ChannelName,
    ContactKind,
    CustomerType,
    DeliveryKind,
    DisputeCause,
    DocumentType,
    HoldKind,
    ImportMode,
    Label,
    MatchedBy,
    MessageName,
    MessageState,
    ReplyKind,
    ReplyOutcome,
    WorkKind,
)

if TYPE_CHECKING:
    from enum import StrEnum

NOUNS: dict[str, str] = {
    "customer": "The legal party that owes; key (entity, customer id), with an optional group. Never called anything else.",
    "entity": "One of our own companies, with a ledger of its own.",
    "open item": "One due part of one document with a balance on the date asked; an invoice in three parts is three items.",
    "balance": "The amount of an item less everything set against it up to the date asked.",
    "unallocated": "Credit notes with a balance and payments not yet set against an item; shown apart, never inside a bucket.",
    "days past due": "The date asked minus the due date, in calendar days.",
    "current": "Due on the date asked or later.",
    "as of": "The date whose knowledge counts. The wall clock decides only when something is sent.",
    "book": "What is owed and paid, in immutable versions made by imports.",
    "desk": "What the team decides and does: policies, campaigns, holds, messages.",
    "quarantine": "File rows that could not be taken, each with the reason.",
    "inferred settlement": "A document that was on one full list and is missing from the next: paid somewhere between the two dates.",
    "segment": "The one group a customer falls in by the policy, with the reason.",
    "ladder": "The steps from friendly reminder to last letter, in days past due.",
    "step": "One rung of the ladder: when, and which message.",
    "case": "A promise, dispute, payment plan or stop, with its holds, its state and everybody who changed it.",
    "hold": "Something on the desk that keeps a customer or an item out of campaigns until a date.",
    "audience": "Everybody in a campaign and the one reason for everybody who is not.",
    "contact ledger": "One row per message to a customer, with its state; written before, during and after sending.",
    "fingerprint": "A digest of the items a message quotes; when they change, the message is held.",
}

ENUMS: dict[type[StrEnum], tuple[str, dict[str, str]]] = {
    CustomerType: (
        "Customer types",
        {
            CustomerType.BUSINESS: "A company or a person acting in a profession.",
            CustomerType.CONSUMER: "A natural person not acting in a profession: the law protects them most.",
            CustomerType.PUBLIC: "A public body.",
        },
    ),
    Label: (
        "Labels",
        {
            Label.POSITIVE: "A relation people want to treat with extra care.",
            Label.NEUTRAL: "Nothing particular.",
            Label.NEGATIVE: "People have reason to be careful.",
        },
    ),
    DocumentType: (
        "Documents",
        {DocumentType.INVOICE: "Money asked.", DocumentType.CREDIT_NOTE: "Money given back; its amount is negative."},
    ),
    ContactKind: (
        "Contact points",
        {
            ContactKind.EMAIL: "An e-mail address.",
            ContactKind.PHONE: "A fixed telephone number.",
            ContactKind.MOBILE: "A mobile number.",
            ContactKind.POST: "A postal address.",
        },
    ),
    ImportMode: (
        "What a file says about what it leaves out",
        {
            ImportMode.SNAPSHOT: "A full list of open items of an entity: absent means settled since the list before.",
            ImportMode.MOVEMENTS: "Only what changed: absent means unchanged.",
        },
    ),
    ChannelName: (
        "Channels",
        {
            ChannelName.EMAIL: "E-mail, by SMTP.",
            ChannelName.SMS: "Text message to a mobile number.",
            ChannelName.WHATSAPP: "WhatsApp message to a mobile number; off until somebody switches it on.",
            ChannelName.LETTER: "Letter by ordinary post, printed in batches.",
            ChannelName.REGISTERED_LETTER: "Letter by registered post, with proof of delivery.",
            ChannelName.REGISTERED_EMAIL: "E-mail with proof of delivery, by a qualified trust service.",
            ChannelName.PHONE: "Call by a colleague, from a work list with a script.",
            ChannelName.VOICE: "Spoken message by telephone.",
        },
    ),
    MessageName: (
        "Messages",
        {
            MessageName.FRIENDLY_REMINDER: "First step: you may have forgotten.",
            MessageName.SECOND_REMINDER: "Second step: please pay now, or call us.",
            MessageName.LAST_LETTER: "Last step before the claim is handed over.",
            MessageName.BEFORE_DUE: "A few days before the due date: this will have to be paid soon.",
            MessageName.LEGAL_NOTICE_NL: "The 14-day letter that Dutch law asks for before a consumer pays collection costs.",
            MessageName.LEGAL_NOTICE_BE: "The free first reminder that Belgian law (Book XIX) asks for before a consumer pays costs.",
            MessageName.PROMISE_CONFIRMATION: "What the customer promised to pay, and by when.",
            MessageName.PLAN_OFFER: "An offer to pay in parts, with every part and its day.",
            MessageName.PLAN_CONFIRMATION: "The plan in parts that was agreed.",
            MessageName.INSTALMENT_MISSED: "One part of a plan did not come in.",
            MessageName.DISPUTE_RECEIVED: "What the customer contests has reached us; nothing needs paying until we have answered.",
            MessageName.DEBIT_REVERSED: "A direct debit went back: the customer is asked to pay in another way.",
            MessageName.ACCOUNT_STATEMENT: "Everything that is open, as a statement.",
            MessageName.INVOICE_COPY: "The copy of one or more invoices.",
            MessageName.THANK_YOU: "The payment came in: thank you.",
            MessageName.AGENCY_COVER: "The sheet on top of a file that is handed to a collection agency.",
        },
    ),
    CampaignState: (
        "States of a campaign",
        {
            CampaignState.DRAFT: "The audience is known.",
            CampaignState.PREVIEWED: "Every message is written and can be read.",
            CampaignState.APPROVED: "The bytes are fixed and hashed.",
            CampaignState.RUNNING: "Messages are being sent.",
            CampaignState.PAUSED: "Nothing new is sent until somebody resumes.",
            CampaignState.FINISHED: "No message is waiting any more.",
            CampaignState.CANCELLED: "Stopped for good; what was sent stays sent.",
        },
    ),
    MessageState: (
        "States of a message",
        {
            MessageState.QUEUED: "Waiting for its moment.",
            MessageState.CLAIMED: "Taken by a worker, nothing sent yet.",
            MessageState.SENDING: "Its bytes are under way.",
            MessageState.SENT: "The receiving server took it.",
            MessageState.FAILED: "The receiving server refused it for good.",
            MessageState.UNCERTAIN: "The connection or the worker died at the worst moment: a person decides, it is never sent again by itself.",
            MessageState.HELD: "The facts behind it changed since the preview, or its bytes did: a person decides.",
            MessageState.CANCELLED: "Its campaign was cancelled before it was sent.",
        },
    ),
    HoldKind: (
        "Holds",
        {
            HoldKind.LEGAL: "A court case: our own reminders stop.",
            HoldKind.INSOLVENCY: "A formal proceeding: all contact stops.",
            HoldKind.DECEASED: "The customer has died.",
            HoldKind.AGENCY: "Handed to a collection agency.",
            HoldKind.STOP: "A person asked for quiet until a date.",
            HoldKind.HARDSHIP: "The customer cannot pay now and is treated softly.",
            HoldKind.VULNERABLE: "The customer is vulnerable (illness, debts, age): a person takes care.",
            HoldKind.WAITING_ON_US: "We owe the customer an answer first.",
            HoldKind.DISPUTE: "The customer contests an amount.",
            HoldKind.PLAN: "An agreed plan in parts is running.",
            HoldKind.PROMISE: "The customer promised to pay by a date.",
            HoldKind.REPORTED_PAYMENT: "A payment was reported and is not in the ledger yet.",
            HoldKind.OPT_OUT: "The customer does not want this channel.",
            HoldKind.REPLY: "The customer answered, and nobody has dealt with the answer yet.",
        },
    ),
    CaseState: (
        "States of a promise, dispute, plan or stop",
        {
            CaseState.OPEN: "It stands, and keeps reminders back.",
            CaseState.KEPT: "What was promised came in by its day, banking days of grace included.",
            CaseState.BROKEN: "It did not: the customer is reminded again. Judged from the book, never by hand.",
            CaseState.RENEGOTIATED: "Another agreement took its place; it counts neither as kept nor as broken.",
            CaseState.CLOSED: "A person ended it, with the outcome.",
            CaseState.WITHDRAWN: "Taken back: it was a mistake, and counts nowhere.",
        },
    ),
    DisputeCause: (
        "Causes of a dispute",
        {
            DisputeCause.NOT_DELIVERED: "Not delivered, or not all of it: it waits on us.",
            DisputeCause.CREDIT_NOTE_DUE: "We promised a credit note: it waits on us.",
            DisputeCause.INVOICE_INCORRECT: "Something on the invoice is wrong: it waits on us.",
            DisputeCause.WRONG_ADDRESS: "The invoice went to, or names, a wrong address: it waits on us.",
            DisputeCause.ORDER_NUMBER_MISSING: "The invoice lacks the customer's order number: it waits on us.",
            DisputeCause.COPY_REQUESTED: "The customer asked for a copy or a proof: it waits on us.",
            DisputeCause.ANSWER_DUE: "The customer asked something: it waits on us.",
            DisputeCause.QUALITY: "Damaged, or not as agreed.",
            DisputeCause.QUANTITY: "Fewer or more than was ordered.",
            DisputeCause.PRICE: "Another price was agreed, says the customer.",
            DisputeCause.NOT_ORDERED: "Never ordered, says the customer.",
            DisputeCause.SAYS_PAID: "Paid already, says the customer.",
            DisputeCause.DEDUCTION: "Paid less than billed without agreement.",
            DisputeCause.OTHER: "Something else, said in the note.",
        },
    ),
    DeliveryKind: (
        "What became of a message after it left",
        {
            DeliveryKind.DELIVERED: "The other side says that it reached the customer.",
            DeliveryKind.READ: "The customer opened it, as far as the other side can tell.",
            DeliveryKind.BOUNCED_HARD: "It came back for good: nothing reaches this address, and nothing more goes to it.",
            DeliveryKind.BOUNCED_SOFT: "It was delayed, or came back for a reason that may pass; these are counted.",
            DeliveryKind.COMPLAINED: "The customer reported it as unwanted: no more mail goes to this address.",
            DeliveryKind.RETURNED: "The letter came back by post.",
            DeliveryKind.REFUSED: "The gateway or the customer refused it after it was taken.",
            DeliveryKind.KEY_PRESSED: "The customer pressed a key during a spoken message.",
            DeliveryKind.EVIDENCE: "A proof of delivery came in.",
        },
    ),
    CallOutcome: (
        "What came of a call",
        {
            CallOutcome.REACHED: "Somebody was reached; what was said is on the customer's page.",
            CallOutcome.PROMISE: "The customer promised to pay an amount by a day: a promise stands on the desk.",
            CallOutcome.DISPUTE: "The customer contests an amount: a dispute stands on the desk.",
            CallOutcome.CALL_BACK: "The customer is to be called again at a moment that was agreed.",
            CallOutcome.NO_ANSWER: "Nobody answered: it is tried again on another day, and the third time counts as tried.",
            CallOutcome.WRONG_NUMBER: "The number is somebody else's: the call failed, and nothing more goes to that number.",
        },
    ),
    WorkKind: (
        "What an entry of the work list asks of a person",
        {
            WorkKind.CALL: "To call a customer: a campaign, a ladder, an agreed moment or a pressed key asks for it.",
            WorkKind.REPLY: "To read what a customer wrote, and to say what is made of it.",
            WorkKind.UNCERTAIN: "To decide whether a message arrived of which nobody knows.",
            WorkKind.HELD: "To decide on a message whose facts changed: write it anew, send it after all, or drop it.",
            WorkKind.EXCEPTION: "To look at what did not go as it should: a refusal, a stopped address, something that paused.",
            WorkKind.BROKEN: "To speak to a customer who broke a promise, or missed a part of a plan.",
            WorkKind.TASK: "To do what a ladder asks for beside its messages: a visit, or asking whether deliveries stop.",
        },
    ),
    ReplyOutcome: (
        "What a person made of a reply",
        {
            ReplyOutcome.PAID: "The customer says that it was paid: reminders wait until the payment is found.",
            ReplyOutcome.COPY: "The customer asks for a copy: it waits on us.",
            ReplyOutcome.PROMISE: "The customer will pay by a day.",
            ReplyOutcome.DISPUTE: "The customer contests an amount.",
            ReplyOutcome.PLAN: "The customer pays in parts.",
            ReplyOutcome.STOP: "Reminders stop until a day.",
            ReplyOutcome.NOTHING: "There was nothing to do.",
        },
    ),
    ReplyKind: (
        "Who wrote a reply",
        {
            ReplyKind.PERSON: "A person: nothing more goes until somebody has dealt with it.",
            ReplyKind.AWAY: "A machine, as for an absence: it is kept and stops nothing.",
        },
    ),
    MatchedBy: (
        "How it is known whose mail it is",
        {
            MatchedBy.BOUNCE_ADDRESS: "By the address to which mail returns: each message has its own.",
            MatchedBy.ANSWER: "It names the message that it answers.",
            MatchedBy.ADDRESS: "By the address, as one customer alone was written to there.",
            MatchedBy.PERSON: "Somebody attached it by hand.",
        },
    ),
}


def markdown() -> str:
    """Return docs/glossary.md: every noun and every value of the vocabulary with its meaning."""
    lines = [
        "# Glossary",
        "",
        "Written by `make docs` from core/glossary.py and the registries; do not edit by hand.",
        "",
    ]
    lines += [f"- **{noun}**: {meaning}" for noun, meaning in NOUNS.items()]
    for title, meanings in ENUMS.values():
        lines += ["", f"## {title}", ""]
        lines += [f"- `{value}`: {meaning}" for value, meaning in meanings.items()]
    return "\n".join(lines) + "\n"
