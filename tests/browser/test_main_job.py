"""The main job, as a newcomer does it: import, look, move a threshold, write, approve, launch, find the same bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from core.campaigns import reading
from core.campaigns.staleness import save_most_banking_days
from core.channels.mailbox import Mailbox
from core.desk.engine import open_desk
from core.master import master_in
from tests.browser.conftest import keyed, settle, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Site

NAME = "Herinneringen oktober"
CUSTOMERS = 5
# A Dutch list as an accounting package writes it: semicolons, decimal commas, day first, and a row that cannot be.
LEDGER = """Klantnr;Naam;E-mail;Land;Factuurnr;Factuurdatum;Vervaldatum;Bedrag;Valuta
1001;Bakker & Zonen B.V.;debet@bakker.example;NL;F-001;01-08-2026;31-08-2026;1.250,00;EUR
1001;Bakker & Zonen B.V.;debet@bakker.example;NL;F-002;15-09-2026;15-10-2026;99,50;EUR
1002;Jansen <b>Installatie</b>;post@jansen.example;NL;F-003;20-09-2026;20-10-2026;310,00;EUR
1003;Gemeente Ergens;facturen@ergens.example;NL;F-004;05-10-2026;04-11-2026;8.400,00;EUR
1004;Zonder Adres;;NL;F-005;01-09-2026;01-10-2026;75,00;EUR
1005;Late Betaler B.V.;info@late.example;BE;F-006;01-05-2026;31-05-2026;30.500,00;EUR
1006;Fout;fout@fout.example;NL;F-007;30-02-2026;01-03-2026;10,00;EUR
"""


def bring_in(page: Page, site: Site, folder: Path) -> None:
    file = folder / "openstaande posten 2026-10-31.csv"
    file.write_text(LEDGER, encoding="utf-8")
    visit(page, site, "settings?tab=data")
    page.locator("input[type=file]").set_input_files(file)
    take = keyed(page, "import_now").get_by_role("button")
    expect(take).to_be_enabled()
    settle(page)
    take.click()
    expect(page.get_by_text("is in the book").first).to_be_visible()
    expect(page.get_by_text("is not a date that exists").first).to_be_visible()


def move_a_threshold(page: Page, site: Site) -> None:
    visit(page, site, "strategy")
    lever = page.get_by_role("slider", name="Key account")
    expect(lever).to_be_visible()
    counts = keyed(page, "lab").locator("tr:not(.sum) td.count")
    before = counts.all_inner_texts()
    lever.focus()
    page.keyboard.press("End")
    expect(counts).not_to_have_text(before)
    after = counts.all_inner_texts()
    assert sum(map(int, after)) == sum(map(int, before)) == CUSTOMERS
    expect(page.get_by_role("heading", name="1 customer moves")).to_be_visible()


def send(page: Page, site: Site) -> None:
    visit(page, site, "campaign")
    name = keyed(page, "campaign_name").locator("input")
    name.fill(NAME)
    name.press("Enter")
    settle(page)
    desk = open_desk(f"sqlite:///{site.home / 'desk.sqlite3'}", master=master_in(site.home))
    save_most_banking_days(desk, None, by="a test")  # the days of the list stand still
    desk.close()
    keyed(page, "write").get_by_role("button").click()
    keyed(page, "approve").get_by_role("button").click()
    keyed(page, "launch").get_by_role("button").click()


def test_from_a_ledger_file_to_the_mailbox(page: Page, site: Site, tmp_path: Path) -> None:
    visit(page, site, "")
    expect(page.get_by_text("demo", exact=False).first).to_be_visible()
    bring_in(page, site, tmp_path)

    visit(page, site, "numbers")
    expect(page.get_by_role("heading", name="Numbers")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()

    move_a_threshold(page, site)
    send(page, site)

    desk, mailbox = (
        open_desk(f"sqlite:///{site.home / 'desk.sqlite3'}", master=master_in(site.home)),
        Mailbox(site.home / "mailbox"),
    )
    for _ in range(240):
        if reading.state_counts(desk, NAME).get("sent") == 3:
            break
        page.wait_for_timeout(500)
    assert reading.state_counts(desk, NAME) == {"sent": 3}
    received = {mail.recipient: mailbox.read_mail(mail.mail_id) for mail in mailbox.list_mail()}
    assert set(received) == {"debet@bakker.example", "post@jansen.example", "info@late.example"}
    for message in reading.ledger(desk, NAME):
        previewed = reading.mail(desk, NAME, entity=message.entity, customer_id=message.customer_id)
        assert received[message.address] == previewed.content
        assert sha256(received[message.address]).digest() == message.sha256

    visit(page, site, "mailbox")
    expect(page.get_by_text("Late Betaler B.V.").first).to_be_visible()
    desk.close()
