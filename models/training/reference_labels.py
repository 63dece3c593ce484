"""The answers the reference model may give: intents, products, urgencies, codes.

The 77 intents are the labels of BANKING77 (Casanueva et al. 2020), spelled as in
the data set; `out_of_scope` is ours. Everything a label implies (product, urgency,
the words of a letter) is in the table below, so that a reader can check the rules
that the training texts follow. It holds no text of the data set.
"""

import re
from dataclasses import dataclass

OUT_OF_SCOPE = "out_of_scope"
PRODUCTS = (
    "card",
    "account",
    "transfer",
    "cash",
    "top-up",
    "exchange",
    "identity",
    "none",
)
URGENCIES = ("low", "normal", "high")


@dataclass(frozen=True, slots=True)
class Intent:
    """What one intent implies.

    Attributes:
        family: Which group of letters answers it (`reference_letters.py`).
        product: One of `PRODUCTS`.
        urgency: Urgency of a message without words of haste, one of `URGENCIES`.
        topic: Noun phrase that names the matter in a letter, after "about".
    """

    family: str
    product: str
    urgency: str
    topic: str


_TABLE = """
activate_my_card|card_use|card|low|activating your card
age_limit|rules|account|low|the minimum age for an account
apple_pay_or_google_pay|card_use|card|low|paying with your phone
atm_support|rules|cash|low|the cash machines you can use
automatic_top_up|top_up|top-up|low|automatic top-ups
balance_not_updated_after_bank_transfer|missing_money|transfer|normal|a transfer that is not in your balance
balance_not_updated_after_cheque_or_cash_deposit|missing_money|cash|normal|a deposit that is not in your balance
beneficiary_not_allowed|failed_transfer|transfer|normal|a recipient you cannot send money to
cancel_transfer|stop_payment|transfer|high|a transfer you want to cancel
card_about_to_expire|new_card|card|low|your card that is about to expire
card_acceptance|rules|card|low|where your card is accepted
card_arrival|delivery|card|normal|the card that has not arrived
card_delivery_estimate|delivery|card|low|the delivery time of your card
card_linking|card_use|card|low|linking your card
card_not_working|broken_card|card|normal|your card that does not work
card_payment_fee_charged|fee|card|normal|a fee on a card payment
card_payment_not_recognised|unknown_payment|card|high|a card payment you do not recognise
card_payment_wrong_exchange_rate|rate|exchange|normal|the exchange rate of a card payment
card_swallowed|lost_card|card|high|the card that a machine has kept
cash_withdrawal_charge|fee|cash|normal|a fee on a cash withdrawal
cash_withdrawal_not_recognised|unknown_payment|cash|high|a cash withdrawal you do not recognise
change_pin|pin|card|low|changing your PIN
compromised_card|unknown_payment|card|high|possible misuse of your card
contactless_not_working|broken_card|card|normal|contactless payments that fail
country_support|rules|account|low|the countries we serve
declined_card_payment|broken_card|card|normal|a card payment that was declined
declined_cash_withdrawal|broken_card|cash|normal|a cash withdrawal that was declined
declined_transfer|failed_transfer|transfer|normal|a transfer that was declined
direct_debit_payment_not_recognised|unknown_payment|account|high|a direct debit you do not recognise
disposable_card_limits|rules|card|low|the limits of disposable cards
edit_personal_details|details|identity|low|changing your personal details
exchange_charge|fee|exchange|low|the fee for exchanging money
exchange_rate|rate|exchange|low|our exchange rates
exchange_via_app|rate|exchange|low|exchanging money in the app
extra_charge_on_statement|fee|account|normal|an extra charge on your statement
failed_transfer|failed_transfer|transfer|normal|a transfer that failed
fiat_currency_support|rules|exchange|low|the currencies we support
get_disposable_virtual_card|new_card|card|low|getting a disposable card
get_physical_card|new_card|card|low|getting your physical card
getting_spare_card|new_card|card|low|getting a second card
getting_virtual_card|new_card|card|low|getting a virtual card
lost_or_stolen_card|lost_card|card|high|your lost or stolen card
lost_or_stolen_phone|lost_card|account|high|your lost or stolen phone
order_physical_card|new_card|card|low|ordering a card
passcode_forgotten|pin|account|normal|the passcode you have forgotten
pending_card_payment|pending|card|normal|a card payment that is still pending
pending_cash_withdrawal|pending|cash|normal|a cash withdrawal that is still pending
pending_top_up|pending|top-up|normal|a top-up that is still pending
pending_transfer|pending|transfer|normal|a transfer that is still pending
pin_blocked|pin|card|normal|your blocked PIN
receiving_money|rules|account|low|receiving money on your account
Refund_not_showing_up|refund|card|normal|a refund that has not arrived
request_refund|refund|card|normal|the refund you ask for
reverted_card_payment?|refund|card|normal|a card payment that was returned
supported_cards_and_currencies|rules|top-up|low|the cards and currencies we support
terminate_account|close_account|account|normal|closing your account
top_up_by_bank_transfer_charge|fee|top-up|low|the fee for a top-up by transfer
top_up_by_card_charge|fee|top-up|low|the fee for a top-up by card
top_up_by_cash_or_cheque|top_up|top-up|low|topping up with cash or a cheque
top_up_failed|top_up|top-up|normal|a top-up that failed
top_up_limits|rules|top-up|low|the limits for top-ups
top_up_reverted|top_up|top-up|normal|a top-up that was returned
topping_up_by_card|top_up|top-up|low|topping up by card
transaction_charged_twice|refund|card|normal|a payment that was charged twice
transfer_fee_charged|fee|transfer|normal|a fee on a transfer
transfer_into_account|top_up|transfer|low|moving money into your account
transfer_not_received_by_recipient|missing_money|transfer|normal|a transfer that has not arrived
transfer_timing|pending|transfer|low|how long a transfer takes
unable_to_verify_identity|identity|identity|normal|the identity check that does not work
verify_my_identity|identity|identity|low|verifying your identity
verify_source_of_funds|identity|identity|low|the source of your funds
verify_top_up|top_up|top-up|low|verifying a top-up
virtual_card_not_working|broken_card|card|normal|your virtual card that does not work
visa_or_mastercard|new_card|card|low|the choice between card brands
why_verify_identity|identity|identity|low|why we verify your identity
wrong_amount_of_cash_received|unknown_payment|cash|high|the wrong amount of cash you received
wrong_exchange_rate_for_cash_withdrawal|rate|exchange|normal|the exchange rate of a cash withdrawal
out_of_scope|out_of_scope|none|low|a matter we cannot help with
"""  # noqa: E501 - a row of the table stays on one line

