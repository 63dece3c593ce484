"""Numbers that a bank, a hospital, an insurer or a court gives; known by their label."""

from tests.identifiers.kind import Kind, one_of

_PLAIN = ("########", "+######", "+#####-##", "##/######")
_OWN = "by each office; no common specification"


def _numbered(name: str, en: str, de: str, fr: str, es: str, *forms: str) -> Kind:
    labels = {"en": en, "de": de, "fr": fr, "es": es}
    return Kind(name, _OWN, one_of(*(forms or _PLAIN)), labels)


KINDS = (
    _numbered(
        "patient-number",
        "MRN|patient number|medical record number|hospital number",
        "Patientennummer|Patienten-ID|Fallnummer Klinik",
        "num\u00e9ro de patient|IPP|dossier m\u00e9dical n\u00b0",
        "n\u00famero de paciente|n\u00famero de historia cl\u00ednica|NHC",
        "MRN-#######", "+#######", "P######", "@##-####-##", "H-######",
    ),
    _numbered(
        "case-number",
        "case number|case no.|case ref.",
        "Fallnummer|Vorgangsnummer|Fall-Nr.",
        "num\u00e9ro de dossier|dossier n\u00b0",
        "n\u00famero de caso|n\u00famero de expediente|expediente",
        "CS-######", "2026-#####", "+######", "C####/2#",
    ),
    _numbered(
        "claim-number",
        "claim number|claim no.|claim ref.",
        "Schadennummer|Schaden-Nr.",
        "num\u00e9ro de sinistre|sinistre n\u00b0",
        "n\u00famero de siniestro|siniestro",
        "CL-2026-######", "S########", "+########", "CLM/##/#####",
    ),
    _numbered(
        "policy-number",
        "policy number|policy no.",
        "Versicherungsnummer|Policennummer|Versicherungsschein-Nr.",
        "num\u00e9ro de police|contrat d'assurance n\u00b0",
        "n\u00famero de p\u00f3liza|p\u00f3liza",
        "POL/#####/@", "@@-#######", "+########", "#### #### ##",
    ),
    _numbered(
        "matter-number",
        "matter number|matter no.|our ref.",
        "Mandatsnummer|Aktenzeichen|unser Zeichen",
        "num\u00e9ro d'affaire|nos r\u00e9f\u00e9rences",
        "n\u00famero de asunto|nuestra referencia",
        "M-####-###", "#####.####", "@@@/######", "2026/####",
    ),
    _numbered(
        "employee-number",
        "employee number|staff ID|payroll number",
        "Personalnummer|Mitarbeiternummer",
        "matricule|num\u00e9ro de salari\u00e9",
        "n\u00famero de empleado|c\u00f3digo de empleado",
        "E#####", "+#####", "EMP-####", "00######",
    ),
    _numbered(
        "customer-number",
        "customer number|customer no.|client ID",
        "Kundennummer|Kunden-Nr.",
        "num\u00e9ro de client|client n\u00b0",
        "n\u00famero de cliente|cliente n.\u00ba",
        "KD########", "+#######", "C-######", "@@####@@",
    ),
    _numbered(
        "invoice-number",
        "invoice number|invoice no.",
        "Rechnungsnummer|Rechnung Nr.",
        "num\u00e9ro de facture|facture n\u00b0",
        "n\u00famero de factura|factura",
        "INV-####-@@##", "RE########", "2026-####", "F##/#####",
    ),
    _numbered(
        "contract-number",
        "contract number|contract no.|agreement number",
        "Vertragsnummer|Vertrag Nr.",
        "num\u00e9ro de contrat|contrat n\u00b0",
        "n\u00famero de contrato|contrato",
        "V########", "+#########", "CTR-##-####", "##-####-@@",
    ),
    _numbered(
        "insurance-member",
        "member ID|health plan ID|insurance ID",
        "Mitgliedsnummer|Versichertennummer",
        "num\u00e9ro d'adh\u00e9rent|num\u00e9ro d'assur\u00e9",
        "n\u00famero de afiliado|n\u00famero de asegurado",
        "@@@#########", "W#########", "+########", "##-#######-##",
    ),
    Kind(
        "docket-number", "courts: US CM/ECF, CPR PD 7C, AktO, ECHR Rules 47",
        one_of("#:2#-cv-0####", "## O ###/2#", "# C ##/2#", "2#/0####", "HQ2#X0####", "+####/2#", "RG 2#/0####"),
        {
            "en": "docket number|application no.|court case no.",
            "de": "Aktenzeichen|Az.|Gesch\u00e4ftszeichen",
            "fr": "num\u00e9ro RG|r\u00e9pertoire g\u00e9n\u00e9ral n\u00b0|requ\u00eate n\u00b0",
            "es": "n\u00famero de procedimiento|autos n.\u00ba|procedimiento",
        },
    ),
    _numbered(
        "user-name",
        "user name|username|login",
        "Benutzername|Benutzerkennung|Login",
        "identifiant|nom d'utilisateur",
        "nombre de usuario|usuario",
        "~~~~~##", "~~~~~~.~~~~", "~_~~~~~~", "@~~~~~####",
    ),
)  # fmt: skip
