"""The words of replies and of what became of messages."""

from __future__ import annotations

from core.vocabulary import DeliveryKind, MatchedBy, ReplyOutcome
from dashboard.texts import later

OUTCOMES = {
    ReplyOutcome.PAID: later("Says it is paid"),
    ReplyOutcome.COPY: later("Wants a copy"),
    ReplyOutcome.PROMISE: later("Promises a day"),
    ReplyOutcome.DISPUTE: later("Contests it"),
    ReplyOutcome.PLAN: later("Wants to pay in parts"),
    ReplyOutcome.STOP: later("Wants quiet"),
    ReplyOutcome.NOTHING: later("Nothing to do"),
}
ICONS = {
    ReplyOutcome.PAID: ":material/payments:",
    ReplyOutcome.COPY: ":material/content_copy:",
    ReplyOutcome.PROMISE: ":material/handshake:",
    ReplyOutcome.DISPUTE: ":material/gavel:",
    ReplyOutcome.PLAN: ":material/calendar_month:",
    ReplyOutcome.STOP: ":material/front_hand:",
    ReplyOutcome.NOTHING: ":material/done:",
}
HELP = {
    ReplyOutcome.PAID: later("Reminders wait 14 days for the money to be found; then they go on."),
    ReplyOutcome.COPY: later(
        "Sends the copy where it lies in the folder for copies; else it waits on us until somebody has sent it."
    ),
    ReplyOutcome.PROMISE: later("Fill in day and amount: reminders wait for it."),
    ReplyOutcome.DISPUTE: later(
        "What the message asked for is in dispute; amount and cause can be changed at the customer."
    ),
    ReplyOutcome.PLAN: later("Fill in the parts: reminders wait while they come in."),
    ReplyOutcome.STOP: later("No reminders for 30 days."),
    ReplyOutcome.NOTHING: later("The next step goes as planned."),
}
SAID = {
    ReplyOutcome.PAID: later("Noted as paid: reminders wait for the money."),
    ReplyOutcome.COPY: later("Saldo could not send the copy: it waits on us until you have sent it and close it."),
    ReplyOutcome.PROMISE: later("The promise is noted: reminders wait for it."),
    ReplyOutcome.DISPUTE: later("The dispute is noted: that amount is not asked for."),
    ReplyOutcome.PLAN: later("The plan is noted: reminders wait while its parts come in."),
    ReplyOutcome.STOP: later("Reminders are stopped, and begin again by themselves."),
    ReplyOutcome.NOTHING: later("Dealt with: the next step goes as planned."),
}
COPY_GOES = later("The copy goes to the customer by mail; the next step goes as planned.")
MATCHED = {
    MatchedBy.BOUNCE_ADDRESS: later("known by the address it came to"),
    MatchedBy.ANSWER: later("known by the message it answers"),
    MatchedBy.ADDRESS: later("known by the writer's address"),
    MatchedBy.PERSON: later("attached by hand"),
}
DELIVERIES = {
    DeliveryKind.DELIVERED: later("delivered"),
    DeliveryKind.READ: later("read"),
    DeliveryKind.BOUNCED_HARD: later("came back for good"),
    DeliveryKind.BOUNCED_SOFT: later("came back, may pass"),
    DeliveryKind.COMPLAINED: later("complained about"),
    DeliveryKind.RETURNED: later("came back by post"),
    DeliveryKind.REFUSED: later("refused"),
    DeliveryKind.KEY_PRESSED: later("a key was pressed"),
    DeliveryKind.EVIDENCE: later("proof came in"),
}
