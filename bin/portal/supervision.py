"""Keeps the portal's processes alive: one that dies is started again, ever later if it keeps dying."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from portal.console import say
from portal.data_folder import DataFolder
from portal.processes import kill_group
from portal.servers import Service

_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0


@dataclass
class Watch:
    """What is known of one service: when it began, and when it may be started again."""

    service: Service
    began: float
    pause: float = 1.0
    restart_at: float | None = None

    def look(self, folder: DataFolder, now: float) -> None:
        """Note a death, or start again what has waited long enough."""
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.service.start(folder)
                self.began, self.restart_at = now, None
        elif self.service.process and self.service.process.poll() is not None:
            self._note_death(folder, self.service.process.pid, self.service.process.returncode, now)

    def _note_death(self, folder: DataFolder, pid: int, code: int, now: float) -> None:
        kill_group(pid)
        self.pause = 1.0 if now - self.began > _HEALTHY_AFTER else min(self.pause * 2, _LONGEST_PAUSE)
        self.restart_at = now + self.pause
        log = folder.logs / f"{self.service.name}.log"
        say(f"{self.service.name} ended (code {code}); starting it again in {self.pause:.0f} s. Log: {log}")


def supervise(folder: DataFolder, services: Sequence[Service]) -> None:
    """Watch `services` until Ctrl-C, which comes out of here as KeyboardInterrupt."""
    watches = [Watch(service, began=time.monotonic()) for service in services]
    while True:
        for watch in watches:
            watch.look(folder, time.monotonic())
        time.sleep(0.5)
