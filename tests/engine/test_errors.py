import pytest

from engine import errors


def test_the_first_line_of_the_docstring_is_the_message_and_the_facts_are_attributes() -> None:
    error = errors.TaskTaken(task="abc", by=7)
    assert str(error) == "The task is held by somebody else. (task='abc', by=7)"
    assert error.facts == {"task": "abc", "by": 7}
    with pytest.raises(errors.EngineError):
        raise error
