from engine.records import METADATA


def test_every_table_is_known_and_named_in_the_plural_or_as_a_mass_noun() -> None:
    assert {"cases", "tasks", "submissions", "audit_events", "outbox", "persons"} <= set(
        METADATA.tables
    )
    assert all(name.endswith("s") or name == "outbox" for name in METADATA.tables)
