"""Writes the letters that teach the reference model to draft a reply.

A letter is a salutation, a sentence that names the matter, one of regret or welcome,
what happens next, how the bank will get in touch, and a closing. Each intent has its
words. A surrogate stands in a letter only if the message holds it. The letters promise
no outcome and no deadline: a member of staff reads them before they are sent.
"""

from .reference_labels import INTENTS, OUT_OF_SCOPE

REGRET = "We are sorry for the trouble this has caused you."
WELCOME = "We are glad to help you with this."

_STEPS = """
activate_my_card|Please open the card page in the app and choose to activate the card; the app guides you through each step.
age_limit|Our terms name the minimum age for each kind of account, and a colleague will send you the rule for your case.
apple_pay_or_google_pay|Please update the app first, then add your card to your phone on the card page.
atm_support|Your card works at cash machines that show its brand; the app shows the ones near you.
automatic_top_up|You can switch automatic top-ups on and off in the app and choose the amount there.
balance_not_updated_after_bank_transfer|A transfer from another bank can take some working days, and our payments team will trace yours.
balance_not_updated_after_cheque_or_cash_deposit|Please keep the receipt of the deposit; our payments team will look for it and write to you.
beneficiary_not_allowed|Some recipients cannot be reached for legal reasons, and our payments team will see whether this is the case.
cancel_transfer|Our payments team will try to stop the transfer; please do not send it again until you hear from us.
card_about_to_expire|Your present card works until its last day, and we send the next one in time; please check your address in the app.
card_acceptance|Your card is accepted where its brand is shown; the help pages list the exceptions.
card_arrival|We will check when your card left us and where it is; please confirm your postal address in the app.
card_delivery_estimate|The delivery time depends on the post in your country; the app shows the expected date.
card_linking|Please open the card page in the app, choose to add a card and follow the steps.
card_not_working|Please check in the app that the card is active; if it still fails, we will look into sending you a new one.
card_payment_fee_charged|Our team will compare the fee with our price list and explain how it came about.
card_payment_not_recognised|Please freeze your card in the app; our fraud team will look into the payment and contact the other bank.
card_payment_wrong_exchange_rate|Our team will compare the rate with the one of that day and explain the amount to you.
card_swallowed|Please freeze your card in the app; our card team will speak to the owner of the machine and help you with a new card.
cash_withdrawal_charge|Some fees come from the owner of the machine; our team will find out who charged this one.
cash_withdrawal_not_recognised|Please freeze your card in the app; our fraud team will look into the withdrawal at once.
change_pin|You can change it at a cash machine or on the security page of the app; please never tell it to anyone.
compromised_card|Please freeze your card in the app and check your last payments; our fraud team will protect your account.
contactless_not_working|Please pay once with chip and PIN, then try again; our card team checks the settings of your card.
country_support|The help pages list the countries we serve and what applies in each of them.
declined_card_payment|Please check your balance and your limits in the app; our card team will find out why the payment did not go through.
declined_cash_withdrawal|Please check your balance and your cash limit in the app, and try another machine; our card team checks the rest.
declined_transfer|Please check the name and the account number of the recipient; our payments team will find out why it was stopped.
direct_debit_payment_not_recognised|Please tell us which debit is not yours; our team will look into it and contact the other bank.
disposable_card_limits|The app shows how many disposable cards you can have and how much you can spend with them.
edit_personal_details|You can change your details in the app under your profile; for a new name we need an official document.
exchange_charge|The fee for an exchange depends on your plan; the app shows it before you confirm.
exchange_rate|We use the rate of the moment in which you exchange; the app shows it before you confirm.
exchange_via_app|Please open the exchange page of the app, choose the two currencies and confirm the rate that is shown.
extra_charge_on_statement|A colleague will go through the entry on your statement and explain where it comes from.
failed_transfer|The money stays on your account if a transfer fails; our payments team will check what went wrong.
fiat_currency_support|The app lists the currencies that you can hold and exchange.
get_disposable_virtual_card|You can create a disposable card in the app on the card page; it is ready at once.
get_physical_card|You can order the plastic card in the app on the card page; it comes by post.
getting_spare_card|You can order a second card in the app on the card page; the app shows what it costs.
getting_virtual_card|You can create a virtual card in the app on the card page; it is ready at once.
lost_or_stolen_card|Please freeze the card in the app now; our emergency team will protect your account and help you with a new card.
lost_or_stolen_phone|Please change your passcode from another device; our emergency team will block access from the phone.
order_physical_card|Please check your address in the app, then order the card on the card page.
passcode_forgotten|Please choose to reset the passcode on the first page of the app and prove who you are.
pending_card_payment|The shop has not completed the payment yet; our team will check why it takes so long.
pending_cash_withdrawal|The owner of the machine has not confirmed the withdrawal yet; our team keeps an eye on it.
pending_top_up|The other bank has not confirmed the top-up yet; our team will check its state.
pending_transfer|The other bank has not confirmed the transfer yet; our payments team will check its state.
pin_blocked|After several wrong attempts we lock it for your safety; you can unlock it on the security page of the app.
receiving_money|You can receive money by sharing the account details that the app shows under your account.
Refund_not_showing_up|A refund comes from the shop first; our team will check whether it has reached us.
request_refund|Please send us the receipt; our card team will check the payment and tell you what is possible.
reverted_card_payment?|A payment that was not completed goes back to your account; our card team will check the reason.
supported_cards_and_currencies|The app lists the cards and currencies with which you can top up.
terminate_account|Please move the remaining balance to another bank first; a colleague will explain the steps for closing.
top_up_by_bank_transfer_charge|The other bank may charge a fee for the transfer; our price list shows what we charge.
top_up_by_card_charge|The fee depends on the card and on where it was issued; the app shows it before you confirm.
top_up_by_cash_or_cheque|The help pages show where you can pay in cash or cheques and how long it takes.
top_up_failed|Please check the card or account you used; our team will find out why the top-up did not go through.
top_up_limits|The app shows the limits for top-ups that apply to your account.
top_up_reverted|A top-up that was returned goes back to where it came from; our team will check the reason.
topping_up_by_card|Please open the top-up page of the app, add your card and choose the amount.
transaction_charged_twice|A colleague will compare both entries; please send us the receipt if you have one.
transfer_fee_charged|Our team will compare the fee with our price list and explain how it came about.
transfer_into_account|You can move money in by a transfer to the account details that the app shows.
transfer_not_received_by_recipient|Please compare the account number with the one of the recipient; our payments team will trace the money.
transfer_timing|The time depends on the country and on the other bank; the app shows the expected date.
unable_to_verify_identity|Please try again with a new photo in good light; our team can also check your documents by hand.
verify_my_identity|Please upload a photo of a passport or an identity card in the app; it shows each step.
verify_source_of_funds|Please upload a document in the app that shows where your money comes from.
verify_top_up|Please enter the code from your card statement when the app asks for it.
virtual_card_not_working|Please check in the app that the virtual card is active; our card team checks the last attempt.
visa_or_mastercard|The app shows which card brands you can choose when you order a card.
why_verify_identity|The law asks us to know our customers, and it protects your account from misuse.
wrong_amount_of_cash_received|Please keep the receipt of the machine; our team will check its count with the owner.
wrong_exchange_rate_for_cash_withdrawal|Our team will compare the rate with the one of that day and explain the amount to you.
"""  # noqa: E501 - a row of the table stays on one line

