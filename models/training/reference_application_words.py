"""The wordings of credit applications: labels of forms, clauses of prose, and more.

`{S}` is the applicant, `{V}` a number with its unit, `{P}` what the loan is for; other
slots take a surrogate of that kind, and `a|b` in angle brackets stands for one of its
choices. `HELD_BACK` is never trained on.
"""

# ruff: noqa: E501, ISC004 - wordings fill their lines, some go over two

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wordings:
    """Labels for forms, clauses for prose: `third` person or `first`.

    `zero` are the clauses for defaults by the word that says there are none.
    """

    labels: Mapping[str, str]
    third: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    zero: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]


PURPOSES = (
    "<a used car|a new car|a van|a boat|a motorbike|a camper>",
    "<a new kitchen|home repairs|furniture|a new heating|solar panels|a roof|a bathroom>",
    "<a wedding|a holiday|training|school fees|medical costs|a move|dental work>",
    "<debt consolidation|shop equipment|a workshop|stock for the shop|tools>",
)
_DEFAULTS = "<default|payment default|missed payment|arrear>"
TRAINED = Wordings(
    labels={
        "applicant": "<Applicant|Name|Customer|Applicant name|Client|Borrower|Full name>",
        "amount": "<Amount|Loan amount|Requested amount|Amount requested|Loan|Sum"
        "|Credit requested|Wants|Principal|Financing|Credit line|Facility|Needed sum"
        "|To be financed|Loan request|Total credit|Borrowing>",
        "income": "<Monthly income|Net income per month|Income|Income (monthly)|Salary"
        "|Net monthly salary|Monthly pay|Earns|Net pay|Wages|Take-home|Monthly earnings"
        "|Pay after tax|Revenue per month|Gets per month|Disposable income>",
        "debt_ratio": "<Debt ratio|DTI|Debt-to-income ratio|Debt to income|Debt burden"
        "|Ratio of debt|Debt ratio (DTI)|Existing debt ratio|Debts in % of income"
        "|Obligations|Liabilities to income|Loan burden|Debt load|Indebtedness"
        "|Part of income for debts|Commitments>",
        "years_employed": "<Years employed|Employed for|Employment|Employed since|In job"
        " for|Years in present job|Time in job|Job tenure|Length of employment|Tenure"
        "|Years of service|With the firm for|Seniority|Work history|At the company>",
        "defaults": "<Defaults|Past defaults|Payment defaults|Defaults on record|Number"
        " of defaults|Missed payments|Previous defaults|Credit defaults|Bad debts"
        "|Unpaid loans|Delinquencies|Negative entries|Collections|Arrears|Late loans>",
    },
    third={
        "amount": (
            "{S} <asks for|applies for|requests|wants|would like to borrow|needs|seeks>"
            " <a loan of |a credit of |>{V}< for {P}| to pay for {P}|>",
            "a <loan|credit> of {V} is <requested|wanted|asked for>< for {P}|>",
            "the <loan|requested amount|amount|sum> is {V}",
            "{S} <is looking for|hopes to get|is after|plans to raise> {V}< for {P}|>",
            "{V} <is|would be> <needed|sought|the sum in question>< for {P}|>",
            "this is about <a loan|credit> <of|over> {V}< for {P}|>",
            "{S} <turns to us|comes to us> for {V}< for {P}|>",
            "{S} <inquires about|would be glad of|has a need of|counts on us for> {V}",
            "may we lend {S} {V}< for {P}|>?",
            "<the wish|the request|the plan>: {V}< for {P}|>",
            "a sum of {V} <would help|is what it takes>< for {P}|>",
        ),
        "income": (
            "{S} <earns|makes|takes home|brings home|has|gets> {V} <a month|per month|net"
            " a month|monthly|each month|net>",
            "<the monthly income|the net income|the salary|monthly pay|the income> <is|"
            "stands at|comes to|amounts to> {V}< per month|>",
            "<with a net income of|on a salary of> {V}< a month|>",
            "<monthly|each month|a month>, {S} <gets|receives|is paid|nets> {V}",
            "{V} <is paid|is earned|arrives|is left after tax> <every|each> month",
            "<wages|earnings|pay> of {V} <a month|per month|net>",
            "{S} <lives on|can spend> {V} a month",
            "{S} sees {V} on the payslip <each|every> month",
            "<the payslip says|in hand each month|net pay>: {V}",
            "<per month|monthly>, {V} <goes into|reaches|lands on> the account",
            "{V} <of pay|of wages|in salary> <flows in|is received> <a month|monthly>",
        ),
        "debt_ratio": (
            "<the debt ratio|the debt-to-income ratio|DTI|the DTI|the debt burden> <is|"
            "stands at|comes to|of|amounts to> {V}",
            "debts take {V} of the income",
            "{V} of the income <goes to|is spent on|goes into> <debts|other loans|debt"
            " payments>",
            "{S} <has a debt ratio of|carries a debt ratio of|shows a DTI of> {V}",
            "<obligations|liabilities|commitments|repayments|existing loans> <make up|come"
            " to|use up|absorb|amount to> {V}< of the income| of earnings|>",
            "<at|with> a debt <ratio|burden|load> of {V}",
            "{V} <of the pay|of earnings|of it> is <already |>owed<| to others>",
            "<so|thus>, the ratio of debts is {V}",
            "{V} <are|is> <tied up in debts|gone for loans|bound by other credits>",
            "<measured against|compared with> income, debts are {V}",
        ),
        "years_employed": (
            "{S} has <worked|been employed|been> <there|at {ORG}|in the present job|with"
            " {ORG}|in this job> for {V}",
            "<employed|in the job|working> <at {ORG} |there |>for {V}",
            "the <job|employment> has lasted {V}",
            "the present job was taken up {V} ago",
            "{S} <joined|started at|was hired by> {ORG} {V} ago",
            "{ORG} has <employed|paid|kept> {S} for {V}",
            "<tenure|service|time in the job> <is|of> {V}",
            "{V} <with|at> <the same firm|{ORG}|this employer>",
            "{S} has been on the payroll of {ORG} for {V}",
            "<a job|a post|work> held for {V}",
            "{V} <in the present post|on the job|in work there>",
        ),
        "defaults": (
            f"there are {{V}} {_DEFAULTS}s <on record|in the file|so far|>",
            f"the <bureau|register|credit file|agency> <shows|reports|lists|has> {{V}}"
            f" {_DEFAULTS}s",
            f"{{S}} has {{V}} {_DEFAULTS}s<| on record| in the past>",
            f"{{V}} {_DEFAULTS}s <were found|are known|are on file>",
            "{V} <bad debts|unpaid loans|delinquencies|negative entries> <are|were>"
            " <listed|seen|noted|on record>",
            "the search <gave|brought up|returned> {V} <defaults|entries|bad debts>",
            "{S} <was|has been> in default {V} times",
            "<the history|the past> <has|knows> {V} defaults",
            "<entries|defaults|unpaid> <found|seen|known>: {V}",
            "{V} loans <went bad|were not paid back>",
        ),
    },
    first={
        "amount": (
            "I <would like to borrow|want to borrow|need|am asking for|apply for|request>"
            " <a loan of |a credit of |>{V}< for {P}| to pay for {P}|>",
            "I <am looking for|would like|want> a <loan|credit> <of|over> {V}< for {P}|>",
            "the <loan|amount> I <need|want> is {V}",
            "<could|can> you <lend me|give me a loan of> {V}< for {P}|>",
            "I <hope for|think of|plan with|dream of> {V}< for {P}|>",
            "it <is|would be> {V} that I <need|am short of|lack>< for {P}|>",
            "please consider <lending me|a credit of> {V}< for {P}|>",
            "my <wish|plan|idea> is to <get|raise> {V}< for {P}|>",
        ),
        "income": (
            "I <earn|make|take home|bring home|get> {V} <a month|per month|net a month|"
            "monthly|each month|after tax>",
            "my <monthly income|net income|salary|monthly pay|income|net salary> <is|comes"
            " to> {V}< per month| a month|>",
            "<each month|every month|monthly> I <get|am paid|receive|have> {V}",
            "my <wages|earnings> <are|come to> {V}< a month|>",
            "{V} a month is what I <earn|am paid|live on>",
            "my payslip <says|shows> {V}",
            "<each month|monthly>, {V} <reaches my account|goes to me>",
        ),
        "debt_ratio": (
            "my <debt ratio|debt-to-income ratio|DTI|debt burden> <is|stands at|comes to>"
            " {V}",
            "my <debts|other loans> take {V} of <my|the> income",
            "{V} of my <income|salary|pay> goes to <debts|other loans>",
            "my <obligations|commitments|repayments> <make up|come to> {V}< of my pay|>",
            "I spend {V} of my <income|pay> on <debts|loans>",
            "{V} <is|are> <tied up in debts|gone for loans>",
        ),
        "years_employed": (
            "I have <worked|been employed|been> <here|at {ORG}|in my present job|with"
            " {ORG}|in this job> for {V}",
            "I <started|joined {ORG}|took up my job> {V} ago",
            "I am employed <at {ORG} |>for {V} now",
            "{ORG} hired me {V} ago",
            "I have <{V} of service|a tenure of {V}> <at|with> {ORG}",
            "I have been on the payroll <of {ORG} |>for {V}",
            "I have held <my|this> <job|post> for {V}",
        ),
        "defaults": (
            f"I have {{V}} {_DEFAULTS}s<| on record| in my file>",
            f"there are {{V}} {_DEFAULTS}s in my <file|past|history>",
            f"my credit file shows {{V}} {_DEFAULTS}s",
            "I had {V} <bad debts|unpaid loans|delinquencies|defaults> <so far|before>",
            "on my record there are {V} defaults",
            "in the past I have had {V} <defaults|entries>",
            "{V} of my loans <went bad|were not paid back>",
        ),
    },
    zero={
        "none": (
            "<defaults|payment defaults|missed payments>: {V}",
            "as for defaults, there are {V}",
            "of defaults there are {V}",
        ),
        "nil": ("<defaults|payment defaults|missed payments> {V}", "defaults are {V}"),
        "never": (
            "{S} {V} <defaulted|missed a payment|missed an instalment|was in default>",
            "{S} has {V} <defaulted|missed a payment|been in default>",
        ),
    },
    titles=(
        "<Application|Credit application|Loan request|Application for credit|Loan file>",
        "<Note|Memo|File note|Phone note|Summary>",
        "<Application of {DATE}|Case {ID}|File {ID}|Application no. {ID}>",
        "Taken by {PERSON}<, {DATE}|>",
        "<Branch {LOCATION}|Branch: {LOCATION}>",
    ),
)
HELD_BACK = Wordings(
    labels={
        "applicant": "<Person applying|Loan for>",
        "amount": "<How much|Volume of the loan|Desired credit>",
        "income": "<Take-home pay a month|What comes in monthly|Earnings per month>",
        "debt_ratio": "<Share of debts in income|Ratio of debts to income|DTI ratio>",
        "years_employed": "<Present employment|Working there for|Years with employer>",
        "defaults": "<Known defaults|Defaulted loans|Defaults so far>",
    },
    third={
        "amount": (
            "what {S} has in mind is a loan of {V}< for {P}|>",
            "{S} came in to ask about {V}< for {P}|>",
        ),
        "income": (
            "every month {V} comes in as net pay",
            "{S} can count on {V} in wages a month",
        ),
        "debt_ratio": (
            "that makes a debt ratio of {V}",
            "obligations eat up {V} of what comes in",
        ),
        "years_employed": (
            "{S} has had the same employer, {ORG}, for {V}",
            "it has been {V} since the job began",
        ),
        "defaults": (
            "we found {V} defaults in the register",
            "the number of defaults is {V}",
        ),
    },
    first={
        "amount": (
            "I hope you can help me out with {V}< for {P}|>",
            "what I have in mind is a loan of {V}",
        ),
        "income": ("every month {V} lands on my account as pay",),
        "debt_ratio": ("that makes a debt ratio of {V}", "I owe {V} of what I earn"),
        "years_employed": ("my employer, {ORG}, has had me for {V}",),
        "defaults": ("you will find {V} defaults under my name",),
    },
    zero={
        "none": ("defaults, there are {V}",),
        "nil": ("the count of defaults is {V}",),
        "never": ("{S} {V} fell behind with a payment",),
    },
    titles=("<To be decided|Desk note|Request received {DATE}>", "Adviser: {PERSON}"),
)

