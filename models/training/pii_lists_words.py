"""Words of what describes a person, and of what looks like a name and is none."""

# ruff: noqa: E501 - words fill their lines; an entry of several words ends at "|"

NATIONALITIES: dict[str, str] = {
    "en": "British English Scottish Welsh Irish American Canadian Australian Nigerian Ghanaian Kenyan Ethiopian Egyptian Moroccan Turkish Kurdish Syrian Iraqi Iranian Afghan Pakistani Indian Bangladeshi Nepalese Chinese Japanese Korean Vietnamese Thai Filipino Indonesian Polish Romanian Bulgarian Hungarian Ukrainian Russian German French Spanish Italian Portuguese Greek Dutch Belgian Swiss Austrian Swedish Norwegian Danish Finnish Lithuanian Latvian Albanian Serbian Bosnian Brazilian Mexican Colombian Jamaican Somali Eritrean Zimbabwean Lebanese Israeli Palestinian Cypriot Maltese Sri_Lankan",
    "de": "deutsch österreichisch türkisch polnisch italienisch rumänisch syrisch kroatisch bulgarisch griechisch afghanisch russisch serbisch ungarisch spanisch französisch niederländisch ukrainisch vietnamesisch irakisch britisch portugiesisch kurdisch marokkanisch nigerianisch indisch chinesisch brasilianisch schweizerisch schwedisch amerikanisch",
    "fr": "français française algérien algérienne marocain marocaine tunisien tunisienne sénégalais sénégalaise malien malienne portugais portugaise espagnol espagnole italien italienne polonais polonaise roumain roumaine turc turque belge suisse britannique allemand allemande russe ukrainienne chinois chinoise vietnamien libanaise haïtien camerounais ivoirienne suédois kurde",
    "es": "español española marroquí rumano rumana ecuatoriano ecuatoriana colombiano colombiana argentino argentina peruano peruana venezolano venezolana boliviano boliviana cubano dominicana chileno mexicano mexicana italiano francesa británico alemana portugués polaco ucraniana ruso china pakistaní senegalés nigeriana turco sueca brasileña",
}
RELIGIONS: dict[str, str] = {
    "en": "Catholic|Roman Catholic|Protestant|Anglican|Methodist|Baptist|Muslim|Sunni Muslim|Shia|Jewish|Hindu|Sikh|Buddhist|Jehovah's Witness|Mormon|Greek Orthodox|Quaker|atheist|agnostic|Christian|Evangelical",
    "de": "katholisch|evangelisch|römisch-katholisch|muslimisch|jüdisch|orthodox|buddhistisch|konfessionslos|Zeuge Jehovas|alevitisch|hinduistisch",
    "fr": "catholique|protestant|protestante|musulman|musulmane|juif|juive|bouddhiste|témoin de Jéhovah|athée|orthodoxe|évangélique",
    "es": "católico|católica|protestante|musulmán|musulmana|judío|judía|evangélica|budista|testigo de Jehová|ateo|ortodoxa",
}
ETHNICITIES: dict[str, str] = {
    "en": "white|Black|Asian|South Asian|Black Caribbean|Black African|mixed race|Hispanic|Latino|Roma|Caucasian|Arab|African American|Native American|Pacific Islander|Māori|white British|Kurdish|Sami|Basque|Romani|Afro-Caribbean",
    "de": "Sinti|Roma|sorbisch|kurdisch|afrodeutsch|jesidisch",
    "fr": "rom|berbère|kabyle|d'origine antillaise|d'origine maghrébine|noire|asiatique|kurde|métisse",
    "es": "gitano|gitana|de etnia gitana|mestizo|indígena|quechua|aimara|de raza negra|afrodescendiente|asiático",
}
PROFESSIONS: dict[str, str] = {
    "en": "teacher|primary school teacher|nurse|electrician|plumber|lorry driver|bus driver|taxi driver|accountant|solicitor|barrister|lawyer|journalist|farmer|fisherman|carpenter|builder|bricklayer|chef|cook|waiter|waitress|barista|cleaner|caretaker|security guard|police officer|firefighter|soldier|retired army officer|civil servant|social worker|care worker|midwife|pharmacist|dentist|surgeon|physiotherapist|psychologist|vet|engineer|civil engineer|software developer|data analyst|architect|surveyor|estate agent|shop assistant|cashier|hairdresser|beautician|mechanic|welder|factory worker|warehouse operative|student|PhD student|pensioner|musician|actor|painter|writer|translator|librarian|university lecturer|pilot|flight attendant|sales rep|marketing executive|company director|self-employed|unemployed|housewife|stay-at-home mother|apprentice|trainee|ballet dancer|priest|imam|rabbi|postman|miner|tailor|butcher|baker|gardener|childminder|paramedic|radiographer|optician|tutor|coach|DJ|delivery driver|childcare worker|small business owner",
    "de": "Lehrerin|Grundschullehrer|Krankenschwester|Krankenpfleger|Elektriker|Maurer|Lkw-Fahrer|Busfahrerin|Steuerberater|Rechtsanwältin|Journalist|Landwirt|Kellnerin|Reinigungskraft|Hausmeister|Polizistin|Feuerwehrmann|Soldat|Beamtin|Sozialarbeiter|Altenpflegerin|Hebamme|Apotheker|Zahnarzt|Chirurgin|Ingenieur|Informatikerin|Architekt|Verkäuferin|Friseurin|Mechaniker|Studentin|Rentner|Musiker|Übersetzerin|Bibliothekar|Pilot|selbstständig|arbeitslos|Hausfrau|Auszubildender|Pfarrer|Tischlerin|Dachdecker|Buchhalterin|Erzieherin|Bankkauffrau|Schüler",
    "fr": "professeur|institutrice|infirmière|infirmier|électricien|plombier|chauffeur routier|chauffeur de taxi|comptable|avocate|avocat|journaliste|agriculteur|cuisinier|serveuse|femme de ménage|gardien d'immeuble|policier|pompier|militaire|fonctionnaire|assistante sociale|aide-soignante|sage-femme|pharmacienne|dentiste|chirurgien|ingénieur|informaticienne|architecte|vendeuse|coiffeuse|mécanicien|étudiante|étudiant|retraité|retraitée|musicien|traductrice|pilote|sans emploi|mère au foyer|apprenti|artisan|commerçante",
    "es": "profesora|maestro|enfermera|electricista|fontanero|camionero|taxista|contable|abogada|abogado|periodista|agricultor|cocinero|camarera|limpiadora|conserje|policía|bombero|militar|funcionaria|trabajadora social|auxiliar de enfermería|matrona|farmacéutica|dentista|cirujano|ingeniero|informática|arquitecto|dependienta|peluquera|mecánico|estudiante|jubilado|jubilada|músico|traductora|piloto|autónomo|desempleada|ama de casa|aprendiz|albañil",
}
ROLES: dict[str, str] = {
    "en": "Customer Services Manager|Head of Claims|Branch Manager|Senior Solicitor|Loan Officer|Staff Nurse|Consultant Cardiologist|Team Leader|Complaints Officer|Senior Adviser|Senior Underwriter|Practice Manager|Data Protection Officer|Relationship Manager|Chief Executive Officer|CEO|CFO|Managing Director|Vice President|HR Business Partner|Clinical Lead|Registrar|Ward Sister|Medical Director|Compliance Manager|Credit Analyst|Operations Director|Office Manager|Executive Assistant|Case Handler|Claims Handler|Company Secretary|Head Teacher|Deputy Head|Chief Superintendent|Project Manager|Senior Partner|Associate|Paralegal|Mortgage Adviser|Financial Controller|Internal Auditor|Chair of the Board|Treasurer|Occupational Therapist|Regional Sales Manager|Software Engineer|Head of Legal|President|Private Banker|Consultant Neurologist|Locum",
    "de": "Filialleiter|Leiterin Kundenservice|Sachbearbeiter|Sachbearbeiterin|Geschäftsführer|Vorstandsvorsitzende|Chefärztin|Oberarzt|Stationsleitung|Datenschutzbeauftragter|Personalreferentin|Kundenberater|Rechtsanwalt|Abteilungsleiter|Prokurist|Teamleiterin|Justiziarin|Schulleiter|Leiter Revision",
    "fr": "Directeur d'agence|Directrice générale|Responsable clientèle|Chargé de clientèle|Gestionnaire de sinistres|Chef de service|Cadre de santé|Déléguée à la protection des données|Directeur des ressources humaines|Conseillère|Président|Secrétaire général|Responsable juridique|Chef de projet|Notaire associé",
    "es": "Director de sucursal|Directora general|Responsable de atención al cliente|Gestor de siniestros|Jefe de servicio|Jefa de planta|Delegada de protección de datos|Director de recursos humanos|Asesora financiera|Presidente|Secretario general|Responsable jurídico|Coordinadora|Gerente",
}
MARITAL: dict[str, str] = {
    "en": "married|divorced|widowed|single|separated|a widow|a widower|a single mother|a single parent|in a civil partnership|cohabiting|unmarried|engaged",
    "de": "verheiratet|geschieden|verwitwet|ledig|getrennt lebend|alleinerziehend|verlobt",
    "fr": "marié|mariée|divorcé|divorcée|veuf|veuve|célibataire|pacsé|pacsée|séparée",
    "es": "casado|casada|divorciado|divorciada|viudo|viuda|soltero|soltera|separada|pareja de hecho",
}
TITLES: dict[str, str] = {
    "en": "Mr Mrs Ms Miss Dr Mr. Mrs. Ms. Dr. Prof. Professor Sir Dame Rev Reverend Lord Lady Judge Captain Sgt Fr Mx Sister Hon.",
    "de": "Herr Frau Herrn Dr. Prof. Prof._Dr. Herr_Dr. Frau_Dr. Dipl.-Ing.",
    "fr": "M. Mme Monsieur Madame Me Mlle Maître Dr Pr Docteur",
    "es": "Sr. Sra. Don Doña Señor Señora D. D.ª Dr. Dra. Srta. Sr._D.",
}
MONTHS: dict[str, str] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
DAYS: dict[str, str] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
NUMBERS: dict[str, str] = {
    "en": "two three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty forty",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf fünfzehn zwanzig dreißig",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta",
}
UNITS: dict[str, str] = {
    "en": "days weeks months years hours minutes",
    "de": "Tage Wochen Monate Jahre Stunden Minuten",
    "fr": "jours semaines mois ans heures minutes",
    "es": "días semanas meses años horas minutos",
}
TENS = "twenty thirty forty fifty sixty seventy eighty"
MEASURES = "mg|ml|kg|cm|km|miles|metres|square metres|m²|bpm|mmHg|units|tablets|pages|litres|hectares|acres|g|mmol/L|°C|copies|%|percent|per cent"
CURRENCIES = "£ $ € EUR GBP USD CHF SEK PLN TRY Euro euros pounds dollars francs kr"

