"""Days as the pages of the follow-up say them."""

from datetime import date, datetime, time

from django.utils.translation import get_language

from breaches.law.clocks import PARIS
from notify import wording


def day_words(day: date, *, year: bool = False) -> str:
    """`mercredi 14 octobre`, in the language of the page."""
    noon = datetime.combine(day, time(12), tzinfo=PARIS)
    return wording.day(noon, year=year, lang=wording.language(get_language()))