NEXT_STEPS: dict[str, str] = dict(
    line.split("|", 1) for line in _STEPS.strip().splitlines()
)

REFUSAL = (
    "We are sorry, but we can only help with your cards, accounts and payments at our"
    " bank. Your request is about something else, so we cannot answer it."
)
"""How a letter declines what is out of scope: always the same words."""

CONTACTS = {
    "EMAIL": "We will write to you at {surrogate}.",
    "PHONE": "We will call you on {surrogate}.",
}
MENTIONS = {
    "IBAN": "This concerns your account {surrogate}.",
    "ACCOUNT": "This concerns your account {surrogate}.",
    "CARD": "This concerns your card {surrogate}.",
    "ID": "Your reference is {surrogate}.",
}
CLOSING = "Kind regards,\nCustomer Care"


def opening_of(intent: str) -> str:
    """The sentence that names the matter; the model decides it as one token."""
    return f"Thank you for your message about {INTENTS[intent].topic}."


def write_letter(intent: str, facts: dict[str, str]) -> str:
    """Write the reply to a message.

    Args:
        intent: A key of `INTENTS`.
        facts: The surrogates the letter may name, by role: `writer` and the kinds
            of `CONTACTS` and `MENTIONS`. What is not there is not named.

    Returns:
        The letter: salutation, one paragraph, closing and signature.
    """
    sentences = [f"Thank you for your message. {REFUSAL}"]
    if intent != OUT_OF_SCOPE:
        tone = WELCOME if INTENTS[intent].urgency == "low" else REGRET
        sentences = [opening_of(intent), tone, NEXT_STEPS[intent]]
        for wordings in (MENTIONS, CONTACTS):
            kind = next((kind for kind in wordings if kind in facts), None)
            if kind is not None:
                sentences.append(wordings[kind].format(surrogate=facts[kind]))
    salutation = f"Dear {facts.get('writer', 'customer')},"
    return f"{salutation}\n\n{' '.join(sentences)}\n\n{CLOSING}"
