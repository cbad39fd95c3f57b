"""Bundles as people see them side by side: what they are called, and their drawings marked."""

from collections.abc import Mapping, Sequence

from engine.bundles import Bundle, BundleRefused, read_diagram
from engine.publishing import ProcessVersion
from webapp import diagram
from webapp.i18n import gettext as _
from webapp.i18n import language


def unreadable(bundle: Bundle) -> bool:
    """Whether the drawing in the bundle cannot be read."""
    try:
        read_diagram(bundle.diagram_text.encode())
    except BundleRefused:
        return True
    return False


def name_of(bundle: Bundle) -> str:
    """What the flow is called in the reader's language; its key if it cannot be read."""
    if unreadable(bundle):
        return bundle.key
    return bundle.name(language()) or read_diagram(bundle.diagram_text.encode()).name


def pictures(
    used: ProcessVersion | None, bundle: Bundle, marks: Mapping[str, frozenset[str]]
) -> Sequence[tuple[str, str]]:
    """(caption, svg) of the new drawing, and of the one in use where something is gone from it."""
    if unreadable(bundle):
        return []
    fresh = read_diagram(bundle.diagram_text.encode())
    lang = language()
    shown = [
        (
            _("Slik blir flyten"),
            diagram.render(fresh, lang=lang, names=bundle.names(lang), marks=marks),
        )
    ]
    if used is not None and marks.get("removed"):
        old = used.definition.diagram
        names = used.names(lang)
        drawn = diagram.render(old, lang=lang, names=names, marks=marks, prefix="for-")
        shown.append((_("Slik er den nå"), drawn))
    return shown
