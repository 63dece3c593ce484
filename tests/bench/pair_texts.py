"""Requests, each in other words, and beside others that nearly say the same."""

_A, _B = "[PERSON_ab2c_1]", "[PERSON_ab2c_2]"
_DATE, _DAY = "[DATE_ab2c_3]", "[DATE_ab2c_4]"

# A request; in other words; and what is not the same, by what it differs in.
REQUESTS: tuple[tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]], ...] = (
    (
        "I don't want to pay the fee of 25 euros.",
        (
            "I refuse to pay the 25 euro fee.",
            "I am not willing to pay that fee of 25 euros.",
        ),
        {
            "number": (
                "I don't want to pay the fee of 52 euros.",
                "I don't want to pay the fee of 2.5 euros.",
            ),
            "negation": (
                "I do want to pay the fee of 25 euros.",
                "I want to pay the fee of 25 euros.",
            ),
            "word": ("I don't want to pay the tax of 25 euros.",),
            "who": ("They don't want to pay the fee of 25 euros.",),
        },
    ),
    (
        "Block my card because it's lost.",
        (
            "I lost my card, so it has to be blocked.",
            "My card is gone. It must be blocked.",
        ),
        {
            "opposite": (
                "Unblock my card because it's lost.",
                "Block my card because it's found.",
            ),
            "word": (
                "Block my account because it's lost.",
                "Replace my card because it's lost.",
            ),
            "whose": (
                "Block your card because it's lost.",
                "Block her card because it's lost.",
            ),
            "negation": ("Do not block my card because it's lost.",),
            "asked": ("Block my card because it's lost?",),
        },
    ),
    (
        "When will the transfer to " + _A + " arrive?",
        (
            "How long does it take until " + _A + " has the transfer?",
            "What day will " + _A + " get the transfer?",
        ),
        {
            "question": (
                "Why will the transfer to " + _A + " arrive?",
                "Where will the transfer to " + _A + " arrive?",
            ),
            "tense": ("When did the transfer to " + _A + " arrive?",),
            "direction": ("When will the transfer from " + _A + " arrive?",),
            "word": ("When will the invoice to " + _A + " arrive?",),
            "opposite": ("When will the transfer to " + _A + " leave?",),
        },
    ),
    (
        _A + " can't sign for " + _B + " any more.",
        (
            _A + " is no longer allowed to sign for " + _B + ".",
            _A + " has lost the right to sign for " + _B + ".",
        ),
        {
            "negation": (_A + " can sign for " + _B + " any more.",),
            "who": (
                _B + " can't sign for " + _A + " and " + _B + " any more.",
                "I can't sign for " + _B + " any more.",
            ),
            "number": (_A + " can't sign for 2 any more.",),
            "word": (_A + " can't speak for " + _B + " any more.",),
            "one": (_A + " can't sign for " + _A + " any more.",),
        },
    ),
    (
        "I'm writing about my claim A-1180 from " + _DATE + ".",
        (
            "This is about claim A-1180 that I made on " + _DATE + ".",
            "My letter concerns claim A-1180 of " + _DATE + ".",
        ),
        {
            "code": (
                "I'm writing about my claim A-1108 from " + _DATE + ".",
                "I'm writing about my claim B-1180 from " + _DATE + ".",
            ),
            "date": (
                "I'm writing about my claim A-1180 from "
                + _DATE
                + " and "
                + _DAY
                + ".",
            ),
            "word": ("I'm writing about my bill A-1180 from " + _DATE + ".",),
            "whose": ("I'm writing about your claim A-1180 from " + _DATE + ".",),
            "negation": ("I'm not writing about my claim A-1180 from " + _DATE + ".",),
        },
    ),
    (
        "What does it cost to close my savings account?",
        (
            "How much is it to close my savings account?",
            "Is there a price for closing my savings account?",
        ),
        {
            "opposite": ("What does it cost to open my savings account?",),
            "word": (
                "What does it cost to close my current account?",
                "What does it cost to close my credit account?",
            ),
            "question": (
                "When does it cost to close my savings account?",
                "Why does it cost to close my savings account?",
            ),
            "tense": ("What did it cost to close my savings account?",),
        },
    ),
    (
        "You've charged me twice for the same ticket.",
        (
            "I was billed two times for one ticket.",
            "The same ticket was charged to me two times.",
        ),
        {
            "number": (
                "You've charged me three times for the same ticket.",
                "You've charged me once for the same ticket.",
            ),
            "who": (
                "I've charged you twice for the same ticket.",
                "They've charged me twice for the same ticket.",
            ),
            "negation": ("You haven't charged me twice for the same ticket.",),
            "asked": ("You've charged me twice for the same ticket?",),
            "word": ("You've charged me twice for another ticket.",),
        },
    ),
    (
        "Move 300 from savings to current on " + _DATE + ".",
        (
            "On " + _DATE + " transfer 300 to current from savings.",
            "I need 300 moved from my savings into current on " + _DATE + ".",
        ),
        {
            "direction": ("Move 300 from current to savings on " + _DATE + ".",),
            "number": (
                "Move 3000 from savings to current on " + _DATE + ".",
                "Move 30 from savings to current on " + _DATE + ".",
            ),
            "time": (
                "Move 300 from savings to current before " + _DATE + ".",
                "Move 300 from savings to current after " + _DATE + ".",
            ),
            "negation": ("Never move 300 from savings to current on " + _DATE + ".",),
        },
    ),
    (
        "I won't be home on Monday, so deliver it on Tuesday.",
        (
            "Nobody is home on Monday. Tuesday is fine for delivery.",
            "Bring it on Tuesday; I am away on Monday.",
        ),
        {
            "day": (
                "I won't be home on Tuesday, so deliver it on Monday.",
                "I won't be home on Monday, so deliver it on Thursday.",
            ),
            "negation": (
                "I will be home on Monday, so deliver it on Tuesday.",
                "I won't be home on Monday, so don't deliver it on Tuesday.",
            ),
            "word": ("I won't be home on Monday, so collect it on Tuesday.",),
        },
    ),
    (
        "Which documents do I need to prove my income?",
        ("What papers prove my income?", "What must I hand in as proof of my income?"),
        {
            "word": (
                "Which documents do I need to prove my identity?",
                "Which documents do I need to prove my address?",
            ),
            "who": ("Which documents do you need to prove my income?",),
            "question": ("Why documents do I need to prove my income?",),
            "negation": ("Which documents do I not need to prove my income?",),
            "tense": ("Which documents did I need to prove my income?",),
        },
    ),
    (
        "The dose is 5 mg in the morning and 10 mg at night.",
        (
            "Take 5 mg mornings, 10 mg nights.",
            "In the morning it is 5 mg, at night 10 mg.",
        ),
        {
            "number": (
                "The dose is 10 mg in the morning and 5 mg at night.",
                "The dose is 5 mg in the morning and 100 mg at night.",
            ),
            "unit": (
                "The dose is 5 g in the morning and 10 mg at night.",
                "The dose is 5 ml in the morning and 10 mg at night.",
            ),
            "asked": ("The dose is 5 mg in the morning and 10 mg at night?",),
            "word": ("The dose is 5 mg in the morning and 10 mg at noon.",),
        },
    ),
    (
        "She's allergic to penicillin but not to aspirin.",
        (
            "Penicillin gives her an allergy, aspirin does not.",
            "Her allergy is to penicillin; aspirin is fine.",
        ),
        {
            "who": ("He's allergic to penicillin but not to aspirin.",),
            "order": ("She's allergic to aspirin but not to penicillin.",),
            "negation": (
                "She's not allergic to penicillin but to aspirin.",
                "She's allergic to penicillin and to aspirin.",
            ),
            "word": ("She's allergic to penicillin but not to ibuprofen.",),
        },
    ),
    (
        "Only customers with two accounts get the rate of 1.5%.",
        (
            "The 1.5% rate is for customers who have two accounts.",
            "Whoever has fewer than two accounts does not get 1.5%.",
        ),
        {
            "number": (
                "Only customers with two accounts get the rate of 15%.",
                "Only customers with two accounts get the rate of 1.6%.",
            ),
            "scope": (
                "All customers with two accounts get the rate of 1.5%.",
                "Customers with two accounts get the rate of 1.5%.",
            ),
            "negation": ("Only customers without two accounts get the rate of 1.5%.",),
            "plural": ("Only customers with two account get the rate of 1.5%.",),
        },
    ),
    (
        "If the parcel isn't here by Friday, cancel the order.",
        (
            "Cancel the order unless the parcel comes by Friday.",
            "No parcel by Friday means that the order is off.",
        ),
        {
            "negation": (
                "If the parcel is here by Friday, cancel the order.",
                "If the parcel isn't here by Friday, don't cancel the order.",
            ),
            "day": ("If the parcel isn't here by Monday, cancel the order.",),
            "word": ("If the parcel isn't here by Friday, repeat the order.",),
            "condition": ("The parcel isn't here by Friday, cancel the order.",),
        },
    ),
    (
        "How do I change the address on my contract?",
        (
            "What do I do to change my contract's address?",
            "I moved and need the address on my contract changed.",
        ),
        {
            "word": (
                "How do I change the name on my contract?",
                "How do I check the address on my contract?",
            ),
            "question": (
                "When do I change the address on my contract?",
                "Who do I change the address on my contract?",
            ),
            "whose": ("How do I change the address on your contract?",),
            "negation": ("How do I not change the address on my contract?",),
        },
    ),
    (
        _A + " owes " + _B + " 1,200 euros since " + _DATE + ".",
        (
            "Since " + _DATE + " " + _A + " has a debt of 1,200 euros to " + _B + ".",
            "1,200 euros are due from " + _A + " to " + _B + " since " + _DATE + ".",
        ),
        {
            "number": (
                _A + " owes " + _B + " 12,000 euros since " + _DATE + ".",
                _A + " owes " + _B + " 1,200 dollars since " + _DATE + ".",
            ),
            "who": (_A + " owes " + _A + " 1,200 euros since " + _DATE + ".",),
            "time": (_A + " owes " + _B + " 1,200 euros until " + _DATE + ".",),
            "opposite": (_A + " lends " + _B + " 1,200 euros since " + _DATE + ".",),
            "negation": (_A + " owes " + _B + " nothing since " + _DATE + ".",),
        },
    ),
)

