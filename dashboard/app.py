"""The app as a server: Streamlit's pages, a health check, compressed answers, and the sender while it runs."""

from __future__ import annotations

import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import anyio  # noqa: E402  # the root must be importable first
import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from streamlit import config  # noqa: E402

from core import logs, memory  # noqa: E402
from core.acting import SYSTEM, acting  # noqa: E402
from core.errors import SaldoError  # noqa: E402
from core.settings import Settings  # noqa: E402
from dashboard import refusals  # noqa: E402
from dashboard.gate import Gate  # noqa: E402
from dashboard.reads import application  # noqa: E402
from dashboard.routes import ROUTES  # noqa: E402
from dashboard.signing import home_only  # noqa: E402
from dashboard.signing.acting import prepare  # noqa: E402
from dashboard.signing.files import FilesOfPeople  # noqa: E402
from dashboard.signing.login import secrets_of  # noqa: E402
from dashboard.signing.way import SignInWay  # noqa: E402
from dashboard.tracing import Traced, of_reader  # noqa: E402
from dashboard.web import HomeHeaders, answer_to, origin_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from core.access.provider import Provider

REFUSED: Final = 2


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start the mailbox and the sender with the server and stop them with it."""
    from dashboard.importing.upload import sweep  # noqa: PLC0415  # draws with Streamlit, which must run first

    logs.adopt()  # the server has set up its own by now
    try:
        with acting(SYSTEM):
            app = await anyio.to_thread.run_sync(application)
            await anyio.to_thread.run_sync(app.start_work)
            await anyio.to_thread.run_sync(sweep, app.settings.home, app.clock().timestamp())
    except SaldoError as problem:
        refuse(problem)
    memory_watch = memory.start()
    try:
        yield {"ready": True}
    finally:
        memory_watch.set()
        await anyio.to_thread.run_sync(app.stop_work)


def refuse(problem: SaldoError) -> NoReturn:
    """End the program with a sentence before anybody is served; the server would bury it in what it was doing when it heard of it."""
    sys.stderr.write(f"{problem}\n")
    sys.stderr.flush()
    os._exit(REFUSED)


def begin() -> Provider | None:
    """Return who says who people are, None where nobody signs in; end the program with a sentence when it must not serve so."""
    try:
        home_only.refuse_open(config.get_option("server.address"), has_sign_in=settings.has_sign_in)
        return prepare(settings)
    except SaldoError as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(REFUSED) from None


def said(problem: Exception) -> bool:
    """Draw what a reader can mend; return whether it was that: anything else is Streamlit's to show and to log."""
    if isinstance(problem, SaldoError):
        refusals.refuse(problem)
        return True
    return False


settings = Settings()
logs.configure(form=settings.log_form, level=settings.log_level, more=[of_reader])


def hosts() -> list[str]:
    """Return the names that people type to get here."""
    return config.get_option("server.allowedHosts") or []


def origins() -> list[str]:
    """Return where pages come from that may change something here, beside those whose request names the host they came from."""
    return [*origin_of(settings.app_url), *(config.get_option("server.corsAllowedOrigins") or ())]


answer_to(settings.app_url)
provider = begin()
app = st.App(
    Path(__file__).with_name("ui.py"),
    secrets=secrets_of(provider),
    on_script_error=said,
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(Traced),
        Middleware(HomeHeaders, is_tls=(settings.app_url or "").startswith("https:")),
        *([] if provider else [Middleware(home_only.HomeOnly)]),
        Middleware(Gate, hosts=hosts, origins=origins),
        *([Middleware(FilesOfPeople, provider=provider, desk=lambda: application().desk)] if provider else []),
        *([Middleware(SignInWay)] if provider else []),
        Middleware(GZipMiddleware, minimum_size=2000, compresslevel=6),
    ],
)
