"""The difference between two bundles as sentences, and as colours on the drawing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from engine.bundles.change import ADDED, CHANGED, REMOVED, Change, Label, Words
from engine.bundles.plainly import Condition, Span
from webapp.changetexts import ALL
from webapp.changewords import (
    AUDIENCES,
    CLOSE,
    FIELDS,
    OPEN,
    OTHER_FIELD,
    TEXTS_MANY,
    TEXTS_ONE,
    Speech,
)

#: heading of each group, in bokmål and nynorsk
TITLES: Mapping[str, tuple[str, str]] = {
    "flow": ("Flyt", "Flyt"),
    "forms": ("Skjemaer", "Skjema"),
    "tables": ("Tabeller", "Tabellar"),
    "texts": ("Tekster", "Tekstar"),
}
_REQUIRED = (", som er påkrevd", ", som er påkravd")
_ASKED = (", som vises når {}", ", som blir vist når {}")
_BOTH = (", som er påkrevd og vises når {}", ", som er påkravd og blir vist når {}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One change, told."""

    #: names stand between asterisks
    text: str
    #: the same with names emphasised
    html: Markup
    #: ids to show it on
    elements: tuple[str, ...]
    #: "added", "changed" or "removed"
    mark: str


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind under their heading."""

    area: str
    title: str
    sentences: tuple[Sentence, ...]


def sentences(changes: Iterable[Change], lang: str = "nb") -> list[Group]:
    """The changes in bokmål or nynorsk, grouped; groups without changes are left out."""
    told: dict[str, list[Sentence]] = {area: [] for area in TITLES}
    for change in changes:
        told[change.area].append(sentence(change, lang))
    column = 1 if lang == "nn" else 0
    return [
        Group(area, TITLES[area][column], tuple(dict.fromkeys(found)))
        for area, found in told.items()
        if found
    ]


def sentence(change: Change, lang: str = "nb") -> Sentence:
    """The change in bokmål or nynorsk."""
    speech = Speech(lang)
    telling = _TELLING.get(change.kind, _plain)
    said = telling(change, speech)
    said = said[:1].upper() + said[1:]
    plain = said.replace(OPEN, "*").replace(CLOSE, "*")
    shown = str(escape(said)).replace(OPEN, "<em>").replace(CLOSE, "</em>")
    return Sentence(plain, Markup(shown), change.elements, change.mark)  # noqa: S704  escaped above


def marks(changes: Sequence[Change]) -> Mapping[str, frozenset[str]]:
    """Ids to colour as added, changed and removed; what is new or gone is not also changed."""
    found: dict[str, set[str]] = {ADDED: set(), CHANGED: set(), REMOVED: set()}
    for change in changes:
        if change.kind == "comes_after":
            found[CHANGED].update(change.elements)
        else:
            found[change.mark].update(change.elements)
    found[CHANGED] -= found[ADDED] | found[REMOVED]
    return {mark: frozenset(ids) for mark, ids in found.items()}


def _say(key: str, speech: Speech, **facts: str) -> str:
    return ALL[key][speech.column].format_map(facts)


def _facts(change: Change, speech: Speech) -> dict[str, str]:
    """Every parameter that can be said as it is."""
    said = {}
    for name, value in change.params.items():
        if isinstance(value, Label):
            said[name] = speech.label(value)
        elif isinstance(value, Words):
            said[name] = speech.named(value)
        elif isinstance(value, Span):
            said[name] = speech.span(value)
        elif isinstance(value, Condition):
            said[name] = speech.condition(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Label):
            said[name] = speech.listed(speech.label(one) for one in value)
        elif isinstance(value, int) and not isinstance(value, bool):
            said[name] = str(value)
    return said


def _plain(change: Change, speech: Speech) -> str:
    return _say(change.kind, speech, **_facts(change, speech))


def _by(variant: Callable[[Mapping[str, Any]], str]) -> Callable[[Change, Speech], str]:
    """Tells the variant that the facts call for, the plain sentence when it is \"\"."""

    def tell(change: Change, speech: Speech) -> str:
        chosen = variant(change.params)
        key = f"{change.kind}.{chosen}" if chosen else change.kind
        return _say(key, speech, **_facts(change, speech))

    return tell


