"""Writes the letters that teach the reference model to draft a reply.

A letter is a salutation, an opening that names the matter, a sentence of regret or
welcome, what happens next, how the bank will get in touch, and a closing. Each part
is drawn from several wordings. A surrogate stands in a letter only if the message
holds it. The letters promise no outcome and no deadline: a member of staff reads them
before they are sent.
"""

from random import Random

from .reference_labels import INTENTS, OUT_OF_SCOPE

OPENINGS = (
    "Thank you for your message about {topic}.",
    "Thank you for writing to us about {topic}.",
    "We have received your message about {topic}.",
    "Thank you for getting in touch about {topic}.",
    "You wrote to us about {topic}, and we are happy to reply.",
    "This is our reply to your question about {topic}.",
    "Your message about {topic} has reached us.",
    "We are writing to you about {topic}.",
)

REGRETS = (
    "We are sorry for the trouble this has caused you.",
    "We understand that this is unpleasant, and we are sorry.",
    "We regret that you have had this experience.",
    "We know how important this is to you and apologise for the inconvenience.",
    "We can see why this worries you.",
    "Please accept our apologies.",
    "We are sorry that you had to contact us about this.",
    "We take this seriously and will look into it with care.",
)

WELCOMES = (
    "We are glad to help you with this.",
    "It is good that you asked.",
    "We are pleased to explain how this works.",
    "This is quickly explained.",
    "We hope the following answers your question.",
    "We appreciate your interest.",
    "Here is what you need to know.",
    "We are happy to guide you.",
)

WELCOMED_FAMILIES = frozenset({"card_use", "details", "new_card", "rules", "rate"})

