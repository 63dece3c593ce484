"""What points at people without an office: dates, addresses, telephones, ages."""

import random
from collections.abc import Callable

import phonenumbers

from tests.identifiers.kind import Kind, born, drawn

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
# Unicode CLDR, date patterns of each language, and how they are typed.
_WRITTEN = {
    "en": ("{d} {month} {y}", "{month} {d}, {y}", "{d}{th} {month} {y}", "{dd}/{mm}/{y}", "{y}-{mm}-{dd}", "{d} {mon} {y}", "{dd}-{mm}-{y}"),
    "de": ("{d}. {month} {y}", "{dd}.{mm}.{y}", "{y}-{mm}-{dd}", "{d}.{m}.{yy}", "{dd}. {month} {y}"),
    "fr": ("{d} {month} {y}", "{dd}/{mm}/{y}", "{er} {month} {y}", "{dd}-{mm}-{y}"),
    "es": ("{d} de {month} de {y}", "{dd}/{mm}/{y}", "{d} de {month} del {y}", "{dd}-{mm}-{y}"),
}  # fmt: skip
REGIONS = (
    "GB", "US", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "CH", "PT", "IE", "LU", "DK", "SE", "NO",
    "FI", "PL", "CZ", "SK", "HU", "RO", "GR", "BG", "HR", "CA", "AU", "NZ", "IN", "BR", "MX", "JP",
)  # fmt: skip
_TOWNS = {
    "gb": ("Leeds", "Norwich", "Bath", "Kilmarnock", "Swansea"), "us": ("Springfield, IL", "Dayton, OH", "Tulsa, OK", "Mesa, AZ"),
    "au": ("Ballarat VIC", "Cairns QLD"), "de": ("Bremen", "Ulm", "Freiburg im Breisgau", "Jena"),
    "at": ("Graz", "Linz"), "ch": ("Luzern", "Bern"), "fr": ("Lyon", "Nantes", "Dijon", "Brest"),
    "be": ("Namur", "Li\u00e8ge"), "es": ("Burgos", "Sevilla", "Valencia", "Murcia"), "mx": ("Puebla, Pue.", "Oaxaca, Oax."),
}  # fmt: skip
_STREETS = {
    "gb": ("Rosewood Lane", "Mill Road", "St Mary's Close", "Victoria Street", "Church Walk", "Elm Grove"),
    "us": ("Maple Avenue", "N Lincoln Blvd", "Cedar Ct", "Oak Street", "Prairie Dr"),
    "au": ("Wattle Street", "Harbour Parade"), "de": ("Lindenstra\u00dfe", "Am Markt", "Goethestr.", "Birkenweg", "Lange Gasse", "Rathausplatz"),
    "at": ("Mariahilfer Stra\u00dfe", "Kirchengasse"), "ch": ("Bahnhofstrasse", "Seeweg"),
    "fr": ("rue des Lilas", "avenue Jean Jaur\u00e8s", "boulevard Voltaire", "place du March\u00e9", "impasse des Roses"),
    "be": ("rue Haute", "chauss\u00e9e de Wavre"), "es": ("Calle Mayor", "Avenida de la Constituci\u00f3n", "Plaza del Carmen", "Calle de Alcal\u00e1", "C/ Real"),
    "mx": ("Calle Hidalgo", "Avenida Ju\u00e1rez"),
}  # fmt: skip
# UPU S42, by country; {s} street, {t} town.
_FORMS = {
    "gb": ("+# {s}, {t} {post}", "Flat +, +# {s}\n{t}\n{post}"), "us": ("+### {s}, {t} #####", "+## {s}, Apt +#, {t} #####-####"),
    "au": ("+# {s}, {t} +###", "Unit +, +# {s}, {t} +###"), "de": ("{s} +#, +#### {t}", "{s} +#a\n+#### {t}"),
    "at": ("{s} +#/+, 80## {t}", "{s} +#, A-40## {t}"), "ch": ("{s} +#, 60## {t}", "{s} +, CH-30## {t}"),
    "fr": ("+# {s}, 69### {t}", "+# bis {s}\n44### {t}"), "be": ("{s} +#, 50## {t}", "{s} +#, B-40## {t}"),
    "es": ("{s}, +#, 4.\u00ba B, 28### {t}", "{s} n.\u00ba +#, 41### {t}"), "mx": ("{s} +##, Col. Centro, 72### {t}", "{s} No. +##, C.P. 68### {t}"),
}  # fmt: skip


