"""What each message cannot do without, and the names that belong to some messages only."""

from __future__ import annotations

from core.vocabulary import MessageName

_ALWAYS = frozenset({"greeting", "sender"})
_ASKS = _ALWAYS | {"total", "items", "reference", "known_on"}
_OTHERS = {
    MessageName.LEGAL_NOTICE_NL: _ASKS | {"costs", "total_with_costs"},
    MessageName.LEGAL_NOTICE_BE: _ASKS | {"costs"},
    MessageName.PROMISE_CONFIRMATION: _ALWAYS | {"promise", "items", "reference"},
    MessageName.PLAN_OFFER: _ALWAYS | {"plan", "items"},
    MessageName.PLAN_CONFIRMATION: _ALWAYS | {"plan", "reference"},
    MessageName.DISPUTE_RECEIVED: _ALWAYS | {"dispute", "items"},
    MessageName.DEBIT_REVERSED: _ASKS | {"reversed"},
    MessageName.INSTALMENT_MISSED: _ALWAYS | {"instalment", "reference", "known_on"},
    MessageName.ACCOUNT_STATEMENT: _ALWAYS | {"total", "items", "known_on"},
    MessageName.INVOICE_COPY: _ALWAYS | {"items"},
    MessageName.THANK_YOU: _ALWAYS | {"items"},
    MessageName.AGENCY_COVER: frozenset({"agency", "customer_name", "customer_id", "items", "total", "sender"}),
}
# A body without these is no message: nobody could act on it.
NEEDED = {message: _OTHERS.get(message, _ASKS) for message in MessageName}

# Other messages have no value for these.
OWNERS = {
    "promise": frozenset({MessageName.PROMISE_CONFIRMATION}),
    "plan": frozenset({MessageName.PLAN_OFFER, MessageName.PLAN_CONFIRMATION, MessageName.INSTALMENT_MISSED}),
    "instalment": frozenset({MessageName.INSTALMENT_MISSED}),
    "dispute": frozenset({MessageName.DISPUTE_RECEIVED}),
    "reversed": frozenset({MessageName.DEBIT_REVERSED}),
    "agency": frozenset({MessageName.AGENCY_COVER}),
}

# What a step of a ladder can send: it needs nothing but what is open.
STEPS = frozenset(
    {
        MessageName.BEFORE_DUE,
        MessageName.FRIENDLY_REMINDER,
        MessageName.SECOND_REMINDER,
        MessageName.LEGAL_NOTICE_NL,
        MessageName.LEGAL_NOTICE_BE,
        MessageName.LAST_LETTER,
        MessageName.ACCOUNT_STATEMENT,
    }
)
