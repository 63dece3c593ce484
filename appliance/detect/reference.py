"""Find the numbers of files, customers, patients and papers after the words for them.

Cases, claims, policies, matters, dockets, employees, invoices, contracts; medical
records; national ids, tax, licences and passports of any form. What has a
form of its own is found by `national/` as well.
"""

# ruff: noqa: E501 - a pattern's alternatives read better unbroken

from appliance.detect.labelled import Label, LabelledDetector
from appliance.domain.entity import EntityKind

_FILE = Label(
    EntityKind.CODE,
    "number after a word for a file",
    r"case|claim|policy|police|matter|file|docket|complaint|incident|ticket|application|booking|dossier|vorgang|schaden|fall|antrag"
    r"|polic[ey]n?|sinistre|plainte|demande|affaire|expediente|p\u00f3liza|siniestro|reclamaci\u00f3n|solicitud|caso|asunto|proc(?:edure|\u00e9dure|edimiento)|authori[sz]ation|referral|prescription|rezept|ordonnance|receta"
    r"|order|invoice|bill|receipt|contract|agreement|loan|mortgage|lease|tender|purchase[ _]order|delivery|shipment|tracking|parcel|transaction|payment|mandate|factura|facture|contrat[o]?|pr\u00eat|pr\u00e9stamo|hipoteca|commande|pedido|rechnung|vertrag|auftrag|bestellung|darlehen|kredit|quittung|recibo|re\u00e7u|albar[a\u00e1]n",
    r"aktenzeichen|az\.?:|gz\.?:|gesch\u00e4fts(?:zeichen|nummer|zahl)|gesch\.?-?z\.?|vorgangs-?(?:nummer|nr)|schaden[s]?-?(?:nummer|nr|fall)|(?:versicherungsschein|versicherungs|policen|vertrags|rechnungs|auftrags|bestell|fall|antrags|darlehens|kredit|sendungs|belegs?|transaktions|mandats|lieferschein|quittungs|ticket|vers\.?)-?(?:nummer|nr)"
    r"|(?:mein|ihr|unser)e? zeichen|case[ _]ref|our ref|your ref|n/r[\u00e9e]f|v/r[\u00e9e]f|s/ref|n/ref|reference|ref|r\u00e9f(?:\u00e9rence)?|referencia|referenz|docket|fnol|pnr|matter[ _]id|po(?=[ _]?(?:number|no|nr|\#))|rg\.?-?nr|autos",
)
_PERSON = Label(
    EntityKind.CODE,
    "number after a word for a customer or employee",
    r"customer|client|account[ _]holder|employee|staff|worker|personnel|payroll|badge|member(?:ship)?|subscriber|student|pupil|applicant|borrower|insured|policy ?holder|tenant|supplier|vendor|loyalty|participant|donor|kunde|kunden|mitglied|mitarbeiter|versicherte[rn]?|mandant(?:en)?|patient(?:en|in)?|paciente|sch\u00fcler|debitor|kreditor"
    r"|salari\u00e9|employ\u00e9|adh\u00e9rent|assur\u00e9|abonn\u00e9|\u00e9tudiant|matricule|cliente|empleado|socio|asegurado|alumno|abonado|trabajador|proveedor|fournisseur",
    r"(?:kunden|mitglieds?|mitarbeiter|personal|versicherten|mandanten|matrikel|debitoren|kreditoren|lieferanten|teilnehmer|stamm|benutzer|abonnenten)-?(?:nummer|nr|kennung|id)|kd\.?-?nr|pers\.?-?nr|ma-?nr|cust(?:omer)?[ _]?(?:id|no)|emp(?:loyee|l)?[ _]?(?:id|no)|staff[ _]?(?:id|no)|matricule|legajo|mitgl\.?-?nr|vsnr",
)
_HEALTH = Label(
    EntityKind.ID,
    "number after a word for a patient",
    r"patient(?:en)?|paciente|medical[ _]record|hospital|health[ _](?:record|plan|insurance|card)|chart|admission|encounter|specimen|sample|lab|insurance|member|beneficiary|medicare|medicaid|subscriber|krankenversicherung|krankenkasse|versichertenkarte|historia cl\u00ednica|dossier m\u00e9dical|mutuelle|tarjeta sanitaria|seguro m\u00e9dico|carte vitale|s\u00e9jour",
    r"mrn|emrn|urn|nhs|chi|nhi|mbi|hicn|npi|dea|kvnr|gkv|egk|lanr|bsnr|ik|ipp|nda|nhc|cip|cipa|sip|nuhsa|hospital[ _](?:no|number|id)|patient[ _]?(?:id|no|nr)|(?:patienten|kranken(?:versicherungs|versicherten|kassen)?|versicherten|aufnahme|fall)-?(?:nummer|nr|id)|patienten-?id|pat\.?-?(?:nr|id)|acc(?:ession)?[ _](?:no|number)",
)
_STATE = Label(
    EntityKind.ID,
    "number after a word for an identity document",
    r"passport|reisepass|passeport|pasaporte|passaporto|driv(?:ing|er'?s?|er\u2019s)[ _]?licen[cs]e|licen[cs]e|f\u00fchrerschein|fahrerlaubnis|permis(?: de conduire)?|(?:permiso|carn[e\u00e9]|licencia) de condu(?:cir|cci\u00f3n)|national insurance|social (?:security|insurance)|sozialversicherung|s\u00e9curit\u00e9 sociale|seguridad social|rentenversicherung"
    r"|tax(?:payer)?|steuer|fiscal|identity(?:[ _]card)?|id[ _]card|identification|national[ _]id(?:entity)?|(?:personal)?ausweis|carte d['\u2019]identit\u00e9|(?:documento|tarjeta) (?:nacional )?de identidad|c\u00e9dula|residence[ _]permit|aufenthaltstitel|titre de s\u00e9jour|permiso de residencia|visa|visum|voter|electoral|birth|personal|citizen|civil|immigration|alien|refugee|green[ _]card",
    r"ni(?:no|n)?|n\.i\.|ssn|itin|ein|fein|tin|sin|nas|utr|paye|steuer-?(?:id|idnr|nummer|nr)|st\.?-?nr|idnr|ident-?nr|(?:sozialversicherungs|rentenversicherungs|sv|rv|ausweis|reisepass|pass|personalausweis|f\u00fchrerschein|identifikations|personen)-?(?:nummer|nr)|dni|nie|nif|cif|nuss|naf|nir|insee|siren|siret|spi|cni|pesel|nip|regon|bsn|rrn|niss|insz|ahv|avs|svnr|cpr|hetu|personnummer|f\u00f8dselsnummer|fodselsnummer|kennitala|isikukood|rodn\u00e9 \u010d\u00edslo|rodne cislo|cnp|egn|oib|emso|em\u0161o|jmbg|taj|amka|afm|cpf|cnpj|curp|rfc|cuit|cuil|rut|tfn|abn|acn|ird|aadhaar|aadhar|pan|nric|fin|hkid|my number|codice fiscale|partita iva|c\u00f3digo fiscal|pps(?:n)?|eori|vat|ust-?id(?:nr)?|uid|ust\.?-?idnr\.?|mwst|n\u00b0 tva|licen[cs]e[ _]plate",
    950,
)
_THING = Label(
    EntityKind.CODE,
    "number after a word for a device or security",
    r"serial|device|equipment|asset|meter|vehicle|chassis|engine|registration|(?:licen[cs]e|number)[ _]plate|plate|seriennummer|ger\u00e4te?|z\u00e4hler|fahrzeug|kennzeichen|s\u00e9rie|appareil|compteur|v\u00e9hicule|immatriculation|plaque|serie|dispositivo|contador|veh\u00edculo|matr\u00edcula|bastidor|parcel|plot|title|grundbuch|flurst\u00fcck|security|wertpapier|terminal|portfolio|depot",
    r"s/n|sn|imei|imeisv|meid|iccid|imsi|udi|vin|fin|vrn|vrm|vehicle reg(?:istration)?|reg\.? (?:no|number)|lei|isin|cusip|sedol|wkn|valor(?:en)?|(?:serien|ger\u00e4te|z\u00e4hler|fahrgestell|fahrzeugident(?:ifizierungs|ifikations)?|depot)-?(?:nummer|nr)|kfz-?kennzeichen|amtl(?:iches|\.) kennzeichen|num\u00e9ro de s\u00e9rie|n\u00famero de serie|hr[ab](?:-nr)?|handelsregister(?:nummer)?",
)
REFERENCES = LabelledDetector("reference", (_FILE, _PERSON, _HEALTH, _STATE, _THING))
