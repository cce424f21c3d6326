"""Words of the credit pages that come from enumerations."""

from __future__ import annotations

from typing import Final

from core.credit.advice import Watch
from core.credit.deadlines import ClockKind, ClockState
from core.intake.fields import ImportKind
from dashboard.texts import later

WATCH: Final = {
    Watch.TROUBLE: later("insolvent or ending"),
    Watch.OVER_OWN: later("over our limit"),
    Watch.OVER_INSURED: later("over the insured limit"),
    Watch.FALLEN: later("score fell"),
    Watch.WEAK: later("worst band and past due"),
    Watch.SLOWER: later("pays later than before"),
    Watch.NEAR_OWN: later("near our limit"),
}
CLOCK: Final = {
    ClockKind.NOTIFY: later("Tell the insurer"),
    ClockKind.EXTENSION: later("Longest extension ends"),
}
STATES: Final = {
    ClockState.MISSED: later("missed"),
    ClockState.DUE: later("within 14 days"),
    ClockState.AHEAD: later("ahead"),
    ClockState.DONE: later("done"),
}
ROOM: Final = {
    "own": later("our limit"),
    "advised": later("the bureau's advice"),
    "insured": later("the insured limit"),
}
KINDS: Final = {
    ImportKind.CREDIT: later("Scores of credit bureaus"),
    ImportKind.INSURANCE: later("Limits of credit insurers"),
}
NOT_OF_PEOPLE: Final = later(
    "Scores are used for companies only. Of consumers and sole traders nothing a bureau says is weighed here or in segments: "
    "a score may not decide about a person by itself (GDPR art. 22; CJEU C-634/21; AI Act, annex III 5(b))."
)
ADVICE: Final = later("This is advice: no limit changes by it, and nobody is refused by it.")
