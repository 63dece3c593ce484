"""How streets with numbers are written in sixteen countries, one pattern per language.

Capitals tell a street's name from other words; where a pattern takes small letters too
it names the words for a street that are nothing else.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

import re

_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f]"
_NAME = rf"(?:{_CAPITAL}[\w'\u2019.\-]*|[0-9]{{1,3}}(?:st|nd|rd|th))"
_SURE = r"Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Crescent|Cres|Terrace|Boulevard|Blvd|Highway|Hwy|Parkway|Pkwy|Quay"
_OTHER = r"Av|Close|Court|Ct|Gardens|Gdns|Grove|Place|Pl|Square|Sq|Way|Walk|Hill|Park|Row|Mews|Green|Circle|Cir|Parade|View|Rise|Wharf|Trail|Trl|Loop|Plaza|Alley|Esplanade"
_FLAT = r"(?i:flat|apartment|apt|unit|suite|ste|floor|room|level|house|block)"
_NOT_A_YEAR = r"(?!(?:1[89]|20)[0-9]{2}(?![\w\-/]))"
_NUMBER = r"(?:#|No\.? ?)?[0-9]{1,5} ?[A-Za-z]?(?:[\-\u2013/][0-9]{1,5}[A-Za-z]?)?"
_ENGLISH = (
    rf"(?:{_FLAT}\.?[ ]*[#\w]{{1,5}}[,/ ]{{1,3}})?(?:{_NUMBER},?\s+{_NAME}\s+(?:(?:{_NAME}|of|the|and)\s+){{0,3}}(?:{_SURE})"
    rf"|{_NOT_A_YEAR}{_NUMBER},?\s+{_NAME}\s+(?:(?:{_NAME}|of|the|and)\s+){{0,3}}(?:{_OTHER}))(?![^\W_])\.?(?:\s(?:N|S|E|W|NE|NW|SE|SW)(?![\w.]))?"
    rf"(?:,?\s+{_FLAT}\.?\s*[#\w]{{1,5}}|,?\s*#\s?\w{{1,5}})?"
)
_ENGLISH_SMALL = (
    r"(?:(?:flat|apartment|apt|unit|suite)\.?\s*\w{1,4},?\s+)?[0-9]{1,5}[a-z]?,?\s+(?:[a-z'\-]{3,20}\s+){1,2}"
    r"(?:street|road|lane|avenue|close|drive|crescent|gardens|terrace|boulevard|mews|grove)(?![^\W_])"
    r"(?:,?\s+(?:flat|apt|apartment|suite|unit|#)\.?\s*\w{1,4})?"
)
_ROUTE = r"[0-9]{2,6}\s+(?:N\.?|S\.?|E\.?|W\.?|North|South|East|West|County|State|Old|US)?\s?(?:Road|Route|Rte|Highway|Hwy|Broadway|County Road|State Route)\s?[0-9]{0,4}(?![^\W_])"
_GERMAN_NUMBER = (
    r"\s+[0-9]{1,4}\s?[a-zA-Z]?(?![^\W_])(?:\s?[\-/+]\s?[0-9]{1,4}[a-z]?){0,2}"
)
_GERMAN = (
    rf"(?:{_CAPITAL}[\w\-]*(?:stra(?:\u00df|ss)e|str\.?|stra\u00dfe|weg|platz|allee|gasse|damm|ufer|steig|stieg|chaussee|markt|berg|graben|winkel|promenade)"
    rf"|{_CAPITAL}[\w\-]{{3,}}(?:ring|hof|tor|park)"
    rf"|(?:{_CAPITAL}[\w\-.]*\s){{1,3}}(?:Stra\u00dfe|Strasse|Str\.|Weg|Platz|Allee|Gasse|Damm|Ufer|Ring|Chaussee))"
    rf"(?!\s+(?:1[89]|20)[0-9]{{2}}(?![\w\-/,])){_GERMAN_NUMBER}"
)
_GERMAN_SMALL = (
    r"[a-z\u00e4\u00f6\u00fc\-]{3,30}(?:stra(?:\u00df|ss)e|str\.)" + _GERMAN_NUMBER
)
_GERMAN_PLACE = (
    r"(?:Am|An der|An den|An dem|Auf der|Auf dem|Im|In der|In den|Unter den|Unter der|Zum|Zur|Hinter der|Vor dem|Beim|Alter|Alte)\s"
    rf"(?!(?:Jahre?|Monat|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Januar|Februar|M\u00e4rz|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Alter|Fall|Schnitt|Durchschnitt|Wert|Kapitel|Absatz|Abschnitt)(?![^\W_])){_CAPITAL}[\w\-]+(?:\s{_CAPITAL}[\w\-]+)?"
    r"\s[0-9]{1,3}\s?[a-z]?(?=\s{0,2}(?:[,\n|;]|$))"
)
_FRENCH = (
    r"[0-9]{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?,?\s+(?:(?:rue|avenue|av\.|boulevard|boul\.|bd\.?|all\u00e9e|impasse|chemin|faubourg|fbg)\s+|(?:place|pl\.|quai|cours|route|square|passage|villa|cit\u00e9|sentier|esplanade|r\u00e9sidence)\s+(?=(?:(?:de|du|des|la|le|les|l['\u2019]|d['\u2019])\s?){0,3}(?-i:[A-Z\u00c0-\u00de])))"
    r"(?:(?:de|du|des|la|le|les|l'|d'|l\u2019|d\u2019)\s?){0,3}[\w'\u2019\-]+(?:\s(?-i:[A-Z\u00c0-\u00de])[\w'\u2019\-]*|\s(?:et|de|du|des|la|le|les)(?=\s(?-i:[A-Z\u00c0-\u00de]))){0,5}"
    r"|(?:rue|avenue|boulevard|chauss\u00e9e|chemin)\s(?:(?:de|du|des|la|le|les|l'|d'|l\u2019|d\u2019)\s?){0,3}(?-i:[A-Z\u00c0-\u00de])[\w'\u2019\-]*(?:\s(?-i:[A-Z\u00c0-\u00de])[\w'\u2019\-]*){0,3},?\s[0-9]{1,4}(?:[ ]?[a-z])?(?![^\W_])"
)
_SPANISH = (
    r"(?:calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|pl\.|paseo|p\u00ba|camino|carrer|ronda|traves\u00eda|glorieta|urbanizaci\u00f3n|carretera|ctra\.|rambla|passeig|callej\u00f3n)\s*"
    r"(?:(?:de|del|la|las|los|el|d')\s?){0,3}[\w'\u2019\-\u00b7]+(?:\s(?:de|del|la|las|los|el|y)(?=\s)|\s(?-i:[A-Z\u00c0-\u00de])[\w'\u2019\-]*){0,5},?\s*"
    r"(?:n\.?[\u00ba\u00b0o]?\.?\s*|n\u00fam\.?\s*|#\s?)?(?:[0-9]{1,4}\s?(?:bis|[A-Z](?![^\W_]))?(?![^\W_])|s/n)"
    r"(?:,?\s*(?:piso\s)?[0-9]{1,2}\.?\s?[\u00ba\u00aa\u00b0o]?\s?[\-]?(?:[A-Z](?![^\W_])|izda|dcha|izq|der)\.?|,?\s*[0-9]{1,2}\.?[\u00ba\u00aa\u00b0]){0,2}"
)
_ITALIAN = (
    rf"(?:Via|Viale|Piazza|Piazzale|Corso|Vicolo|Largo|Strada|Lungotevere|Contrada|VIA|VIALE|PIAZZA|CORSO)\s+(?:(?:della|delle|dei|degli|di|del|dell['\u2019]|d['\u2019]|de['\u2019])\s?)?{_CAPITAL}[\w'\u2019.\-]*(?:\s(?:e|di|da|de)(?=\s)|\s{_CAPITAL}[\w'\u2019.\-]*){{0,4}}"
    r",?\s(?:n\.?\s?)?[0-9]{1,4}(?:[ /]?[A-Za-z])?(?![^\W_])"
)
_PORTUGUESE = rf"(?:Rua|Avenida|Av\.|Travessa|Pra\u00e7a|Largo|Estrada|Alameda|R\.)\s+(?:(?:da|das|do|dos|de)\s)?{_CAPITAL}[\w'\u2019.\-]*(?:\s(?:da|das|do|dos|de|e)(?=\s)|\s{_CAPITAL}[\w'\u2019.\-]*){{0,4}},?\s*(?:n\.?\u00ba?\s*)?[0-9]{{1,5}}(?![^\W_])(?:,?\s[0-9]{{1,2}}\.?\u00ba(?:\s\w{{1,4}})?)?"
_DUTCH = rf"{_CAPITAL}[\w\-]*(?:straat|laan|weg|plein|gracht|kade|dijk|singel|steeg|dreef|markt|lei|steenweg)\s[0-9]{{1,4}}(?:[ \-]?[A-Za-z]{{1,3}}(?![^\W_])|-[0-9]{{1,3}})?(?:\s?bus\s?\w{{1,4}})?(?![^\W_])"
_POLISH = rf"(?:ul|al|pl|os)\.\s?(?:{_CAPITAL}[\w.\-]*|[0-9]{{1,2}})(?:\s{_CAPITAL}[\w.\-]*){{0,3}}\s[0-9]{{1,4}}[a-zA-Z]?(?:\s?/\s?[0-9]{{1,4}}|\sm\.?\s?[0-9]{{1,4}})?(?![^\W_])"
_NORDIC = rf"{_CAPITAL}[\w\-]*(?:gatan|v\u00e4gen|gr\u00e4nd|gade|vej|gata|gate|gaten|veien|vegen|katu|tie|polku|all\u00e9|stien)\s[0-9]{{1,3}}\s?[A-Za-z]?(?![^\W_])"

_BOUND = r"(?<![^\W_])(?<![0-9][.,/\-])"
STREETS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"{_BOUND}(?:{pattern})", flags), score)
    for pattern, flags, score in (
        (_ENGLISH, re.NOFLAG, 900),
        (_ENGLISH_SMALL, re.IGNORECASE, 700),
        (_ROUTE, re.NOFLAG, 700),
        (_GERMAN, re.NOFLAG, 900),
        (_GERMAN_SMALL, re.IGNORECASE, 900),
        (_GERMAN_PLACE, re.NOFLAG, 700),
        (_FRENCH, re.IGNORECASE, 900),
        (_SPANISH, re.IGNORECASE, 900),
        (_ITALIAN, re.NOFLAG, 850),
        (_PORTUGUESE, re.NOFLAG, 850),
        (_DUTCH, re.NOFLAG, 900),
        (_POLISH, re.NOFLAG, 900),
        (_NORDIC, re.NOFLAG, 900),
    )
)
