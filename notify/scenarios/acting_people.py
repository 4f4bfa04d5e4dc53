"""Acts towards the persons concerned: the letter, its recipients, proofs, production, hand-over."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from django.conf import settings

from breaches import operations
from breaches.law.clocks import PARIS
from breaches.law.french_dates import french_date
from breaches.models import Breach, Member
from breaches.states import NotificationState
from notify.letters import production, proofing
from notify.letters.drafting import draft_letter
from notify.recipients import accepting, generator
from notify.scenarios.stage import Stage

Given = Mapping[str, Any]


def prepare_communication(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    letter = draft_letter(stage.breach, given["population"])
    text = {**letter.text, **given.get("text", {})}
    letter = replace(letter, text={**text, "measures": text["measures"] or _told_authority(stage.breach)})
    return operations.prepare_communication(
        actor=actor, breach_id=stage.breach.pk, now=now, key=given["key"], population=given["population"],
        channel=given["channel"], letter=letter,
    )  # fmt: skip


def _told_authority(breach: Breach) -> str:
    """The one measure that the record itself holds when nobody entered another: the filing."""
    filed = breach.notifications.filter(state=NotificationState.FILED).order_by("number").first()
    if filed is None or filed.filed_at is None:
        return ""
    day = french_date(filed.filed_at.astimezone(PARIS).date(), weekday=False)
    return f"Nous avons notifié cette violation à la CNIL le {day}."


def import_recipients(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    communication = stage.communication(given["communication"])
    if "file" in given:
        path = stage.folder / given["file"]
        name, data = path.name, path.read_bytes()
    else:
        seed = given.get("seed", 0)
        name, data = f"patients-{given['generate']}-{seed}.csv", generated(given["generate"], seed)
    return accepting.import_recipients(
        actor=actor, communication_id=communication.pk, data=data, file_name=name, now=now
    )


def generated(count: int, seed: int) -> bytes:
    """A generated patient file in memory: Windows-1252 and `;`, as hospital exports are."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(generator.COLUMNS)
    for row in generator.generate(count, seed):
        writer.writerow([generator.written(row[column], "cp1252") for column in generator.COLUMNS])
    return target.getvalue().encode("cp1252")


def proof(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    communication = stage.communication(given["communication"])
    return proofing.make_proof(actor=actor, communication_id=communication.pk, now=now)


def sign_proof(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    communication = stage.communication(given["communication"])
    return operations.sign_proof(actor=actor, communication_id=communication.pk, now=now)


def produce(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """Cut the lots; those beyond the letters to render are counted as simulated, which the journal says."""
    limits = [limit for limit in (given.get("letters"), stage.letters) if limit is not None]
    render = min(limits) if limits else None
    return production.start(
        actor=actor, communication_id=stage.communication(given["communication"]).pk, now=now,
        lot_letters=lot_size(render), render=render,
    )  # fmt: skip


def lot_size(render: int | None) -> int:
    """Letters a lot, so that whole lots make the letters to render (or one more in each)."""
    usual: int = settings.NOTIFY_LOT_LETTERS
    return ceil(render / ceil(render / usual)) if render else usual


def hand_over(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    communication = stage.communication(given["communication"])
    return operations.hand_over(actor=actor, communication_id=communication.pk, now=now)
