"""One form with every kind of question, conditions at the top and in rows, in two languages."""

import json
from typing import Any

from engine.bundles import Form, read_form

SCHEMA: dict[str, Any] = {
    "title": "Rikt skjema",
    "description": "Alt et skjema kan spørre om.",
    "type": "object",
    "x-context": ["melding.beskrivelse", "melding.steder"],
    "properties": {
        "hendelse_dato": {
            "type": "string",
            "format": "date",
            "title": "Når skjedde det?",
            "x-section": "Hendelsen",
            "x-i18n": {"nn": {"title": "Når hende det?", "x-section": "Hendinga"}},
        },
        "klokke": {"type": "string", "format": "time", "title": "Klokkeslett"},
        "mote": {"type": "string", "format": "date-time", "title": "Møte"},
        "kilde": {
            "type": "string",
            "title": "Hvem meldte fra?",
            "oneOf": [
                {"const": "elev", "title": "Eleven selv"},
                {"const": "foresatt", "title": "Foresatt"},
                {"const": "ansatt", "title": "Ansatt"},
            ],
        },
        "klassetrinn": {
            "type": "string",
            "title": "Klasse",
            "enum": ["1STA", "1STB", "2STA", "2STB", "3STA", "3STB"],
        },
        "beskrivelse": {
            "type": "string",
            "title": "Hva har skjedd?",
            "description": "Skriv det du har sett eller hørt.",
            "examples": ["Jeg så at …"],
            "minLength": 3,
            "maxLength": 4000,
            "x-sensitive": True,
        },
        "steder": {
            "type": "array",
            "title": "Hvor skjedde det?",
            "uniqueItems": True,
            "maxItems": 4,
            "items": {"type": "string", "enum": ["Klasserom", "Gang", "Nett", "Skolevei"]},
        },
        "ansatt_krenker": {"type": "boolean", "title": "Gjelder det en ansatt?"},
        "antall": {"type": "integer", "title": "Antall ganger", "minimum": 1, "maximum": 99},
        "belop": {"type": "number", "title": "Beløp", "minimum": 0},
        "trygghet": {
            "type": "integer",
            "title": "Hvor trygg er du?",
            "minimum": 1,
            "maximum": 5,
            "x-widget": "scale",
        },
        "epost": {"type": "string", "format": "email", "title": "E-post"},
        "telefon": {"type": "string", "format": "phone-no", "title": "Telefon"},
        "ansvarlig": {
            "type": "string",
            "format": "person",
            "title": "Ansvarlig",
            "x-source": "staff",
        },
        "klasse": {"type": "string", "format": "group", "title": "Klassen det gjelder"},
        "sted": {
            "type": "object",
            "title": "Sted",
            "properties": {
                "bygg": {"type": "string", "title": "Bygg"},
                "etasje": {"type": "integer", "title": "Etasje"},
            },
            "required": ["bygg"],
        },
        "vitner": {"type": "array", "title": "Vitner", "items": {"type": "string"}},
        "tiltak": {
            "type": "array",
            "title": "Tiltak",
            "minItems": 1,
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {
                    "hva": {"type": "string", "title": "Hva skal gjøres?", "minLength": 2},
                    "type": {"type": "string", "title": "Type", "enum": ["Straks", "Varig"]},
                },
                "required": ["hva", "type"],
                "if": {"properties": {"type": {"const": "Varig"}}, "required": ["type"]},
                "then": {
                    "properties": {
                        "evalueres": {
                            "type": "string",
                            "format": "date",
                            "title": "Evalueres",
                        }
                    },
                    "required": ["evalueres"],
                },
            },
        },
        "vedlegg": {
            "type": "array",
            "title": "Vedlegg",
            "maxItems": 5,
            "items": {
                "type": "string",
                "format": "attachment",
                "x-accept": ["application/pdf", "image/png"],
                "x-maxBytes": 15000000,
            },
        },
        "bekreft": {"const": True, "type": "boolean", "title": "Jeg har lest det jeg har skrevet"},
    },
    "required": ["hendelse_dato", "kilde", "beskrivelse", "ansatt_krenker", "tiltak", "bekreft"],
    "allOf": [
        {
            "if": {
                "properties": {"ansatt_krenker": {"const": True}},
                "required": ["ansatt_krenker"],
            },
            "then": {
                "properties": {
                    "skoleeier": {"type": "boolean", "title": "Er skoleeier varslet?"},
                },
                "required": ["skoleeier"],
                "if": {"properties": {"skoleeier": {"const": False}}, "required": ["skoleeier"]},
                "then": {
                    "properties": {
                        "hvorfor_ikke": {
                            "type": "string",
                            "title": "Hvorfor er ikke skoleeier varslet?",
                            "minLength": 3,
                        }
                    },
                    "required": ["hvorfor_ikke"],
                },
            },
        }
    ],
}

#: answers that are right, as a person could give them
ANSWERS: dict[str, Any] = {
    "hendelse_dato": "2026-11-20",
    "klokke": "09:30",
    "mote": "2026-11-24T14:00:00+01:00",
    "kilde": "elev",
    "klassetrinn": "2STA",
    "beskrivelse": "Dyttet i gangen.\nÆ, ø og å.",
    "steder": ["Gang", "Nett"],
    "ansatt_krenker": True,
    "skoleeier": False,
    "hvorfor_ikke": "Rektor gjør det i dag.",
    "antall": 3,
    "belop": 12.5,
    "trygghet": 2,
    "epost": "kari@skole.no",
    "telefon": "987 65 432",
    "sted": {"bygg": "B", "etasje": 2},
    "vitner": ["Per", "Ida"],
    "tiltak": [
        {"hva": "Snakke sammen", "type": "Straks"},
        {"hva": "Vakt i gangen", "type": "Varig", "evalueres": "2026-12-20"},
    ],
    "bekreft": True,
}


def rich_form() -> Form:
    """The form, read as any form of a bundle is."""
    return read_form(json.dumps(SCHEMA), "rikt")


def a_form(fields: dict[str, Any], required: tuple[str, ...] = (), **more: Any) -> Form:
    """A form with these fields."""
    schema = {"title": "Skjema", "type": "object", "properties": fields, **more}
    return read_form(json.dumps({**schema, "required": list(required)}), "skjema")
