"""Reserve: set aside what an exchange may use, before the model is asked.

Leaves a record only where a budget does not hold it. Sets nothing aside for what the
appliance does for itself.
"""

from datetime import datetime
from math import ceil

from appliance.domain.budget import Claim, OverBudget, Period, Scope
from appliance.domain.exchange import Admitted, Divided, Prompt
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import MaskedPart
from appliance.domain.purpose import AnswerForm
from appliance.errors import OverBudgetError
from appliance.kinds import RecordKind

# The languages that are masked have about four characters a token; surrogates have two.
CHARS_A_TOKEN = 2
# What others have set aside is free when their answers end.
_WAIT_S = 60

USED_UP = {
    (Scope.PERSON, Period.DAY): "Your budget for today is used up.",
    (Scope.PERSON, Period.MONTH): "Your budget for this month is used up.",
    (Scope.TEAM, Period.DAY): "The budget of your team for today is used up.",
    (Scope.TEAM, Period.MONTH): "The budget of your team for this month is used up.",
    (Scope.PURPOSE, Period.DAY): "The budget of this purpose for today is used up.",
    (Scope.PURPOSE, Period.MONTH): (
        "The budget of this purpose for this month is used up."
    ),
}
IS_NEW = {
    Period.DAY: "It is new at midnight.",
    Period.MONTH: "It is new on the first day of next month.",
}
SET_ASIDE = {
    Scope.PERSON: "What is left of your budget is set aside for answers under way.",
    Scope.TEAM: (
        "What is left of your team's budget is set aside for answers under way."
    ),
    Scope.PURPOSE: (
        "What is left of this purpose's budget is set aside for answers under way."
    ),
}
TRY_AGAIN = "Try again in a minute."
ASK_IT = "Ask IT if you need more."
ASK = "If you need more, this is whom to ask."


def reserve(prompt: Prompt, ports: Ports) -> None:
    """Set aside what an exchange may use, of every budget that it counts for.

    Raises:
        OverBudgetError: A budget does not hold it; the model is not asked.
        SettingsError: A budget of money meets a tier without a price.
        StoreError: Nothing could be set aside.
    """
    _set_aside(prompt.admitted, prompt_tokens_of(prompt), ports, number=prompt.number)


def reserve_parts(divided: Divided, ports: Ports) -> None:
    """Set aside at once what all parts of a text and their combination may use.

    Raises:
        As `reserve`; nothing is written of a text that no budget holds whole.
    """
    whole = Prompt(divided.inspected, ())
    purpose, count = whole.admitted.purpose, len(divided.parts)
    given = max(len(Prompt(part.inspected, ()).given) for part in divided.parts)
    longest = _tokens_of(_chars_around(whole) + given)
    if purpose.answer is AnswerForm.TEXT:
        combining = purpose.parts.prompts.get(whole.admitted.exchange.language)
        slices = combining.slices() if combining else ()
        around = sum(len(piece.text) for piece in slices)
        answers = count * purpose.max_output_tokens
        longest = max(longest, _tokens_of(around) + answers)
        count += 1
    _set_aside(whole.admitted, longest, ports, generations=count)


def _set_aside(
    admitted: Admitted,
    prompt_tokens: int,
    ports: Ports,
    *,
    number: int = 1,
    generations: int = 1,
) -> None:
    exchange, purpose = admitted.exchange, admitted.purpose
    claim = Claim(
        exchange=exchange.id,
        person=admitted.caller.person,
        teams=admitted.caller.teams,
        purpose=purpose.name,
        budget=purpose.budget,
        tiers=purpose.tiers(),
        prompt_tokens=prompt_tokens,
        max_output_tokens=purpose.max_output_tokens,
        number=number,
        generations=generations,
    )
    over = ports.budgets.reserve(claim)
    if over is None:
        return
    ports.ledger.append(
        Entry(
            kind=RecordKind.BUDGET_REFUSED,
            exchange=exchange.id,
            case=exchange.case,
            actor=admitted.caller.person,
            body={**over.record(), **({"try": number} if number > 1 else {})},
        )
    )
    account = over.account
    raise OverBudgetError(
        f"{account.scope}, {account.period}, {over.measure}: "
        f"{over.used} used, {over.held} held, {over.asked} asked of {over.limit}",
        said_of(over),
        retry_s=_WAIT_S if over.waits else seconds_until(over, ports.clock.now()),
    )


def prompt_tokens_of(prompt: Prompt) -> int:
    """Estimate the tokens of a prompt from its characters, rather too many than few."""
    sealed = sum(
        len(part.masked.text)
        for message in prompt.messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    )
    return _tokens_of(_chars_around(prompt) + sealed)


def _chars_around(prompt: Prompt) -> int:
    template = prompt.template
    signed = sum(len(piece.text) for piece in template.slices()) if template else 0
    return signed + sum(len(passage.text) for passage in prompt.sourced.passages)


def _tokens_of(chars: int) -> int:
    return ceil(chars / CHARS_A_TOKEN)


def said_of(over: OverBudget) -> tuple[str, ...]:
    """Say whose budget it is, when it is new, and whom to ask.

    Sentences of the catalogue, but for the site's own word on whom to ask.
    """
    account = over.account
    if over.waits:
        return SET_ASIDE[account.scope], TRY_AGAIN
    ask = (ASK, over.ask) if over.ask else (ASK_IT,)
    return USED_UP[account.scope, account.period], IS_NEW[account.period], *ask


def seconds_until(over: OverBudget, now: datetime) -> int:
    """Tell in how many seconds the budget is new, at least one."""
    return max(1, ceil((over.is_new_at - now).total_seconds()))
