"""Texts and true answers that no rule was tuned on; as in tuned.py, other words.

A template whose answers anybody has looked at to change a rule moves to tuned.py.
"""

HELD_BACK = (
    (
        "en",
        "I crossed the border on {d1} and was charged {m1} for roaming. My tariff promises {c1} free abroad. {n1} in your shop sold it to me. Number of the contract: {k1}.",
        (
            "Roaming outside the tariff costs {m2} a day. Bills are corrected within {c2}.",
        ),
        "Dear {n1},\n\nWe looked at contract {k1}. On {d1} roaming cost you {m1}, although {c1} abroad are free. Outside the tariff a day costs {m2}. A wrong bill is put right within {c2}.\n\nBest regards,\nMobile Billing Desk",
    ),
    (
        "en",
        "Incident report. {v1} slipped on {d1} at {t1} in the canteen. First aid by {n1}. Absent for {c1}. Damage to the floor: {m1}.",
        ("Accidents with an absence of more than {c2} are told to the insurer.",),
        "Incident on {d1}, {t1}, canteen: {v1} slipped and was helped by {n1}. Absence {c1}; damage {m1}. Beyond {c2} of absence the insurer is told. Please file with Workplace Safety.",
    ),
    (
        "en",
        "Our association has {p1} more members than last year. {n1}, the treasurer, counted {m1} on {d1}. The audit under {k1} is due by {s1}.",
        (),
        "Highlights from the Annual Meeting: membership up {p1}; funds of {m1} on {d1} as counted by {n1}; audit {k1} due {s1}. Thanks to everyone who came!",
    ),
    (
        "de",
        "Am {d1} war ich im Ausland und zahlte {m1} f\u00fcr Roaming. Mein Tarif verspricht {c1} frei. Verkauft hat ihn mir Herr {n1}. Vertragsnummer {k1}.",
        (
            "Roaming au\u00dferhalb des Tarifs kostet {m2} am Tag. Rechnungen berichtigen wir binnen {c2}.",
        ),
        "Sehr geehrter Kunde,\n\nzum Vertrag {k1}: Am {d1} fielen {m1} f\u00fcr Roaming an, obwohl {c1} frei sind. Herr {n1} hat Ihnen den Tarif verkauft. Au\u00dferhalb kostet ein Tag {m2}. Falsche Rechnungen berichtigen wir binnen {c2}.\n\nMit freundlichem Gru\u00df\nAbteilung Mobilfunk",
    ),
    (
        "de",
        "Unfallanzeige: {v1} ist am {d1} um {t1} in der Kantine ausgerutscht. Erste Hilfe leistete Frau {n1}. Ausfall {c1}. Schaden am Boden {m1}.",
        ("Unf\u00e4lle mit mehr als {c2} Ausfall melden wir der Versicherung.",),
        "Unfall am {d1}, {t1}, Kantine: {v1} rutschte aus, Ersthelferin war Frau {n1}. Ausfallzeit {c1}, Sachschaden {m1}. Ab mehr als {c2} geht eine Meldung an die Versicherung. Ablage: Arbeitssicherheit.",
    ),
    (
        "de",
        "Unser Verein hat {p1} mehr Mitglieder. Die Kassiererin {n1} z\u00e4hlte am {d1} genau {m1}. Die Pr\u00fcfung {k1} steht bis {s1} an.",
        (),
        "Aus der Jahresversammlung: Mitgliederzahl plus {p1}; Kassenstand am {d1} laut {n1}: {m1}; Pr\u00fcfung {k1} bis {s1}. Herzlichen Dank an alle Helfenden!",
    ),
)
