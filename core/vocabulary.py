"""The field's words, declared once: types, labels, states and channels. docs/glossary.md explains each."""

from __future__ import annotations

from enum import StrEnum


class CustomerType(StrEnum):
    """Who owes, in the eyes of the law."""

    BUSINESS = "business"
    CONSUMER = "consumer"
    PUBLIC = "public"


class Label(StrEnum):
    """How the relation stands, set by people."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class DocumentType(StrEnum):
    """What a document in the ledger is; a credit note has a negative amount."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class ContactKind(StrEnum):
    """What an address is good for."""

    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    POST = "post"


class ImportMode(StrEnum):
    """What a file says about documents it does not name."""

    SNAPSHOT = "snapshot"  # a full open-item list of one entity: absent means settled since the last list
    MOVEMENTS = "movements"  # absent means unchanged


class ChannelName(StrEnum):
    """Ways to reach a customer."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    LETTER = "letter"
    REGISTERED_LETTER = "registered_letter"
    REGISTERED_EMAIL = "registered_email"
    PHONE = "phone"
    VOICE = "voice"


MAILED = frozenset({ChannelName.EMAIL, ChannelName.REGISTERED_EMAIL})
POSTED = frozenset({ChannelName.LETTER, ChannelName.REGISTERED_LETTER})
SHORT = frozenset({ChannelName.SMS, ChannelName.WHATSAPP})
SPOKEN = frozenset({ChannelName.PHONE, ChannelName.VOICE})


class MessageName(StrEnum):
    """Messages that Saldo writes; each is a folder under templates/."""

    FRIENDLY_REMINDER = "friendly_reminder"
    SECOND_REMINDER = "second_reminder"
    LAST_LETTER = "last_letter"
    BEFORE_DUE = "before_due"
    LEGAL_NOTICE_NL = "legal_notice_nl"
    LEGAL_NOTICE_BE = "legal_notice_be"
    PROMISE_CONFIRMATION = "promise_confirmation"
    PLAN_OFFER = "plan_offer"
    PLAN_CONFIRMATION = "plan_confirmation"
    INSTALMENT_MISSED = "instalment_missed"
    DISPUTE_RECEIVED = "dispute_received"
    DEBIT_REVERSED = "debit_reversed"
    ACCOUNT_STATEMENT = "account_statement"
    INVOICE_COPY = "invoice_copy"
    THANK_YOU = "thank_you"
    AGENCY_COVER = "agency_cover"


class CampaignState(StrEnum):
    """Life of a campaign."""

    DRAFT = "draft"
    PREVIEWED = "previewed"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class MessageState(StrEnum):
    """Life of one message in the contact ledger."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


UNSENT = frozenset({MessageState.QUEUED, MessageState.CLAIMED, MessageState.HELD})
IN_FLIGHT = frozenset({MessageState.CLAIMED, MessageState.SENDING})
SETTLED = frozenset({MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN, MessageState.CANCELLED})


class HoldKind(StrEnum):
    """Why a person or a fact on the desk keeps a customer, or one item, out of campaigns."""

    LEGAL = "legal"
    INSOLVENCY = "insolvency"
    DECEASED = "deceased"
    AGENCY = "agency"
    STOP = "stop"
    HARDSHIP = "hardship"
    VULNERABLE = "vulnerable"
    WAITING_ON_US = "waiting_on_us"
    DISPUTE = "dispute"
    PLAN = "plan"
    PROMISE = "promise"
    REPORTED_PAYMENT = "reported_payment"
    OPT_OUT = "opt_out"
    REPLY = "reply"


class CaseState(StrEnum):
    """Life of a promise, dispute, plan or stop."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    RENEGOTIATED = "renegotiated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class DisputeCause(StrEnum):
    """Why a customer contests an amount."""

    NOT_DELIVERED = "not_delivered"
    CREDIT_NOTE_DUE = "credit_note_due"
    INVOICE_INCORRECT = "invoice_incorrect"
    WRONG_ADDRESS = "wrong_address"
    ORDER_NUMBER_MISSING = "order_number_missing"
    COPY_REQUESTED = "copy_requested"
    ANSWER_DUE = "answer_due"
    QUALITY = "quality"
    QUANTITY = "quantity"
    PRICE = "price"
    NOT_ORDERED = "not_ordered"
    SAYS_PAID = "says_paid"
    DEDUCTION = "deduction"
    OTHER = "other"


WAITING_ON_US = frozenset(
    {
        DisputeCause.NOT_DELIVERED,
        DisputeCause.CREDIT_NOTE_DUE,
        DisputeCause.INVOICE_INCORRECT,
        DisputeCause.WRONG_ADDRESS,
        DisputeCause.ORDER_NUMBER_MISSING,
        DisputeCause.COPY_REQUESTED,
        DisputeCause.ANSWER_DUE,
    }
)


class DeliveryKind(StrEnum):
    """What became of a message after it left."""

    DELIVERED = "delivered"
    READ = "read"
    BOUNCED_HARD = "bounced_hard"
    BOUNCED_SOFT = "bounced_soft"
    COMPLAINED = "complained"
    RETURNED = "returned"
    REFUSED = "refused"
    KEY_PRESSED = "key_pressed"
    EVIDENCE = "evidence"


NEVER_ARRIVED = frozenset({DeliveryKind.BOUNCED_HARD, DeliveryKind.RETURNED, DeliveryKind.REFUSED})
STOPS_ADDRESS = frozenset({DeliveryKind.BOUNCED_HARD, DeliveryKind.RETURNED, DeliveryKind.COMPLAINED})


class ReplyOutcome(StrEnum):
    """What a person made of a reply."""

    PAID = "paid"
    COPY = "copy"
    PROMISE = "promise"
    DISPUTE = "dispute"
    PLAN = "plan"
    STOP = "stop"
    NOTHING = "nothing"


class CallOutcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    PROMISE = "promise"
    DISPUTE = "dispute"
    CALL_BACK = "call_back"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


RIGHT_PARTY = frozenset({CallOutcome.REACHED, CallOutcome.PROMISE, CallOutcome.DISPUTE})


class WorkKind(StrEnum):
    """What an entry of the work list asks of a person."""

    CALL = "call"
    REPLY = "reply"
    UNCERTAIN = "uncertain"
    HELD = "held"
    EXCEPTION = "exception"
    BROKEN = "broken"
    TASK = "task"


class ReplyKind(StrEnum):
    """Who wrote a reply."""

    PERSON = "person"
    AWAY = "away"  # a machine: out of office, or a receipt of arrival


class MatchedBy(StrEnum):
    """How it is known to which message or customer a mail belongs, the surest first."""

    BOUNCE_ADDRESS = "bounce_address"
    ANSWER = "answer"  # it names the message it answers
    ADDRESS = "address"
    PERSON = "person"  # somebody attached it by hand
