"""Where things are in this checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BASE_LOCK = ROOT / "requirements" / "base.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"

NODE_MODULES = ROOT / "node_modules"
NODE_LOCK = ROOT / "package-lock.json"
STATIC = ROOT / "static"
BUILT = STATIC / "built"
COLLECTED_STAMP = ROOT / "staticfiles" / ".portal-collected"


def wheel_file(pattern: str) -> Path:
    """A file that a wheel brought, whichever Python made the venv. Raises FileNotFoundError."""
    for found in sorted(VENV.glob(f"lib/python3.*/site-packages/{pattern}")):
        return found
    raise FileNotFoundError(f"{pattern} is not among the packages of {VENV}")
