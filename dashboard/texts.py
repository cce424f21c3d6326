"""The field's words as a reader sees them: each value of the vocabulary with its label and its colour."""

from __future__ import annotations

from core.vocabulary import (
    CampaignState,
    CaseState,
    ContactKind,
    CustomerType,
    DisputeCause,
    DocumentType,
    HoldKind,
    ImportMode,
    Label,
    MessageName,
    MessageState,
)


def later(text: str) -> str:
    """Return ``text`` as it is: marks it for the catalogue, a screen translates it when it draws."""
    return text


NO_RULE = later("no rule applies")
CUSTOMER_TYPES = {
    CustomerType.BUSINESS: later("Businesses"),
    CustomerType.CONSUMER: later("Consumers"),
    CustomerType.PUBLIC: later("Public bodies"),
}
CUSTOMER_TYPE = {
    CustomerType.BUSINESS: later("business"),
    CustomerType.CONSUMER: later("consumer"),
    CustomerType.PUBLIC: later("public body"),
}
LABELS = {
    Label.POSITIVE: later("positive"),
    Label.NEUTRAL: later("neutral"),
    Label.NEGATIVE: later("negative"),
}
DOCUMENTS = {
    DocumentType.INVOICE: later("invoice"),
    DocumentType.CREDIT_NOTE: later("credit note"),
}
CONTACTS = {
    ContactKind.EMAIL: later("e-mail"),
    ContactKind.PHONE: later("phone"),
    ContactKind.MOBILE: later("mobile"),
    ContactKind.POST: later("post"),
}
HOLDS = {
    HoldKind.STOP: later("Stop until a date"),
    HoldKind.PROMISE: later("Promise to pay"),
    HoldKind.DISPUTE: later("Dispute"),
    HoldKind.PLAN: later("Payment plan"),
    HoldKind.REPORTED_PAYMENT: later("Payment reported"),
    HoldKind.WAITING_ON_US: later("Waiting on us"),
    HoldKind.HARDSHIP: later("Hardship"),
    HoldKind.VULNERABLE: later("Vulnerable"),
    HoldKind.OPT_OUT: later("Does not want e-mail"),
    HoldKind.REPLY: later("Answered us"),
    HoldKind.AGENCY: later("At the agency"),
    HoldKind.LEGAL: later("Court case"),
    HoldKind.INSOLVENCY: later("Insolvency"),
    HoldKind.DECEASED: later("Deceased"),
}
CASE_STATES = {
    CaseState.OPEN: later("open"),
    CaseState.KEPT: later("kept"),
    CaseState.BROKEN: later("broken"),
    CaseState.RENEGOTIATED: later("renegotiated"),
    CaseState.CLOSED: later("closed"),
    CaseState.WITHDRAWN: later("taken back"),
}
CASE_COLOURS = {
    CaseState.OPEN: "blue",
    CaseState.KEPT: "green",
    CaseState.BROKEN: "red",
    CaseState.RENEGOTIATED: "gray",
    CaseState.CLOSED: "gray",
    CaseState.WITHDRAWN: "gray",
}
CAUSES = {
    DisputeCause.NOT_DELIVERED: later("Not or not all delivered"),
    DisputeCause.CREDIT_NOTE_DUE: later("Credit note promised"),
    DisputeCause.INVOICE_INCORRECT: later("Invoice to be corrected"),
    DisputeCause.WRONG_ADDRESS: later("Wrong address"),
    DisputeCause.ORDER_NUMBER_MISSING: later("Order number missing"),
    DisputeCause.COPY_REQUESTED: later("Copy or proof asked for"),
    DisputeCause.ANSWER_DUE: later("Question to be answered"),
    DisputeCause.QUALITY: later("Damaged or not as agreed"),
    DisputeCause.QUANTITY: later("Wrong quantity"),
    DisputeCause.PRICE: later("Another price agreed"),
    DisputeCause.NOT_ORDERED: later("Not ordered"),
    DisputeCause.SAYS_PAID: later("Says it was paid"),
    DisputeCause.DEDUCTION: later("Paid less without agreement"),
    DisputeCause.OTHER: later("Something else"),
}
MESSAGES = {
    MessageName.FRIENDLY_REMINDER: later("Friendly reminder"),
    MessageName.SECOND_REMINDER: later("Second reminder"),
    MessageName.LAST_LETTER: later("Last letter"),
    MessageName.BEFORE_DUE: later("Before the due date"),
    MessageName.LEGAL_NOTICE_NL: later("14-day letter (Netherlands)"),
    MessageName.LEGAL_NOTICE_BE: later("Free first reminder (Belgium)"),
    MessageName.PROMISE_CONFIRMATION: later("Promise confirmed"),
    MessageName.PLAN_OFFER: later("Payment plan offered"),
    MessageName.PLAN_CONFIRMATION: later("Payment plan confirmed"),
    MessageName.INSTALMENT_MISSED: later("Instalment missed"),
    MessageName.DISPUTE_RECEIVED: later("Dispute received"),
    MessageName.DEBIT_REVERSED: later("Direct debit reversed"),
    MessageName.ACCOUNT_STATEMENT: later("Account statement"),
    MessageName.INVOICE_COPY: later("Copy of an invoice"),
    MessageName.THANK_YOU: later("Thank you for paying"),
    MessageName.AGENCY_COVER: later("Agency file cover"),
}
CAMPAIGN_STATES = {
    CampaignState.DRAFT: later("draft"),
    CampaignState.PREVIEWED: later("ready to read"),
    CampaignState.APPROVED: later("approved"),
    CampaignState.RUNNING: later("running"),
    CampaignState.PAUSED: later("paused"),
    CampaignState.FINISHED: later("finished"),
    CampaignState.CANCELLED: later("cancelled"),
}
CAMPAIGN_COLOURS = {
    CampaignState.DRAFT: "gray",
    CampaignState.PREVIEWED: "blue",
    CampaignState.APPROVED: "violet",
    CampaignState.RUNNING: "orange",
    CampaignState.PAUSED: "yellow",
    CampaignState.FINISHED: "green",
    CampaignState.CANCELLED: "gray",
}
MESSAGE_STATES = {
    MessageState.QUEUED: later("waiting"),
    MessageState.CLAIMED: later("taken up"),
    MessageState.SENDING: later("under way"),
    MessageState.SENT: later("sent"),
    MessageState.FAILED: later("refused"),
    MessageState.UNCERTAIN: later("uncertain"),
    MessageState.HELD: later("held"),
    MessageState.CANCELLED: later("cancelled"),
}
MODES = {
    ImportMode.SNAPSHOT: later("Full list of open items"),
    ImportMode.MOVEMENTS: later("Only what changed"),
}
MODE_HELP = {
    ImportMode.SNAPSHOT: later("An invoice that was open and is not in this file counts as paid since the last list."),
    ImportMode.MOVEMENTS: later("An invoice that is not in this file stays as it was."),
}