NEXT_STEPS: dict[str, tuple[str, ...]] = {
    "broken_card": (
        (
            "Please check in the app that your card is active and not frozen. If it"
            " still fails, we will send you a new one."
        ),
        (
            "We will look at the last attempts with your card. Please try a payment"
            " with chip and PIN in the meantime."
        ),
        (
            "Our card team will find out why the payment did not go through and tell"
            " you what to do."
        ),
        (
            "Please make sure that your balance covers the amount. Our team checks the"
            " rest and will write to you."
        ),
        "A colleague will test your card settings and let you know the result.",
        (
            "Please try another terminal. If the card fails again, tell us the place"
            " and the time."
        ),
        "We have asked our card team to check the limits and the status of your card.",
        (
            "If the chip is damaged, we will replace your card. Our team will tell you"
            " which case applies."
        ),
    ),
    "card_use": (
        "Please open the card page in the app and follow the steps shown there.",
        (
            "You can do this yourself in the app under your card. If a step fails,"
            " please tell us which one."
        ),
        "Have your card at hand, open the app and choose the card you want to use.",
        (
            "The app guides you through each step. A colleague can do it with you by"
            " phone."
        ),
        "Please update the app first, then add the card on the card page.",
        "You need your card number and the code on the back. The app asks for both.",
        "Once the app confirms the step, your card is ready for use.",
        "If the app shows an error, please send us its wording so that we can help.",
    ),
    "close_account": (
        (
            "Before we close your account, please move the remaining balance to"
            " another bank."
        ),
        (
            "A colleague will send you the form for closing the account and explain"
            " each step."
        ),
        (
            "Please tell us where to send the remaining balance. We then prepare the"
            " closing."
        ),
        (
            "We would like to know the reason, so that we can do better. You need not"
            " give one."
        ),
        "Open payments have to be settled first. We will check this and write to you.",
        "We will send you a final statement once the account is closed.",
        "Please cancel standing orders first. Our team then takes care of the rest.",
        "If you change your mind, a short message to us is enough.",
    ),
    "delivery": (
        "We will check with the carrier where your card is and tell you what we find.",
        (
            "Please confirm your postal address in the app. If the card is lost, we"
            " send a new one."
        ),
        "A colleague will trace the letter and get back to you.",
        "You can see the state of the delivery on the card page of the app.",
        "If the card does not reach you, we will block it and order a new one for you.",
        (
            "The time depends on the post in your country. We will check the date of"
            " dispatch."
        ),
        "Our card team looks up the date on which your card left us.",
        "Please check that your name is on the letter box. We follow up with the post.",
    ),
    "details": (
        "You can change your details in the app under your profile.",
        (
            "Please send us proof of the new details through the app. We then update"
            " your record."
        ),
        "A colleague will check the change and confirm it to you.",
        "For a new name we need an official document. The app lets you upload it.",
        "A new address can be entered in the app at any time.",
        (
            "Please open your profile, choose the entry and confirm the change with"
            " your passcode."
        ),
        "For your safety we ask you to confirm the change once more.",
        "Once the change is made, all letters go to the new address.",
    ),
    "failed_transfer": (
        "Please check the name and the account number of the recipient and try again.",
        "Our payments team will find out why the transfer was stopped and tell you.",
        (
            "The money stays on your account if a transfer fails. We will check this"
            " for you."
        ),
        (
            "Some recipients cannot be reached for legal reasons. We will see whether"
            " this is the case."
        ),
        "A colleague looks at the error and will write to you with the reason.",
        "Please make sure that your balance and your limit cover the transfer.",
        "We have passed the case to our payments team, who will check each step.",
        "Please do not repeat the transfer until you hear from us.",
    ),
    "fee": (
        "We will check the fee and return it if it was charged in error.",
        "You find all fees in our price list. A colleague compares it with your case.",
        "Our team looks at the booking and will explain how the fee came about.",
        "Some fees come from the other bank. We will find out who charged this one.",
        "Please see the price list in the app. We check whether the fee is right.",
        (
            "The fee depends on the kind of payment and on your plan. We will explain"
            " the details."
        ),
        "A colleague will go through the booking and give you a clear answer.",
        "If the fee does not match our price list, we will correct it.",
    ),
    "identity": (
        "Please upload a photo of a valid document in the app. Good light helps.",
        "The law asks us to know our customers. We keep your documents safe.",
        "Our team checks your documents by hand if the app cannot read them.",
        "Please make sure that all four corners of the document can be seen.",
        "A colleague will look at your check and tell you what is still missing.",
        "We need this step only once. It protects your account from misuse.",
        "You can use a passport or an identity card. The app shows each step.",
        "If a step fails, please try again with a new photo or write to us.",
    ),
    "lost_card": (
        "Please block the card in the app now. We will send you a new one.",
        "Please freeze your card at once. Our emergency team is there at any hour.",
        (
            "We have passed your case to our emergency team, who will protect your"
            " account."
        ),
        "Please check your last payments and tell us about each one you did not make.",
        "Our emergency team will block access and help you with a replacement.",
        (
            "Please change your passcode from another device. We watch your account"
            " closely."
        ),
        "A colleague will call you to secure your account and order a replacement.",
        "Please report a theft to the police and keep the reference they give you.",
    ),
    "missing_money": (
        "Our payments team will trace the money and tell you what they find.",
        "Please send us the receipt of the payment. It helps us to find the money.",
        "A payment from another bank can take some working days. We will follow it up.",
        "A colleague will check with the other bank where the money is.",
        "Please compare the account number on the receipt with the correct one.",
        "We have opened a search for this payment and will keep you informed.",
        (
            "Weekends and holidays can delay a payment. We check whether this is the"
            " reason."
        ),
        "Our team looks for the payment by date and amount and will write to you.",
    ),
    "new_card": (
        "You can order the card in the app on the card page.",
        "Please open the app, choose cards and follow the steps.",
        "A colleague will check which card suits you and send you the details.",
        "The app shows the cards you can have and what each of them costs.",
        "Before we send the card, please check your postal address in the app.",
        "Your present card works until its last day. We send the next one in time.",
        "A virtual card is ready at once, a plastic one comes by post.",
        "You choose the card in the app. We take care of the rest.",
    ),
    "pending": (
        "Pending payments are not final yet. We will check why this one takes long.",
        "The other bank has not confirmed the payment. We keep an eye on it.",
        "A payment can stay pending for some working days. Our team checks yours.",
        "Please wait until the payment is settled. We will tell you if it fails.",
        "A colleague looks at the state of the payment and will get back to you.",
        "If the payment is not confirmed, the money becomes free again.",
        "We have asked our payments team for the reason and will write to you.",
        "The time depends on the kind of payment and on the other bank.",
    ),
    "pin": (
        "You can set it anew in the app after you have proved who you are.",
        (
            "Please never tell it to anyone, not even to us. The app shows how to"
            " reset it."
        ),
        "Please open the security page in the app and choose reset.",
        "A colleague will help you to unlock it by phone.",
        "You can change it at a cash machine or in the app.",
        "After several wrong attempts we lock it for your safety. The app unlocks it.",
        "Please keep your card at hand. The app guides you through the reset.",
        "If the reset fails, our team will send you a new one by post.",
    ),
    "rate": (
        "We use the rate of the moment in which a payment is made. The app shows it.",
        (
            "Our team will compare the rate with the one of that day and tell you the"
            " result."
        ),
        "You can see the present rate in the app before you confirm.",
        "Rates change all day. A colleague will check which one was used for you.",
        "On weekends a small margin may apply. We will check this for you.",
        "We will look at the booking and explain how the amount came about.",
        "Please open the exchange page in the app to see rate and fee.",
        "If a wrong rate was used, we will correct the booking.",
    ),
    "refund": (
        "Our team will check the payment and tell you about the refund.",
        "Please send us the receipt or the message of the shop. We will follow it up.",
        "A refund comes from the shop first. We check whether it has reached us.",
        "A colleague will compare both bookings and correct a double charge.",
        "Please ask the shop for the date of the refund. We look for it on our side.",
        "We have opened a case for this payment and will keep you informed.",
        "A payment that was not completed goes back to your account by itself.",
        "Our card team will speak to the other bank and write to you.",
    ),
    "rules": (
        "You find the rule in our terms and in the help pages of the app.",
        "The app shows what applies to your account under your plan.",
        "A colleague will send you the list that answers your question.",
        "It depends on your country and your plan. The help pages show the details.",
        "Please see the help pages. If your case is not there, write to us again.",
        "We will send you the present rules with a short explanation.",
        "Our terms name the limits and the conditions. We are happy to explain them.",
        "The list is updated often, so please look at the help pages in the app.",
    ),
    "stop_payment": (
        (
            "A transfer can be stopped while it is pending. Our payments team tries"
            " this now."
        ),
        "We have asked our payments team to stop the transfer.",
        "If the money has left us, we will ask the other bank to return it.",
        "Please do not send it again until you hear from us.",
        "Please check in the app whether a cancel button is shown for the transfer.",
        "A colleague will try to call the money back and tell you the result.",
        "If the recipient is wrong, we ask the other bank for help.",
        "We act at once, but we cannot promise that the money can be stopped.",
    ),
    "top_up": (
        "Our team will check your top-up and tell you what happened.",
        "Please check the card or account you used and try again.",
        "If a top-up fails, the money goes back to where it came from.",
        "You can top up in the app. It shows all the ways you can choose.",
        "A colleague looks at the top-up and will write to you.",
        "Please enter the code from your statement if the app asks for one.",
        "Make sure that the name on the card is the same as on your account.",
        "The app shows the state of each top-up. We check yours as well.",
    ),
    "unknown_payment": (
        "Please freeze your card in the app. We will look into the booking at once.",
        "Our fraud team will check the booking and contact the other bank.",
        "Please tell us which bookings are not yours. We open a case for each.",
        "We have passed your case to our fraud team, who will protect your account.",
        "Please keep receipts and messages. They help our team to clear the case.",
        "A colleague will call you to go through the booking with you.",
        "We block the card if you wish and send you a new one.",
        "If the booking was not yours, we will start a claim for you.",
    ),
}

