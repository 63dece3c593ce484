"""Texts and true answers that the rules of grounding were tuned on.

Each has its language, a text, its references and the answer. `{m1}` is a sum, `p` a
percentage, `c` a length of time, `d` a date, `s` one that the answer shortens, `t` a
time of day, `n` a person, `k` a code, `v` and `i` stand-ins for a person and an IBAN.
"""

TUNED = (
    (
        "en",
        "Dear team,\nmy name is {n1}. On {d1} you charged me {m1} for a hotel that I never booked. My customer number is {k1}. Please look into it.\nRegards,\n{n1}",
        ("Complaints are answered within {c1}. A replacement card costs {m2}.",),
        "Dear {n1},\n\nThank you for your message about the charge of {m1} on {d1}. We have noted your customer number {k1}. Our team answers complaints within {c1}. A replacement card would cost {m2}.\n\nKind regards,\nCustomer Care",
    ),
    (
        "en",
        "Applicant: {v1}\nAmount: {m1}\nMonthly income: {m2}\nDebt ratio: {p1}\nTerm: {c1}\nAccount: {i1}",
        ("Amounts above {m3} go to the committee. Up to {p2} the debt ratio is low.",),
        "{v1} asks for {m1} over {c1}. The monthly income is {m2} and the debt ratio is {p1}. It is to be paid to {i1}. The limit for the committee is {m3}, and a ratio up to {p2} is low.",
    ),
    (
        "en",
        "Hello, this is {v1}. I have an appointment on {d1} at {t1}. Can I come later? I was with Dr {n1} last time.",
        (
            "Appointments can be moved once, up to {c1} before. The surgery opens at {t2}.",
        ),
        "Dear {v1},\n\nYou asked about your appointment on {d1} at {t1}. You may move it once, up to {c1} before. We open at {t2}. Dr {n1} will see you.\n\nBest wishes,\nThe practice team",
    ),
    (
        "en",
        "The invoice {k1} of {d1} says {m1}, but the offer said {m2}. We have been a customer for {c1}. {n1}, Purchasing",
        ("Invoices are due within {c2}. Late payment costs {p1} a year.",),
        "Hi {n1},\n\nInvoice {k1}, dated {d1}, shows {m1} instead of the {m2} that you were offered. Thank you for being our customer for {c1}. Please note two things: invoices are due within {c2}, and late payment costs {p1} a year.\n\nYours sincerely,\nAccounts",
    ),
    (
        "en",
        "I started on {d1} and my contract ends on {d2}. My notice period is {c1}. I earn {m1} a month. My manager is {n1}.",
        (),
        "Your contract began on {d1} and ends on {d2}, with a notice period of {c1}. Your pay is {m1} a month. Please speak with {n1} first.",
    ),
    (
        "en",
        "The parcel {k1} was sent on {s1}. It weighs little and is worth {m1}. It should have been here after {c1}.",
        ("A search takes up to {c2}. We pay up to {m2} for a lost parcel.",),
        "We are sorry that parcel {k1}, sent on {s1}, has not arrived after {c1}. 1. We will start a search, which takes up to {c2}. 2. If it is lost, we pay up to {m2}; you said that it is worth {m1}.",
    ),
    (
        "de",
        "Sehr geehrte Damen und Herren,\nmein Name ist {n1}. Am {d1} wurden mir {m1} abgebucht, obwohl ich nichts gekauft habe. Meine Kundennummer ist {k1}.\nMit freundlichen Gr\u00fc\u00dfen\n{n1}",
        (
            "Beschwerden beantworten wir innerhalb von {c1}. Eine Ersatzkarte kostet {m2}.",
        ),
        "Guten Tag {n1},\n\nvielen Dank f\u00fcr Ihre Nachricht zur Abbuchung von {m1} am {d1}. Ihre Kundennummer {k1} haben wir notiert. Beschwerden beantworten wir innerhalb von {c1}. Eine Ersatzkarte w\u00fcrde {m2} kosten.\n\nMit freundlichen Gr\u00fc\u00dfen\nIhr Kundendienst",
    ),
    (
        "de",
        "Antragsteller: {v1}\nBetrag: {m1}\nEinkommen im Monat: {m2}\nSchuldenquote: {p1}\nLaufzeit: {c1}",
        (
            "Betr\u00e4ge \u00fcber {m3} gehen an den Ausschuss. Bis {p2} ist die Quote niedrig.",
        ),
        "{v1} m\u00f6chte {m1} f\u00fcr {c1}. Das Einkommen betr\u00e4gt {m2} im Monat, die Schuldenquote {p1}. Betr\u00e4ge \u00fcber {m3} gehen an den Ausschuss; bis {p2} ist die Quote niedrig.",
    ),
    (
        "de",
        "Mein Termin ist am {d1} um {t1}. Kann ich ihn verschieben? Zuletzt war ich bei Frau {n1}.",
        (
            "Termine lassen sich bis {c1} vorher verschieben. Die Praxis \u00f6ffnet um {t2}.",
        ),
        "Ihr Termin am {d1} um {t1} l\u00e4sst sich bis {c1} vorher verschieben. Wir \u00f6ffnen um {t2}. Frau {n1} ist f\u00fcr Sie da. Sie haben zwei M\u00f6glichkeiten: anrufen oder schreiben.",
    ),
    (
        "de",
        "Die Rechnung {k1} vom {s1} nennt {m1}, im Angebot standen {m2}. Bitte pr\u00fcfen Sie das. {n1}",
        (
            "Rechnungen sind innerhalb von {c1} f\u00e4llig. Der Zins betr\u00e4gt {p1} im Jahr.",
        ),
        "Sehr geehrte Frau {n1},\n\ndie Rechnung {k1} vom {s1} nennt {m1} statt der angebotenen {m2}. Rechnungen sind innerhalb von {c1} f\u00e4llig, der Zins betr\u00e4gt {p1} im Jahr.\n\nFreundliche Gr\u00fc\u00dfe\nIhre Buchhaltung",
    ),
    (
        "en",
        "{n1} here. I fell ill on {d1} and my insurance paid only {m1} of the {m2} that the hospital asked for. The file is {k1}. I was told that {p1} would be covered.",
        (
            "Claims reach us within {c1} of the treatment. The patient pays at most {m3} a year.",
        ),
        "Dear {n1},\n\nWe have looked at file {k1}. The hospital charged {m2}, of which {m1} was paid; you were told that {p1} would be covered. Please send claims within {c1} of the treatment on {d1}. In no year do you pay more than {m3} yourself.\n\nWarm regards,\nClaims Department",
    ),
    (
        "en",
        "Minutes of the meeting with {v1} on {d1}, {t1}. The roof will cost {m1}. {n1} wants the work to begin by {s1} and to last no longer than {c1}.",
        (),
        "Summary: On {d1} at {t1} you met {v1}. The cost of the roof was put at {m1}. Work begins by {s1} and lasts at most {c1}, as Mr {n1} wishes.",
    ),
    (
        "en",
        "My lease of {c1} runs out on {d1}. The rent is {m1}; the landlord wants {p1} more. I paid a deposit of {m2} to {i1}. Ms {n1} signed for the landlord.",
        ("A rise above {p2} needs a reason in writing. Tenants have {c2} to object.",),
        "Your lease ends on {d1} after {c1}. The landlord asks for {p1} on top of {m1}. Above {p2} they must give a reason in writing, and you have {c2} to object. Your deposit, {m2}, went to {i1}. You could write to Ms {n1}.",
    ),
    (
        "en",
        "Order {k1} came on {s1} with the wrong size. I paid {m1} by card, and {m2} for delivery.",
        (
            "Goods can be sent back for {c1}. The money is returned within {c2}. Lines are open from {t1}.",
        ),
        "Thanks for getting in touch about order {k1}, which reached you on {s1}. You can send it back for {c1} and will have the {m1} back within {c2}; the {m2} for delivery is not returned. Step 1: pack it. Step 2: call us from {t1}.",
    ),
    (
        "en",
        "{v1} has been my patient for {c1}. The dose was raised on {d1}. Body weight fell by {p1}. The next visit is on {d2} at {t1}.",
        ("After a change of dose the blood is tested within {c2}.",),
        "Visit note for {v1}, a patient for {c1}: dose raised on {d1}, weight down by {p1}. Blood test within {c2}. Next visit {d2}, {t1}.",
    ),
    (
        "en",
        "We would like to invite {n1} to speak on {d1}. The fee is {m1}, travel is paid up to {m2}. Registration closes on {d2}. About {p1} of the seats are sold.",
        (),
        "Invitation: {n1} is asked to speak on {d1} for a fee of {m1}; travel costs are covered up to {m2}. So far {p1} of the seats are taken, and registration closes on {d2}.",
    ),
    (
        "de",
        "{n1} hier. Meine Versicherung hat von {m1} nur {m2} bezahlt. Der Unfall war am {d1}, das Aktenzeichen ist {k1}. Man sagte mir, {p1} w\u00fcrden erstattet.",
        (
            "Belege nehmen wir {c1} lang an. Der Eigenanteil liegt bei h\u00f6chstens {m3} im Jahr.",
        ),
        "Guten Tag,\n\nzum Vorgang {k1}: Von {m1} wurden {m2} bezahlt, zugesagt waren {p1}. Belege zum Unfall vom {d1} nehmen wir {c1} lang an. Ihr Eigenanteil liegt bei h\u00f6chstens {m3} im Jahr.\n\nHerr {n1} erh\u00e4lt eine Kopie.\n\nFreundliche Gr\u00fc\u00dfe\nIhre Schadenabteilung",
    ),
    (
        "de",
        "Protokoll: Besprechung mit {v1} am {d1} um {t1}. Das Dach kostet {m1}. {n1} m\u00f6chte, dass die Arbeiten bis {s1} beginnen und h\u00f6chstens {c1} dauern.",
        (),
        "Kurzfassung: Am {d1} um {t1} wurde mit {v1} besprochen, dass das Dach {m1} kostet. Beginn bis {s1}, Dauer h\u00f6chstens {c1}. Das w\u00fcnscht Herr {n1}.",
    ),
    (
        "de",
        "Mein Mietvertrag l\u00e4uft seit {d1}. Die Miete betr\u00e4gt {m1}, nun will die Vermieterin {p1} mehr. Die Kaution von {m2} ging an {i1}. Unterschrieben hat Frau {n1}.",
        (
            "Eine Erh\u00f6hung \u00fcber {p2} ist zu begr\u00fcnden. Widersprechen kann man {c1} lang.",
        ),
        "Ihr Vertrag besteht seit dem {d1}. Verlangt werden {p1} mehr als die bisherigen {m1}. \u00dcber {p2} ist das zu begr\u00fcnden; Sie k\u00f6nnen {c1} lang widersprechen. Die Kaution ({m2}) liegt auf {i1}. Schreiben Sie an Frau {n1}.",
    ),
    (
        "de",
        "Die Bestellung {k1} kam am {s1} in der falschen Gr\u00f6\u00dfe. Ich habe {m1} gezahlt und {m2} f\u00fcr den Versand.",
        (
            "Waren k\u00f6nnen {c1} lang zur\u00fcckgegeben werden. Das Geld ist nach {c2} wieder da. Anrufe ab {t1}.",
        ),
        "Ihre Bestellung {k1} vom {s1} k\u00f6nnen Sie {c1} lang zur\u00fcckgeben. Die {m1} haben Sie nach {c2} wieder, die {m2} f\u00fcr den Versand nicht. Schritt 1: einpacken. Schritt 2: ab {t1} anrufen.",
    ),
    (
        "en",
        "To whom it may concern: the heating in flat {k1} has not worked since {d1}. I told your caretaker, {n1}, at {t1} the same day. I paid {m1} for two electric heaters. Gas went up by {p1}.",
        ("Urgent repairs are begun within {c1}. We refund costs of up to {m2}.",),
        "Hello,\n\nwe are sorry that the heating in flat {k1} has been out since {d1}, and that you told {n1} at {t1} without success. Urgent repairs are begun within {c1}. Of the {m1} that you spent we can refund at most {m2}.\n\nYours faithfully,\nBuilding Management",
    ),
    (
        "en",
        "Please summarise: {v1} called on {d1}. The transfer of {m1} to {i1} left on {s1} and came back after {c1}. The clerk said {n1} would ring.",
        (),
        "{v1} called on {d1} about a transfer of {m1} to {i1}. It was sent on {s1} and returned after {c1}. A call by {n1} was announced.",
    ),
    (
        "en",
        "Patient {v1}, seen {d1}. Blood sugar fell by {p1} after {c1} of treatment with Dr {n1}. Costs so far {m1}. Case {k1}.",
        ("Reports are sent within {c2}. Copies cost {m2} each.",),
        "Report on {v1}, case {k1}\n- Seen: {d1}\n- Result: blood sugar down {p1} after {c1}\n- Treated by Dr {n1}\n- Costs to date: {m1}\nThe report leaves within {c2}; a further copy is {m2}.",
    ),
    (
        "en",
        "I am writing about the savings plan {k1}. I put in {m1} in the first year and {m2} in the second. My adviser {n1} promised {p1}. It ends on {d1}.",
        ("Early withdrawal costs {p2} of the balance. Plans may be paused for {c1}.",),
        "Dear customer,\n\nYour plan {k1} runs until {d1}. You paid in {m1} and {m2}. We understand that {n1} spoke of {p1}. You can pause it for {c1}; leaving early costs {p2} of the balance. There are two ways to reach us.\n\nWith best wishes,\nSavings Team",
    ),
    (
        "en",
        "Our school trip is from {d1} to {d2}. The coach leaves at {t1}. It costs {m1} for each child. {n1} leads the group. Bookings can be changed until {s1}.",
        ("Cancelling later than {c1} before costs {p1}.",),
        "The trip lasts from {d1} until {d2} and the coach departs at {t1}. Each child pays {m1}. {n1} is in charge. You may change the booking up to {s1}; whoever cancels later than {c1} before pays {p1}.",
    ),
    (
        "de",
        "An die Hausverwaltung: Die Heizung in Wohnung {k1} ist seit {d1} kaputt. Den Hausmeister {n1} habe ich um {t1} angerufen. F\u00fcr Heizl\u00fcfter zahlte ich {m1}. Gas ist um {p1} teurer.",
        ("Eilige Reparaturen beginnen binnen {c1}. Wir erstatten bis zu {m2}.",),
        "Sehr geehrte Mieterin,\n\nes tut uns leid, dass die Heizung in Wohnung {k1} seit {d1} nicht l\u00e4uft und dass Sie Herrn {n1} um {t1} vergeblich erreicht haben. Die Reparatur beginnt binnen {c1}. Von Ihren {m1} erstatten wir h\u00f6chstens {m2}.\n\nBeste Gr\u00fc\u00dfe\nHausverwaltung",
    ),
    (
        "de",
        "Bitte zusammenfassen: {v1} rief am {d1} an. Die \u00dcberweisung von {m1} an {i1} ging am {s1} raus und kam nach {c1} zur\u00fcck. Herr {n1} wollte sich melden.",
        (),
        "Anruf von {v1} am {d1}: \u00dcberweisung von {m1} an {i1}, ausgef\u00fchrt am {s1}, R\u00fcckgabe nach {c1}. Ein R\u00fcckruf durch Herrn {n1} steht aus.",
    ),
    (
        "de",
        "Zum Sparplan {k1}: Im ersten Jahr habe ich {m1} eingezahlt, im zweiten {m2}. Meine Beraterin, Frau {n1}, versprach {p1}. Er endet am {d1}.",
        (
            "Vorzeitige Entnahme kostet {p2} vom Guthaben. Eine Pause von {c1} ist m\u00f6glich.",
        ),
        "Guten Morgen,\n\nIhr Sparplan {k1} l\u00e4uft bis zum {d1}. Eingezahlt haben Sie {m1} und {m2}. Frau {n1} nannte Ihnen {p1}. Eine Pause von {c1} ist m\u00f6glich; wer fr\u00fcher geht, verliert {p2} vom Guthaben. Daf\u00fcr gibt es zwei Wege.\n\nHerzliche Gr\u00fc\u00dfe\nIhr Sparteam",
    ),
    (
        "de",
        "Die Klassenfahrt geht vom {d1} bis {d2}. Der Bus f\u00e4hrt um {t1}. Sie kostet {m1} pro Kind. Leitung: Frau {n1}. \u00c4nderungen sind bis {s1} m\u00f6glich.",
        ("Wer sp\u00e4ter als {c1} vorher absagt, zahlt {p1}.",),
        "Die Fahrt dauert vom {d1} bis zum {d2}, Abfahrt ist um {t1}. Jedes Kind zahlt {m1}. Frau {n1} leitet die Gruppe. \u00c4ndern l\u00e4sst sich die Buchung bis {s1}; eine Absage sp\u00e4ter als {c1} vorher kostet {p1}.",
    ),
    (
        "en",
        "The dentist billed {m1} for treatment on {d1} although the estimate of {n1}, the hygienist, said {m2}. I have been insured for {c1}. Policy {k1}.",
        ("We cover {p1} of dental work. Appeals are open for {c2}.",),
        "Re: policy {k1}\n\nThank you. The bill for {d1} comes to {m1}, while the estimate by {n1} was {m2}. Cover for dental work is {p1}. As somebody insured for {c1} you can appeal within {c2}.\n\nKind regards\nDental Claims Unit",
    ),
    (
        "en",
        "{v1} ordered a kitchen on {d1} for {m1}. Delivery was promised by {s1} between {t1} and noon. The fitter, {n1}, never came. The deposit was {p1}.",
        (
            "If we are late we pay {m2} for each week.",
            "Orders can be cancelled within {c1}.",
        ),
        "Summary for the file: {v1} bought a kitchen ({m1}) on {d1} with a deposit of {p1}. {n1} did not come by {s1}, {t1}. For delay we owe {m2} for each week; cancelling is possible within {c1}.",
    ),
    (
        "en",
        "Could you tell me when loan {k1} is paid off? I borrowed {m1} at {p1} on {d1}. {n1} set it up. I pay {m2} a month.",
        ("Early repayment is free after {c1}.",),
        "Good morning,\n\nLoan {k1} was set up by {n1} on {d1}: {m1} at {p1}, with {m2} to pay each month. After {c1} you can repay it early at no cost. Let us know if three questions or more remain.\n\nSincerely,\nLending Desk",
    ),
    (
        "en",
        "The library says that my books were due on {d1}. I brought them back at {t1} on {d2}. Card {k1}. They want {m1}. I spoke with {n1}.",
        ("A fine is at most {m2}. It is waived for {c1} after an illness.",),
        "Hello {n1},\n\nplease check card {k1}: books due {d1}, returned {d2} at {t1}, fine {m1}. The most we charge is {m2}, and nothing for {c1} after an illness.\n\nThanks,\nFront Office",
    ),
    (
        "de",
        "Der Zahnarzt verlangt {m1} f\u00fcr die Behandlung am {d1}; der Kostenvoranschlag von Frau {n1} lag bei {m2}. Versichert bin ich seit {c1}. Vertrag {k1}.",
        ("Zahnersatz bezahlen wir zu {p1}. Einspruch ist {c2} lang m\u00f6glich.",),
        "Betreff: Vertrag {k1}\n\nSehr geehrte Versicherte,\n\ndie Rechnung vom {d1} nennt {m1}, der Kostenvoranschlag von Frau {n1} dagegen {m2}. Zahnersatz bezahlen wir zu {p1}. Versichert sind Sie seit {c1}. Einspruch k\u00f6nnen Sie {c2} lang einlegen.\n\nMit besten Gr\u00fc\u00dfen\nLeistungsabteilung",
    ),
    (
        "de",
        "{v1} hat am {d1} eine K\u00fcche f\u00fcr {m1} bestellt. Die Lieferung war bis {s1} um {t1} zugesagt. Der Monteur {n1} kam nicht. Angezahlt sind {p1}.",
        ("Bei Verzug zahlen wir {m2} je Woche.", "Stornieren kann man {c1} lang."),
        "Aktennotiz: {v1} kaufte am {d1} eine K\u00fcche ({m1}), Anzahlung {p1}. Monteur {n1} erschien bis {s1}, {t1}, nicht. Bei Verzug schulden wir {m2} je Woche; Stornierung {c1} lang m\u00f6glich. Bitte drei Dinge pr\u00fcfen.",
    ),
    (
        "de",
        "Wann ist das Darlehen {k1} abbezahlt? Ich habe am {d1} {m1} zu {p1} aufgenommen, bei Herrn {n1}. Die Rate liegt bei {m2}.",
        ("Sondertilgungen sind nach {c1} frei.",),
        "Guten Abend,\n\ndas Darlehen {k1} \u00fcber {m1} zu {p1} wurde am {d1} von Herrn {n1} vermittelt, die Monatsrate betr\u00e4gt {m2}. Nach {c1} sind Sondertilgungen frei. Zwei Fragen bleiben offen.\n\nViele Gr\u00fc\u00dfe\nKreditabteilung",
    ),
    (
        "de",
        "Die B\u00fccherei mahnt, die B\u00fccher seien am {d1} f\u00e4llig gewesen. Ich brachte sie am {d2} um {t1} zur\u00fcck. Ausweis {k1}. Verlangt werden {m1}. Gesprochen habe ich mit {n1}.",
        (
            "Die Geb\u00fchr betr\u00e4gt h\u00f6chstens {m2}. Sie entf\u00e4llt {c1} nach einer Krankheit.",
        ),
        "Hallo {n1},\n\nbitte Ausweis {k1} pr\u00fcfen: f\u00e4llig {d1}, zur\u00fcck am {d2} um {t1}, Geb\u00fchr {m1}. Mehr als {m2} verlangen wir nie, und nichts {c1} nach einer Krankheit.\n\nDanke und Gru\u00df\nAusleihe",
    ),
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