def _dated(language: str) -> Callable[[random.Random], str]:
    names = _MONTHS[language].split()

    def draw(rng: random.Random) -> str:
        day = born(rng)
        month = names[day.month - 1]
        th = (
            "th"
            if 10 < day.day < 14
            else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        )
        return rng.choice(_WRITTEN[language]).format(
            d=day.day, dd=f"{day.day:02}", m=day.month, mm=f"{day.month:02}", y=day.year,
            yy=f"{day:%y}", month=month, mon=month[:3], th=th, er="1er" if day.day == 1 else day.day,
        )  # fmt: skip

    return draw


def _postcode(rng: random.Random) -> str:
    """BS 7666: an area that exists, and no C, I, K, M, O or V at the end."""
    area = rng.choice(("LS", "NR", "BA", "KA", "SA", "M", "B", "EH", "SW", "CF"))
    inward = "".join(rng.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
    return area + drawn(rng, rng.choice(("+", "+#"))) + " " + drawn(rng, "#") + inward


def _address(country: str) -> Callable[[random.Random], str]:
    def draw(rng: random.Random) -> str:
        form = drawn(rng, rng.choice(_FORMS[country]))
        street, town = rng.choice(_STREETS[country]), rng.choice(_TOWNS[country])
        return form.format(s=street, t=town, post=_postcode(rng))

    return draw


def phone_in(region: str, rng: random.Random) -> phonenumbers.PhoneNumber:
    """Draw a number that the region's plan has (metadata of libphonenumber)."""
    lines = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE,
    )
    while True:
        example = phonenumbers.example_number_for_type(region, rng.choice(lines))
        made = phonenumbers.PhoneNumber(country_code=example.country_code)
        made.national_number = example.national_number // 1_000_000 * 1_000_000
        made.national_number += rng.randrange(1_000_000)
        made.italian_leading_zero = example.italian_leading_zero
        if phonenumbers.is_valid_number(made):
            return made


def _phone_abroad(rng: random.Random) -> str:
    form = phonenumbers.PhoneNumberFormat
    number = phone_in(rng.choice(REGIONS), rng)
    text = phonenumbers.format_number(
        number, rng.choice((form.INTERNATIONAL, form.E164))
    )
    return rng.choice((text, text, text.replace("+", "00", 1)))


def _phone_at_home(region: str) -> Callable[[random.Random], str]:
    form = phonenumbers.PhoneNumberFormat.NATIONAL
    return lambda rng: phonenumbers.format_number(phone_in(region, rng), form)


def _email(rng: random.Random) -> str:
    given = rng.choice(
        (
            "anna",
            "j.weber",
            "m_ortiz",
            "p.o-neill",
            "claire.dubois",
            "b\u00f6hm",
            "k.m",
            "info+1",
        )
    )
    host = rng.choice(
        ("mail.example", "post.example.co.uk", "web.example.de", "bank.example.com")
    )
    return f"{given}{drawn(rng, rng.choice(('', '#', '##')))}@{host}"


def _inner_email(rng: random.Random) -> str:
    given = rng.choice(("john", "a.weber", "desk", "m.diaz", "root"))
    return (
        given
        + "@"
        + rng.choice(
            (
                "corp",
                "mx.local",
                "bank.lan",
                "hq.internal",
                "clinic.intra",
                "srv##.corp",
            )
        ).replace("##", drawn(rng, "##"))
    )


