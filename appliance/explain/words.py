"""What records, findings and endings mean to a person: one sentence each.

All are English source strings of the interface catalogue. None holds a person's text.
"""

from appliance.kinds import RecordKind

# By exchange.intended: its tier_choice, and for harder cases the part with the most
# points (domain/difficulty.py).
CHOICE_WORDS: dict[str, str] = {
    "ordinary": "The smaller model was asked: this case did not look hard.",
    "length": "The larger model was asked, most of all because the text is long.",
    "masked": (
        "The larger model was asked, most of all because much of the text is masked."
    ),
    "references": (
        "The larger model was asked, most of all because many references go with it."
    ),
    "language": "The larger model was asked, most of all because of the language.",
    "form": "The larger model was asked, most of all because the answer is a form.",
}
FALL_BACK_WORDS = (
    "The model that was to answer was not available, so another that this purpose "
    "names answered."
)
# By draft.recalled: how it fits.
RECALLED_WORDS: dict[str, str] = {
    "exact": (
        "The model was not asked: you had sent the same in this case before, and the "
        "answer from then was given again."
    ),
    "alike": (
        "The model was not asked: you had sent a text in this case that is the same "
        "but for manners and spelling, and the answer from then was given again."
    ),
}

# By draft.combined: the rule of a field.
COMBINED_WORDS: dict[str, str] = {
    "first": "The first part that says anything.",
    "any": "Yes, if any part says yes.",
    "highest": "The highest that any part says.",
    "join": "What all parts say, each once.",
    "majority": "What most parts say.",
}
COMBINED_BY_MODEL = "The model read the answers to all parts and wrote one of them."

# What went on in the way of an exchange (explain/trace.py), short enough for a picture.
TRACE_WORDS: dict[str, str] = {
    "identify": "Who asks",
    "decide": "May it be asked",
    "pseudonymise": "Masking",
    "retrieve": "References",
    "inspect": "Look at the text",
    "divide": "Cut into parts",
    "compose": "Prompt",
    "recall": "An answer from before",
    "reserve": "Budget, and note of intent",
    "open": "May it be shown at once",
    "generate": "The model",
    "queue": "Waiting for the model's turn",
    "read": "The model reads",
    "write": "The model writes",
    "combine": "Answers of the parts combined",
    "guard": "Checks of the draft",
    "gate": "Decision about the draft",
    "hold": "Put into the reviewers' line",
    "show": "Last of it shown",
    "restore": "Names put back",
    "respond": "Let out",
    "end": "Ended without an answer",
    "line": "Waiting in line",
    "model": "Waiting for the model to come back",
    "person": "Waiting for a second person",
    "review": "A second person looks at it",
    "later": "Afterwards",
}
TRACE_UNKNOWN: dict[str, str] = {
    "records": "The log has no record of it yet.",
    "figures": (
        "How the model's time is made up is not known: its figures are not kept."
    ),
    "drafts": (
        "The model wrote more than one draft; how the time of each is made up is not "
        "known."
    ),
    "tries": "Of earlier tries only the records' times are known.",
    "open": "The last step has no end in the log: it goes on, or its process died.",
}

