"""Functions on text."""

from decimal import Decimal
from typing import Any

from engine.expressions import regex
from engine.expressions.output import to_text
from engine.expressions.registry import builtin
from engine.expressions.values import Run, read_number

builtin("matches", "input:text", "pattern:pattern", "flags:flags?")(regex.matches)
_REPLACE = ("input:text", "pattern:pattern", "replacement:text", "flags:flags?")
builtin("replace", *_REPLACE)(regex.replaced)
builtin("split", "string:text", "delimiter:pattern")(regex.split)


@builtin("string", "from:any")
def _string(run: Run, value: Any) -> str | None:
    return None if value is None else to_text(value, run)


@builtin("number", "from:text", "grouping separator:text?", "decimal separator:text?", cost=12)
def _number(
    _run: Run, text: str, grouping: str | None = None, point: str | None = None
) -> Decimal | None:
    if grouping is not None and grouping == point:
        return None
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return None
    text = text.replace(grouping, "") if grouping else text
    text = text.replace(point, ".") if point else text
    return read_number(text)


@builtin("string length", "string:text")
def _string_length(_run: Run, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("substring", "string:text", "start position:whole", "length:whole?")
def _substring(run: Run, text: str, start: int, length: int | None = None) -> str | None:
    if start == 0 or abs(start) > len(text) or (length is not None and length < 0):
        return None
    first = start - 1 if start > 0 else len(text) + start
    return run.text(text[first:] if length is None else text[first : first + length])


@builtin("upper case", "string:text")
def _upper_case(run: Run, text: str) -> str:
    return run.text(text.upper())


@builtin("lower case", "string:text")
def _lower_case(run: Run, text: str) -> str:
    return run.text(text.lower())


@builtin("trim", "string:text")
def _trim(run: Run, text: str) -> str:
    return run.text(text.strip())


@builtin("contains", "string:text", "match:text")
def _contains(_run: Run, text: str, match: str) -> bool:
    return match in text


@builtin("starts with", "string:text", "match:text")
def _starts_with(_run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string:text", "match:text")
def _ends_with(_run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("substring before", "string:text", "match:text")
def _substring_before(run: Run, text: str, match: str) -> str:
    return run.text(text[: max(text.find(match), 0)])


@builtin("substring after", "string:text", "match:text")
def _substring_after(run: Run, text: str, match: str) -> str:
    at = text.find(match)
    return run.text(text[at + len(match) :] if at >= 0 else "")


@builtin("string join", "list:list", "delimiter:text?")
def _string_join(run: Run, items: list[Any], delimiter: str | None = None) -> str | None:
    texts = [item for item in items if item is not None]
    if not all(type(item) is str for item in texts):
        return None
    # Paid for before it is made: few items can be very long together.
    size = sum(map(len, texts)) + len(delimiter or "") * len(texts)
    run.spend(size // 100)
    return run.text((delimiter or "").join(texts))


@builtin("is blank", "string:text")
def _is_blank(_run: Run, text: str) -> bool:
    return not text.strip()
