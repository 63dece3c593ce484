"""Words that tell what a person does, where they come from and how they live.

English and German. A stem with `*` stands for its endings ("Lehrer*": Lehrerin), one
ending in `(s)` for its plural. Not a list of what is masked: detectors have their own.
"""

import re

PROFESSIONS = """
accountant(s) actor(s) actress(es) architect(s) artist(s) author(s) baker(s) banker(s)
barber(s) builder(s) butcher(s) captain(s) caretaker(s) carpenter(s) cashier(s) chef(s)
chemist(s) childminder(s) cleaner(s) clerk(s) coach(es) consultant(s) cook(s)
councillor(s) dentist(s) designer(s) developer(s) director(s) doctor(s) driver(s)
economist(s) editor(s) electrician(s) engineer(s) farmer(s) firefighter(s) fisherman
gardener(s) geologist(s) hairdresser(s) headteacher(s) housekeeper(s) interpreter(s)
jeweller(s) joiner(s) journalist(s) judge(s) lawyer(s) lecturer(s) librarian(s)
locksmith(s) mechanic(s) midwife midwives miner(s) musician(s) nanny nurse(s)
optician(s) paramedic(s) pharmacist(s) photographer(s) physician(s) physiotherapist(s)
pilot(s) plumber(s) priest(s) professor(s) programmer(s) psychologist(s) receptionist(s)
researcher(s) roofer(s) sailor(s) scientist(s) secretary secretaries singer(s)
social_worker(s) soldier(s) solicitor(s) surgeon(s) surveyor(s) tailor(s) teacher(s)
translator(s) vet(s) veterinarian(s) waiter(s) waitress(es) warden(s) watchmaker(s)
welder(s) writer(s) police_officer(s) shop_assistant(s) team_leader(s)
managing_director(s) head_of_department self-employed freelancer(s) student(s)
pensioner(s) apprentice(s) civil_servant(s) Angestellte* Anwalt* Anwältin* Apotheker*
Architekt* Arzt Ärzt* Azubi* Bäcker* Beamt* Bibliothekar* Buchhalter* Dachdecker*
Dolmetscher* Elektriker* Erzieher* Feuerwehrmann Feuerwehrfrau Fleischer* Fotograf*
Friseur* Gärtner* Geschäftsführer* Handwerker* Hausmeister* Hebamme* Informatiker*
Ingenieur* Journalist* Kellner* Kindergärtner* Klempner* Koch Köchin* Krankenpfleger*
Krankenschwester* Künstler* Landwirt* Lehrer* Maler* Maurer* Mechaniker* Metzger*
Musiker* Notar* Optiker* Pfarrer* Pflegekraft Pilot* Polizist* Professor* Psycholog*
Rechtsanwalt* Rechtsanwält* Rentner* Richter* Sänger* Schauspieler* Schlosser*
Schneider* Schreiner* Schüler* Sekretär* Selbstständige* Soldat* Sozialarbeiter*
Steuerberater* Student* Taxifahrer* Tierarzt* Tierärzt* Tischler* Übersetzer* Uhrmacher*
Verkäufer* Wissenschaftler* Zahnarzt* Zahnärzt*
"""
BACKGROUNDS = """
Afghan(s) Albanian(s) Algerian(s) American(s) Arab(s) Argentinian(s) Armenian(s)
Australian(s) Austrian(s) Bangladeshi(s) Belgian(s) Bosnian(s) Brazilian(s) British
Bulgarian(s) Cameroonian(s) Canadian(s) Chinese Colombian(s) Croatian(s) Cuban(s)
Cypriot(s) Czech(s) Danish Dutch Egyptian(s) Eritrean(s) Estonian(s) Ethiopian(s)
Finnish French Georgian(s) German(s) Ghanaian(s) Greek(s) Hungarian(s) Icelandic
Indian(s) Indonesian(s) Iranian(s) Iraqi(s) Irish Israeli(s) Italian(s) Jamaican(s)
Japanese Jordanian(s) Kenyan(s) Korean(s) Kosovan(s) Kurdish Latvian(s) Lebanese
Libyan(s) Lithuanian(s) Macedonian(s) Malaysian(s) Maltese Mexican(s) Moldovan(s)
Moroccan(s) Nepalese Nigerian(s) Norwegian(s) Pakistani(s) Palestinian(s) Peruvian(s)
Philippine Polish Portuguese Romanian(s) Russian(s) Scottish Senegalese Serbian(s)
Slovak(s) Slovenian(s) Somali(s) Spanish Sri_Lankan(s) Sudanese Swedish Swiss Syrian(s)
Thai Tunisian(s) Turkish Ukrainian(s) Vietnamese Welsh Yemeni(s) refugee(s)
asylum_seeker(s) immigrant(s) Buddhist(s) Catholic(s) Christian(s) Hindu(s) Jewish
Jew(s) Muslim(s) Protestant(s) Sikh(s) atheist(s) orthodox married divorced widowed
widow widower unmarried pregnant bereaved gay lesbian transgender bisexual homosexual
single_mother single_father single_parent twins triplets orphan(s) disabled blind deaf
wheelchair afghanisch* ägyptisch* albanisch* amerikanisch* arabisch* belgisch* bosnisch*
brasilianisch* britisch* bulgarisch* chinesisch* dänisch* deutsch deutsche deutscher
englisch* eritreisch* finnisch* französisch* griechisch* indisch* irakisch* iranisch*
irisch* israelisch* italienisch* japanisch* kroatisch* kurdisch* marokkanisch*
niederländisch* nigerianisch* norwegisch* österreichisch* pakistanisch* polnisch*
portugiesisch* rumänisch* russisch* schwedisch* schweizerisch* serbisch* somalisch*
spanisch* syrisch* tschechisch* tunesisch* türkisch* ukrainisch* ungarisch*
vietnamesisch* Geflüchtete* Flüchtling* Asylbewerber* buddhistisch* christlich*
evangelisch* hinduistisch* jüdisch* katholisch* muslimisch* verheiratet* geschieden*
verwitwet* ledig alleinerziehend* schwanger* Witwe Witwer Zwilling* Drilling* Waise*
schwul* lesbisch* homosexuell* behindert* blind* gehörlos* Rollstuhl*
"""
# Few people hold these, so that the word alone may tell who it is.
RARE = """
mayor ambassador bishop archbishop rabbi imam astronaut minister prime_minister senator
governor chancellor admiral ombudsman consul abbot abbess lighthouse_keeper falconer
harbour_master chief_constable chief_executive member_of_parliament Bürgermeister*
Oberbürgermeister* Botschafter* Bischof* Bischöf* Kardinal* Rabbiner* Imam Astronaut*
Minister Ministerin* Landrat* Landrät* Senator* Admiral* Konsul* Abt Äbtissin
Leuchtturmwärter* Bundestagsabgeordnete* Landtagsabgeordnete* Vorstandsvorsitzende*
"""

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november"
    "|december|januar|februar|m\u00e4rz|mai|juni|juli|oktober|dezember"
)


def pattern_of(words: str) -> re.Pattern[str]:
    """Make a pattern that finds each of these words as a whole, whatever its case."""
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(_one(word) for word in words.split()) + r")(?!\w)",
        re.IGNORECASE,
    )


def _one(word: str) -> str:
    stem = word.removesuffix("*")
    plural = re.search(r"\((\w+)\)$", stem)
    base = stem[: plural.start()] if plural else stem
    written = re.escape(base).replace("_", r"\s")
    if plural:
        return written + f"(?:{plural.group(1)})?"
    return written + (r"\w{0,8}" if word.endswith("*") else "")
