"""Named points of the machinery. The fault campaign kills a worker (SIGKILL, by itself) at one of them.

Without NOTIFY_KILL_AT in the environment this does nothing. With it, the first process that passes the point creates
the file NOTIFY_KILL_FLAG and dies; the file keeps the others alive.
"""

import os
import signal

POINTS = (
    "relay.before_commit",
    "relay.after_commit",
    "claim.after_commit",
    "reminder.before_commit",
    "reminder.after_commit",
    "mail.before_send",
    "mail.after_send",
    "mail.after_commit",
    "package.between_files",
    "package.before_commit",
)


def reached(name: str) -> None:
    """Die here if the environment says so."""
    if os.environ.get("NOTIFY_KILL_AT") != name:
        return
    try:
        os.close(os.open(os.environ["NOTIFY_KILL_FLAG"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
