"""A fourth lot, last part: rules of a house for letters, messages and files, as references."""

# ruff: noqa: E501 - a wording reads better unbroken

RULES = """
Keep sentences short.
Greet the reader by name and thank them for the letter.
Say once what went wrong and then what we do about it.
Name the amount, the date and the next step.
Tell the customer when the money will arrive.
Use plain words and no abbreviations.
Write in the language of the letter.
Answer every question that was asked, in the same order.
Do not repeat the complaint at length.
Do not promise a refund, an amount or a date.
Do not give reasons that we cannot prove.
Never mention other customers or internal limits.
Apologise where the fault is ours, and only there.
Ask for what is missing in one sentence.
Explain a refusal politely and name the office of appeal.
Close with an offer to call and the name of the branch.
A letter has no more than two hundred words.
Write numbers with digits and dates with the month as a word.
Leave out what the customer knows already.
A friendly tone, no jokes, no exclamation marks.
Say "we" for the bank and "you" for the reader.
Put the most important sentence first.
Messages about lost cards are high, questions about hours are low.
Mark what concerns fraud as high and pass it on.
If two intents fit, take the one that costs the customer more.
State income, debts and the ratio as they stand in the file.
Recommend approval when the ratio is below thirty-five percent.
Give the reasons by their codes and add nothing.
Write the note in the present tense, without judgement of the patient.
List medicines with dose and time, allergies in the first line.
Read the draft aloud before you sign it.
Have a colleague check figures above a thousand euros.
"""

RULES_DE = """
Kurze Sätze schreiben.
Sprechen Sie die Kundin mit Namen an und danken Sie für das Schreiben.
Nennen Sie einmal, was geschah, und dann, was wir tun.
Nennen Sie Betrag, Datum und nächsten Schritt.
Sagen Sie, wann das Geld ankommt.
Schreiben Sie verständlich und ohne Abkürzungen.
Beantworten Sie jede Frage, in derselben Reihenfolge.
Wiederholen Sie die Beschwerde nicht.
Sagen Sie keine Erstattung und keinen Termin zu.
Entschuldigen Sie sich, wo der Fehler bei uns liegt.
Erklären Sie eine Absage höflich.
Schließen Sie mit dem Namen der Filiale.
Ein Brief hat höchstens zweihundert Wörter.
Das Wichtigste steht im ersten Satz.
Verlorene Karten sind dringend, Fragen nach Zeiten nicht.
Begründen Sie die Empfehlung nur mit den Kennziffern.
"""
