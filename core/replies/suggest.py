"""What a reply seems to say, by fixed words in four languages: shown to a person as a suggestion, and nothing more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.replies.quoted import own_words
from core.vocabulary import ReplyOutcome

# The first that is found counts: who contests does not promise, and who asks for a copy has not paid.
_PHRASES: Final[tuple[tuple[ReplyOutcome, tuple[str, ...]], ...]] = (
    (
        ReplyOutcome.STOP,
        (
            r"stop (?:with )?(?:sending|contacting|emailing|mailing|these)|do not contact|unsubscribe|remove me|take me off",
            r"stop met (?:het )?(?:sturen|mailen|contact)|niet meer (?:mailen|contacteren|contact opnemen)|uitschrijven|geen mails? meer",
            r"ne (?:me |nous )?(?:contactez|écrivez) plus|cessez de|désabonner|désinscrire|arrêtez (?:de|ces)",
            r"nicht mehr (?:kontaktieren|schreiben|anschreiben)|abmelden|keine (?:weiteren )?(?:mails|e-mails|nachrichten)",
            r"gdpr|avg-verzoek|rgpd|dsgvo",
        ),
    ),
    (
        ReplyOutcome.DISPUTE,
        (
            r"dispute|not correct|incorrect|wrong (?:amount|price|invoice|quantity|address|goods|item)|disagree|do not agree|never (?:ordered|received)|not (?:ordered|received|delivered)|damaged|defective|complaint|credit note",
            r"betwist|niet akkoord|klopt niet|niet correct|onjuist|foutieve?|verkeerde?|nooit (?:besteld|ontvangen|geleverd)|niet (?:besteld|geleverd)|beschadigd|defect|klacht|creditnota|kredietnota",
            r"contest(?:e|ons|ation)|litige|pas d'accord|pas correct|incorrecte?|erron[ée]e?|erreur|jamais (?:commandé|reçu|livré)|pas (?:commandé|livré)|endommagé|défectueux|réclamation|note de crédit|avoir à",
            r"widerspr(?:eche|uch)|nicht einverstanden|nicht korrekt|stimmt nicht|falsch|fehlerhaft|nie (?:bestellt|erhalten|geliefert)|nicht (?:bestellt|geliefert)|beschädigt|mangel|reklam|gutschrift|beanstand",
        ),
    ),
    (
        ReplyOutcome.COPY,
        (
            r"copy of|send (?:me|us) (?:the|a|your)? ?(?:invoice|copy)|resend|(?:have|did) not receive(?:d)? (?:the|this|your|an)? ?invoice|cannot find (?:the|this|your) invoice|purchase order number|order number",
            r"kopie|(?:factuur|facturen) (?:nog eens |opnieuw )?(?:door|op)?(?:sturen|mailen|bezorgen)|stuur(?:t)? (?:me|ons|mij)|factuur niet (?:ontvangen|gekregen|gevonden)|geen factuur (?:ontvangen|gekregen)|bestelnummer|bestelbon",
            r"copie|duplicata|renvoyer|(?:envoyer|transmettre) (?:la|une|les|cette) factures?|pas reçu (?:la|cette|votre|de) facture|bon de commande|numéro de commande",
            r"kopie|rechnungskopie|(?:rechnung|rechnungen) (?:nochmals|erneut|noch einmal|bitte)|keine rechnung (?:erhalten|bekommen)|rechnung nicht (?:erhalten|bekommen|gefunden)|bestellnummer",
        ),
    ),
    (
        ReplyOutcome.PLAN,
        (
            r"in(?:stal?lments?| parts)|payment plan|pay (?:it )?(?:in|by) (?:parts|stages)|spread|monthly payments?",
            r"in (?:delen|schijven|termijnen)|afbetal|betalingsregeling|betaalplan|gespreid|maandelijkse? (?:aflossing|betaling)",
            r"en plusieurs fois|échelonn|plan de paiement|facilités de paiement|mensualit|par tranches|étaler",
            r"raten|ratenzahlung|in teilen|teilzahlung|zahlungsplan|monatlich",
        ),
    ),
    (
        ReplyOutcome.PAID,
        (
            r"^\W*(?:paid|betaald|is betaald|payée?|bezahlt|überwiesen)\W*$",
            r"(?:already|has been|have been|was|is|have|we|i) (?:already )?(?:been )?paid|payment (?:was|has been|is) (?:made|sent|done)|transferred (?:the|this|it|on|yesterday|today)|paid (?:on|this|it|yesterday|today|last)",
            r"(?:is|werd|hebben?|heb|reeds|al|zojuist|gisteren|vandaag) (?:\w+ ){0,4}(?:betaald|overgemaakt|voldaan|overgeschreven|vereffend)|betaling (?:is|werd) (?:\w+ ){0,2}(?:gedaan|uitgevoerd|gebeurd)",
            r"(?:déjà|a été|ont été|avons|ai|est) (?:\w+ ){0,2}(?:payée?s?|réglée?s?|versée?s?|virée?s?)|paiement (?:a été |est )?(?:effectué|fait)|virement (?:a été |est )?(?:effectué|fait)",
            r"(?:bereits|schon|wurde|wurden|ist|haben|habe|gestern|heute) (?:\w+ ){0,4}(?:bezahlt|überwiesen|beglichen|gezahlt)|zahlung (?:ist|wurde) (?:\w+ ){0,2}(?:erfolgt|veranlasst|getätigt)",
        ),
    ),
    (
        ReplyOutcome.PROMISE,
        (
            r"(?:will|shall|going to|'ll) (?:\w+ ){0,3}(?:pay|be paid|transfer|settle)|payment will|next (?:week|month|payment run)|pay(?:ing)? (?:by|on|before|next)|scheduled for payment",
            r"(?:zal|zullen|ga|gaan|wordt|worden) (?:\w+ ){0,6}(?:betalen|betaald|overmaken|overgemaakt|voldaan)|volgende (?:week|maand|betaalronde)|betalen (?:\w+ ){0,2}(?:tegen|voor|op)|ingepland",
            r"(?:vais|allons|sera|seront|paierons|réglerons|va être) (?:\w+ ){0,4}(?:payer|payée?s?|régler|réglée?s?|effectué)?|semaine prochaine|mois prochain|prochain paiement",
            r"(?:werde|werden|wird) (?:\w+ ){0,6}(?:zahlen|bezahlen|bezahlt|überweisen|überwiesen|begleichen|angewiesen)|nächste (?:woche|n monat|zahlung)|nächsten (?:monat|zahllauf)",
        ),
    ),
)
_COMPILED: Final = tuple(
    (outcome, re.compile("|".join(f"(?:{each})" for each in phrases), re.IGNORECASE)) for outcome, phrases in _PHRASES
)
_NOT: Final = re.compile(
    r"\b(?:not(?: yet)?|haven't|isn't|wasn't|niet|nog niet|pas(?: encore)?|nicht|noch nicht)\b[^.!?,;\n]{0,25}$",
    re.IGNORECASE,
)
LONGEST: Final = 3_000
"""Letters looked at: who has something to say says it at the beginning."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What a reply seems to say, and the words that say so."""

    outcome: ReplyOutcome
    words: str


def suggestion(text: str) -> Suggestion | None:
    """Return what the writer's own words in ``text`` seem to say; None where no fixed words are found."""
    said = " ".join(own_words(text)[:LONGEST].replace("\u2019", "'").split())
    for outcome, pattern in _COMPILED:
        for found in pattern.finditer(said):
            if outcome in {ReplyOutcome.PAID, ReplyOutcome.PROMISE} and _NOT.search(said[: found.start()][-40:]):
                continue
            if outcome is ReplyOutcome.PAID and _NOT.search(found[0].rpartition(" ")[0]):
                continue
            return Suggestion(outcome=outcome, words=found[0].strip())
    return None
