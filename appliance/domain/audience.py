"""Whose prompt a person gets: by the language of the text and by who they are.

A purpose has a prompt for each of its languages, or names the language whose prompt
takes its place. It may have another prompt for people of a certain kind, an audience;
everybody else, and whoever has none of their own in a language, gets the plain one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from appliance.domain.caller import Role


@dataclass(frozen=True, slots=True)
class Audiences:
    """What stands in for a prompt that there is not.

    Args:
        languages: Language to the one whose prompts take its place.
        people: Audience to its roles; who is in several belongs to the first.
    """

    languages: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)

    def of(self, roles: Collection[Role]) -> str:
        """Name the audience of somebody with these roles; "" is everybody else."""
        for audience, members in self.people.items():
            if any(role in members for role in roles):
                return audience
        return ""

    def members(self, audience: str, roles: Collection[Role]) -> frozenset[Role]:
        """Name those of the roles that lead to an audience; "" is everybody else."""
        return frozenset(role for role in roles if self.of((role,)) == audience)

    def order(self, language: str, roles: Collection[Role]) -> Iterator[str]:
        """Name the prompts that would do, the best first, as `prompt_key` does."""
        audience = self.of(roles)
        for spoken in (language, self.languages.get(language, "")):
            if spoken and audience:
                yield prompt_key(spoken, audience)
            if spoken:
                yield prompt_key(spoken)


def prompt_key(language: str, audience: str = "") -> str:
    """Name a prompt among those of its purpose: "en", or "en.expert"."""
    return f"{language}.{audience}" if audience else language
