"""The form as those who fill it in will see it, drawn by the same renderer, to try things in."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.bundles import BundleRefused, formedit, read_form
from engine.bundles.formedit import Card
from engine.bundles.formkinds import choices_of
from engine.bundles.formtext import path_of
from webapp import fields, formrows, persons
from webapp.formcontext import FormContext
from webapp.formpages import FormPage
from webapp.kinds import Pairs


class Tried(FormPage):
    """A page whose answers nobody keeps."""

    #: id of what is drawn again when an answer brings other questions
    frame = "prove"


def page(text: str, key: str, lang: str, post: MultiDict[str, str] | None = None) -> Tried | None:
    """The form with what was typed in it; None if it is not one yet."""
    try:
        form = read_form(text, key)
    except BundleRefused:
        return None
    context = FormContext(lang=lang, audience=None, classes=persons.classes)
    if post is None:
        return Tried(form, [], context)
    tried = Tried(form, post.items(multi=True), context, post.get("_action", ""))
    tried.act()
    return tried


def showing(text: str, key: str, lang: str, at: str) -> Tried | None:
    """The form answered just so far that the question at the pointer is asked."""
    tried = page(text, key, lang)
    if tried is None:
        return None
    level = formedit.outline(text)
    answers = _leading_to(next(iter(path_of(at)), ""), level, set())
    if not answers:
        return tried
    flat = tried.form.resolve(answers, lang)
    pairs: Pairs = fields.to_pairs(answers, flat, "", tried.context)
    return Tried(tried.form, [*pairs, (formrows.SEEN, "")], tried.context)


def _leading_to(name: str, level: Sequence[Card], done: set[str]) -> dict[str, Any]:
    """Answers that make the form ask the question; {} where there is no telling."""
    card = next((one for one in level if one.name == name), None)
    if card is None or name in done:
        return {}
    found: dict[str, Any] = {}
    for rule in card.rules:
        for clause in rule.clauses or () if rule.holds else ():
            found |= _leading_to(clause.field, level, done | {name})
            for value in clause.values[:1] or _any_answer(clause.field, level):
                found[clause.field] = [value] if clause.how == "has" else value
    return found


def _any_answer(name: str, level: Sequence[Card]) -> list[Any]:
    """Some answer to the question, where one is as good as another; [] for what must be written."""
    card = next((one for one in level if one.name == name), None)
    if card is None:
        return []
    if card.kind in ("yes_no", "tick", "confirm"):
        return [True]
    found = [one.value for one in choices_of(card.schema)][:1]
    return [found] if card.kind == "many" and found else found
