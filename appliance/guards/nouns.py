"""Whether a word with a capital is a common noun by its form, in English and German.

German gives every noun a capital, letters give one to departments and roles. Told by
endings that form nouns (Duden 4, "Wortbildung") and by the last part of a compound, not
by the word itself: "Buchhaltung", "Mieterin", "Bauordnungsamt", "Claims Department". A
person or place with such an ending passes for a noun. Pure.
"""

import re

_GERMAN_ENDINGS = (
    r"\w{2}ungs?|\w{2}ungen|\w{2}heit|heiten|keit|keiten|\w{2}schaft|schaften|t\u00e4t|t\u00e4ten|[st]ion|[st]ionen"
    r"|\w{2}nis|nisse|ismus|erei|ereien|euren?"
    # Who somebody is, as a woman or as many.
    r"|\w{2}erin|innen|\w{2}istin|ientin|dentin|amtin|\u00e4rztin|[\u00fcu]ndin|[aeo]gin|torin|eurin"
    r"|\w{4}arin|\w{2}ierte[rn]?|\w{2}igte[rn]?|tete[rn]?|pflichtige[rn]?|st\u00e4ndige[rn]?|h\u00f6rige[rn]?"
)
# The last part of a compound says what it is; alone it is an ordinary word.
_GERMAN_HEADS = (
    "abend|abteil|akte|amt|\u00e4mter|anfrage|angebot|anlage|antrag|antr\u00e4ge|arzt|\u00e4rzte|auftrag"
    "|aufnahme|auskunft|ausweis|bank|beamte|befund|behandlung|beh\u00f6rde|beitrag|beleg|belege"
    "|bereich|bericht|bescheid|betrag|betrieb|brief|buch|bucht|b\u00fcro|center|daten|dauer|dienst|dienste"
    "|dokument|eingang|einkommen|erkl\u00e4rung|fall|fach|fahrt|familie|filiale|firma|form|formular|frage"
    "|frist|abgabe|angabe|ausgabe|r\u00fcckgabe|zugang|ausgang|gebiet|gast|g\u00e4ste|geb\u00fchr|gehalt|geld|gericht|gespr\u00e4ch|gruppe|gru\u00df|gr\u00fc\u00dfe|haft"
    "|hilfe|inhaber|jahr|kammer|karte|kasse|klinik|klage|kollege|kollegen|konto|kosten|kraft|kredit"
    "|kunde|kunden|kurs|leihe|leistung|leiter|liste|meldung|miete|mieter|mitglied|monat|nahme|notiz"
    "|nummer|ordner|paar|papier|partner|pass|patient|patienten|pflege|plan|post|posten|praxis|preis"
    "|protokoll|quote|rate|raten|recht|referat|register|rente|sache|satz|macht|sprache|symptom|schmerz|schaden|schein|schreiben|schule"
    "|schutz|sekretariat|service|spende|stand|stelle|stellen|steuer|summe|tag|tage|team|teil|termin"
    "|thema|titel|unfall|urlaub|verband|verein|verkehr|vermerk|versicherte|vertrag|vertr\u00e4ge|vorgang"
    "|vorlage|weg|wege|werk|wert|wesen|woche|wohner|wunsch|zahl|zahlung|zeit|zentrale|zentrum|zettel|zins"
)
_ENGLISH_ENDINGS = (
    r"\w{2}tions?|\w{2}sions?|\w{4}ments?|\w{3}ship|\w{3}ities|\w{3}holders?|\w{3}ologists?"
    r"|\w{3}icians?|\w{2}ology"
)
_ENGLISH_HEADS = (
    "accounts?|adviser|advisor|agency|application|association|authority|bank|billing|board|branch|bureau"
    "|care|cent(?:er|re)|claims?|clerk|clinic|committee|council|counter|court|delivery|department|desk"
    "|director|form|group|handler|helpdesk|helpline|hospital|hotline|institute|laboratory"
    "|letter|library|manager|medicine|member|mortgages?|nurse|office|officer|officers|offices|owner"
    "|patients?|pension|pensions|permit|plan|policy|practice|programme|reception|record|records|reference"
    "|refund|registrar|registry|report|request|residents?|savings?|school|secretary|section|services?"
    "|staff|store|supervisor|support|surgeon|surgery|team|tenants?|title|treasurer|trust|unit|works?"
)
_GERMAN = re.compile(
    rf"(?:\w+(?:{_GERMAN_ENDINGS})|\w*(?:{_GERMAN_HEADS})(?:e?s|en|n)?)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(rf"(?:{_ENGLISH_ENDINGS}|{_ENGLISH_HEADS})", re.IGNORECASE)


def is_noun(word: str) -> bool:
    """Tell whether a word is formed as a common noun is, or ends in one."""
    return bool(_GERMAN.fullmatch(word) or _ENGLISH.fullmatch(word))
