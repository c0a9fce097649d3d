"""bin/manage: Django's commands in the surroundings of bin/run, whether that is up or not."""

from collections.abc import Sequence

from portal import environment, servers, toolchain
from portal.checkout import PYTHON, ROOT
from portal.commands import data_folder, foreground


def command(words: Sequence[str]) -> int:
    toolchain.ensure_python()
    folder = data_folder()
    folder.make()
    name = " ".join(["bin/manage", *words[:1]])
    with servers.own_or_borrowed(folder, name) as running:
        web = folder.service("web")
        env = environment.django("demo", running, web_port=web["port"] if web else 8000)
        return foreground([PYTHON, ROOT / "manage.py", *words], env)
