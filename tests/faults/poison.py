"""A task that kills its worker each time, and a task that does nothing: for a worker of a test."""

import os
import signal

from celery import shared_task


@shared_task(name="poison.kill")
def kill() -> None:
    """As when the kernel takes a child that has eaten all memory."""
    os.kill(os.getpid(), signal.SIGKILL)


@shared_task(name="poison.harmless")
def harmless() -> None:
    """What must go on."""