INTENTS: dict[str, Intent] = {
    name: Intent(family, product, urgency, topic)
    for name, family, product, urgency, topic in (
        line.split("|") for line in _TABLE.strip().splitlines()
    )
}

_HASTE = re.compile(
    r"\b(?:urgent(?:ly)?|asap|as soon as possible|immediately|right away|"
    r"straight away|emergency)\b",
    re.IGNORECASE,
)


def urgency_of(intent: str, message: str) -> str:
    """How soon a message wants an answer.

    The intent gives the level; a word of haste in the message ("urgent", "asap",
    "as soon as possible", "immediately", "right away", "straight away",
    "emergency") raises it by one. What is out of scope stays low.
    """
    level = URGENCIES.index(INTENTS[intent].urgency)
    if intent != OUT_OF_SCOPE and _HASTE.search(message):
        level = min(level + 1, len(URGENCIES) - 1)
    return URGENCIES[level]


RECOMMENDATIONS = ("approve", "decline", "refer")
REASONS = (
    "FACTS_MISSING",
    "REPEATED_DEFAULTS",
    "DEBT_RATIO_TOO_HIGH",
    "ONE_DEFAULT",
    "DEBT_RATIO_RAISED",
    "SHORT_EMPLOYMENT",
    "LARGE_AMOUNT",
    "DEBT_RATIO_LOW",
    "NO_DEFAULTS",
    "STEADY_EMPLOYMENT",
)
"""Reason codes in the order in which an answer lists them."""

SURROGATE_KINDS = (
    "PERSON",
    "ORG",
    "LOCATION",
    "ADDRESS",
    "DATE",
    "EMAIL",
    "PHONE",
    "IBAN",
    "CARD",
    "ACCOUNT",
    "ID",
    "CODE",
    "URL",
    "IP",
    "BIRTHDATE",
    "AGE",
    "SECRET",
    "CUSTOM",
)
NONCE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits a surrogate's nonce is made of: none that look alike."""
