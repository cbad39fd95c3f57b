"""The settings pane: one question, a new one, or the form itself, as it was or as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.bundles import Form, formedit, formkinds, formrules, formtext
from engine.bundles.formedit import Card
from engine.bundles.formkinds import CHOOSING, LOCKED, TABLES, Settings, settings_of
from engine.bundles.formrules import Clause
from engine.bundles.formtext import EditRefused
from webapp import fields, formrows
from webapp.formcontext import FormContext
from webapp.formpages import FormPage
from webapp.i18n import language
from webapp.studio import formbank, formwords
from webapp.studio import questionform as asked

#: What a rule may be built on.
_STEERS = frozenset(formkinds.KINDS) - TABLES - {"lines"}


class Settled(FormPage):
    """The settings as a form page; row buttons draw the whole editor again."""

    frame = "redigering"


@dataclass
class Pane:
    """What is edited, and the page it is edited on."""

    page: Settled
    #: the question; None for a new one and for the form itself
    card: Card | None = None
    #: where a new question goes; None if it is not new
    holder: str | None = None
    law: bool = False
    #: the questions beside it, and those of them a rule may read; None where rules are text
    level: Sequence[Card] = ()
    steering: Sequence[Card] | None = None
    #: names a new question must not have
    used: frozenset[str] = frozenset()
    problem: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the form itself."""
        return self.card is None and self.holder is None

    @property
    def before(self) -> Settings:
        """The settings as they stand."""
        return settings_of(self.card.schema) if self.card else Settings()

    @property
    def said(self) -> Mapping[str, Any]:
        return self.page.answers

    def touches(self) -> bool:
        """Whether the question becomes another kind, or loses a choice somebody may have made."""
        if self.card is None or self.law:
            return False
        now = asked.settings_from(self.page.form, self.said, self.before)
        gone = {one.value for one in self.before.choices} - {one.value for one in now.choices}
        return now.kind != self.before.kind or bool(gone)

    def changed(self, text: str) -> tuple[str, str]:
        """The form's text with what is typed in it, and the question's pointer.

        Raises EditRefused.
        """
        form, said = self.page.form, self.said
        if self.whole:
            before = settings_of(formtext.read(text))
            return formedit.set_form(text, asked.settings_from(form, said, before)), ""
        now = asked.settings_from(form, said, self.before)
        if now.kind in CHOOSING and not now.choices:
            raise EditRefused(reason="choices")
        if self.card is None:
            needed = bool(said.get("_ma"))
            text, at = formedit.add_field(
                text, self.holder or "", now, required=needed, used=self.used
            )
        else:
            at, needed = self.card.at, self.card.required
            needed = bool(said.get("_ma")) if "_ma" in form.schema["properties"] else needed
            text = formedit.set_field(text, at, now, required=needed)
        if self.steering is None or self.law:
            return text, at
        wanted = asked.clauses_from(said.get("_vis", ()), self.steering)
        kept = _rule_of(self.card)
        return formedit.show_when(text, at, kept if _alike(wanted, kept) else wanted)

    @property
    def at(self) -> str:
        """Pointer of the question; "" if it is not there yet, or is the form itself."""
        return self.card.at if self.card else ""

    def tentative(self, text: str) -> tuple[str, str]:
        """The form as it would be, and where the question would stand; as it is while unfit."""
        try:
            return self.changed(text)
        except EditRefused:
            return text, self.at


def _rule_of(card: Card | None) -> tuple[Clause, ...]:
    return (card.rules[0].clauses or ()) if card and card.rules else ()


def _alike(one: Sequence[Clause], other: Sequence[Clause]) -> bool:
    """Whether two rules mean the same, in whatever order the answers stand."""
    both = [{(c.field, c.how, frozenset(c.values)) for c in rule} for rule in (one, other)]
    return both[0] == both[1]


def of_form(text: str, post: MultiDict[str, str] | None) -> Pane:
    """The form's own words."""
    form = asked.whole_form()
    answers = asked.answers_of(settings_of(formtext.read(text)), False)
    return Pane(_page(form, answers, post))


def of_card(text: str, pointer: str, post: MultiDict[str, str] | None) -> Pane:
    """One question. Raises EditRefused if it is not there."""
    card = formedit.card(text, pointer)
    holder = formtext.place_of(formtext.read(text), pointer).holder
    level = formedit.beside(text, holder)
    law = formbank.of_law(card)
    steering: Sequence[Card] | None = may_steer(text, holder, card.name)
    simple = len(card.rules) <= 1 and all(r.holds and r.clauses is not None for r in card.rules)
    rows = asked.rule_rows(_rule_of(card), steering or ()) if simple else None
    steering = None if rows is None else steering
    locked = card.kind == LOCKED
    form = asked.question_form(law=law, kind=card.kind, steering=None if locked else steering)
    answers = asked.answers_of(settings_of(card.schema), card.required, rows or ())
    return Pane(_page(form, answers, post), card, None, law, level, steering)


def of_new(
    text: str, holder: str, post: MultiDict[str, str] | None, used: frozenset[str] = frozenset()
) -> Pane:
    """A new question in the part. Raises EditRefused if the part is not there."""
    if holder not in {"", *(one.holds for one in formedit.cards(formedit.outline(text)))}:
        raise EditRefused(reason="gone", pointer=holder)
    steering = may_steer(text, holder, "")
    form = asked.question_form(brief=True, steering=steering)
    level = formedit.beside(text, holder)
    page = _page(form, asked.answers_of(Settings(), False), post)
    return Pane(page, None, holder, False, level, steering, used)


def may_steer(text: str, holder: str, name: str) -> list[Card]:
    """The questions beside it that a rule for it may read."""
    base = formtext.object_at(formtext.read(text), formtext.base_of(holder))
    behind = formrules.waiting_for(base, name)
    found = formedit.beside(text, holder)
    return [c for c in found if c.kind in _STEERS and c.name not in behind and not c.retired]


def _page(form: Form, answers: Mapping[str, Any], post: MultiDict[str, str] | None) -> Settled:
    context = FormContext(lang=language(), audience=None)
    if post is None:
        flat = form.resolve(dict(answers), context.lang)
        pairs = fields.to_pairs(dict(answers), flat, "", context)
        return Settled(form, [*pairs, (formrows.SEEN, "*")], context)
    page = Settled(form, post.items(multi=True), context, post.get("_action", ""))
    page.act(again="_checked" in post)
    return page


def rule_words(pane: Pane) -> str:
    """When the question is shown, where the pane cannot change it; "" where it can."""
    if pane.card is None or pane.law or pane.steering is not None:
        return ""
    return formwords.condition(pane.card.rules, pane.level)
