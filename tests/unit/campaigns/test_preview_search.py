"""Every message of a preview is found by any text in it and by what it is; what people change is found as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select

from core.campaigns import reading, studio
from core.campaigns.errors import ChannelClosedError, NoAddressError, NothingSaidError
from core.campaigns.plan import plan
from core.campaigns.preview import choose_channel, edit, exclude, include, write_preview
from core.campaigns.search import Filters, Mark, index_id, listing
from core.campaigns.search_index import IndexWriter, filtered_by, folded, read_lines, read_traits
from core.campaigns.studio_use import versions_of
from core.desk.campaign_tables import Campaign
from core.desk.template_tables import PreviewIndex, TemplateSet, TemplateUse
from core.vocabulary import ChannelName
from tests.unit.campaigns.portfolio import AS_OF, LEDGER, NAME, previewed

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(3)

ENTITY = "NL01"


def who(desk: Desk, filters: Filters | None = None, **more: object) -> list[str]:
    shown = listing(desk, NAME).now()
    return [row.customer_id for row in shown.page(shown.find(filters or Filters(**more)))]  # type: ignore[arg-type]


SEARCHES: tuple[tuple[str, list[str]], ...] = (
    ("", ["A", "B", "C"]),
    ("bakker", ["A"]),
    ("BAKKER zonen", ["A"]),
    ("a@example.org", ["A"]),
    ("INV1", ["A"]),
    ("inv", ["A", "B", "C"]),
    ("150,00", ["A"]),
    ('"€ 150,00"', ["A"]),
    ('"€ 150,01"', []),
    ("70.00 INV3", ["B"]),
    ("INV1 INV3", []),
    ("%", []),
    ("a_example", []),
    (".*", []),
    ('"', []),
    ("o'neil <b>", ["C"]),
)


def test_any_text_of_a_message_finds_it(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    assert [(text, who(desk, text=text)) for text, _ in SEARCHES] == list(SEARCHES)


def test_accents_and_case_do_not_matter() -> None:
    assert folded("  Beyoncé\u00a0MÜLLER  ") == "beyonce muller"


def test_messages_are_filtered_by_what_they_are(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    shown = listing(desk, NAME).now()
    assert shown.counts("language") == {"nl": 2, "en": 1}
    assert shown.counts("channel") == {"email": 3}
    assert who(desk, traits={"language": frozenset({"en"})}) == ["B"]
    assert who(desk, traits={"step": frozenset({"1"}), "language": frozenset({"nl", "en"})}) == ["B", "C"]
    assert who(desk, traits={"channel": frozenset({"sms"})}) == []
    [cost] = set(shown.costs.tolist())
    assert who(desk, least_cost_minor=cost + 1) == []
    assert who(desk, least_cost_minor=cost, most_cost_minor=cost) == ["A", "B", "C"]
    assert who(desk, most_cost_minor=cost - 1) == []


def test_a_change_is_found_at_once_and_the_old_text_no_longer(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    opened = listing(desk, NAME)  # opened before the change, as a screen does
    edit(desk, NAME, ENTITY, "B", subject="Your bill", text="Dear Jan,\n\nPlease ring me.", by="Els", why="knows him")
    shown = opened.now()
    assert [row.customer_id for row in shown.page(shown.find(Filters(text='"ring me"')))] == ["B"]
    assert not len(shown.find(Filters(text="INV3")))
    assert [row.customer_id for row in shown.page(shown.find(Filters(marks=frozenset({Mark.OWN_WORDS}))))] == ["B"]


def test_who_is_left_out_is_marked_until_put_back(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    exclude(desk, NAME, ENTITY, "A", by="Els", why="spoke to them")
    assert who(desk, marks=frozenset({Mark.LEFT_OUT})) == ["A"]
    assert who(desk, text="bakker") == ["A"]
    include(desk, NAME, ENTITY, "A", by="Els")
    assert who(desk, marks=frozenset({Mark.LEFT_OUT})) == []


def test_a_channel_without_an_address_is_refused_and_nothing_changes(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    with pytest.raises(NothingSaidError):
        choose_channel(desk, NAME, ENTITY, "A", channel=ChannelName.LETTER, by="Els", why=" ")
    with pytest.raises(NoAddressError, match="letter"):
        choose_channel(desk, NAME, ENTITY, "A", channel=ChannelName.LETTER, by="Els", why="asked for it")
    assert who(desk, marks=frozenset({Mark.OTHER_CHANNEL})) == []


def test_a_new_preview_has_a_new_index_and_a_new_plan_none(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    previewed(desk, book)
    first = index_id(desk, NAME)
    write_preview(desk, NAME, by="Els")
    assert index_id(desk, NAME) not in {None, first}
    plan(desk, book, NAME, as_of=AS_OF, by="Els")
    assert index_id(desk, NAME) is None
    assert who(desk) == []
    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(TemplateUse)) == 0


def test_a_preview_of_before_there_was_an_index_is_found_by_its_rows(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    with desk.session() as session:
        session.execute(delete(PreviewIndex))
    assert who(desk, text="bakker") == ["A"]
    assert who(desk, text="INV1") == []
    assert listing(desk, NAME).now().counts("language") == {"nl": 2, "en": 1}


def test_figures_count_what_will_be_sent(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    exclude(desk, NAME, ENTITY, "A", by="Els", why="spoke to them")
    found = reading.counts(desk, NAME)
    sent = [row for row in reading.previewed(desk, NAME)[1] if not row.is_excluded]
    assert (found.messages, found.left_out) == (2, 1)
    assert (found.with_remarks, found.unlawful) == (
        sum(bool(row.remarks) for row in sent),
        sum(bool(row.breaches) for row in sent),
    )
    assert (found.channels, found.cost_minor) == ({"email": 2}, sum(row.cost_minor for row in sent))


def test_a_message_is_opened_as_its_channel_sends_it(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    row = reading.previewed(desk, NAME)[1][0]
    opened = reading.opened(desk, row.id)
    assert opened.mail is not None
    assert opened.mail == reading.mail(desk, NAME, entity=ENTITY, customer_id="A")
    assert (opened.sha256, opened.letter, opened.content) == (None, "", opened.mail.content)


def test_a_change_later_comes_from_the_templates_of_the_preview(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(LEDGER))
    [template] = {row.template for row in reading.previewed(desk, NAME)[1] if row.customer_id == "B"}
    forms = dict(studio.version(desk, template, "en", 0).forms)
    for number, line in enumerate(("First wording.", "Second wording."), start=1):
        changed = forms | {"body.md": f"{forms['body.md']}\n{line}\n"}
        studio.save(desk, template, "en", changed, based_on=number - 1, by="Els", comment="")
        studio.approve(desk, template, "en", number, instead_of=number - 1, by="Jan", why="better")
        if number == 1:
            write_preview(desk, NAME, by="Els")
    assert who(desk, text='"first wording"') == ["B"]
    assert who(desk, text='"second wording"') == []
    with desk.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert versions_of(session, campaign) == {f"{template}/en": 1}
        assert session.scalar(select(func.count()).select_from(TemplateSet)) == 2
    write_preview(desk, NAME, by="Els")
    assert who(desk, text='"second wording"') == ["B"]


def test_a_hundred_thousand_lines_of_one_letter_are_kept_once() -> None:
    writer = IndexWriter()
    row = {"channel": "email", "language": "nl", "step": 1, "segment": "s", "treatment": {}, "breaches": []}
    for number in range(1_000):
        kept = filtered_by(**row, remarks=["long"] if number % 10 == 0 else [])  # type: ignore[arg-type]
        writer.add(f"Customer {number:04d}", number % 3, kept, ["Every letter says this.", f"INV{number}"])
    packed = writer.packed(range(5_000, 6_000))
    lines, traits = read_lines(packed["lines"]), read_traits(packed["traits"])
    assert len(lines.text) == 1_001
    assert traits.ids.tolist() == list(range(5_000, 6_000))
    assert len(packed["lines"]) < 15_000


NOTICED = """
    A  is consumer NL nl a@example.org mobile +31612345678 name "Anna de Vries"
    A  INV1  issued 2026-08-01  due 2026-09-01  125.00 EUR  reminded 2 on 2026-09-20
    B  is business NL nl b@example.org mobile +31612345679
    B  INV2  issued 2026-09-01  due 2026-10-01  70.00 EUR
"""


def test_a_channel_chosen_by_hand_is_held_to_the_bars_of_the_law(desk: Desk, ledger: Ledger) -> None:
    previewed(desk, ledger(NOTICED))
    for customer_id, channel, why in (
        ("A", ChannelName.SMS, "in writing"),  # a legal notice
        ("B", ChannelName.WHATSAPP, "did not agree"),
        ("B", ChannelName.REGISTERED_EMAIL, "is off"),
    ):
        with pytest.raises(ChannelClosedError, match=why):
            choose_channel(desk, NAME, ENTITY, customer_id, channel=channel, by="Els", why="quicker")
    choose_channel(desk, NAME, ENTITY, "B", channel=ChannelName.SMS, by="Els", why="quicker")
    assert who(desk, marks=frozenset({Mark.OTHER_CHANNEL})) == ["B"]
