"""Drafts the next migration: what the tables in the code have that the migrations do not.

Run as `make migrate NAME=0007_case_shielding`. The draft is a proposal; read it, and make it one
sentence.
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from engine import database
from webapp import schema

HOME = Path(__file__).parent


def draft(name: str) -> Path:
    """A new file in versions/, on top of the newest. Raises ValueError if the name is not next."""
    last = max((path.stem for path in (HOME / "versions").glob("*.py")), default="0000")
    wanted = f"{int(last[:4]) + 1:04}_"
    if not re.fullmatch(rf"{wanted}[a-z0-9_]+", name):
        raise ValueError(f"the next migration is named {wanted}and then what it does")
    config = Config()
    config.set_main_option("script_location", str(HOME))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("truncate_slug_length", "80")
    with tempfile.TemporaryDirectory() as folder:
        engine = database.make_engine(f"sqlite:///{folder}/draft.db")
        schema.migrate(engine)
        with database.writing(), engine.begin() as connection:
            config.attributes["connection"] = connection
            said = name[5:].replace("_", " ")
            command.revision(config, said, rev_id=name[:4], autogenerate=True)
        engine.dispose()
    return HOME / "versions" / f"{name}.py"


if __name__ == "__main__":
    try:
        print(draft(sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
