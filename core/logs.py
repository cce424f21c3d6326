"""The log: one line an event, with the id of what set it off, and without a secret or anybody's address in it."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO
from uuid import uuid4

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars, merge_contextvars
from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name

from core.hidden import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from structlog.typing import EventDict, Processor, WrappedLogger

TRACE: Final = "trace"
"""The key of the correlation id: of one request, one reader's run of a page, one job or one command, and all that comes of it."""
GIVEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""An id of a proxy before us that is taken over; anything else gets one of ours."""
QUIET: Final = (
    "sqlalchemy", "alembic", "asyncssh", "mail.log", "PIL", "fontTools", "matplotlib", "watchdog",
    "httpx", "httpx2", "httpcore", "httpcore2",  # they write addresses with what is asked in them
)  # fmt: skip
_LINK: Final = re.compile(r"/(me|pay)/[A-Za-z0-9._~%-]{16,}")
_MAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_ACCOUNT: Final = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}[ ]?[A-Z0-9]{1,4}\b")


def configure(*, form: str | None = None, level: str = "info", more: Sequence[Processor] = ()) -> None:
    """Send every log line of the process, structlog's and the libraries', to standard error in one form.

    ``form`` is ``json`` or ``text``; None: text on a terminal, JSON elsewhere. ``more`` add to each line what only the caller knows.
    """
    shared: list[Processor] = [
        merge_contextvars,
        *more,
        add_log_level,
        add_logger_name,
        TimeStamper(fmt="iso", utc=True, key="at"),
        format_exc_info,  # the plain traceback: the pretty one prints what variables hold
    ]
    is_json = form == "json" or (form is None and not sys.stderr.isatty())
    drawn: Processor = (
        JSONRenderer(ensure_ascii=False, default=str)
        if is_json
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback, timestamp_key="at"
        )
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    screen = _Stderr()
    screen.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=shared, processors=[ProcessorFormatter.remove_processors_meta, drawn, clean]
        )
    )
    root = logging.getLogger()
    root.handlers = [screen]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    adopt()


def adopt() -> None:
    """Let the libraries that brought a way of writing of their own write here; again once they have begun."""
    for name in ("streamlit", "uvicorn", "uvicorn.error", "asyncio"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith("streamlit."):
            logging.getLogger(name).handlers = []
            logging.getLogger(name).propagate = True


def clean(_logger: WrappedLogger, _name: str, line: EventDict | str) -> str:
    """Return the line as it may be kept: secrets, sealed links, mail addresses and account numbers taken out.

    >>> clean(None, "", "no answer for jan@example.org at /me/AbCdEfGhIjKlMnOpQr, NL91 ABNA 0417 1643 00")
    'no answer for [e-mail] at /me/[link], [account]'
    """
    text = _LINK.sub(r"/\1/[link]", hidden(str(line)))
    return _ACCOUNT.sub("[account]", _MAIL.sub("[e-mail]", text))


def new_trace() -> str:
    """Return an id that nothing else has."""
    return uuid4().hex[:16]


def trace() -> str:
    """Return the id of what runs here; where nothing has one yet, it gets one from now on."""
    known = get_contextvars().get(TRACE)
    if known is None:
        known = new_trace()
        bind_contextvars(**{TRACE: known})
    return str(known)


@contextmanager
def traced(via: str, *, given: str | None = None, **about: Any) -> Iterator[str]:  # noqa: ANN401 (whatever the line is to say)
    """Give everything inside the block one id and yield it: the one ``given`` when it looks like one, else a new one."""
    mark = given if given and GIVEN.fullmatch(given) else new_trace()
    with bound_contextvars(**{TRACE: mark}, via=via, **about):
        yield mark


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        """Keep to standard error whatever is asked for."""
