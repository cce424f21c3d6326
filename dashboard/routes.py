"""What the server answers beside Streamlit's pages: each part of the app that has an address of its own says it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.hooks.receipt import ROUTE as RECEIPT
from dashboard.me.route import ROUTES as ME
from dashboard.metrics import ROUTE as METRICS
from dashboard.pay.hook import ROUTE as PAY_HOOK
from dashboard.pay.route import ROUTE as PAY

if TYPE_CHECKING:
    from starlette.routing import Route

ROUTES: Final[list[Route]] = [PAY, PAY_HOOK, *ME, RECEIPT, METRICS]
