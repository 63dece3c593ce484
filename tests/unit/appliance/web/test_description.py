"""The description of the HTTP interface says each thing once."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from appliance.web import description

TEXT = Path(description.__file__).with_name("openapi.yaml").read_text("utf-8")


def keys_that_stand_twice(text: str) -> list[str]:
    """List keys of one mapping that YAML would let the last one win of."""
    twice: list[str] = []

    def look(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            named = Counter(key.value for key, _ in node.value)
            twice.extend(name for name, times in named.items() if times > 1)
            for _, value in node.value:
                look(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                look(value)

    look(yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    return twice


def test_no_path_no_operation_and_no_schema_stands_twice() -> None:
    assert keys_that_stand_twice(TEXT) == []


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2", "b: [{a: 1, a: 2}]", "b: {a: {}, a: 1}"]
)
def test_one_that_does_would_be_seen(text: str) -> None:
    assert keys_that_stand_twice(text) == ["a"]
