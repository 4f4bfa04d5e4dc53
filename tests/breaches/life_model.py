"""What a breach may live, written again in the plainest form: no database, no operation, no law.

`Model.expects(…)` says whether an act must succeed, `Model.apply(…)` is what it then changes: one line an act in the
tables MAY and DO. In both, `m` is the model, `m.who` acts, `m.at` is the hour that they name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOURS = 6
PEOPLE = {
    "alice": {"reporter"}, "bob": {"dpo"}, "ines": {"dpo"}, "carla": {"legal"}, "lea": {"legal"}, "david": {"mailing"},
    "fatou": {"dpo", "legal"}, "olga": {"observer"}, "dan": set(),
}  # fmt: skip
DPO, LEGAL, MAILING = {"dpo"}, {"legal"}, {"mailing"}
ROLES = {
    "confirm": DPO, "dismiss": DPO, "reopen": DPO, "correct": DPO, "accept_correction": DPO | LEGAL,
    "refuse_correction": DPO | LEGAL, "describe": DPO, "assess": DPO, "submit_decision": DPO,
    "approve_decision": LEGAL, "refuse_decision": LEGAL, "prepare_notification": DPO, "edit_notification": DPO,
    "submit_notification": DPO, "approve_notification": LEGAL, "refuse_notification": LEGAL, "break_glass": DPO,
    "file": DPO, "prepare_letter": DPO | MAILING, "bind": MAILING, "edit_letter": DPO | MAILING,
    "submit_letter": DPO | MAILING, "approve_letter": LEGAL, "refuse_letter": LEGAL, "proof": MAILING,
    "sign": DPO | LEGAL | MAILING, "start": MAILING, "lot": MAILING, "hand_over": MAILING,
}  # fmt: skip
VERBS = tuple(ROLES)


@dataclass
class Text:
    """Something that is written, submitted and approved; `content` counts its changes."""

    state: str
    authors: set[str] = field(default_factory=set)
    content: int = 0
    phase: str = "initial"
    ratification: str = "none"
    count: int = 0
    proof: int | None = None
    signers: set[str] = field(default_factory=set)
    produced: int = 0
    complete: bool = True  # the strict minimum of a notification is there

    def change(self, who: str, count: int | None = None) -> None:
        """Another content: whatever held of the former one falls."""
        self.state, self.ratification, self.content = "draft", "none", self.content + 1
        self.count = self.count if count is None else count
        self.authors.add(who)
        self.complete = True

    def hand_in(self, who: str) -> None:
        self.state = "in_review"
        self.authors.add(who)

    def clear(self, who: str) -> None:
        self.state, self.ratification = "approved", "pending"
        self.authors.add(who)

    def prove(self) -> None:
        """A proof packet of the present content: signatures begin again."""
        self.proof, self.signers = self.content, set()

    def judge(self, state: str, ratification: str) -> None:
        """A verdict: on the content in review, or on what break-glass let through."""
        if self.ratification == "pending":
            self.ratification = ratification
        else:
            self.state = state


NOTHING = Text("none")  # before there is one: no act finds it in a state of its own


@dataclass
class Model:
    """One breach of one house."""

    state: str = "reported"
    chosen: int | None = None  # hours after the report
    proposed: tuple[int, str] | None = None
    facts: int = 0
    decided_on: int = 0
    decision: Text = field(default_factory=lambda: NOTHING)
    notifications: list[Text] = field(default_factory=list)
    letter: Text = field(default_factory=lambda: NOTHING)
    who: str = ""
    at: int = 0

    @property
    def open(self) -> bool:
        return self.state in ("confirmed", "assessed")

    @property
    def notification(self) -> Text:
        return self.notifications[-1] if self.notifications else NOTHING

    @property
    def rules(self) -> int | None:
        """The awareness time that rules: the earlier of the chosen and the proposed one."""
        times = [] if self.chosen is None else [self.chosen]
        return min([*times, *([self.proposed[0]] if self.proposed else [])], default=None)

    def expects(self, verb: str, who: str, choice: int) -> bool:
        self.who, self.at = who, choice % HOURS
        return bool(PEOPLE[who] & ROLES[verb]) and bool(MAY[verb](self))

    def apply(self, verb: str, who: str, choice: int) -> None:
        self.who, self.at = who, choice % HOURS
        DO[verb](self)

    def put(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    def second(self, text: Text) -> bool:
        """Whether `who` reads with another pair of eyes what waits for a verdict."""
        return text.state == "in_review" and self.open and self.who not in text.authors

    def ratifies(self) -> bool:
        """Whether `who` may answer what break-glass let through; it is asked for even when the file has ended."""
        return self.notification.ratification == "pending" and self.who not in self.notification.authors

    def writes(self, *states: str) -> bool:
        return self.open and self.letter.state in states

    def judged(self) -> bool:
        return self.open and self.proposed is not None and self.proposed[1] != self.who

    def accept(self) -> None:
        """The correction becomes the chosen time."""
        assert self.proposed is not None
        self.chosen, self.proposed = self.proposed[0], None

    def begin_notification(self) -> None:
        """The first one is initial and knows what the facts say; the following ones complete it."""
        first = not self.notifications
        text = Text("draft", {self.who}, phase="initial" if first else "next", complete=self.facts > 0 or not first)
        self.notifications.append(text)


BEFORE = ("draft", "in_review", "approved")
MAY: dict[str, Callable[[Model], bool]] = {
    "confirm": lambda m: m.state == "reported" and m.chosen in (None, m.at),
    "dismiss": lambda m: m.state in ("reported", "confirmed", "assessed") and m.proposed is None,
    "reopen": lambda m: m.state == "dismissed",
    "correct": lambda m: m.open and m.proposed is None and m.chosen != m.at,
    "accept_correction": Model.judged,
    "refuse_correction": Model.judged,
    "describe": lambda m: m.open,
    "assess": lambda m: m.open and m.facts > 0,
    "submit_decision": lambda m: m.open and m.decision.state == "proposed",
    "approve_decision": lambda m: m.second(m.decision) and m.decided_on == m.facts,
    "refuse_decision": lambda m: m.second(m.decision),
    "prepare_notification": lambda m: m.open and m.notification.state in ("none", "filed"),
    "edit_notification": lambda m: m.open and m.notification.state in BEFORE,
    "submit_notification": lambda m: m.open and m.notification.state == "draft" and m.notification.complete,
    "approve_notification": lambda m: m.ratifies() or m.second(m.notification),
    "refuse_notification": lambda m: m.ratifies() or m.second(m.notification),
    "break_glass": lambda m: (
        m.open and m.notification.phase == "initial" and m.notification.state in BEFORE[:2] and m.notification.complete
    ),
    "file": lambda m: m.open and m.notification.state == "approved",
    "prepare_letter": lambda m: m.open and m.facts > 0 and m.letter is NOTHING,
    "bind": lambda m: m.writes(*BEFORE),
    "edit_letter": lambda m: m.writes(*BEFORE),
    "submit_letter": lambda m: m.writes("draft") and m.letter.count > 0,
    "approve_letter": lambda m: m.second(m.letter),
    "refuse_letter": lambda m: m.second(m.letter),
    "proof": lambda m: m.writes(*BEFORE),
    "sign": lambda m: m.writes(*BEFORE) and m.letter.proof == m.letter.content and m.who not in m.letter.signers,
    "start": lambda m: m.writes("approved") and m.letter.proof == m.letter.content and len(m.letter.signers) > 1,
    "lot": lambda m: m.letter.state == "dispatching" and m.letter.produced < m.letter.count,
    "hand_over": lambda m: m.letter.state == "dispatching" and m.letter.produced == m.letter.count,
}
DO: dict[str, Callable[[Model], None]] = {
    "confirm": lambda m: m.put(state="confirmed", chosen=m.at),
    "dismiss": lambda m: m.put(state="dismissed"),
    "reopen": lambda m: m.put(state="reported"),
    "correct": lambda m: m.put(proposed=(m.at, m.who)),
    "accept_correction": Model.accept,
    "refuse_correction": lambda m: m.put(proposed=None),
    "describe": lambda m: m.put(facts=m.facts + 1),
    "assess": lambda m: m.put(state="assessed", decision=Text("proposed", {m.who}), decided_on=m.facts),
    "submit_decision": lambda m: m.decision.hand_in(m.who),
    "approve_decision": lambda m: m.decision.judge("decided", ""),
    "refuse_decision": lambda m: m.decision.judge("refused", ""),
    "prepare_notification": Model.begin_notification,
    "edit_notification": lambda m: m.notification.change(m.who),
    "submit_notification": lambda m: m.notification.hand_in(m.who),
    "approve_notification": lambda m: m.notification.judge("approved", "ratified"),
    "refuse_notification": lambda m: m.notification.judge("draft", "refused"),
    "break_glass": lambda m: m.notification.clear(m.who),
    "file": lambda m: setattr(m.notification, "state", "filed"),
    "prepare_letter": lambda m: m.put(letter=Text("draft", {m.who})),
    "bind": lambda m: m.letter.change(m.who, 1 + m.at % 2),
    "edit_letter": lambda m: m.letter.change(m.who),
    "submit_letter": lambda m: m.letter.hand_in(m.who),
    "approve_letter": lambda m: m.letter.judge("approved", ""),
    "refuse_letter": lambda m: m.letter.judge("draft", ""),
    "proof": lambda m: m.letter.prove(),
    "sign": lambda m: m.letter.signers.add(m.who),
    "start": lambda m: setattr(m.letter, "state", "dispatching"),
    "lot": lambda m: setattr(m.letter, "produced", m.letter.produced + 1),
    "hand_over": lambda m: setattr(m.letter, "state", "dispatched"),
}
