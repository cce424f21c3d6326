"""The strategy Saldo ships with, and the ladders one can start from: business, consumer (by country), small claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.language import later
from core.strategy.contact_policy import Cap, ContactPolicy
from core.strategy.ladder import Escalation, Ladder, Step, Tone
from core.strategy.strategy import LadderRule, Strategy
from core.vocabulary import ChannelName, CustomerType, MessageName

SMALL_CLAIM_MINOR: Final = 75_00
WEEK: Final = 7
WRITTEN: Final = (ChannelName.EMAIL, ChannelName.LETTER)


FRIENDLY: Final = Step(
    number=1,
    days_past_due=3,
    message=MessageName.FRIENDLY_REMINDER,
    channels=WRITTEN,
    label=later("Friendly reminder"),
    tone=Tone.FRIENDLY,
)
SECOND: Final = Step(
    number=2, days_past_due=14, message=MessageName.SECOND_REMINDER, channels=WRITTEN, label=later("Second reminder")
)
BEFORE_DUE: Final = Step(
    number=-1,
    days_past_due=-5,
    message=MessageName.BEFORE_DUE,
    channels=WRITTEN,
    label=later("Notice before the due date"),
    tone=Tone.FRIENDLY,
)
BUSINESS: Final = Ladder(
    label=later("Business"),
    steps=(
        FRIENDLY,
        Step(
            number=2,
            days_past_due=14,
            message=MessageName.SECOND_REMINDER,
            channels=WRITTEN,
            label=later("Second reminder"),
            escalations=(Escalation.ACCOUNT_MANAGER, Escalation.PHONE_LARGE),
        ),
        Step(
            number=3,
            days_past_due=28,
            message=MessageName.LAST_LETTER,
            channels=WRITTEN,
            label=later("Last letter before handover"),
            tone=Tone.FIRM,
            escalations=(Escalation.PHONE_LARGE, Escalation.DELIVERY_STOP, Escalation.AGENCY),
        ),
    ),
)
CONSUMER: Final = Ladder(
    label=later("Consumer"),
    steps=(
        FRIENDLY,
        SECOND,
        Step(
            number=3,
            days_past_due=28,
            message=MessageName.LAST_LETTER,
            channels=WRITTEN,
            label=later("Last letter before handover"),
            tone=Tone.FIRM,
            escalations=(Escalation.AGENCY,),
        ),
    ),
)
CONSUMER_NL: Final = Ladder(
    label=later("Consumer, Netherlands"),
    steps=(
        FRIENDLY,
        SECOND,
        Step(
            number=3,
            days_past_due=28,
            message=MessageName.LEGAL_NOTICE_NL,
            channels=WRITTEN,
            label=later("14-day letter"),
            tone=Tone.LEGAL,
        ),
        Step(
            number=4,
            days_past_due=49,
            message=MessageName.LAST_LETTER,
            channels=WRITTEN,
            label=later("Last letter before handover"),
            tone=Tone.FIRM,
            escalations=(Escalation.AGENCY,),
        ),
    ),
)
CONSUMER_BE: Final = Ladder(
    label=later("Consumer, Belgium"),
    steps=(
        Step(
            number=1,
            days_past_due=3,
            message=MessageName.LEGAL_NOTICE_BE,
            channels=WRITTEN,
            label=later("First reminder by law"),
            tone=Tone.LEGAL,
        ),
        Step(
            number=2,
            days_past_due=21,
            message=MessageName.SECOND_REMINDER,
            channels=WRITTEN,
            label=later("Second reminder"),
        ),
        Step(
            number=3,
            days_past_due=35,
            message=MessageName.LAST_LETTER,
            channels=WRITTEN,
            label=later("Last letter before handover"),
            tone=Tone.FIRM,
            escalations=(Escalation.AGENCY,),
        ),
    ),
)
KEY_ACCOUNTS: Final = Ladder(
    label=later("Key accounts"),
    # A person calls before the second letter goes.
    steps=(replace(FRIENDLY, escalations=(Escalation.ACCOUNT_MANAGER, Escalation.PHONE_LARGE)), *BUSINESS.steps[1:]),
)
SMALL_CLAIMS: Final = Ladder(
    label=later("Small claims"),
    steps=(
        Step(
            number=1,
            days_past_due=3,
            message=MessageName.FRIENDLY_REMINDER,
            channels=WRITTEN,
            label=later("First letter"),
            tone=Tone.FRIENDLY,
        ),
        Step(
            number=2,
            days_past_due=10,
            message=MessageName.SECOND_REMINDER,
            channels=WRITTEN,
            label=later("Second letter"),
            minimum_wait_days=WEEK,
        ),
        Step(
            number=3,
            days_past_due=17,
            message=MessageName.LAST_LETTER,
            channels=WRITTEN,
            label=later("Third letter"),
            tone=Tone.FIRM,
            minimum_wait_days=WEEK,
            escalations=(Escalation.AGENCY,),
        ),
    ),
)
PRESETS: Final[dict[str, Ladder]] = {
    "business": BUSINESS,
    "consumer": CONSUMER,
    "consumer_nl": CONSUMER_NL,
    "consumer_be": CONSUMER_BE,
    "key_accounts": KEY_ACCOUNTS,
    "small_claims": SMALL_CLAIMS,
}

SHIPPED: Final = Strategy(
    ladders=PRESETS,
    rules=(
        LadderRule(
            ladder="consumer_nl",
            label=later("Dutch consumers"),
            customer_types=(CustomerType.CONSUMER,),
            countries=("NL",),
        ),
        LadderRule(
            ladder="consumer_be",
            label=later("Belgian consumers"),
            customer_types=(CustomerType.CONSUMER,),
            countries=("BE",),
        ),
        LadderRule(ladder="consumer", label=later("Other consumers"), customer_types=(CustomerType.CONSUMER,)),
        LadderRule(ladder="key_accounts", label=later("Key accounts"), segments=("key_account",)),
        LadderRule(ladder="small_claims", label=later("Small claims"), below_minor=SMALL_CLAIM_MINOR),
    ),
    otherwise="business",
    contact=ContactPolicy(caps=(Cap(messages=4, days=30),)),
)