KIND_WORDS: dict[str, str] = {
    RecordKind.REQUEST_RECEIVED: "The request came in.",
    RecordKind.CALLER_IDENTIFIED: "The directory vouched for the person who asked.",
    RecordKind.POLICY_DECIDED: "The rules decided whether this may be asked.",
    RecordKind.TEXT_PSEUDONYMISED: "Names and other personal data were masked.",
    RecordKind.PASSAGES_RETRIEVED: "The purpose's references were searched.",
    RecordKind.TEXT_INSPECTED: "The text was looked at before the model read it.",
    RecordKind.TEXT_DIVIDED: "The text was cut into parts that the model can read.",
    RecordKind.PROMPT_COMPOSED: "The signed prompt was put together.",
    RecordKind.DRAFT_RECALLED: "An answer that was written before was given again.",
    RecordKind.BUDGET_REFUSED: "A budget did not hold it; the model was not asked.",
    RecordKind.EXCHANGE_INTENDED: "It was written down that the model will be asked.",
    RecordKind.DRAFT_GENERATED: "The model wrote a draft.",
    RecordKind.DRAFT_COMBINED: "The answers of the parts were combined by rule.",
    RecordKind.DRAFT_GUARDED: "The draft was checked.",
    RecordKind.DRAFT_GATED: "The rules decided what happens to the draft.",
    RecordKind.DRAFT_COMPARED: "A candidate's draft, which nobody reads, was compared.",
    RecordKind.TEXT_RESTORED: "The names were put back for the person who asked.",
    RecordKind.EXCHANGE_DELAYED: "The model was not there; the text waits for it.",
    RecordKind.RESPONSE_SENT: "The answer was sent to the person's page.",
    RecordKind.EXCHANGE_RELEASED: "The answer was let out.",
    RecordKind.EXCHANGE_HELD: "The answer was held for a second person.",
    RecordKind.EXCHANGE_REFUSED: "The exchange ended without an answer.",
    RecordKind.EXCHANGE_FAILED: "The exchange failed; nothing was let out.",
    RecordKind.ANSWER_OPENED: "The answer began to show while it was being written.",
    RecordKind.ANSWER_CLOSED: "The answer was shown to its end.",
    RecordKind.ANSWER_WITHDRAWN: "What was shown of the answer was taken back.",
    RecordKind.ANSWER_STOPPED: "The person stopped the answer.",
    RecordKind.ANSWER_RATED: "The answer was rated.",
    RecordKind.ANSWER_READ: "The answer was read again.",
    RecordKind.ANSWER_AMENDED: "Who asked wrote what the answer should have been.",
    RecordKind.FEEDBACK_OPENED: "Somebody read what people say of answers.",
    RecordKind.AMENDMENT_DECIDED: "A correction by who asked was accepted or dropped.",
    RecordKind.EXCHANGE_APPEALED: "Who asked appealed against the refusal.",
    RecordKind.APPEAL_OPENED: "Somebody opened the appeal to decide on it.",
    RecordKind.APPEAL_DECIDED: "A second person decided on the appeal.",
    RecordKind.ANSWER_SAMPLED: "The answer was drawn for people to rate.",
    RecordKind.ANSWER_ASSESSED: "Somebody rated the answer without knowing whose.",
    RecordKind.JUDGE_ASKED: "A model will be asked what the answer is worth.",
    RecordKind.ANSWER_JUDGED: "A model said what it thinks the answer is worth.",
    RecordKind.GOLDEN_PROPOSED: "Somebody proposed to test with this from now on.",
    RecordKind.GOLDEN_APPROVED: "A second person approved a case to test with.",
    RecordKind.GOLDEN_REJECTED: "A second person rejected a case to test with.",
    RecordKind.REVIEW_OPENED: "A reviewer opened the held answer.",
    RecordKind.REVIEW_APPROVED: "A reviewer approved the answer as it was held.",
    RecordKind.REVIEW_EDITED: "A reviewer changed the answer; another must look.",
    RecordKind.REVIEW_REJECTED: "A reviewer decided against the answer.",
    RecordKind.REVIEW_REFUSED: "Somebody was not allowed to review this answer.",
    RecordKind.REVIEW_VOIDED: "The held answer became void: its names had changed.",
    RecordKind.VAULT_READ: "The vault put names back for a reader.",
    RecordKind.VAULT_ERASED: "The vault forgot the names of one or more cases.",
    RecordKind.ACCESS_REFUSED: "Somebody was not allowed to see this.",
    RecordKind.REQUEST_REFUSED: "A request was not taken.",
    RecordKind.REQUEST_FAILED: "A request failed.",
    RecordKind.SESSION_OPENED: "A person signed in.",
    RecordKind.SESSION_REFUSED: "A sign-in failed.",
    RecordKind.SESSION_LOCKED: "An account waits after too many failed sign-ins.",
    RecordKind.SESSION_CLOSED: "A person signed out.",
    RecordKind.SESSION_REVOKED: "A session ended: its person may no longer sign in.",
    RecordKind.TOKEN_MADE: "A token was made for a program.",
    RecordKind.TOKEN_REVOKED: "A token of a program was revoked.",
    RecordKind.DICTIONARY_LOADED: "The dictionaries of the organisation were loaded.",
    RecordKind.MASKING_PROBED: "Masking was measured with made-up texts.",
    RecordKind.TEXT_CORRECTED: "A person corrected what is masked.",
    RecordKind.DICTIONARY_OPENED: "Somebody looked at the dictionary's proposals.",
    RecordKind.DICTIONARY_PROPOSED: "Somebody proposed to take out an entry.",
    RecordKind.DICTIONARY_APPROVED: "A second person approved a dictionary entry.",
    RecordKind.DICTIONARY_REJECTED: "A second person rejected a dictionary entry.",
    RecordKind.DICTIONARY_WITHDRAWN: "A proposal was withdrawn: its case was erased.",
    RecordKind.DICTIONARY_CHANGED: "The masker took over a change of the dictionary.",
    RecordKind.LEDGER_STARTED: "The log began to take records.",
    RecordKind.LEDGER_STOPPED: "The log was closed in good order.",
    RecordKind.LEDGER_RECOVERED: "The log was repaired after a stop without warning.",
    RecordKind.LEDGER_VERIFIED: "The whole log was verified.",
    RecordKind.LOG_READ: "Somebody read the log.",
    RecordKind.LOG_EXPORTED: "Somebody took a period of the log away.",
    RecordKind.ENGINE_STARTED: "The model was loaded.",
    RecordKind.MODEL_IMPORTED: "A model was imported.",
    RecordKind.MODEL_PROMOTED: "A model was chosen to answer from now on.",
    RecordKind.MODEL_REVERTED: "The model before was chosen to answer again.",
    RecordKind.MODEL_REMOVED: "An imported model was removed.",
    RecordKind.RELEASE_APPROVED: "A person approved that a release goes live.",
    RecordKind.RELEASE_PROMOTED: "A release went live.",
    RecordKind.RELEASE_REVERTED: "A release that was live before went live again.",
    RecordKind.RELEASE_RETIRED: "A purpose was taken out of use.",
    RecordKind.HALT_SET: "Answers were halted by a person.",
    RecordKind.HALT_LIFTED: "A halt was lifted by a person.",
    RecordKind.ROLLOUT_STARTED: "A candidate was put beside what is live.",
    RecordKind.ROLLOUT_CHANGED: "A rollout was made wider or narrower.",
    RecordKind.ROLLOUT_ENDED: "A rollout ended.",
    RecordKind.BUDGET_WARNED: "A budget was used to 80, 95 or 100 percent.",
    RecordKind.ALERT_RAISED: "Something was unusual for the time of day.",
    RecordKind.ALERT_ENDED: "Something unusual ended.",
    RecordKind.ALERT_NOTED: "Somebody took note of an alert.",
    RecordKind.RELEASE_SIGNED: "A release of purposes, rules and model was signed.",
    RecordKind.VERSION_WRITTEN: "A new version of a purpose was written.",
    RecordKind.VERSION_MOVED: "A version of a purpose moved to another state.",
    RecordKind.EVALUATION_STARTED: "The evaluation of a release began.",
    RecordKind.EVALUATION_FINISHED: "A release was evaluated.",
    RecordKind.EVALUATION_FAILED: "The evaluation of a release could not be finished.",
    RecordKind.JOB_QUEUED: "The work was put in line.",
    RecordKind.JOB_STARTED: "The work began in the background.",
    RecordKind.JOB_FINISHED: "The work in the background ended.",
    RecordKind.JOB_FAILED: "The work in the background failed.",
    RecordKind.BULK_BEGUN: "A person gave many texts at once.",
    RecordKind.BULK_PAUSED: "A list of texts was paused.",
    RecordKind.BULK_RESUMED: "A list of texts went on.",
    RecordKind.BULK_ENDED: "A list of texts ended.",
    RecordKind.BULK_DOWNLOADED: "The results of a list of texts were taken away.",
}

