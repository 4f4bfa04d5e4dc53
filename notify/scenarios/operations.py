"""What each `do` of a scenario takes with it: one schema an operation. What is not here cannot be played yet."""

from collections.abc import Iterable

from breaches.law import cnil_form
from breaches.law.closing import JUSTIFIABLE
from breaches.law.vocabulary import AuthorityAdvice, CnilGravity, Exemption, SubjectsAdvice
from breaches.models import SubjectKind
from breaches.states import Channel, OrderFinding, Phase, Source
from notify.letters.composing import TEMPLATES
from notify.scenarios.vocabulary import (
    COUNT,
    DATE,
    FLAG,
    KEY,
    LINE,
    MOMENT,
    TEXT,
    Schema,
    by_key,
    choice,
    facts_schema,
    listing,
    record,
)

# Known to the format, played by later versions.
LATER = ("accept_list", "resolve_hold", "record_returns", "stop", "purge")
LATER_CHANNELS = ("email", "mssante", "sms", "public")
LETTER_PARTS = (
    "title", "nature", "data", "consequences", "measures", "advice", "contact", "complaint", "signature",
)  # fmt: skip

_REASONS = record({"reasons": TEXT}, ["reasons"])
_COMMUNICATION = record({"communication": KEY}, ["communication"])
_ANSWERS = ("authority", "subjects", "reasons")


def _verdict(required: Iterable[str], *, exemption: bool) -> Schema:
    properties = {
        "authority": choice(AuthorityAdvice), "subjects": choice(SubjectsAdvice), "reasons": TEXT,
    }  # fmt: skip
    if exemption:
        properties["exemption"] = choice(Exemption)
    return record(properties, required)


def _subject(kinds: Iterable[str]) -> Schema:
    return record({"what": choice(kinds), "key": KEY, "comment": TEXT}, ["what"])


_POINTS: Schema = {"type": "number", "description": "un nombre de points"}
_SUBMITTED = (
    SubjectKind.NOTIFICATION, SubjectKind.ASSESSMENT, SubjectKind.COMMUNICATION, SubjectKind.CONTROLLERS,
)  # fmt: skip
_CONTROLLER = record(
    {
        "name": LINE, "siren": {"type": ["string", "null"], "description": "neuf chiffres entre guillemets, ou null"},
        "contact": LINE, "email": LINE, "persons": {**COUNT, "type": ["integer", "null"]}, "services": LINE,
        "contract_hours": COUNT, "populations": listing(KEY, uniqueItems=True),
    },
    ["name"],
)  # fmt: skip
_CONTROLLERS = record(
    {
        "file": LINE, "list": listing(_CONTROLLER, minItems=1),
        "generate": {**COUNT, "minimum": 1, "maximum": 5000}, "seed": COUNT,
    },
    minProperties=1,
)  # fmt: skip
_PROCESSOR = record({"name": LINE, "told_at": MOMENT, "reference": LINE}, ["name", "told_at"])
_NOTICE = {"controller": LINE}

WITH: dict[str, Schema] = {
    "wait": record({}),
    "report_incident": record(
        {
            "summary": {**TEXT, "minLength": 0},
            "source": choice(Source.values, default=Source.INTERNAL.value),
            "detected_at": MOMENT, "attack_known_at": MOMENT, "occurred_from": MOMENT, "occurred_to": MOMENT,
            "late_entry": {**FLAG, "default": False}, "processor": _PROCESSOR, "unit": {**LINE, "maxLength": 80},
        },
        ["summary"],
    ),
    "confirm_breach": record(
        {
            "aware_at": MOMENT, "reasons": TEXT, "title": LINE, "evidence": LINE, "processor": _PROCESSOR,
            "candidates": listing(record({"at": MOMENT, "why": TEXT, "evidence": LINE}, ["at", "why"]), default=[]),
        },
        ["aware_at", "reasons"],
    ),
    "dismiss": _REASONS,
    "reopen": _REASONS,
    "describe": record({"facts": facts_schema()}, ["facts"]),
    "assess": record(
        {
            "decision": _verdict(_ANSWERS, exemption=True),
            "dpo_opinion": _verdict(_ANSWERS, exemption=False),
            "cnil_gravity": choice(CnilGravity),
            "enisa": record(
                {**dict.fromkeys(("dpc", "ei", "c", "i", "a", "m"), _POINTS), "justification": TEXT}, ["dpc", "ei"]
            ),
        },
        ["decision"],
    ),
    "prepare_notification": record(
        {"phase": choice(Phase.values), "answers": by_key({"description": "une réponse"}, cnil_form.FIELDS)}, ["phase"]
    ),
    "submit": _subject(_SUBMITTED),
    "approve": _subject(SubjectKind.values),
    "refuse": _subject(SubjectKind.values),
    "break_glass": _REASONS,
    "file_notification": record(
        {"receipt": {**LINE, "maxLength": 60}, "filed_at": MOMENT, "reasons_for_delay": TEXT}, ["receipt"]
    ),
    "authority_order": record(
        {
            "text": TEXT, "due_at": MOMENT, "ordered_on": DATE, "reference": {**LINE, "maxLength": 120},
            "finding": choice(OrderFinding.values, default=OrderFinding.COMMUNICATE.value),
        },
        ["text"],
    ),
    "notify_controllers": record(
        {
            "controllers": _CONTROLLERS, "contract_hours": COUNT,
            "text": by_key(TEXT, ("nature", "data", "consequences", "measures", "contact")),
        },
        ["controllers"],
    ),
    "record_arrangement": record({"lead": LINE, "reference": LINE}, ["lead"]),
    "send_notices": record({}),
    "notice_told": record({**_NOTICE, "by_hand": LINE, "told_at": MOMENT}, ["controller", "by_hand"]),
    "notice_failed": record({**_NOTICE, "reasons": TEXT}, ["controller", "reasons"]),
    "notice_retried": record(_NOTICE, ["controller"]),
    "notice_acknowledged": record({**_NOTICE, "reference": LINE}, ["controller"]),
    "notice_set_aside": record({**_NOTICE, "reasons": TEXT}, ["controller", "reasons"]),
    "fulfil": record({"duty": KEY, "reference": LINE, "reasons_for_delay": TEXT}, ["duty"]),
    "prepare_communication": record(
        {
            "key": KEY, "population": KEY, "channel": choice(Channel.values), "template": choice(TEMPLATES),
            "languages": listing(choice(["fr"]), default=["fr"]), "text": by_key(TEXT, LETTER_PARTS),
        },
        ["key", "population", "channel", "template"],
    ),
    "import_recipients": record(
        {"communication": KEY, "file": LINE, "generate": {**COUNT, "maximum": 5_000_000}, "seed": COUNT},
        ["communication"],
    ),
    "proof": _COMMUNICATION,
    "sign_proof": _COMMUNICATION,
    "produce": record({"communication": KEY, "letters": COUNT}, ["communication"]),
    "hand_over": _COMMUNICATION,
    "take_measure": record(
        {"what": TEXT, "owner": LINE, "due": DATE, "done": MOMENT}, ["what"]
    ),
    "add_evidence": record({"file": LINE, "what": {**LINE, "maxLength": 200}}, ["file", "what"]),
    "correct_awareness": record({"aware_at": MOMENT, "reasons": TEXT, "evidence": LINE}, ["aware_at", "reasons"]),
    "close": record({"lessons": TEXT, "justifications": record(dict.fromkeys(sorted(JUSTIFIABLE), TEXT))}),
}  # fmt: skip
