"""An organisation: controller, joint controller or processor."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models.base import Record
from breaches.states import Nis2Status, OrganisationKind, ProcessingRole


def new_report_token() -> str:
    """The unguessable part of the staff report link."""
    return secrets.token_urlsafe(18)


class Organisation(Record):
    """One organisation; its journal is one chain. `contacts` holds dpo, deputy and representative."""

    name = models.CharField(_("dénomination"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    street = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    city = models.CharField(_("ville"), max_length=100, blank=True)
    department = models.CharField(_("département"), max_length=3, blank=True)
    sector = models.CharField(_("secteur d’activité"), max_length=120, default="Santé humaine et action sociale")
    kind = models.CharField(
        _("nature"), max_length=32, choices=OrganisationKind.choices, default=OrganisationKind.OTHER
    )
    role = models.CharField(_("rôle"), max_length=20, choices=ProcessingRole.choices, default=ProcessingRole.CONTROLLER)
    nis2 = models.CharField(_("NIS 2"), max_length=10, choices=Nis2Status.choices, default=Nis2Status.NONE)
    ose = models.BooleanField(_("opérateur de services essentiels"), default=False)
    nis2_from = models.DateField(_("NIS 2 applicable depuis le"), null=True, blank=True)
    oiv = models.BooleanField(_("opérateur d’importance vitale"), default=False)
    trust_service_provider = models.BooleanField(_("prestataire de services de confiance"), default=False)
    telecom_provider = models.BooleanField(_("opérateur de communications électroniques"), default=False)
    hds_contract_hours = models.PositiveSmallIntegerField(_("délai du contrat d’hébergement"), null=True, blank=True)
    daily_hour = models.PositiveSmallIntegerField(_("heure du message quotidien"), default=8)
    insured_cyber = models.BooleanField(_("assurance cyber"), default=False)
    financial_entity = models.BooleanField(_("entité financière"), default=False)
    sole_practitioner = models.BooleanField(_("praticien unique"), default=False)
    contacts: "models.JSONField[Any, dict[str, dict[str, str]]]" = models.JSONField(
        _("contacts"), default=dict, blank=True
    )
    ladder: "models.JSONField[Any, dict[str, Any]]" = models.JSONField(
        _("échelle de rappels"), default=dict, blank=True
    )
    report_token = models.CharField(max_length=32, unique=True, default=new_report_token, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_siren_digits",
                condition=models.Q(siren="") | models.Q(siren__regex=r"^[0-9]{9}$"),
                violation_error_message=_("Le SIREN a neuf chiffres."),
            ),
            models.CheckConstraint(
                name="organisation_daily_hour_of_a_day",
                condition=models.Q(daily_hour__lt=24),
                violation_error_message=_("Une heure du jour va de 0 à 23."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
