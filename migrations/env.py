"""Where Alembic meets our tables. Run through `handlingsplan migrate`, never by a server."""

from alembic import context

from engine.records import METADATA

config = context.config


def run() -> None:
    """Bring the connection handed over by `webapp/schema.py` to the wanted revision."""
    connection = config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


run()
