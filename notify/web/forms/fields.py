"""Form fields that several screens share: a local instant, and a SIREN with its check digit."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from breaches.law.clocks import PARIS, resolve_local
from breaches.law.errors import LawError
from notify import wording
from notify.web.forms import french_time


class LocalInstantWidget(forms.MultiWidget):
    """A date, an hour, and the offset only for an hour that occurs twice.

    `folded_day`: the date waits behind "Un autre jour" (the staff form: it is nearly always today).
    """

    use_fieldset = True

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, folded_day: bool = False) -> None:
        self.folded_day = folded_day
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "hour": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            "offset": forms.HiddenInput(),
        }
        super().__init__(widgets, dict(attrs or {}))

    def id_for_label(self, id_: str) -> str:
        """The hour: what is most often to be corrected."""
        return f"{id_}_1"

    def decompress(self, value: Any) -> list[str]:
        """An aware instant as (ISO date, "9 h 05", offset) in Paris; nothing is today when the day is folded."""
        if not isinstance(value, datetime):
            return [timezone.localdate(timezone=PARIS).isoformat() if self.folded_day else "", "", ""]
        local = value.astimezone(PARIS)
        return [local.date().isoformat(), f"{local.hour} h {local.minute:02}", french_time.write_offset(local)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds the choice of the offset when date and hour say that there is one."""
        context = super().get_context(name, value, attrs)
        values = value if isinstance(value, list) else self.decompress(value)
        today = timezone.localdate(timezone=PARIS).isoformat()
        day = french_time.read_date(values[0] or "")
        context["date"], context["hour"], context["offset"] = map(_drawn, context["widget"]["subwidgets"])
        context["choices"] = _offset_choices(values)
        context["folded"] = self.folded_day and (day is not None and day.isoformat() == today)
        context["folded_day"] = self.folded_day
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002  # Django's own signature
        """Our own template, from the project's directory."""
        return render_to_string("web/forms/local_instant.html", self.get_context(name, value, attrs))


def _drawn(part: dict[str, Any]) -> dict[str, Any]:
    """A sub-widget with its own markup, from Django's templates."""
    html = get_default_renderer().render(part["template_name"], {"widget": part})
    return part | {"html": mark_safe(html)}  # noqa: S308  # rendered and escaped by the engine


def _offset_choices(values: list[str]) -> list[dict[str, Any]]:
    day, hour = french_time.read_date(values[0] or ""), french_time.read_hour(values[1] or "")
    if day is None or hour is None:
        return []
    labels = (_("la première fois, à l’heure d’été"), _("la seconde fois, à l’heure d’hiver"))
    offsets = french_time.offsets_of(day, hour)
    return [
        {"value": offset, "label": label, "checked": values[2] == offset}
        for offset, label in zip(offsets, labels, strict=False)
    ]


class LocalInstantField(forms.Field):
    """An instant typed as a date and an hour of Paris; its value is an aware datetime in UTC, or None.

    `past=True` refuses an instant to come. An hour that occurs twice is asked for its offset; one that does not
    exist is refused (`breaches.law.clocks.resolve_local`).
    """

    widget = LocalInstantWidget
    default_error_messages = {
        "required": _("Indiquez la date et l’heure."),
        "date": _("Cette date ne se lit pas. Écrivez par exemple 11/09/2026."),
        "hour": _("Cette heure ne se lit pas. Écrivez par exemple 9 h 05."),
        "hour_missing": _("Il manque l’heure. Écrivez par exemple 9 h 05."),
        "date_missing": _("Il manque la date. Écrivez par exemple 11/09/2026."),
        "ambiguous": _("Cette heure a existé deux fois, la nuit du changement d’heure. Choisissez laquelle."),
    }

    def __init__(self, *, past: bool = False, folded_day: bool = False, **more: Any) -> None:
        self.past = past
        more.setdefault("widget", LocalInstantWidget(folded_day=folded_day))
        super().__init__(**more)

    def clean(self, value: Any) -> datetime | None:
        """The instant in UTC. Raises ValidationError with a sentence for each way of being wrong."""
        day, hour, offset = [(part or "").strip() for part in (value or ["", "", ""])]
        if not hour and (not day or not self.required):
            if self.required:
                raise self._error("required")
            return None
        instant = self._instant(day, hour, offset)
        if self.past and instant > timezone.now():
            raise ValidationError(_not_yet(instant), code="future")
        return instant

    def _instant(self, day: str, hour: str, offset: str) -> datetime:
        if not hour:
            raise self._error("hour_missing")
        if not day:
            raise self._error("date_missing")
        read_day, read_hour = french_time.read_date(day), french_time.read_hour(hour)
        if read_day is None:
            raise self._error("date")
        if read_hour is None:
            raise self._error("hour")
        offsets = french_time.offsets_of(read_day, read_hour)
        if offsets and offset not in offsets:
            raise self._error("ambiguous")
        chosen = french_time.read_offset(offset) if offsets else None
        try:
            return resolve_local(datetime.combine(read_day, read_hour), PARIS, chosen).astimezone(UTC)
        except LawError as error:
            raise ValidationError(gettext(error.message).format(**error.params), code="nonexistent") from error

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether date, hour or offset differ from what was shown."""
        before = initial if isinstance(initial, list) else LocalInstantWidget().decompress(initial)
        return [part or "" for part in before[:2]] != [part or "" for part in (data or ["", ""])[:2]]


def _not_yet(instant: datetime) -> str:
    now, lang = timezone.now(), wording.language(get_language())
    if instant.astimezone(PARIS).date() == now.astimezone(PARIS).date():
        text = gettext("Il est {hour}. Indiquez une heure déjà passée.")
        return text.format(hour=wording.clock_time(now, lang=lang))
    text = gettext("Nous sommes le {day}. Indiquez une date déjà passée.")
    return text.format(day=wording.day(now, lang=lang))


def luhn(digits: str) -> bool:
    """Whether a number passes the Luhn check (SIREN, art. R. 123-221 of the Code de commerce)."""
    doubled = (int(digit) * (2 if rank % 2 else 1) for rank, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


class SirenField(forms.CharField):
    """Nine digits, spaces allowed, checked by their last one; its value is the nine digits, or an empty text."""

    def clean(self, value: Any) -> str:
        """The nine digits. Raises ValidationError naming what is wrong."""
        digits = "".join(str(super().clean(value) or "").split())
        if not digits:
            return ""
        if not (digits.isascii() and digits.isdigit() and len(digits) == 9):
            raise ValidationError(_("Le SIREN a neuf chiffres. Recopiez-le par exemple de l’avis de situation."))
        if not luhn(digits):
            raise ValidationError(_("Ce SIREN ne passe pas sa clé de contrôle : un chiffre est faux. Vérifiez-le."))
        return digits
