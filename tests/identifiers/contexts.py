"""Where identifiers stand: letters, mails, forms, tables, CSV, chat, lists and JSON."""

from tests.identifiers.kind import Kind

# {key} is the label as a program writes it: small letters, no spaces.
LABELLED = {
    "en": (
        "Dear Sir or Madam,\n\nplease find below what you asked for.\n{label}: {value}\n\nYours faithfully",
        "My {label} is {value}, as printed on the letter.",
        "Subject: {label} {value}\n\nHello,\n\ncould you check this for me?",
        "{label}: {value}",
        "APPLICATION FORM\n{label}    {value}\nSignature  ______",
        "| field | entry |\n|---|---|\n| {label} | {value} |",
        "status;{key};note\nopen;{value};none",
        "{label},{value}",
        "hi there, {label} {value}, can you look it up pls",
        "- {label} {value}\n- nothing else",
        '{"{key}": "{value}"}',
        "On the phone she gave {value} as her {label}.",
        "{label} (see copy): {value}",
        "The {label} {value} was checked twice.",
    ),
    "de": (
        "Sehr geehrte Damen und Herren,\n\nwie besprochen die Angaben.\n{label}: {value}\n\nMit freundlichen Gr\u00fc\u00dfen",
        "{label} lautet {value}, so steht es im Schreiben.",
        "Betreff: {label} {value}\n\nGuten Tag,\n\nk\u00f6nnen Sie das bitte pr\u00fcfen?",
        "{label}: {value}",
        "ANTRAG\n{label}    {value}\nUnterschrift  ______",
        "| Feld | Angabe |\n|---|---|\n| {label} | {value} |",
        "stand;{key};notiz\noffen;{value};keine",
        "{label};{value}",
        "hallo, {label} {value}, schaut ihr mal nach? danke",
        "- {label} {value}\n- sonst nichts",
        '{"{key}": "{value}"}',
        "Am Telefon nannte sie {value} als {label}.",
        "{label} (siehe Kopie): {value}",
        "Unter {label} {value} ist alles vermerkt.",
    ),
    "fr": (
        "Madame, Monsieur,\n\nvoici ce que vous avez demand\u00e9.\n{label} : {value}\n\nCordialement",
        "Pour rappel, {label} {value}, comme indiqu\u00e9 sur le courrier.",
        "Objet : {label} {value}\n\nBonjour,\n\npouvez-vous v\u00e9rifier ?",
        "{label} : {value}",
        "FORMULAIRE\n{label}    {value}\nSignature  ______",
        "| champ | valeur |\n|---|---|\n| {label} | {value} |",
        "\u00e9tat;{key};note\nouvert;{value};aucune",
        "{label};{value}",
        "bonjour, {label} {value}, vous pouvez regarder svp",
        "- {label} {value}\n- rien d'autre",
        '{"{key}": "{value}"}',
        "Au t\u00e9l\u00e9phone elle a donn\u00e9 {value} comme {label}.",
        "{label} (voir copie) : {value}",
        "Tout est not\u00e9 sous {label} {value}.",
    ),
    "es": (
        "Muy se\u00f1ores m\u00edos:\n\nle env\u00edo lo que pidieron.\n{label}: {value}\n\nAtentamente",
        "Mi {label} es {value}, como dice la carta.",
        "Asunto: {label} {value}\n\nHola:\n\n\u00bfpueden revisarlo?",
        "{label}: {value}",
        "FORMULARIO\n{label}    {value}\nFirma  ______",
        "| campo | dato |\n|---|---|\n| {label} | {value} |",
        "estado;{key};nota\nabierto;{value};ninguna",
        "{label};{value}",
        "hola, {label} {value}, lo pueden mirar porfa",
        "- {label} {value}\n- nada m\u00e1s",
        '{"{key}": "{value}"}',
        "Por tel\u00e9fono dio {value} como {label}.",
        "{label} (ver copia): {value}",
        "Todo consta en {label} {value}.",
    ),
}
# Without a word that says what it is.
BARE = {
    "en": ("{value}", "{value}", "It says {value} here.", "Please look at {value} again."),
    "de": ("{value}", "{value}", "Hier steht {value}.", "Bitte noch einmal {value} ansehen."),
    "fr": ("{value}", "{value}", "Il y a {value} ici.", "Merci de revoir {value}."),
    "es": ("{value}", "{value}", "Aqu\u00ed pone {value}.", "Por favor, mire otra vez {value}."),
}  # fmt: skip


def contexts(kind: Kind, language: str) -> tuple[str, ...]:
    """List what a kind stands in, with its labels put in and `{value}` left open."""
    labels = [label for label in kind.labels.get(language, "").split("|") if label]
    made = [
        frame.replace("{label}", label).replace("{key}", _key(label))
        for label in labels
        for frame in LABELLED[language]
    ]
    return (*made, *kind.frames.get(language, ()))


def _key(label: str) -> str:
    return "_".join(label.lower().replace(".", "").split())
