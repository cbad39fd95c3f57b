from pathlib import Path

import pytest

from webapp import config
from webapp.config import BadSettings


def _environ(folder: Path, **more: str) -> dict[str, str]:
    return {"HANDLINGSPLAN_DATA_DIR": str(folder), **more}


def _ready(folder: Path) -> dict[str, str]:
    (folder / "secret").write_text("x" * 40)
    (folder / "keys.json").write_text("{}")
    return _environ(folder, HANDLINGSPLAN_BASE_URL="https://plan.skole.invalid")


def test_the_default_is_sqlite_on_this_machine(tmp_path: Path) -> None:
    settings = config.read(_environ(tmp_path))
    assert settings.database_url == f"sqlite:///{tmp_path}/handlingsplan.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 5000)


def test_postgresql_is_reached_however_its_address_is_written(tmp_path: Path) -> None:
    for written in ("postgres://u@h/d", "postgresql://u@h/d"):
        settings = config.read(_environ(tmp_path, HANDLINGSPLAN_DATABASE_URL=written))
        assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_a_complete_production_setting_is_accepted(tmp_path: Path) -> None:
    environ = _ready(tmp_path)
    config.demand_safe(config.read(environ), environ)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"HANDLINGSPLAN_BASE_URL": "http://plan.skole.invalid"}, "HANDLINGSPLAN_BASE_URL"),
        ({"HANDLINGSPLAN_SECRET_FILE": "/finnes/ikke"}, "HANDLINGSPLAN_SECRET_FILE"),
        ({"HANDLINGSPLAN_KEY_FILE": "/finnes/ikke"}, "HANDLINGSPLAN_KEY_FILE"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"HANDLINGSPLAN_DEMO": "1", "HOST": "0.0.0.0"}, "HANDLINGSPLAN_DEMO"),  # noqa: S104
    ],
)
def test_an_unsafe_setting_is_refused_by_name(
    tmp_path: Path, change: dict[str, str], names: str
) -> None:
    environ = {**_ready(tmp_path), **change}
    with pytest.raises(BadSettings, match=names):
        config.demand_safe(config.read(environ), environ)


def test_a_port_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        config.read(_environ(tmp_path, PORT="fem tusen"))


def test_the_demo_makes_its_own_secret_and_production_does_not(tmp_path: Path) -> None:
    demo = config.read(_environ(tmp_path, HANDLINGSPLAN_DEMO="1"))
    assert len(config.secret(demo)) >= 32
    assert config.secret(demo) == config.secret(demo)
    other = tmp_path / "annen"
    with pytest.raises(BadSettings):
        config.secret(config.read(_environ(other)))
