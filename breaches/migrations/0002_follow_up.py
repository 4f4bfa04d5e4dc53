import uuid

import django.db.models.deletion
from django.db import migrations, models

import breaches.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("breaches", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="breach",
            name="processing_record",
            field=models.CharField(blank=True, max_length=300, verbose_name="fiche du registre des traitements"),
        ),
        migrations.AddField(
            model_name="breach",
            name="processor_contract",
            field=models.CharField(blank=True, max_length=300, verbose_name="contrat du sous-traitant"),
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Signalements"),
                            ("evidence", "Pièces"),
                            ("list", "Listes de destinataires"),
                            ("pdf", "PDF (lettres, épreuves, dossiers)"),
                            ("returns", "Plis revenus"),
                        ],
                        max_length=10,
                        verbose_name="genre d’objet",
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(null=True, verbose_name="mois après la clôture")),
                ("reasons", models.TextField(verbose_name="motifs")),
                ("proposed_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[("pending", "À approuver"), ("approved", "Approuvée"), ("refused", "Refusée")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("comment", models.TextField(blank=True, verbose_name="commentaire")),
                ("sole_practitioner", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retention_rules",
                        to="breaches.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("proposed_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verdict", "pending")),
                        fields=("organisation", "kind"),
                        name="retention_pending_once",
                        violation_error_message="Une durée attend déjà un accord pour ce genre d’objet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["report", "evidence", "list", "pdf", "returns"])),
                        name="retention_kind_known",
                        violation_error_message="Ce genre d’objet n’a pas de durée de conservation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months__isnull", True),
                            models.Q(("months__gte", 1), ("months__lte", 1200)),
                            _connector="OR",
                        ),
                        name="retention_months_in_range",
                        violation_error_message="Une durée va d’un mois à 1200 mois.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True),
                        name="retention_has_reasons",
                        violation_error_message="Une durée de conservation se motive.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True), ("decided_by__isnull", True), ("verdict", "pending")
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("verdict__in", ["approved", "refused"]),
                                models.Q(
                                    ("sole_practitioner", True),
                                    models.Q(("decided_by", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="retention_decided_by_a_second_person",
                        violation_error_message="Une durée vaut après l’accord d’une seconde personne.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Signalements"),
                            ("evidence", "Pièces"),
                            ("list", "Listes de destinataires"),
                            ("pdf", "PDF (lettres, épreuves, dossiers)"),
                            ("returns", "Plis revenus"),
                        ],
                        max_length=10,
                        verbose_name="genre d’objet",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="terme de la conservation")),
                ("purged_at", models.DateTimeField(verbose_name="purgé le")),
                ("counts", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=64)),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="purges", to="breaches.breach"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.retentionrule"
                    ),
                ),
            ],
            options={
                "ordering": ("purged_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                        name="purge_digest_whole",
                        violation_error_message="Une purge porte l’empreinte entière de ce qui a été purgé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purged_at__gte", models.F("due_at"))),
                        name="purge_not_before_its_term",
                        violation_error_message="Rien ne se purge avant le terme de sa conservation.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Accès aux données"),
                            ("erasure", "Effacement"),
                            ("other", "Autre demande"),
                            ("complaint", "Réclamation"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("reference", models.CharField(max_length=40, verbose_name="numéro dans votre outil")),
                ("received_on", models.DateField(verbose_name="reçue le")),
                ("due_on", models.DateField(verbose_name="à traiter le")),
                ("recorded_at", models.DateTimeField()),
                ("extended_on", models.DateField(null=True, verbose_name="prolongée le")),
                ("extension_reasons", models.TextField(blank=True, verbose_name="motifs de la prolongation")),
                ("handled_on", models.DateField(null=True, verbose_name="traitée le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "Satisfaite"),
                            ("partly", "Satisfaite en partie"),
                            ("refused", "Refusée avec motifs"),
                        ],
                        max_length=10,
                        verbose_name="suite donnée",
                    ),
                ),
                ("outcome_reasons", models.TextField(blank=True, verbose_name="motifs")),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="breaches.breach"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
            ],
            options={
                "ordering": ("received_on", "recorded_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("breach", "reference"),
                        name="request_reference_once",
                        violation_error_message="Une demande porte déjà ce numéro dans ce dossier.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["access", "erasure", "other", "complaint"])),
                        name="request_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference__regex", "^[A-Za-z0-9./_-]*[0-9][A-Za-z0-9./_-]*$")),
                        name="request_reference_is_a_number",
                        violation_error_message="Donnez un numéro, sans espace : jamais le nom de la personne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("received_on"))),
                        name="request_due_after_reception",
                        violation_error_message="Le terme d’une demande vient après sa réception.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_on__isnull", True),
                            models.Q(("extension_reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_extension_has_reasons",
                        violation_error_message="Une prolongation se motive.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_on__isnull", True), ("outcome", "")),
                            models.Q(
                                ("handled_on__gte", models.F("received_on")),
                                ("outcome__in", ["satisfied", "partly", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="request_handled_has_outcome",
                        violation_error_message="Une demande traitée porte sa date, après la réception, et sa suite.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complement", "Demande de compléments"),
                            ("order", "Ordre d’informer les personnes (art. 34, § 4)"),
                            ("closing", "Clôture par l’autorité"),
                            ("other", "Autre courrier"),
                        ],
                        max_length=12,
                        verbose_name="objet",
                    ),
                ),
                ("reference", models.CharField(max_length=80, verbose_name="référence")),
                ("about", models.TextField(blank=True, verbose_name="ce qu’elle dit ou demande")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("due_on", models.DateField(null=True, verbose_name="réponse attendue le")),
                ("recorded_at", models.DateTimeField()),
                ("answered_on", models.DateField(null=True, verbose_name="répondu le")),
                ("answer", models.TextField(blank=True, verbose_name="ce qui a été répondu")),
                (
                    "answer_evidence",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.evidence"
                    ),
                ),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="breaches.breach"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.evidence"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
            ],
            options={
                "ordering": ("received_on", "recorded_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("breach", "reference", "received_on"),
                        name="letter_reference_once",
                        violation_error_message="Ce courrier est déjà inscrit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["complement", "order", "closing", "other"])),
                        name="letter_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True), ("due_on__gte", models.F("received_on")), _connector="OR"
                        ),
                        name="letter_due_after_reception",
                        violation_error_message="Une réponse ne peut être attendue avant la réception du courrier.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="letter_answered_after_reception",
                        violation_error_message="Une réponse ne peut précéder la réception du courrier.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosingReason",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                ("code", models.CharField(max_length=16, verbose_name="ce qui restait ouvert")),
                ("count", models.PositiveIntegerField(verbose_name="combien")),
                ("reasons", models.TextField(verbose_name="motifs")),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_explained",
                        to="breaches.breach",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.UniqueConstraint(fields=("breach", "code"), name="closing_reason_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True),
                        name="closing_reason_in_words",
                        violation_error_message="Ce qui reste ouvert se justifie en toutes lettres.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureDelay",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                ("authority", models.CharField(max_length=200, verbose_name="autorité")),
                ("reference", models.CharField(max_length=120, verbose_name="référence")),
                ("why", models.TextField(blank=True, verbose_name="ce qui est demandé")),
                ("starts_on", models.DateField(verbose_name="depuis le")),
                ("until_on", models.DateField(verbose_name="jusqu’au")),
                ("recorded_at", models.DateTimeField()),
                ("lifted_on", models.DateField(null=True, verbose_name="levé le")),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delays", to="breaches.breach"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
            ],
            options={
                "ordering": ("starts_on", "recorded_at"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority", ""), _negated=True), models.Q(("reference", ""), _negated=True)
                        ),
                        name="delay_says_who_asked",
                        violation_error_message="Un report a une autorité qui le demande, et une référence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("starts_on"))),
                        name="delay_ends_after_it_began",
                        violation_error_message="Un report ne peut finir avant d’avoir commencé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_on__isnull", True),
                            models.Q(
                                ("lifted_on__gte", models.F("starts_on")), ("lifted_on__lte", models.F("until_on"))
                            ),
                            _connector="OR",
                        ),
                        name="delay_lifted_within",
                        violation_error_message="Un report se lève entre son début et sa fin.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("salt", models.CharField(default=breaches.models.base.new_salt, editable=False, max_length=32)),
                ("reason", models.TextField(verbose_name="motif")),
                ("placed_at", models.DateTimeField(verbose_name="posé le")),
                ("released_at", models.DateTimeField(null=True, verbose_name="levé le")),
                ("release_reasons", models.TextField(blank=True, verbose_name="motif de la levée")),
                ("sole_practitioner", models.BooleanField(default=False)),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="breaches.breach"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.journalentry"
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="breaches.member"
                    ),
                ),
            ],
            options={
                "ordering": ("placed_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("breach",),
                        name="hold_live_once",
                        violation_error_message="Ce dossier est déjà gelé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="hold_has_reason",
                        violation_error_message="Un gel se motive.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("release_reasons", ""), ("released_at__isnull", True), ("released_by__isnull", True)
                            ),
                            models.Q(
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                models.Q(("release_reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="hold_release_complete",
                        violation_error_message="La levée d’un gel a une personne, une heure et un motif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            ("sole_practitioner", True),
                            models.Q(("released_by", models.F("placed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hold_released_by_a_second_person",
                        violation_error_message="Un gel se lève par une seconde personne.",
                    ),
                ],
            },
        ),
    ]