FINDING_WORDS: dict[str, str] = {
    "characters.hidden": "The text held characters that nobody sees.",
    "characters.lookalike": "The text held letters made to look like others.",
    "input.size": "The text was nearly as long as this purpose takes.",
    "injection.likely": "A part of what the model read looked like orders to it.",
    "injection.form": "What the model read held marks that only its own prompts have.",
    "injection.encoded": "What the model read hid orders to it in an encoding.",
    "secret.masked": "The text held a password, key or PIN; the model did not see it.",
    "surrogate.unissued": "The answer named somebody or something the text does not.",
    "date.moved": "The answer gave a date that was moved before the model saw it.",
    "answer.malformed": "The answer did not have the form that this purpose requires.",
    # What an answer rests on are its text and references: its sources.
    "grounding.number": "The answer stated a number that its sources do not.",
    "grounding.date": "The answer stated a date or a time that its sources do not.",
    "grounding.code": "The answer stated a code or an address its sources do not.",
    "grounding.name": "The answer stated a name that its sources do not.",
    "grounding.quote": "The answer quoted words that its sources do not hold.",
    "grounding.sentence": "A sentence shared hardly a word with its sources.",
    "personal.new": "The answer held personal data that the text does not.",
    "leak.canary": "The answer gave away what the model was told in confidence.",
    "leak.instructions": "The answer repeated instructions meant for the model.",
    "answer.repeats": "The answer repeated itself again and again.",
    "answer.off-topic": "The answer had hardly anything to do with the text.",
    "tone.toxic": "The answer held words that insult or threaten.",
    "tone.forbidden": "The answer held words that this purpose does not allow.",
    "answer.unfinished": "The answer reached its length or time limit before its end.",
    "answer.rewritten": (
        "The first answer was not in the form that is needed; it was written again."
    ),
    "answer.simpler": "The answer had a simpler form, with less in it.",
    "answer.too-late": (
        "The answer was not in the form that is needed; it was too late to have it "
        "written again."
    ),
    "parts.unanswered": (
        "A part of the text was not answered in the form needed, so the whole was not."
    ),
    "answer.stopped": "The person stopped this answer.",
    "confidence.low": "The model was less sure than this purpose asks for.",
}

