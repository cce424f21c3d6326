"""The addresses of the customer's page: bounded, paced, and open to the holder of the link alone."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

import anyio
import structlog
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.campaigns.senders import sender_of
from core.customer_page.asking import LONGEST, Topic
from core.customer_page.decisions import undo
from core.customer_page.forms import form_id
from core.customer_page.links import Door
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.uploads import MOST_BYTES, MOST_FILES, Upload
from core.errors import NoBookError, SaldoError
from core.online_payments import note_payments, webhook_url
from core.pace import Pace
from core.payments import links_kept
from core.payments.click import Payable, pay_page
from core.payments.copies import copy_of
from core.payments.links import keys, public_address
from core.payments.provider import PayProviderError
from core.payments.terms import payment_terms
from dashboard.me.forms import PARTS, Given, done, page, sentence
from dashboard.me.guest import Guest, welcomed
from dashboard.me.overview import overview
from dashboard.me.shell import HEADERS, Place, door
from dashboard.pay.route import address_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from core.customer_page.account import PageItem
    from core.wiring import Application

MOST_SENT: Final = MOST_BYTES * MOST_FILES + 200_000
TOKEN_PACE: Final = Pace(most=90, seconds=60)
ADDRESS_PACE: Final = Pace(most=300, seconds=60)
"""Of one address; a whole office behind one router stays below it."""
GUESS_PACE: Final = Pace(most=30, seconds=600)
"""Links that open nothing, of one address: who mistypes needs three."""
STATUS: Final = {Door.BROKEN: 404, Door.OVER: 410, Door.REVOKED: 410, Door.GONE: 410, Door.ELSEWHERE: 403}

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One request to the page, read within bounds."""

    token: str
    part: str = ""
    is_post: bool = False
    query: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    files: tuple[Upload, ...] = ()


async def me(request: Request) -> Response:
    """Answer a request for a customer's page."""
    from dashboard.reads import application  # noqa: PLC0415  # cached reads need the running server

    token, who, now = request.path_params["token"], address_of(request), time.monotonic()
    if not (ADDRESS_PACE.allows(who, now) and TOKEN_PACE.allows(token[:64], now)):
        return _busy()
    is_post = request.method == "POST"
    length = request.headers.get("content-length", "")
    if is_post and (not length.isdecimal() or int(length) > MOST_SENT):
        return Response(status_code=413, headers=HEADERS)
    try:
        sent = await _read(request, token, is_post=is_post)
    except MultiPartException:
        return Response(status_code=400, headers=HEADERS)
    answer = await anyio.to_thread.run_sync(lambda: answered(application(), sent))
    if answer.status_code == STATUS[Door.BROKEN] and not GUESS_PACE.allows(who, now):
        return _busy()
    return answer


async def _read(request: Request, token: str, *, is_post: bool) -> Sent:
    query = {name: value[:300] for name, value in request.query_params.items()}
    part = request.path_params.get("part", "")
    if not is_post:
        return Sent(token=token, part=part, query=query)
    form = await request.form(max_files=MOST_FILES + 2, max_fields=300, max_part_size=20_000)
    try:
        values = {name: value for name, value in form.items() if isinstance(value, str)}
        marks = tuple(value for value in form.getlist("place") if isinstance(value, str))
        files = await _files(form)
    finally:
        await form.close()
    return Sent(token=token, part=part, is_post=True, query=query, values=values, marks=marks, files=files)


async def _files(form: FormData) -> tuple[Upload, ...]:
    found = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
    return tuple([Upload(name=each.filename or "", content=await each.read(MOST_BYTES + 1)) for each in found])


def answered(app: Application, sent: Sent) -> Response:
    """Return the answer to one request: the page, a form, the way on after an act, or why the link opens nothing."""
    place = Place(token=sent.token, picked=sent.query.get("l", ""))
    try:
        guest = welcomed(app, place)
    except NoBookError:
        return door("gone", "en", status=503)
    if not isinstance(guest, Guest):
        found, language = guest
        sender = None if found.grant is None else sender_of(app.desk, found.grant.entity)
        return door(str(found.door), language, sender, status=STATUS[found.door])
    if sent.is_post:
        return _posted(app, guest, sent)
    if not sent.part:
        return _overview(app, guest, sent)
    if sent.part in PARTS:
        topic = sent.query.get("t", "")
        given = Given(values=sent.query) if sent.part == "plan" else None
        known = Topic(topic) if sent.part == "question" and topic in set(Topic) else None
        return page(guest, sent.part, given, topic=known)
    return (
        _download(guest, sent.part) if sent.part.startswith("copy/") else door("broken", guest.say.language, status=404)
    )


