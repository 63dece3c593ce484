import pytest

from appliance.domain.entity import EntityKind
from appliance.masker.linking import name_words, same_subject

PERSON, ORG = EntityKind.PERSON, EntityKind.ORG
JOHN = (PERSON, "John Smith", 1)
ANNA = (PERSON, "Anna Smith", 2)


@pytest.mark.parametrize(
    ("surface", "known", "expected"),
    [
        ("John Smith", [JOHN], 1),
        ("JOHN  SMITH", [JOHN], 1),
        ("Smith, John", [JOHN], 1),
        ("Mr Smith", [JOHN], 1),
        ("J. Smith", [JOHN], 1),
        ("John", [JOHN], 1),
        ("John A. Smith", [JOHN], 1),
        ("Smith", [JOHN, ANNA], None),
        ("Anna Smith", [JOHN], None),
        ("Anna Smith", [JOHN, (PERSON, "Smith", 1)], None),
        ("A. Smith", [JOHN, ANNA], 2),
        ("Smithson", [JOHN], None),
        ("Weber", [JOHN], None),
        ("John Smith", [(ORG, "John Smith", 1)], None),
        ("Weber GmbH", [(ORG, "Weber", 1)], None),
        ("WEBER GMBH", [(ORG, "Weber GmbH", 1)], 1),
        ("...", [JOHN], None),
    ],
)
def test_a_name_links_only_to_the_one_person_it_can_mean(
    surface: str, known: list[tuple[EntityKind, str, int]], expected: int | None
):
    kind = known[0][0] if "GmbH" in surface or "GMBH" in surface else PERSON
    assert same_subject(kind, surface, known) == expected


def test_a_name_is_its_words_without_titles_and_marks():
    assert name_words("Dr. O'Brien, Mary") == ("mary", "o", "brien")
