"""The dossier beside the PDF: the same frozen view as JSON for machines, as text for any word processor."""

import json
from typing import Any

from breaches import journal
from breaches.operations.notifying import answers_of
from notify.dossier import awareness_times
from notify.dossier.frozen import Frozen

FORMAT = 1
UNANSWERED = "[sans réponse]"


def as_mapping(frozen: Frozen) -> dict[str, Any]:
    """The whole dossier: `answers` is the content whose SHA-256 is given, `sections` how people read it."""
    notification, duty = frozen.notification, frozen.duty
    return {
        "format": FORMAT,
        "violation": frozen.breach.reference,
        "exercice": frozen.breach.exercise,
        "numero": notification.number,
        "phase": notification.phase,
        "version": notification.version,
        "etat": notification.state,
        "recepisse": notification.receipt,
        "deposee": journal.instant(notification.filed_at),
        "prise_de_connaissance": journal.instant(frozen.breach.aware_at),
        "heures_corrigees": [
            {"instant": journal.instant(row.at), "etat": str(row.state)}
            for row in awareness_times.corrections(frozen.breach)
        ],
        "terme": journal.instant(duty.due_at) if duty else None,
        "en_retard": duty.late if duty else None,
        "praticien_unique": frozen.breach.organisation.sole_practitioner,
        "sans_accord": notification.break_glass_at is not None,
        "ratification": notification.ratification,
        "sha256": notification.content_sha256,
        "journal": {"rang": frozen.journal_seq, "empreinte": frozen.journal_hash},
        "answers": answers_of(notification),
        "sections": [
            {
                "numero": part.id,
                "titre": part.title,
                "reponses": [
                    {"champ": line.id, "libelle": line.label, "reponse": line.text or None} for line in part.lines
                ],
            }
            for part in frozen.parts
        ],
    }


def as_json(frozen: Frozen) -> bytes:
    """UTF-8 JSON of `as_mapping`, indented, in a fixed order."""
    return (json.dumps(as_mapping(frozen), ensure_ascii=False, indent=2) + "\n").encode()


def as_text(frozen: Frozen) -> str:
    """Title, particulars, then each question above its answer."""
    head = [frozen.title, f"Violation {frozen.breach.reference}, version {frozen.notification.version}"]
    if frozen.breach.exercise:
        head.insert(0, "EXERCICE")
    blocks = [
        "\n".join(head),
        "\n".join(f"{label} : {text}" for label, text in frozen.particulars),
        f"SHA-256 : {frozen.notification.content_sha256}\nJournal : entrée {frozen.journal_seq}, {frozen.journal_hash}",
    ]
    for part in frozen.parts:
        blocks.append(f"{part.id}. {part.title}")
        blocks.extend(f"{line.label}\n{line.text or UNANSWERED}" for line in part.lines)
    return "\n\n".join(blocks) + "\n"


def file_name(frozen: Frozen, extension: str) -> str:
    """`2026-014-notification-1-initial.pdf`: dossiers of several breaches may share a folder."""
    notification = frozen.notification
    return f"{frozen.breach.reference}-notification-{notification.number}-{notification.phase}.{extension}"