def _overview(app: Application, guest: Guest, sent: Sent) -> Response:
    provider = app.pay_provider()
    if provider is not None and links_kept.of_customer(app.desk, **guest.visit.who):
        for currency in guest.visit.account.open_minor:
            note_payments(app, provider, _mark(guest, currency))
        again = welcomed(app, guest.place)
        guest = again if isinstance(again, Guest) else guest
    return overview(guest, said=sent.query.get("said", ""))


def _posted(app: Application, guest: Guest, sent: Sent) -> Response:
    """Let an act happen, and go on to the page that says so: reloading that sends nothing again."""
    given = Given(values={**sent.values}, marks=sent.marks, files=sent.files)
    now = guest.visit.desk.now()
    try:
        form = form_id(sent.values.get("form", ""), keys(app.desk), guest.place.token, sent.part, now)
        if sent.part == "undo":
            made = undo(guest.visit, sent.values.get("reference", ""))
        elif sent.part == "pay":
            return _pay(app, guest, given)
        elif sent.part == "question" and not sent.values.get("person"):
            asked = {"text": sent.values.get("text", "")[:LONGEST], "answer": "1"}
            return page(guest, "question", Given(values=asked))
        elif sent.part in PARTS:
            made = done(guest, sent.part, given, form)
        else:
            return door("broken", guest.say.language, status=404)
    except RefusedError as error:
        return _refused(guest, sent.part, given, error)
    except SaldoError as error:
        log.warning("an act on a customer's page was refused", part=sent.part, why=str(error))
        return _refused(guest, sent.part, given, RefusedError(Why.NOT_NOW))
    return RedirectResponse(guest.place.to("", said=made.reference), status_code=303, headers=HEADERS)


def _refused(guest: Guest, part: str, given: Given, error: RefusedError) -> Response:
    if part in PARTS:
        return page(guest, part, given, refused=error)
    return overview(guest, refused=sentence(guest, error), status=422)


def _pay(app: Application, guest: Guest, given: Given) -> Response:
    """Go on to the page at the provider for all that is open in a currency."""
    currency, visit = given.get("currency"), guest.visit
    provider, minor = app.pay_provider(), visit.account.to_pay.get(currency, 0)
    if provider is None or minor <= 0:
        raise RefusedError(Why.NOTHING_OPEN)
    owed = [item for item in visit.account.owed if item.currency == currency]
    payable = Payable(
        mark=_mark(guest, currency),
        **visit.who,  # type: ignore[arg-type]  # entity and customer id, both text
        amount_minor=minor,
        currency=currency,
        numbers=tuple(dict.fromkeys(item.number for item in owed)),
        items=tuple(_name(guest, item) for item in owed),
    )
    back = f"{public_address(app.desk)}{guest.place.to()}"
    try:
        url = pay_page(app.desk, provider, payable, return_url=back, webhook_url=webhook_url(app, provider))
    except PayProviderError as error:
        log.warning("no page at the payment provider", provider=provider.name, why=str(error))
        return overview(guest, refused=guest.say("failed"), status=502)
    return RedirectResponse(url, status_code=303, headers=HEADERS)


def _name(guest: Guest, item: PageItem) -> dict[str, Any]:
    return {**guest.visit.who, **asdict(item.name), "balance_minor": item.balance_minor}


def _mark(guest: Guest, currency: str) -> str:
    """Return what finds the provider's page of a customer again: the same for every link to the same customer."""
    customer = guest.visit.account.customer
    return links_kept.mark(f"own page\n{customer.entity}\n{customer.customer_id}\n{currency}")


def _download(guest: Guest, part: str) -> Response:
    """Return the copy of one of the customer's own invoices, to save; never to be shown in the page."""
    account = guest.visit.account
    place = account.places([part.removeprefix("copy/")])[0]
    if place < 0:
        return door("broken", guest.say.language, status=404)
    terms = payment_terms(guest.visit.desk, guest.visit.account.customer.entity)
    copy = copy_of(terms, account.owed[place].number)
    if copy is None or not copy.content.startswith(b"%PDF-"):
        return door("broken", guest.say.language, status=404)
    name = "".join(letter for letter in copy.file_name if letter.isascii() and (letter.isalnum() or letter in "._-"))
    headers = {**HEADERS, "content-disposition": f'attachment; filename="{name}"', "content-security-policy": "sandbox"}
    return Response(copy.content, media_type="application/pdf", headers=headers)


def _busy() -> Response:
    answer = door("busy", "en", status=429)
    answer.headers["retry-after"] = "60"
    return answer


ROUTES: Final = [
    Route("/me/{token}", me, methods=["GET", "POST"]),
    Route("/me/{token}/{part:path}", me, methods=["GET", "POST"]),
]
