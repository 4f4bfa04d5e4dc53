"""What waits among the letters of the CNIL and the requests of people. No act has a clock: these are days."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notify.web.case import Case
from notify.web.follow_up_words import day_words
from notify.web.next_act import Act


def follow_up(case: Case) -> Iterator[Act]:
    """Answers that are owed, the soonest first."""
    letters = sorted((row.due_on, row.pk) for row in case.breach.letters.all() if row.waits and row.due_on)
    if letters:
        yield Act(
            right="letter.answer", step=_("Répondez au courrier de la CNIL."),
            waiting=_("{who} répond au courrier de la CNIL."), label=_("Répondre à la CNIL"),
            why=_("Elle attend une réponse pour le {day}.").format(day=day_words(letters[0][0])),
            url=lambda: reverse("letter_answer", args=[case.breach.pk, letters[0][1]]),
        )  # fmt: skip
    requests = sorted(row.due_on for row in case.breach.requests.all() if row.handled_on is None)
    if requests:
        count = len(requests)
        text = ngettext(
            "Une demande attend, pour le {day}.", "{n} demandes attendent, la première pour le {day}.", count
        )
        yield Act(
            right="request.handle", step=_("Traitez les demandes des personnes."),
            waiting=_("{who} traite les demandes des personnes."), label=_("Voir les demandes"),
            why=text.format(n=count, day=day_words(requests[0])),
            url=lambda: reverse("follow_up", args=[case.breach.pk]) + "#demandes",
        )  # fmt: skip
