"""`manage.py start_real`: from the demonstration to a first real organisation, in a database of its own."""

import getpass
import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from breaches.errors import DomainError
from breaches.models import Organisation
from notify.accounts.onboarding import create_first

QUESTIONS = {
    "organisation_name": gettext_lazy("Dénomination de l’organisme"),
    "siren": gettext_lazy("SIREN (neuf chiffres)"),
    "kind": gettext_lazy("Nature de l’organisme"),
    "department": gettext_lazy("Département"),
    "admin_name": gettext_lazy("Nom du premier administrateur"),
    "admin_email": gettext_lazy("Adresse électronique du premier administrateur"),
}
PASSWORD = "password"  # noqa: S105 - the name of a key


def ask_password() -> str:
    """The password, typed twice on a terminal, else one line of standard input; never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(_("Mot de passe : "))
    if first != getpass.getpass(_("Le même, une seconde fois : ")):
        raise CommandError(_("Les deux saisies diffèrent : relancez la commande."))
    return first


def collect(options: dict[str, Any]) -> dict[str, str]:
    """Answers from the options; what lacks is asked on a terminal, else refused with its name."""
    answers = {name: options[name] for name in QUESTIONS if options[name]}
    missing = [name for name in QUESTIONS if name not in answers]
    if missing and not sys.stdin.isatty():
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise CommandError(_("Il manque : {flags}.").format(flags=flags))
    answers |= {name: input(f"{QUESTIONS[name]} : ").strip() for name in missing}
    return {**answers, PASSWORD: ask_password()}


def read_answers() -> dict[str, str]:
    """Answers from one JSON object on standard input. Raises CommandError, which never shows a value."""
    try:
        answers = json.load(sys.stdin)
    except ValueError as error:
        raise CommandError(_("L’entrée standard n’est pas un objet JSON.")) from error
    expected = {*QUESTIONS, PASSWORD}
    if not isinstance(answers, dict) or set(answers) != expected:
        raise CommandError(_("Clés attendues : {keys}.").format(keys=", ".join(sorted(expected))))
    return {name: str(value) for name, value in answers.items()}


def again_in_real_profile(answers: dict[str, str]) -> None:
    """Runs this command with the real profile: a process chooses its database when it starts."""
    done = subprocess.run(  # noqa: S603 - this very command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "start_real", "--json"],
        input=json.dumps(answers),
        text=True,
        env={**os.environ, "NOTIFY_PROFILE": "real"},
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)


def create(answers: dict[str, str]) -> None:
    """The empty database, its organisation and administrator. Raises CommandError: then nothing changed.

    The transaction is taken here, so that two starts at the same time do not both find the database empty.
    """
    call_command("migrate", interactive=False, verbosity=0)
    try:
        with transaction.atomic():
            create_first(**answers, now=timezone.now())
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except DomainError as error:
        raise CommandError(str(error)) from error


def switch_profile() -> None:
    """Names the real profile for every later start; a running `serve` sees it and restarts its children."""
    path = settings.VAR_DIR / "profile"
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text("real\n")
    partial.replace(path)


class Command(BaseCommand):
    """Asks, creates, switches."""

    help = "Creates the real profile: an empty database, the organisation and its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=str(question))
        parser.add_argument("--json", action="store_true", help="read the answers as JSON from standard input")
        parser.add_argument("--if-needed", action="store_true", help="do nothing where there is one already")

    def handle(self, **options: Any) -> None:
        if options["if_needed"] and settings.NOTIFY_PROFILE == "real" and Organisation.objects.exists():
            return
        answers = read_answers() if options["json"] else collect(options)
        if settings.NOTIFY_PROFILE != "real":
            again_in_real_profile(answers)
            return
        create(answers)
        switch_profile()
        self.stdout.write(_("L’organisme est créé. Le profil réel est actif."))