# Two texts that differ in a mark or a capital which carries the meaning. Those of odd
# number are like the two that showed that such marks must stay.
MARKED: tuple[tuple[str, str, str], ...] = (
    ("comma", "Don't, stop the payment.", "Don't stop the payment."),
    ("comma", "No, charges may be made.", "No charges may be made."),
    ("capital", "Send it to the Polish office.", "Send it to the polish office."),
    ("capital", "Give it to Will or Grace.", "Give it to will or grace."),
    ("comma", "Don't pay, " + _A + ".", "Don't pay " + _A + "."),
    ("comma", "Let us pay, all of it.", "Let us pay all, of it."),
    ("colon", "Not this: block it.", "Not this, block it."),
    ("comma", "The clients, who paid, get it.", "The clients who paid get it."),
    ("capital", "It is due in March.", "It is due in march."),
    ("capital", "Is it my Reserve account?", "Is it my reserve account?"),
    ("semicolon", "Wait; no card is needed.", "Wait, no card is needed."),
    ("colon", "One thing is clear: I paid.", "One thing is clear I paid."),
)

# Two texts that ask for different manners, words or spellings. The first two showed that
# what a text asks for was set aside; the others were written with the rules that mend it.
ASKED_FOR: tuple[tuple[str, str, str], ...] = (
    (
        "closing",
        "Change the closing to kind regards.",
        "Change the closing to yours sincerely.",
    ),
    (
        "closing",
        "Write a note that only says thank you.",
        "Write a note that only says best wishes.",
    ),
    ("closing", "End it with: kind regards.", "End it with: best wishes."),
    ("closing", "Finish it with many thanks.", "Finish it with warm regards."),
    ("closing", "The last line must be:\nThank you", "The last line must be:\nCheers"),
    (
        "greeting",
        "Good morning is how it should begin.",
        "Good evening is how it should begin.",
    ),
    ("greeting", "Dear team or dear Will?", "Dear sirs or dear Will?"),
    (
        "greeting",
        "It should begin like this.\nDear all,\nI paid.",
        "It should begin like this.\nDear team,\nI paid.",
    ),
    ("filler", "What does kindly mean?", "What does please mean?"),
    ("filler", "Put actually before it.", "Put basically before it."),
    ("spelling", "Is it colour or color?", "Is it color or colour?"),
    ("spelling", "Make can't of cannot.", "Make cannot of can't."),
)
