"""What entries of the work list, their outcomes and their acts are called on the screen."""

from __future__ import annotations

from typing import Final

from core.campaigns.best_hour import HourFrom
from core.vocabulary import CallOutcome, WorkKind
from dashboard.texts import later

KINDS: Final = {
    WorkKind.CALL: later("Calls"),
    WorkKind.REPLY: later("Replies to read"),
    WorkKind.BROKEN: later("Broken promises"),
    WorkKind.HELD: later("Held messages"),
    WorkKind.UNCERTAIN: later("Uncertain messages"),
    WorkKind.EXCEPTION: later("Exceptions"),
    WorkKind.TASK: later("Tasks"),
}
ICONS: Final = {
    WorkKind.CALL: ":material/call:",
    WorkKind.REPLY: ":material/reply:",
    WorkKind.BROKEN: ":material/heart_broken:",
    WorkKind.HELD: ":material/pan_tool:",
    WorkKind.UNCERTAIN: ":material/help:",
    WorkKind.EXCEPTION: ":material/error:",
    WorkKind.TASK: ":material/task_alt:",
}
WHATS: Final = {
    ("call", "campaign"): later("call of a campaign"),
    ("call", "again"): later("call back"),
    ("call", "key"): later("pressed a key"),
    ("call", "phone_large"): later("call: large claim"),
    ("call", "account_manager"): later("call by the account manager"),
    ("task", "face_to_face"): later("visit"),
    ("task", "delivery_stop"): later("ask whether deliveries stop"),
    ("held", "held"): later("held"),
    ("uncertain", "uncertain"): later("sent or not?"),
    ("exception", "failed"): later("refused"),
    ("exception", "stopped"): later("address stopped"),
    ("exception", "channel"): later("channel paused"),
    ("exception", "standing"): later("approval paused"),
    ("reply", "request"): later("asked on their own page"),
    ("broken", "promise"): later("promise broken"),
    ("broken", "plan"): later("instalment missed"),
}
REPLY: Final = later("reply")
OUTCOMES: Final = {
    CallOutcome.REACHED: later("Reached"),
    CallOutcome.PROMISE: later("Promise"),
    CallOutcome.DISPUTE: later("Dispute"),
    CallOutcome.CALL_BACK: later("Call back"),
    CallOutcome.NO_ANSWER: later("No answer"),
    CallOutcome.WRONG_NUMBER: later("Wrong number"),
}
OUTCOME_ICONS: Final = {
    CallOutcome.REACHED: ":material/record_voice_over:",
    CallOutcome.PROMISE: ":material/handshake:",
    CallOutcome.DISPUTE: ":material/gavel:",
    CallOutcome.CALL_BACK: ":material/event_repeat:",
    CallOutcome.NO_ANSWER: ":material/phone_missed:",
    CallOutcome.WRONG_NUMBER: ":material/phonelink_erase:",
}
SAID: Final = {
    CallOutcome.REACHED: later("The call is noted."),
    CallOutcome.PROMISE: later("The promise is noted: reminders wait for it."),
    CallOutcome.DISPUTE: later("The dispute is noted: that amount is not asked for."),
    CallOutcome.CALL_BACK: later("The call comes back at the moment you chose."),
    CallOutcome.NO_ANSWER: later("No answer is noted."),
    CallOutcome.WRONG_NUMBER: later("The number is stopped: nothing more goes to it."),
}
CHANCES: Final = {
    "model": later("by the payment model"),
    "habit": later("by the customer's own habit"),
    "segment": later("by the customers of the same segment: never one person's own score"),
    "": later("nobody knows how much comes by itself: the amount alone orders"),
}
HOURS: Final = {
    HourFrom.CALLS: later("Best around {time}: reached then before."),
    HourFrom.PAYMENTS: later("Best around {time}: the customer usually pays then."),
}
WHYS: Final = (
    later("an amount changed"),
    later("a due date changed"),
    later("paid or credited in full meanwhile"),
    later("the amount to ask for changed"),
    later("one more invoice would be asked for by now"),
    later("the customer is not in the ledger any more"),
    later("the address is stopped"),
    later("Contacted recently"),
    later("The worker stopped before it could write down the server's answer"),
)
"""What the ledger says of a message, kept in English there and translated where it is shown."""
