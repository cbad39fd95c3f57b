"""Long lists of words, written as words."""


def words(text: str) -> frozenset[str]:
    """The words of the text as a set."""
    return frozenset(text.split())