REFUSAL = (
    "We are sorry, but we can only help with your cards, accounts and payments at our"
    " bank. Your request is about something else, so we cannot answer it."
)
"""How a letter declines what is out of scope: always the same words."""

CONTACTS: dict[str, tuple[str, ...]] = {
    "EMAIL": (
        "We will write to you at {surrogate}.",
        "You will hear from us at {surrogate}.",
        "Our answer goes to {surrogate}.",
    ),
    "PHONE": (
        "We will call you on {surrogate}.",
        "A colleague will ring you on {surrogate}.",
        "You can expect our call on {surrogate}.",
    ),
}
MENTIONS: dict[str, tuple[str, ...]] = {
    "IBAN": (
        "We have noted the account {surrogate}.",
        "This concerns your account {surrogate}.",
    ),
    "ACCOUNT": (
        "We have noted the account {surrogate}.",
        "This concerns your account {surrogate}.",
    ),
    "CARD": (
        "We have noted the card {surrogate}.",
        "This concerns your card {surrogate}.",
    ),
    "ID": (
        "Your reference is {surrogate}.",
        "Please quote {surrogate} when you write to us.",
    ),
}
CLOSINGS = (
    "Kind regards,",
    "Yours sincerely,",
    "With kind regards,",
    "Best regards,",
)
SIGNATURE = "Customer Care"


def write_letter(intent: str, facts: dict[str, str], random: Random) -> str:
    """Write one reply.

    Args:
        intent: A key of `INTENTS`.
        facts: The surrogates the letter may name, by role: `writer` and the kinds
            of `CONTACTS` and `MENTIONS`. What is not there is not named.
        random: Decides the wording.

    Returns:
        The letter: salutation, one paragraph, closing and signature.
    """
    family = INTENTS[intent].family
    sentences = [random.choice(OPENINGS).format(topic=INTENTS[intent].topic)]
    if intent == OUT_OF_SCOPE:
        sentences = ["Thank you for your message.", REFUSAL]
    else:
        tone = WELCOMES if family in WELCOMED_FAMILIES else REGRETS
        sentences += [random.choice(tone), random.choice(NEXT_STEPS[family])]
        for wordings in (MENTIONS, CONTACTS):
            kind = next((kind for kind in wordings if kind in facts), None)
            if kind is not None:
                chosen = random.choice(wordings[kind])
                sentences.append(chosen.format(surrogate=facts[kind]))
    salutation = f"Dear {facts.get('writer', 'customer')},"
    ending = f"{random.choice(CLOSINGS)}\n{SIGNATURE}"
    return f"{salutation}\n\n{' '.join(sentences)}\n\n{ending}"
