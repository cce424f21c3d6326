"""The reference rates of the European Central Bank: a row a day, a column a currency, units for one euro."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Across, Mapping
from core.intake.presets.base import Preset

ECB_RATES = Preset(
    name="ecb_rates",
    label="European Central Bank: euro reference rates",
    mapping=Mapping(
        kind=ImportKind.RATES,
        columns={"rate_on": ("Date",)},
        across=Across(named="currency", value="units_per_euro", pattern="^[A-Za-z]{3}$"),
        decimal_mark=".",
    ),
    signature=(("Date", "USD", "JPY"), ("Date", "USD", "GBP")),
    note="Take eurofxref-hist.zip or eurofxref.zip from ecb.europa.eu, unpack it and import the CSV file.",
)