# Capitalised, and no name of anybody.
PRODUCTS = "Premier Account|Gold Card|Home Insurance|Fixed Rate Bond|Cash ISA|Direct Debit|Current Account|Personal Loan|Online Banking|Mobile App|Travel Cover|Credit Card|Standing Order|Apple Pay|Google Pay|Visa|Mastercard|Standard Plan|Annual Statement|Payment Service|Terms and Conditions|Customer Due Diligence|Know Your Customer|Payment Services Regulations|Consumer Credit Act|Full Blood Count|Care Plan|Power of Attorney|Microsoft Excel|iPhone|Windows|Statement of Account|Final Response|Interest Rate|Early Repayment Charge|Balance Transfer|Grace Period|Credit Score|Loan Agreement|Facility Agreement|Letter of Credit|Business Day|Blue Badge|Covid-19|Paracetamol|Ibuprofen|Metformin|Advance Directive|Annual Leave|Statutory Sick Pay|Article 6|Rule 59|Section 8|Schedule 2|Exhibit A|Agreement|Applicant|Court|Bank|Borrower|Lender|Company|Claimant|Defendant|Convention|Chapter 3|Version 2"
NOUNS_DE = "Konto|Kreditkarte|Überweisung|Vertrag|Rechnung|Antrag|Unterlagen|Beschwerde|Versicherung|Dauerauftrag|Lastschrift|Zinssatz|Kündigung|Mahnung|Filiale|Schaden|Termin|Befund|Behandlung|Blutdruck|Medikament|Bescheid|Frist|Widerspruch|Girokonto|Depot|Sparbuch|Gebühr|Zahlung|Unterschrift"
EXCLAMATIONS = "God|Lord|Heaven|Christmas|Easter|Ramadan|Santa|Sir|Madam|Team|All|Everyone|Customer|Colleague|Mum|Dad|Grandma|Nan|Bot|Admin|Support|Doctor|Nurse|Agent|Caller|User|Assistant"

