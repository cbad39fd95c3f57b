"""The dossier on paper: the plain data of a case put in words and into tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import clock
from engine.casefile import CaseStatus, TaskStatus
from webapp import pdf, schoolwords, shown
from webapp.dossier.content import Dossier
from webapp.i18n import gettext as _
from webapp.i18n import language


def made(dossier: Dossier) -> bytes:
    """The dossier as a PDF that screen readers can read."""
    data = dossier.data
    case = data["case"]
    return pdf.made(
        "case",
        {
            "lang": language(),
            "school": schoolwords.plan(language()).school,
            "title": _("Saksmappe %(code)s", code=case["code"]),
            "footer": _(
                "Sak %(code)s, tatt ut %(when)s. Inneholder taushetsbelagte opplysninger.",
                code=case["code"],
                when=_moment(data["made_at"]),
            ),
            **_cover(data),
            **_duties(data["duties"], case["code"]),
            **_forms(data["forms"]),
            **_work(data),
            **_trail(data["trail"]),
        },
    )


def _moment(text: str | None) -> str:
    if not text:
        return "–"
    moment = datetime.fromisoformat(text)
    return f"{shown.dag(clock.oslo(moment).date())} kl. {shown.klokke(moment)}"


def _cover(data: Mapping[str, Any]) -> dict[str, Any]:
    case = data["case"]
    closed = case["status"] == CaseStatus.CLOSED
    status = schoolwords.phase(case["phase"], language()) if case["phase"] else _("Åpnet")
    missing = [one["name"] for one in data["duties"] if one["state"] == "missing"]
    facts = [
        [_("Flyt"), _("%(name)s, versjon %(n)s", name=case["name"], n=case["version"])],
        [_("Status"), _("Avsluttet") if closed else status],
        [_("Åpnet"), _moment(case["opened_at"])],
        [_("Avsluttet"), _moment(case["closed_at"])],
        *([[_("Hvordan det endte"), case["outcome"]]] if case["outcome"] else []),
        [_("Tatt ut"), _moment(data["made_at"])],
    ]
    return {
        "facts_heads": [_("Sak"), case["code"]],
        "facts": facts,
        "notes": [_("Mangler: %(what)s.", what=", ".join(missing))] if missing else [],
        "people_head": _("Personer"),
        "people_heads": [_("Navn"), _("Del i saken")],
        "people": [[one["name"], one["part_name"]] for one in data["people"]],
        "nobody": _("Ingen er registrert i saken ennå."),
    }


def _duties(duties: Sequence[Mapping[str, Any]], code: str) -> dict[str, Any]:
    words = {
        "done": _("Dokumentert"),
        "begun": _("Begynt"),
        "ahead": _("Kommer"),
        "missing": _("Mangler"),
    }
    return {
        "duties_head": _("Det skolen må kunne vise"),
        "duties_heads": [_("Plikt"), _("Status"), _("Det som viser det")],
        "duties": [
            [f"{one['name']} ({one['source']})", words[one["state"]], _shown(one, code)]
            for one in duties
        ],
        "no_duties": _("Ingen steg i denne flyten er knyttet til en dokumentasjonsplikt."),
    }


def _shown(duty: Mapping[str, Any], code: str) -> str:
    lines = [
        f"{e['name']}: {e['by'] or _('En som ikke sa hvem de er')}, {_moment(e['at'])}"
        + (f" ({_('sak')} {e['case']})" if e["case"] != code else "")
        for e in duty["evidence"]
    ]
    if duty["state"] in ("ahead", "begun"):
        lines += [_("Kommer i «%(step)s».", step=step) for step in duty["ahead"][:1]]
    return "\n".join(lines) or _("Ingenting i saken viser dette.")


def _forms(forms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "forms_head": _("Skjemaer som de ble sendt"),
        "no_forms": _("Ingen skjemaer er sendt i saken."),
        "forms": [
            {
                "title": one["title"],
                "said": _(
                    "Sendt av %(who)s %(when)s. Flytens versjon %(n)s.",
                    who=one["by"] or _("En som ikke sa hvem de er"),
                    when=_moment(one["at"]),
                    n=one["version"],
                ),
                "back": _("Trukket tilbake %(when)s.", when=_moment(one["taken_back_at"]))
                if one["taken_back_at"]
                else "",
                "sections": one["sections"],
                "none": _("Ingen spørsmål er besvart."),
            }
            for one in forms
        ],
    }


def _work(data: Mapping[str, Any]) -> dict[str, Any]:
    nobody = _("En som ikke sa hvem de er")
    files = data["attachments"]
    return {
        "tasks_head": _("Oppgaver og frister"),
        "tasks_heads": [_("Oppgave"), _("Frist"), _("Ferdig"), _("Hvordan det gikk")],
        "tasks": [
            [t["step"], _moment(t["due_at"]), _moment(t["closed_at"]), ". ".join(_went(t))]
            for t in data["tasks"]
        ],
        "comments_head": _("Kommentarer"),
        "no_comments": _("Ingen kommentarer."),
        "comments": [
            {"said": f"{c['by']}, {_moment(c['at'])}", "text": c["text"]} for c in data["comments"]
        ],
        "files_head": _("Vedlegg"),
        "no_files": _("Ingen vedlegg i saken"),
        "files_heads": [_("Fil i mappen"), _("Størrelse"), _("Lagt til")],
        "files": [
            [f["path"], schoolwords.size(f["size"]), f"{f['by'] or nobody}, {_moment(f['at'])}"]
            for f in files
        ],
    }


def _went(task: Mapping[str, Any]) -> Iterator[str]:
    words = {
        TaskStatus.OPEN: _("Åpen"),
        TaskStatus.HELD: _("Besvart, men saken står stille"),
        TaskStatus.DONE: _("Fullført av %(who)s", who=task["closed_by"] or "–"),
        TaskStatus.RETURNED: _("Sendt tilbake"),
        TaskStatus.WITHDRAWN: _("Trengtes ikke lenger"),
    }
    yield words[TaskStatus(task["status"])]
    if task["due_at"] and task["closed_at"] and task["closed_at"] > task["due_at"]:
        yield _("Etter fristen")


def _trail(trail: Mapping[str, Any]) -> dict[str, Any]:
    events = trail["events"]
    if trail["whole"]:
        proof = _(
            "Sporet er helt: %(n)s hendelser er kontrollert, og ingen er endret eller borte. "
            "Kontrollsum %(digest)s.",
            n=trail["count"],
            digest=trail["digest"],
        )
    else:
        proof = _("Sporet er brutt ved hendelse %(n)s.", n=trail["first_fault"])
    return {
        "events_heads": [_("Nr."), _("Når"), _("Hva som skjedde")],
        "digest_head": _("Kontrollsum"),
        "readers_head": _("Hvem som har lest"),
        "no_readers": _("Ingen har åpnet saken."),
        "readers": [[_moment(e["at"]), e["sentence"]] for e in events if e["reading"]],
        "trail_head": _("Sporet, hendelse for hendelse"),
        "proof": proof,
        "events": [
            [str(e["seq"]), _moment(e["at"]), e["sentence"], e["digest"][:8]] for e in events
        ],
    }
