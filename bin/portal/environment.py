"""The environment that Django's settings read, for this machine's demo and tests."""

import os

from portal import system
from portal.checkout import VENV
from portal.servers import Servers


def django(mode: str, servers: Servers, *, web_port: int = 8000) -> dict[str, str]:
    """This process's environment, with the portal's own variables in place of any that were set."""
    folder, secrets = servers.folder, servers.folder.secrets()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "essex_portal.settings",
        "PORTAL_MODE": mode,
        "DEBUG": "no",
        "SECRET_KEY": secrets["secret_key"],
        "MFA_ENCRYPTION_KEY": secrets["mfa_encryption_key"],
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SITE_URL": f"http://localhost:{web_port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "TRUSTED_PROXY_COUNT": "0",
        "STORAGE_DIR": str(folder.documents),
        "MAIL_DIR": str(folder.mail),
        "S3_BUCKET": "",
        "PORTAL_DATA": str(folder.path),
        "PORTAL_CHROMIUM": system.browser() or "",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # compiled once, a process starts in half the time
        "PYTHONUNBUFFERED": "1",
    }