ORG_WORDS = "Alpha Northern Southern Western Eastern Central United National Royal First Global Premier Summit Harbour River Oak Maple Stone Bridge Green Blue Silver Golden Crown Star Sun Moon Castle Tower Meadow Forest Lake Coast Atlas Orion Phoenix Vertex Nova Apex Delta Omega Fusion Quantum Vector Zenith Horizon Beacon Anchor Pioneer Heritage Liberty Unity Trinity Sterling Cobalt Amber Cedar Willow Falcon Lion Eagle Merlin Aurora Lumen Nimbus Helix Pixel Kinetic Stellar Evergreen Redwood Brightside Clearview Northgate Westbrook Eastfield Lakeside Ironbridge Foxglove Bluebell Thistle Sparrow Arcadia Meridian"
ORG_TRADES: dict[str, str] = {
    "en": "Insurance|Bank|Building Society|Logistics|Motors|Foods|Energy|Water|Telecom|Media|Software|Systems|Solutions|Partners|Consulting|Legal|Solicitors|Estates|Properties|Homes|Construction|Engineering|Pharma|Dental Care|Travel|Airlines|Hotels|Retail|Stores|Bakery|Garage|Services|Holdings|Group|Capital|Finance|Credit Union|Mutual|Assurance|Brewery|Farms|Shipping|Robotics|Biotech|Labs|Studios|Records|Recruitment|Cleaning|Electrics|Plumbing",
    "de": "Versicherung|Bau|Logistik|Immobilien|Energie|Elektrotechnik|Maschinenbau|Reisen|Handels|Medien|Pflege|Technik|Metallbau|Dachdeckerei|Bäckerei|Spedition|Holding|Beratung",
    "fr": "Assurances|Transports|Immobilier|Énergie|Bâtiment|Conseil|Distribution|Informatique|Voyages|Boulangerie|Garage|Industries|Services|Nettoyage",
    "es": "Seguros|Transportes|Inmobiliaria|Energía|Construcciones|Asesores|Distribuciones|Informática|Viajes|Panadería|Talleres|Industrias|Servicios|Alimentación",
}
ORG_ENDINGS: dict[str, str] = {
    "en": "Ltd Limited plc LLP Inc Inc. LLC Corp Co. &_Sons &_Co Pty_Ltd PLC",
    "de": "GmbH AG KG e.V. GmbH_&_Co._KG UG OHG SE eG",
    "fr": "SA SARL SAS SNC &_Cie &_Fils",
    "es": "S.L. S.A. S.L.U. e_Hijos S.Coop.",
}
# {p} a place, {w} a word, {n} a surname.
ORG_PUBLIC: dict[str, str] = {
    "en": "{p} City Council|{p} Crown Court|{p} County Court|High Court of {p}|{p} District Court|{p} Police|{p} General Hospital|St Mary's Hospital|St {w}'s Hospital, {p}|{p} NHS Foundation Trust|University of {p}|University Hospital {p}|{p} University|{p} Primary School|{w} Academy|{n} Memorial Hospital|{p} Medical Centre|{w} Surgery|{p} Employment Tribunal|Ministry of Defence|Department of Health|HM Revenue and Customs|HMRC|Financial Ombudsman Service|Citizens Advice {p}|{p} Magistrates' Court|Court of Appeal|Supreme Court|Bank of {p}|{p} Savings Bank|{p} Regional Court|{p} Public Prosecutor's Office|{p} Football Club|{p} United|{p} City FC|FC {p}|{p} Rovers|{w} Care Home|{n} & {n} LLP|Royal {p} Infirmary|{p} Fire Service|{w} Trust|{n} Foundation|Government of {p}|{p} Prison|HMP {p}|the {p} Gazette|{p} Airport|{p} Housing Association|Church of St {w}|{p} Chamber of Commerce|{p} Library|{p} Bar Association|European Commission|United Nations|Red Cross|Home Office",
    "de": "Amtsgericht {p}|Landgericht {p}|Oberlandesgericht {p}|Universitätsklinikum {p}|Klinikum {p}|Stadtsparkasse {p}|Sparkasse {p}|Volksbank {p} eG|Universität {p}|Technische Universität {p}|Finanzamt {p}|Jugendamt {p}|Stadt {p}|Polizeipräsidium {p}|{n}-Gymnasium|Grundschule {p}|AOK|Deutsche Rentenversicherung|Bundesagentur für Arbeit|Staatsanwaltschaft {p}|FC {p}|SV {p}|TSV {p}|St.-{w}-Krankenhaus|Caritas {p}|Bundesverfassungsgericht|Kanzlei {n} & {n}|Stadtwerke {p}|IHK {p}|Autohaus {n}|Praxis Dr. {n}|DRK-Kreisverband {p}|Jobcenter {p}|Landesbank {p}",
    "fr": "Tribunal de grande instance de {p}|Tribunal judiciaire de {p}|Cour d'appel de {p}|CHU de {p}|Hôpital {w}|Clinique Saint-{w}|Caisse d'Épargne de {p}|Crédit Mutuel de {p}|Université de {p}|Lycée {n}|Mairie de {p}|Préfecture de {p}|CPAM de {p}|Ministère de la Justice|Conseil d'État|Cour de cassation|Olympique de {p}|FC {p}|Cabinet {n}|Étude {n} et Associés|École Jules-{n}|Gendarmerie de {p}|Pôle emploi {p}|CAF de {p}|Banque {n}|Pharmacie {n}|Association {w}",
    "es": "Juzgado de Primera Instancia de {p}|Audiencia Provincial de {p}|Tribunal Superior de Justicia de {p}|Hospital Universitario de {p}|Hospital General de {p}|Clínica {w}|Caja Rural de {p}|Banco de {p}|Universidad de {p}|Colegio {n}|Instituto {w}|Ayuntamiento de {p}|Agencia Tributaria|Seguridad Social|Ministerio de Justicia|Tribunal Supremo|Real {p} CF|{p} CF|Bufete {n}|Guardia Civil de {p}|Fiscalía de {p}|Centro de Salud {w}|Farmacia {n}|Fundación {n}|Colegio de Abogados de {p}",
}
# Companies, banks and bodies that everybody writes about.
ORG_KNOWN = "Barclays|HSBC|Lloyds|NatWest|Santander|Nationwide|Monzo|Revolut|Deutsche Bank|Commerzbank|ING|BNP Paribas|Société Générale|Crédit Agricole|UniCredit|UBS|Goldman Sachs|JPMorgan Chase|Bank of America|Wells Fargo|Citibank|American Express|PayPal|Western Union|Allianz|AXA|Aviva|Zurich Insurance|Siemens|Bosch|BMW|Volkswagen|Daimler|SAP|Lufthansa|Deutsche Bahn|Deutsche Telekom|Bayer|BASF|Airbus|Renault|Peugeot|Total|Carrefour|Orange|L'Oréal|Michelin|Telefónica|Iberdrola|Repsol|Inditex|BBVA|CaixaBank|Mapfre|Nestlé|Novartis|Roche|Philips|Shell|BP|Unilever|Tesco|Sainsbury's|Marks & Spencer|Vodafone|BT|British Airways|Ryanair|easyJet|Rolls-Royce|GlaxoSmithKline|AstraZeneca|Pfizer|Johnson & Johnson|Microsoft|Apple|Google|Amazon|Facebook|Twitter|IBM|Intel|Oracle|Cisco|Walmart|McDonald's|Starbucks|Coca-Cola|Nike|Ford|General Motors|Boeing|Toyota|Honda|Sony|Samsung|Huawei|Tata Motors|Infosys|Maersk|IKEA|Ericsson|Nokia|Volvo|KPMG|Deloitte|PwC|Ernst & Young|Accenture|McKinsey|BBC|CNN|Reuters|The New York Times|The Guardian|Der Spiegel|Le Monde|El País|Harvard University|Oxfam|UNICEF|World Health Organization|WHO|NATO|FBI|CIA|NHS|DVLA|DWP|IRS|SEC|FCA|Interpol|Amnesty International|Greenpeace|FIFA|UEFA|NASA"
