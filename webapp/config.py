"""Settings from the environment, and what we refuse to start with."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Addresses that only this machine can reach.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadSettings(Exception):
    """The program will not start with these settings; the message says which and why."""


@dataclass(frozen=True)
class Settings:
    """How this process runs. See docs/innstillinger.md."""

    database_url: str
    data_dir: Path
    secret_file: Path
    key_file: Path
    base_url: str
    smtp_url: str
    demo: bool
    host: str
    port: int
    #: How many proxies in front of us set X-Forwarded-*.
    trusted_proxies: int
    #: Where processes/ and forms/ are read from.
    shipped_dir: Path

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over https."""
        return self.base_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment has them. Raises BadSettings if a value cannot be read."""

    def named(name: str, default: str = "") -> str:
        return environ.get(f"HANDLINGSPLAN_{name}", default)

    data_dir = Path(named("DATA_DIR", "./var")).resolve()
    host = environ.get("HOST", "127.0.0.1")
    try:
        port = int(environ.get("PORT", "5000"))
        proxies = int(named("TRUSTED_PROXIES", "0") or 0)
    except ValueError as error:
        raise BadSettings("PORT og HANDLINGSPLAN_TRUSTED_PROXIES må være tall.") from error
    return Settings(
        database_url=_driver(named("DATABASE_URL") or f"sqlite:///{data_dir / 'handlingsplan.db'}"),
        data_dir=data_dir,
        secret_file=Path(named("SECRET_FILE") or data_dir / "secret"),
        key_file=Path(named("KEY_FILE") or data_dir / "keys.json"),
        base_url=named("BASE_URL", f"http://{host}:{port}").rstrip("/"),
        smtp_url=named("SMTP_URL"),
        demo=named("DEMO") == "1",
        host=host,
        port=port,
        trusted_proxies=proxies,
        shipped_dir=_shipped(),
    )


def _driver(url: str) -> str:
    """PostgreSQL addresses as people write them, with the driver we use."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _shipped() -> Path:
    """processes/ and forms/: inside the installed package, or at the top of a checkout."""
    top = Path(__file__).resolve().parent.parent
    packed = top / "engine" / "shipped"
    return packed if packed.is_dir() else top


def demand_safe(settings: Settings, environ: Mapping[str, str] = os.environ) -> None:
    """Raises BadSettings, in words, if this must not face people."""
    if settings.demo:
        if settings.host not in LOOPBACK:
            raise BadSettings(
                "HANDLINGSPLAN_DEMO=1 lar hvem som helst logge inn og kan bare brukes på "
                f"127.0.0.1, ikke {settings.host}."
            )
        return
    for name, path in (("SECRET_FILE", settings.secret_file), ("KEY_FILE", settings.key_file)):
        if not path.is_file():
            raise BadSettings(f"HANDLINGSPLAN_{name} mangler: {path} finnes ikke.")
    if not settings.secure:
        raise BadSettings("HANDLINGSPLAN_BASE_URL må begynne med https:// utenfor demoen.")
    if environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise BadSettings("FLASK_DEBUG må være av.")


def secret(settings: Settings) -> str:
    """The secret that signs what we give browsers; made on first start in the demo."""
    path = settings.secret_file
    if settings.demo and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    text = path.read_text("ascii").strip() if path.is_file() else ""
    if len(text) < 32:
        raise BadSettings(f"HANDLINGSPLAN_SECRET_FILE må ha minst 32 tegn: {path}.")
    return text
