"""What is said of tables and texts that changed, in bokmål and nynorsk."""

from collections.abc import Mapping

TABLES: Mapping[str, tuple[str, str]] = {
    "table_added": ("Ny tabell: {name}.", "Ny tabell: {name}."),
    "table_removed": ("Tabellen {name} er fjernet.", "Tabellen {name} er fjerna."),
    "table_renamed": ("Tabellen {old} heter nå {new}.", "Tabellen {old} heiter no {new}."),
    "table_policy": (
        "Hvilken rad som gjelder når flere passer i tabellen {name}, er endret.",
        "Kva rad som gjeld når fleire passar i tabellen {name}, er endra.",
    ),
    "table_rows": ("Radene i tabellen {name} er endret.", "Radene i tabellen {name} er endra."),
    "tables_other": ("Noe i tabellene er endret.", "Noko i tabellane er endra."),
    "column_added": (
        "Ny kolonne {column} i tabellen {name}.",
        "Ny kolonne {column} i tabellen {name}.",
    ),
    "column_removed": (
        "Kolonnen {column} i tabellen {name} er fjernet.",
        "Kolonnen {column} i tabellen {name} er fjerna.",
    ),
    "column_renamed": (
        "Kolonnen {old} i tabellen {name} heter nå {new}.",
        "Kolonnen {old} i tabellen {name} heiter no {new}.",
    ),
    "column_asks": (
        "Hva kolonnen {column} i tabellen {name} handler om, er endret.",
        "Kva kolonnen {column} i tabellen {name} handlar om, er endra.",
    ),
    "columns_moved": (
        "Kolonnene i tabellen {name} står i en annen rekkefølge.",
        "Kolonnane i tabellen {name} står i ei anna rekkjefølgje.",
    ),
    "row_added": ("Ny rad {row} i tabellen {name}.", "Ny rad {row} i tabellen {name}."),
    "row_added.cells": (
        "Ny rad {row} i tabellen {name}: når {when}, gjelder at {then}.",
        "Ny rad {row} i tabellen {name}: når {when}, gjeld at {then}.",
    ),
    "row_added.then": (
        "Ny rad {row} i tabellen {name}: ellers gjelder at {then}.",
        "Ny rad {row} i tabellen {name}: elles gjeld at {then}.",
    ),
    "row_removed": (
        "Rad {row} i tabellen {name} er fjernet.",
        "Rad {row} i tabellen {name} er fjerna.",
    ),
    "row_removed.cells": (
        "Rad {row} i tabellen {name} er fjernet: når {when}, gjaldt at {then}.",
        "Rad {row} i tabellen {name} er fjerna: når {when}, gjaldt at {then}.",
    ),
    "row_moved": (
        "Rad {old} i tabellen {name} er flyttet til rad {new}.",
        "Rad {old} i tabellen {name} er flytta til rad {new}.",
    ),
    "row_cell": (
        "Rad {row} i tabellen {name}: {column} er endret.",
        "Rad {row} i tabellen {name}: {column} er endra.",
    ),
    "row_cell.new": (
        "Rad {row} i tabellen {name}: {column} {new}.",
        "Rad {row} i tabellen {name}: {column} {new}.",
    ),
    "row_cell.both": (
        "Rad {row} i tabellen {name}: {column} {new}. Før: {old}.",
        "Rad {row} i tabellen {name}: {column} {new}. Før: {old}.",
    ),
    "row_cell.emptied": (
        "Rad {row} i tabellen {name} ser ikke lenger på {column}.",
        "Rad {row} i tabellen {name} ser ikkje lenger på {column}.",
    ),
    "row_other": (
        "Rad {row} i tabellen {name} er endret.",
        "Rad {row} i tabellen {name} er endra.",
    ),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    "process_help": (
        "Teksten som forklarer prosessen, er ny.",
        "Teksten som forklarer prosessen, er ny.",
    ),
    "step_help": ("Hjelpeteksten til {step} er endret.", "Hjelpeteksten til {step} er endra."),
    "step_help.gone": (
        "{step} har ikke lenger hjelpetekst.",
        "{step} har ikkje lenger hjelpetekst.",
    ),
    "form_help": (
        "Innledningen til skjemaet {name} er endret.",
        "Innleiinga til skjemaet {name} er endra.",
    ),
    "field_help": (
        "Hjelpetekstene til feltet {field} i skjemaet {name} er endret.",
        "Hjelpetekstane til feltet {field} i skjemaet {name} er endra.",
    ),
    "form_nynorsk": (
        "Nynorsken i skjemaet {name} er endret ({texts}).",
        "Nynorsken i skjemaet {name} er endra ({texts}).",
    ),
    "nynorsk": (
        "Nynorsken i tegningen er endret ({texts}).",
        "Nynorsken i teikninga er endra ({texts}).",
    ),
    "table_help": (
        "Forklaringen til tabellen {name} er endret.",
        "Forklaringa til tabellen {name} er endra.",
    ),
    "row_source": (
        "Kilden til rad {row} i tabellen {name} er endret.",
        "Kjelda til rad {row} i tabellen {name} er endra.",
    ),
    "readme": ("Beskrivelsen av prosessen er endret.", "Omtalen av prosessen er endra."),
    "readme.gone": ("Beskrivelsen av prosessen er fjernet.", "Omtalen av prosessen er fjerna."),
    "texts_other": ("Noe i tekstene er endret.", "Noko i tekstane er endra."),
}