CONFIDENCE_MEANING = (
    "How likely the model found its own words, on average. "
    "It does not say that the answer is right."
)
CONFIDENCE_UNKNOWN = "No draft was written, so there is nothing to say."
# Least permille of each, highest first.
CONFIDENCE_WORDS: tuple[tuple[int, str], ...] = (
    (950, "The model was very sure of its words."),
    (850, "The model was sure of most of its words."),
    (650, "The model was unsure in places. Read with care."),
    (1, "The model was unsure of many words. Check every line."),
    (0, "It is not known how sure the model was."),
)

OPEN = "open"
ENDING_WORDS: dict[str, str] = {
    OPEN: "It has not ended yet.",
    RecordKind.EXCHANGE_RELEASED: "The answer was let out to the person who asked.",
    RecordKind.EXCHANGE_HELD: "The answer waits for a second person.",
    RecordKind.EXCHANGE_REFUSED: "It ended without an answer.",
    RecordKind.EXCHANGE_FAILED: "It failed, and nothing was let out.",
}
NEXT_STEPS: dict[str, tuple[str, ...]] = {
    OPEN: ("Wait a moment and reload this page.",),
    RecordKind.EXCHANGE_RELEASED: (
        "Check the answer before you use it: you answer for what you send.",
        "Say whether it helped; your rating is kept with the exchange.",
        "If something in it is wrong, ask a colleague with the reviewer role.",
    ),
    RecordKind.EXCHANGE_HELD: (
        "Wait for a reviewer; you find the answer in your history once it is released.",
        "If it is urgent, tell a reviewer the number of this exchange.",
    ),
    RecordKind.EXCHANGE_REFUSED: (
        "Read the reasons, change the text or pick another purpose, and try again.",
        "If you think it was wrong, appeal on the page of the exchange.",
    ),
    RecordKind.EXCHANGE_FAILED: (
        "Try again in a minute; no answer went out, and your text stayed on this host.",
        "If it happens again, tell IT the number of this exchange.",
    ),
}
