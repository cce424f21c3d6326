"""The app as a server: Streamlit's pages, a health check, compressed answers, and the sender while it runs."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import anyio  # noqa: E402  # the root must be importable first
import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from starlette.responses import JSONResponse  # noqa: E402
from starlette.routing import Route  # noqa: E402

from dashboard.routes import ROUTES  # noqa: E402
from dashboard.web import HomeHeaders  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request


async def healthz(_request: Request) -> JSONResponse:
    """Return 200 with the name of the published book, or ``null`` when none has been imported."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    def current() -> str | None:
        return application().store.current()

    return JSONResponse({"status": "ok", "book": await anyio.to_thread.run_sync(current)})


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start the mailbox and the sender with the server and stop them with it."""
    from dashboard.importing.upload import sweep  # noqa: PLC0415  # draws with Streamlit, which must run first
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    app = await anyio.to_thread.run_sync(application)
    await anyio.to_thread.run_sync(app.start_work)
    await anyio.to_thread.run_sync(sweep, app.settings.home, app.clock().timestamp())
    try:
        yield {"ready": True}
    finally:
        await anyio.to_thread.run_sync(app.stop_work)


app = st.App(
    Path(__file__).with_name("ui.py"),
    lifespan=lifespan,
    routes=[Route("/healthz", healthz), *ROUTES],
    middleware=[Middleware(HomeHeaders), Middleware(GZipMiddleware, minimum_size=2000, compresslevel=6)],
)