_PHONE = {
    "en": "telephone|phone|mobile",
    "de": "Telefon|Tel.|Mobil",
    "fr": "t\u00e9l\u00e9phone|t\u00e9l.|portable",
    "es": "tel\u00e9fono|tel.|m\u00f3vil",
}
_HOME = {
    "en": "address|home address",
    "de": "Anschrift|Adresse|Wohnhaft",
    "fr": "adresse|domicile",
    "es": "direcci\u00f3n|domicilio",
}
_BORN = {
    "en": "date of birth|DOB|born",
    "de": "Geburtsdatum|geboren am|geb.",
    "fr": "date de naissance|n\u00e9(e) le",
    "es": "fecha de nacimiento|nacido el",
}
_DAY = {
    "en": "date|visit on",
    "de": "Datum|Termin am",
    "fr": "date|rendez-vous le",
    "es": "fecha|cita el",
}
_MAIL = {
    "en": "e-mail|email",
    "de": "E-Mail|Mail",
    "fr": "courriel|e-mail",
    "es": "correo electr\u00f3nico|e-mail",
}
_BOX = {
    "en": "PO Box|P.O. Box",
    "de": "Postfach",
    "fr": "BP|bo\u00eete postale",
    "es": "Apartado de correos|Apdo.",
}
_OLD = {
    "en": ("She is {value} years old.", "aged {value}, lives alone", "a {value}-year-old man", "Age: {value}", "| age | {value} |", '{"age": {value}}', "- age {value}", "He turned {value} in May.", "Mrs Gray, {value}, fell at home.", "at the age of {value}", "{value} y/o female"),
    "de": ("Sie ist {value} Jahre alt.", "der {value}-j\u00e4hrige Patient", "Alter: {value}", "| Alter | {value} |", "im Alter von {value} Jahren", "- Alter {value} Jahre", "Er wurde im Mai {value}.", "eine {value}j\u00e4hrige Frau", '{"alter": {value}}', "Frau Grau ({value} J.) ist gest\u00fcrzt."),
    "fr": ("Elle a {value} ans.", "\u00e2g\u00e9 de {value} ans", "\u00c2ge : {value}", "| \u00e2ge | {value} |", "une patiente de {value} ans", "\u00e0 l'\u00e2ge de {value} ans", '{"age": {value}}', "- \u00e2ge {value} ans", "Il a eu {value} ans en mai.", "Mme Gris, {value} ans, est tomb\u00e9e."),
    "es": ("Tiene {value} a\u00f1os.", "de {value} a\u00f1os de edad", "Edad: {value}", "| edad | {value} |", "una paciente de {value} a\u00f1os", "a la edad de {value} a\u00f1os", '{"edad": {value}}', "- edad {value} a\u00f1os", "Cumpli\u00f3 {value} a\u00f1os en mayo.", "La se\u00f1ora Gris, {value} a\u00f1os, se cay\u00f3."),
}  # fmt: skip

KINDS = (
    *(Kind(f"birth-date-{one}", "Unicode CLDR; ISO 8601", _dated(one), {one: _BORN[one]}, fixed=True) for one in _MONTHS),
    *(Kind(f"date-{one}", "Unicode CLDR; ISO 8601", _dated(one), {one: _DAY[one]}, fixed=True) for one in _MONTHS),
    *(
        Kind(f"address-{country}", "UPU S42", _address(country), {language: _HOME[language]}, country)
        for language, countries in {"en": "gb us au", "de": "de at ch", "fr": "fr be", "es": "es mx"}.items()
        for country in countries.split()
    ),
    Kind("po-box", "UPU S42", lambda rng: drawn(rng, rng.choice(("####", "###", "##"))), _BOX),
    Kind("phone-abroad", "ITU-T E.164; plans of 32 countries", _phone_abroad, _PHONE, fixed=True),
    *(
        Kind(f"phone-{region.lower()}", "ITU-T E.123; the country's plan", _phone_at_home(region), {language: _PHONE[language]}, region.lower(), fixed=True)
        for region, language in {"GB": "en", "US": "en", "DE": "de", "FR": "fr", "ES": "es", "AT": "de", "CH": "de", "IT": "en", "NL": "en", "PL": "en"}.items()
    ),
    Kind("email", "RFC 5322, RFC 6531", _email, _MAIL, fixed=True),
    Kind("email-inner-host", "RFC 5321: any host name", _inner_email, _MAIL, fixed=True),
    Kind("age-over-89", "45 CFR 164.514(b)(2)(i)(C)", lambda rng: str(rng.randint(90, 109)), frames=_OLD),
)  # fmt: skip
