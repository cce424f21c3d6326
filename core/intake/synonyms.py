"""Headers in four languages that mean one of our fields, for files no preset knows."""

from __future__ import annotations

from typing import Final

_HEADERS: Final = {
    "entity": "entity | company | company code | bedrijf | administratie | buchungskreis | société | code société",
    "customer_id": "customer id | customer number | customer no | customer code | customer | cust number | client id | account | account number | account code | debtor | debtor number | klant | klantnummer | klantnr | klantcode | debiteur | debiteurnummer | debiteurnr | deb nr | relatiecode | relatie | rekening | kunde | kundennummer | kundennr | debitor | debitorennummer | konto | client | code client | numéro client | n client | compte | party | partner id",
    "customer_name": "customer name | name | account name | company name | client name | contact name | naam | klantnaam | debiteurnaam | relatienaam | bedrijfsnaam | name 1 | kundenname | firma | nom | nom client | raison sociale | party name | partner | invoice partner display name",
    "email": "email | e mail | email address | e mail address | mail | e mailadres | emailadres | e mail adresse | courriel | adresse e mail",
    "phone": "phone | telephone | phone number | telefoon | telefoonnummer | tel | telefon | téléphone",
    "mobile": "mobile | mobile phone | mobiel | gsm | mobil | handy | portable",
    "country": "country | country code | land | landcode | pays | code pays",
    "language": "language | language code | taal | taalcode | sprache | langue",
    "number": "invoice number | invoice no | invoice | invoice id | number | document number | document no | doc no | doc id | factuurnummer | factuurnr | factuur nr | nummer | documentnummer | boekstuknummer | rechnungsnummer | rechnungsnr | rechnung | belegnummer | beleg | facture | numéro de facture | n facture | numéro de document | ref no | num | voucher no | reference no",
    "document_type": "document type | type | transaction type | voucher type | doc type | soort | documentsoort | belegart | type de document",
    "issued_on": "invoice date | date | issue date | issued on | document date | posting date | bill date | factuurdatum | datum | boekdatum | boekingsdatum | documentdatum | rechnungsdatum | belegdatum | buchungsdatum | date de facture | date facture | date de la pièce | invoice bill date",
    "due_on": "due date | due on | due | net due date | payment due | vervaldatum | vervalt | vervaldag | netto vervaldatum | fällig | fälligkeit | fällig am | fälligkeitsdatum | nettofälligkeit | échéance | date d échéance | date échéance | date d échéance nette",
    "amount": "amount | invoice amount | total | invoice total | original amount | gross amount | total amount | bedrag | factuurbedrag | bedrag eur | totaalbedrag | betrag | rechnungsbetrag | bruttobetrag | montant | montant ttc | montant facture | invoiced amount | original | sales | credit sales | revenue | turnover | omzet | umsatz | chiffre d affaires",
    "open_amount": "open amount | open balance | outstanding | outstanding amount | amount due | balance | remaining amount | balance due | residual | openstaand | openstaand bedrag | saldo | verschuldigd bedrag | openstaand saldo | offen | offener betrag | restbetrag | offener saldo | solde | montant dû | reste à payer | montant ouvert",
    "paid_amount": "paid amount | amount paid | paid | voldaan | betaald | betaald bedrag | bezahlt | gezahlt | payé | montant payé",
    "currency": "currency | currency code | valuta | valutacode | munt | währung | devise | curr | invoice currency | local currency",
    "is_disputed": "disputed | dispute | is disputed | betwist | in dispuut | strittig | litige | contesté",
    "reminder_level": "reminder level | reminders | dunning level | aanmaningen | aanmaning | herinneringen | mahnstufe | niveau de relance | relances",
    "reminded_on": "last reminder | last dunned | reminded on | laatste herinnering | letzte mahnung | dernière relance",
    "promised_on": "promised on | promise date | expected date | expected payment date | toezegging | date promise",
    "blocked_until": "blocked until | block until | geblokkeerd tot | gesperrt bis",
    "settled_on": "settled date | settled on | paid on | payment date | clear date | clearing date | betaaldatum | voldaan op | bezahlt am | ausgleichsdatum | date de paiement | payé le | closed at date",
    "description": "description | omschrijving | text | memo | beschreibung | libellé | remarks",
    "structured_reference": "structured reference | payment reference | betalingskenmerk | ogm | communication structurée",
    "received_on": "received on | payment received | ontvangen op | ontvangstdatum | valutadatum | eingangsdatum | reçu le",
    "method": "method | payment method | betaalwijze | betaalmethode | zahlungsart | mode de paiement",
    "reference": "reference | referentie | kenmerk | referenz | référence",
    "vat_number": "vat number | btw nummer | btw nr | ust idnr | numéro de tva",
    "registration_number": "registration number | kvk | kvk nummer | ondernemingsnummer | handelsregisternummer | siren | siret",
    "month": "month | period | maand | periode | monat | mois | période",
    "vat_basis": "vat basis | vat incl excl | btw basis | btw | mwst | tva",
    "vat_percent": "vat percent | vat rate | vat | btw percentage | btw tarief | mwst satz | taux de tva",
    "balance": "control balance | ledger balance | general ledger balance | control account | saldo grootboek | grootboeksaldo | hauptbuchsaldo | solde du grand livre",
    "score": "credit score | risk score | failure score | kredietscore | risicoscore | bonitätsindex | score de crédit | score de défaillance",
    "scored_on": "score date | scored on | date of score | datum score | scoredatum | date du score",
    "credit_limit": "credit limit | advised limit | maximum credit | kredietlimiet | kredietadvies | kreditlimit | limite de crédit",
    "rating": "rating | credit rating | international score | risicoklasse",
    "their_number": "duns | d u n s number | safe number | connect id | buyer number | their number",
    "company_name": "company name | business name | bedrijfsnaam | firmenname | raison sociale | buyer name",
    "legal_form": "legal form | rechtsvorm | rechtsform | forme juridique",
    "days_beyond_terms": "days beyond terms | dbt",
    "policy": "policy | policy number | polis | polisnummer | police | versicherungsschein",
    "buyer_limit": "insured limit | buyer limit | limit amount | verzekerde limiet | versicherungslimit | limite assurée",
    "cover_percent": "insured percentage | cover percentage | cover percent | insured percent | dekkingspercentage | deckungsquote | quotité garantie",
    "valid_from": "valid from | effective date | ingangsdatum | gültig ab | valable du",
    "valid_until": "valid until | expiry date | einddatum | gültig bis | valable jusqu au",
    "terms_days": "maximum credit terms | max credit terms | payment terms | betaaltermijn | zahlungsziel",
    "extension_days": "maximum extension period | max extension period | mep | verlengingstermijn",
    "notify_days": "notification period | notify within | meldtermijn | meldefrist | délai de déclaration",
    "waiting_days": "waiting period | wachttijd | karenzzeit | délai de carence",
    "fiscal_year": "fiscal year | boekjaar | geschäftsjahr | exercice",
}

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    field: tuple(headers.split(" | ")) for field, headers in _HEADERS.items()
}