EXTRA_LINES = (
    "<Term|Duration|Runtime>: <12|24|36|48|60|72|84> months",
    "<Term|Duration>: <2|3|4|5|6|7|10> years",
    "Purpose: {P}",
    "<Born|Date of birth>: {BIRTHDATE}",
    "Address: {ADDRESS}",
    "<Employer|Works at>: {ORG}",
    "<Guarantor|Spouse|Adviser|Co-signer|Contact>: {PERSON}",
    "<Account|IBAN>: {IBAN}",
    "<Phone|Mobile>: {PHONE}",
    "<Children|Dependants|Household|Cars>: <0|1|2|3|4|none|two>",
    "<Rent|Housing costs|Rent per month>: EUR <540|720|850|1,100|980>",
    "<Interest rate|Rate|Interest>: <3.9|4.5|5.2|6|7.9> %",
    "<Savings|Deposit|Own funds>: <1,500|4,000|12,500|800|25,000> EUR",
    "<Customer since|At address for>: <2|3|5|8|14> years",
    "<Instalment|Monthly rate>: <180|240|310|455> EUR",
    "<Marital status|Status>: <married|single|divorced>",
    "<Score|Rating>: <A|B|512|640|88>",
    "<Monthly debts|Debts|Other loans|Debt payments|Existing debts|Open loans|Cards>:"
    " <EUR ||€><210|300|400|575|640|1,200|90|2,400>",
)
EXTRA_CLAUSES = (
    "the term is <12|24|36|48|60> months",
    "the <rent|instalment> is <450|620|780|1,050> euros",
    "the interest rate would be <3.9|4.5|6|8.1> percent",
    "the employer is {ORG}",
    "the address is {ADDRESS}",
    "<the guarantor|the spouse|the adviser> is {PERSON}",
    "there are <two|three|no|one|2> children",
    "savings come to <2,000|5,500|14,000|900> euros",
    "there has been an account here for <3|four|6|9|twelve> years",
    "the phone number is {PHONE}",
    "{PERSON} <sent the papers|took the call|will come along|pays half the rent>",
    "there are no other loans",
    "the loan would be paid back in <24|36|five|60> <months|months|years|months>",
    "the flat has <two|3|four> rooms",
    "<other loans|debts|credit cards> <cost|take> <EUR ||€><250|310|400|725> a month",
)
BRIEF_LABELS = {
    "amount": "Amount",
    "income": "Income",
    "debt_ratio": "DTI",
    "years_employed": "Employed",
    "defaults": "Defaults",
}
BLURS = (
    "<Field|Entry|Item|Value|Line> <A|B|C|3|7>",
    "<n/a|other|misc|see file|unclear|?|...>",
    "<Quok|Brint|Salde|Vorm|Tessel|Malp>",
)
FRAMES = (
    "Current {lower}",
    "Stated {lower}",
    "{label} (stated)",
    "{label} now",
    "Your {lower}",
    "What is the {lower}?",
    "{label} as of today",
    "1. {label}",
    "{label} (checked)",
    "Customer's {lower}",
)
SUBJECTS = ("the applicant", "the client", "the customer", "he", "she", "they")
