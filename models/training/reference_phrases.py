"""The wordings of letters around a customer's question, to train on and held back.

A slot in braces takes a surrogate of that kind. WRITER is who writes, CLERK who is
addressed; THEIR marks what belongs to somebody else, so that no reply may name it.
A wording with `a|b` in angle brackets stands for one of its choices.
"""

# ruff: noqa: E501, ISC004 - wordings fill their lines, some go over two

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Wordings by where they stand in a letter."""

    headers: tuple[str, ...]
    greetings: tuple[str, ...]
    introductions: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    contacts: tuple[str, ...]
    haste: tuple[str, ...]
    farewells: tuple[str, ...]


_KIN = (
    "<wife|husband|partner|brother|sister|son|daughter|mother|father|friend|neighbour|"
    "colleague|boss|flatmate|uncle|lawyer>"
)
_SAID = (
    "<said I should ask you|told me to write|thinks you can help|is waiting for news|"
    "had the same problem|knows about this|gave me this address|cannot help me|"
    "is with me|uses your bank too|opened an account last year|asked about it|"
    "saw it as well|has nothing to do with it|already asked you about it>"
)
_WHEN = "<on {DATE}|last week|yesterday|this morning|a few days ago|since {DATE}>"

TRAINED = Phrases(
    headers=(
        "Customer: {WRITER}",
        "<From|Name|Sender|Client|Customer name>: {WRITER}",
        "{WRITER}\n{ADDRESS}",
        "<Account|IBAN|Account number|My account>: {IBAN}",
        "<Account|Account no.>: {ACCOUNT}",
        "<Ref|Reference|Customer number|Case|Your reference>: {ID}",
        "<Date|Written on>: {DATE}",
        "<To|Attn>: {CLERK}",
        "<To|Recipient>: {ORG}",
        "<Subject|Re>: <my question|a question|please help|help needed|my account>",
        "<E-mail|Email|Mail>: {EMAIL}",
        "<Phone|Tel|Mobile>: {PHONE}",
        "{LOCATION}, {DATE}",
    ),
    greetings=(
        "<Hello|Hi|Hey|Good morning|Good afternoon|Good evening|Greetings><,|!|.|>",
        "<Hello|Hi|Dear|Good day> <team|all|everybody|support|customer service><,|!>",
        "<Hello|Hi> there<,|!|>",
        "Dear <Sir or Madam|Sirs|Madam or Sir|bank|friends|colleagues>,",
        "<Dear|Hello|Hi|Good morning> <Mr |Ms |Mrs |Dr |>{CLERK}<,|,|!>",
        "<Dear|Hello> {CLERK} and {CLERK},",
        "<Dear|Hello|Hi> {ORG}<,| team,| support,>",
        "To whom it may concern<,|:>",
        "Ladies and gentlemen,",
        "<Dear|Hello> <Mr|Ms> {CLERK}, dear team,",
    ),
    introductions=(
        "<This is|My name is|I am|I'm|It is|You are talking to|My name's> {WRITER}.",
        "<My name is|I am|This is> {WRITER} and <I live in {LOCATION}|I am a customer"
        "|I have an account with you|I work for {ORG}|I bank with you>.",
        "<My name is|I am|This is> {WRITER} and my <account|IBAN|account number> is"
        " <{IBAN}|{ACCOUNT}>.",
        "<This is|I'm|I am> {WRITER}, <account|IBAN|account number> <{IBAN}|{ACCOUNT}>.",
        "<I am|I'm|My name is> {WRITER}, <born on|born|date of birth> {BIRTHDATE}.",
        "{WRITER} here<.|, customer number {ID}.|, from {LOCATION}.|, {AGE} years old.>",
        "My name is {WRITER}, <I live at|my address is> {ADDRESS}.",
        "I am writing on behalf of {ORG}, my name is {WRITER}.",
        "I, {WRITER}, <am a customer of your bank|write to you today|hold an account>.",
        "My <wife|husband|partner> {PERSON} and I, {WRITER}, <are customers|share an"
        " account>.",
        "<I am|I'm|This is> {WRITER} from {ORG}.",
        "<I am|I'm> {WRITER}, the <son|daughter|mother|father|wife|husband> of {PERSON}.",
        "<Customer number|My reference is|Reference> {ID}<.|, {WRITER}.>",
    ),
    before=(
        f"My {_KIN} {{PERSON}} {_SAID}.",
        f"My {_KIN} {{PERSON}} <and I|> <was|were> <in {{LOCATION}}|at {{ORG}}> {_WHEN}.",
        "I <spoke to|talked to|called|met|wrote to> {PERSON} <at your branch|of your team"
        "|at your office in {LOCATION}|about something else|on the phone>"
        " <on {DATE}|last week|yesterday|a month ago>.",
        "<Your colleague|Mr|Ms|Your adviser> {PERSON} <was very kind|could not help|is on"
        " holiday|gave me your address|told me to wait>.",
        "I have been <a customer|with you|a client> for <many|ten|three|twenty> years.",
        "I <hope you are well|hope this finds you well|am sorry to bother you|looked at"
        " your help pages first|tried to call you twice|could not find an answer>.",
        "I am in {LOCATION} <at the moment|until {DATE}|with {PERSON}|for work>.",
        "I work <for|at> {ORG} <in {LOCATION}|and travel a lot|and need my account>.",
        "I moved <to|from> {LOCATION} <on {DATE}|last year|with my family>.",
        "I <live|study|stay> in {LOCATION} with my {PERSON} <now|at present>.",
        "<First of all,|Well,|Right,|OK,> thank you for <your time|reading this>.",
        "I use <your app|the app|my account> <nearly every day|all the time|rarely>.",
        f"I noticed <this|it|something> {_WHEN}.",
        "<The weather is nice|It is a busy week|We had a party|My dog is ill> here.",
        "<I asked|We asked> {ORG} <and they sent me to you|first|for help>.",
        "<I found you through|I heard of you from> <{PERSON}|{ORG}>.",
        "I have <one|a|another> question<.| for you.| today.>",
        "I am not sure <who to ask|if this is the right address|how this works>.",
    ),
    after=(
        f"My {_KIN} {{PERSON}} {_SAID}.",
        "<I would be grateful for|I look forward to|I wait for|Thanks for> your"
        " <help|answer|reply|support>.",
        "<Please let me know|Tell me|Please explain> <what I have to do|what happens next"
        "|how to go on|if you need more>.",
        "<I have not had this before|This is new to me|It is the second time|This never"
        " happened with {ORG}>.",
        "<It is|It was|I mean|This concerns> <the card|my card|card number> {CARD}.",
        "<The reference|The number|My reference> <you gave me |on the letter |>is {ID}.",
        "This was <at {ORG}|in {LOCATION}|at {ORG} in {LOCATION}> <on {DATE}|>.",
        "<It happened|That was|It started> <on {DATE}|in {LOCATION}|last week>.",
        "<My old address was|I used to live at|It was posted to> {ADDRESS}.",
        "I wrote to <you|{PERSON}|{ORG}> about <something else|this> on {DATE}.",
        "Your colleague {PERSON} <could not tell me|did not know|promised to ask>.",
        "The <page|site|link> {URL} <did not help me|does not open|says nothing>.",
        "<His|Her|Their> <account|IBAN> is {THEIRIBAN}.",
        "<His|Her|The other> <number|phone> is {THEIRPHONE}.",
        "<Please send a copy|You may also write|A copy goes> to {PERSON} at {THEIREMAIL}.",
        "<I am not happy|I am worried|I am a bit lost|I stay calm>.",
        "<If not, I will ask|Otherwise I will go to> {ORG}.",
        "{PERSON} from {ORG} <was there|can confirm this|has seen it>.",
    ),
    contacts=(
        "<You can|You may|Please> <reach me|write to me|answer|contact me> at {EMAIL}.",
        "<Please|You can> <call me|ring me|phone me|reach me> <on|at|under> {PHONE}.",
        "My <e-mail|email|mail> <address |>is {EMAIL}.",
        "My <phone|telephone|mobile> <number |>is {PHONE}.",
        "Please write to {EMAIL} or call {PHONE}.",
        "<E-mail|Mail|Email>: {EMAIL}",
        "<Phone|Tel.|Mobile>: {PHONE}",
        "<I am|I can be> <reached|available> <on|under> {PHONE} <after work|all day>.",
    ),
    haste=(
        "<This|It|The matter> is <very |really |quite |>urgent.",
        "Please <answer|reply|help me|act> <as soon as possible|asap|ASAP|immediately>.",
        "I need <this|it> <sorted out|done|fixed|solved> <immediately|right away|asap>.",
        "Please <help me|answer|reply> <right away|straight away|urgently>.",
        "It is an emergency<.|!>",
        "I urgently need <help|an answer|a solution>.",
        "URGENT<!|.>",
    ),
    farewells=(
        "<Regards|Kind regards|Best regards|Best wishes|Best|Yours|Warm regards|Yours"
        " faithfully|Yours sincerely|Sincerely|Thanks|Thank you|Many thanks|Cheers>"
        "<,|,||.>\n{WRITER}",
        "<Thanks|Thank you|Best regards|Regards>, {WRITER}",
        "<Thanks|Thank you|Thanks a lot|Thank you very much|Bye|Kind regards><.|!|>",
        "<Kind regards|Sincerely|Regards>,\n{WRITER}\n<{ADDRESS}|{PHONE}|{EMAIL}|{ORG}>",
        "<Best|Kind> regards,\n<Mr |Ms |Dr |>{WRITER}",
        "{WRITER}",
        "- {WRITER}",
        "<Thanks in advance|Thank you for your help>,\n{WRITER}",
        "<Regards|Best wishes>,\n{WRITER}\n{LOCATION}, {DATE}",
    ),
)

HELD_BACK = Phrases(
    headers=(
        "Message from {WRITER}",
        "Our file: {ID}",
        "Concerning account {IBAN}",
        "Received on {DATE}",
    ),
    greetings=(
        "Good evening to all of you,",
        "Dear customer advisers,",
        "Hi folks,",
        "My dear <Mr|Mrs> {CLERK},",
        "Hello again, {CLERK},",
    ),
    introductions=(
        "You know me as {WRITER}, my account number is {IBAN}.",
        "Writing to you is {WRITER}, a client since {DATE}.",
        "As you can see from the address, I am called {WRITER}.",
        "{WRITER} is my name and {LOCATION} is where I live.",
        "Allow me to introduce myself: {WRITER}.",
    ),
    before=(
        "Something has come up that I need to ask about.",
        "On {DATE} I was at {ORG} with my grandson {PERSON}.",
        "A lady called {PERSON} suggested that I turn to you directly.",
        "It has been raining in {LOCATION} for days and I had time to go through my"
        " papers.",
        "The people at {ORG} shrugged when I showed them.",
        "{PERSON}, who sits next to me, laughed about it.",
    ),
    after=(
        "So far {PERSON} from {ORG} has not been able to help me.",
        "By the way, {PERSON} sends her love.",
        "All the papers I hold carry the number {ID}.",
        "It concerns the plastic with the number {CARD}.",
        "The money of my cousin lies at {THEIRIBAN}, in case that matters.",
        "I would hate to go back to {ORG}.",
    ),
    contacts=(
        "For questions I am at {EMAIL} all day.",
        "Try {PHONE} in the evening.",
        "Drop me a line at {EMAIL}.",
    ),
    haste=(
        "I cannot stress enough that this is urgent.",
        "I should have it as soon as possible.",
        "Do something immediately.",
    ),
    farewells=(
        "With best regards from {LOCATION},\n{WRITER}",
        "Take care and so long\n{WRITER}",
        "Respectfully yours,\n{WRITER}\nMobile {PHONE}",
        "Looking forward to hearing from you, I remain\n{WRITER}",
    ),
)