def _added(change: Change, speech: Speech) -> str:
    params, said = change.params, _facts(change, speech)
    step: Label = params["step"]
    said["fresh"] = speech.kind(step.kind, 0)
    edge = "edge" if params["edge"] else ""
    if params["after"] is None:
        said_first = "step_added" if step.own else "step_added.bare"
    elif step.own:
        said_first = f"step_added.{edge or 'after'}"
    else:
        said_first = "step_added.nameless" + (f"_{edge}" if edge else "")
    sentence = _say(said_first, speech, **said)
    doer = params["doer"]
    if doer is not None:
        said["doer"] = speech.role(doer)
    more = "".join(f"_{name}" for name in ("doer", "due") if name in said)
    more = more or ("_timer" if "timer" in said else "")
    return sentence + (_say(f"step_added{more}", speech, **said) if more else "")


def _renamed(change: Change, speech: Speech) -> str:
    params, said = change.params, _facts(change, speech)
    old, new = params["old"], params["new"]
    if old is None:
        said["place"] = speech.kind(params["step"].kind, 2)
        return _say("step_renamed.named", speech, **said)
    if new is None:
        return _say("step_renamed.unnamed", speech, **said)
    if old.nn == new.nn and speech.column:
        said["new"] = speech.named(Words(new.nb, new.nb))
    return _say("step_renamed", speech, **said)


def _kind(change: Change, speech: Speech) -> str:
    said = _facts(change, speech)
    said["old"], said["new"] = (speech.kind(change.params[name], 1) for name in ("old", "new"))
    return _say("step_kind", speech, **said)


def _doer(change: Change, speech: Speech) -> str:
    old, new = change.params["old"], change.params["new"]
    said = _facts(change, speech)
    said["old"] = speech.role(old) if old is not None else ""
    said["new"] = speech.role(new) if new is not None else ""
    variant = ".gone" if new is None else ".come" if old is None else ""
    return _say(f"doer{variant}", speech, **said)


def _roles(change: Change, speech: Speech) -> str:
    params = change.params
    said = {
        name: speech.listed((speech.role(key) for key in params[name]), either=name == "gone")
        for name in ("come", "gone")
    }
    given = [name for name in ("come", "gone") if params[name]]
    variant = {0: "", 1: f".{given[0]}" if given else "", 2: ".both"}[len(given)]
    return _say(f"start_roles{variant}", speech, **said)


def _field_added(change: Change, speech: Speech) -> str:
    params, said = change.params, _facts(change, speech)
    when = speech.condition(params["when"]) if params["when"] else ""
    endings = _BOTH if params["required"] and when else _ASKED if when else _REQUIRED
    said["end"] = endings[speech.column].format(when) if params["required"] or when else ""
    after = ".after" if params["after"] is not None else ""
    return _say(f"field_added{after}", speech, **said)


def _field_kind(change: Change, speech: Speech) -> str:
    said = _facts(change, speech)
    for name in ("old", "new"):
        said[name] = FIELDS.get(change.params[name], OTHER_FIELD)[speech.column]
    return _say("field_kind", speech, **said)


def _field_when(change: Change, speech: Speech) -> str:
    when, said = change.params["when"], _facts(change, speech)
    if when is None:
        return _say("field_when.always", speech, **said)
    if when is False:
        return _say("field_when", speech, **said)
    return _say("field_when.when", speech, **{**said, "when": speech.condition(when)})


def _field_visible(change: Change, speech: Speech) -> str:
    who = change.params["new"] or ("staff",)
    seen = speech.listed(AUDIENCES[one][speech.column] for one in who if one in AUDIENCES)
    return _say("field_visible", speech, **_facts(change, speech), seen=seen)


def _row(change: Change, speech: Speech) -> str:
    said, parts = _facts(change, speech), change.params["cells"]
    whole = all(clause is not None for _, clause, _ in parts)
    when, then = (
        speech.listed(
            speech.clause(clause, column) for column, clause, decides in parts if decides is at
        )
        if whole
        else ""
        for at in (False, True)
    )
    variant = ".cells" if when and then else ".then" if then else ""
    key = f"{change.kind}{variant}"
    return _say(key if key in ALL else change.kind, speech, **said, when=when, then=then)


def _cell(change: Change, speech: Speech) -> str:
    params, said = change.params, _facts(change, speech)
    old, new = params["old"], params["new"]
    if params["emptied"]:
        return _say("row_cell.emptied", speech, **said)
    said["old"] = speech.predicate(old) if old is not None else ""
    said["new"] = speech.predicate(new) if new is not None else ""
    variant = ".both" if old is not None and new is not None else ".new" if new is not None else ""
    return _say(f"row_cell{variant}", speech, **said)


def _count(change: Change, speech: Speech) -> str:
    count, said = change.params["count"], _facts(change, speech)
    texts = TEXTS_ONE if count == 1 else TEXTS_MANY
    return _say(change.kind, speech, **said, texts=texts[speech.column].format(count))


def _due(params: Mapping[str, Any]) -> str:
    if params["gone"]:
        return "gone"
    if params["come"]:
        return "come_new" if params["new"] is not None else "come"
    if params["new"] is None:
        return ""
    return "both" if params["old"] not in (None, params["new"]) else "new"


def _timer(params: Mapping[str, Any]) -> str:
    if params["gone"]:
        return "gone"
    if params["starts"]:
        return "starts"
    if params["new"] is None:
        return ""
    return "both" if params["old"] not in (None, params["new"]) else "new"


def _way_added(params: Mapping[str, Any]) -> str:
    known = "when" if params["when"] else "default" if params["default"] else ""
    if params["way"] is None:
        return f"nameless_{known}" if known else "nameless"
    return known


def _way_condition(params: Mapping[str, Any]) -> str:
    if params["gone"]:
        return "gone"
    return ("both" if params["before"] else "when") if params["when"] else ""


def _form(params: Mapping[str, Any]) -> str:
    if params["lost"]:
        return "lost"
    return "come" if params["old"] is None else "gone" if params["new"] is None else ""


def _loop(params: Mapping[str, Any]) -> str:
    return "" if params["old"] == params["new"] else params["new"] or "once"


def _if(name: str, variant: str, otherwise: str = "") -> Callable[[Change, Speech], str]:
    return _by(lambda params: variant if params[name] else otherwise)


_TELLING: Mapping[str, Callable[[Change, Speech], str]] = {
    "step_added": _added,
    "step_renamed": _renamed,
    "step_kind": _kind,
    "doer": _doer,
    "start_roles": _roles,
    "field_added": _field_added,
    "field_kind": _field_kind,
    "field_when": _field_when,
    "field_visible": _field_visible,
    "row_added": _row,
    "row_removed": _row,
    "row_cell": _cell,
    "form_nynorsk": _count,
    "nynorsk": _count,
    "due": _by(_due),
    "timer": _by(_timer),
    "way_added": _by(_way_added),
    "way_condition": _by(_way_condition),
    "step_form": _by(_form),
    "loop": _by(_loop),
    "chosen": _if("chosen", "", "none"),
    "lane_moved": _if("lane", "", "none"),
    "warned": _if("gone", "gone"),
    "priority": _if("higher", "up"),
    "realm": _if("come", "come"),
    "send_back": _if("to", "", "gone"),
    "interrupting": _if("now", "now"),
    "attached": _if("host", "", "none"),
    "held_by": _if("holder", "", "none"),
    "operation": _if("other", "other"),
    "way_renamed": _if("way", "", "none"),
    "way_default": _if("now", "now"),
    "field_sensitive": _if("now", "now"),
    "field_locked": _if("now", "now"),
    "field_moved": _if("after", "after"),
    "step_help": _if("emptied", "gone"),
    "readme": _if("gone", "gone"),
}
