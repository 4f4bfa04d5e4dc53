"""`manage.py package COMMUNICATION --as EMAIL --out FILE`: the archive for the print shop, without the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from breaches.errors import DomainError
from breaches.models import Communication, Member
from notify.letters.models import PackageKind
from notify.letters.package.making import MadePackage, make_package
from notify.letters.package.options import Options, Postage
from notify.recipients import store

REFUSED = 2


class Command(BaseCommand):
    """Exit 0 with the counts, the SHA-256 and the password; 2 with the place and the reason."""

    requires_system_checks = ()
    help = "Makes the encrypted package of a communication for the print shop, in the name of a member."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("communication", help="its id")
        parser.add_argument("--as", dest="email", required=True, help="e-mail of the member who hands it over")
        parser.add_argument("--out", type=Path, help="also write the archive to this new file")
        parser.add_argument("--kind", choices=PackageKind.values, default=PackageKind.GENERIC)
        parser.add_argument("--postage", choices=Postage.values, default=Postage.ECONOMIC)
        parser.add_argument("--colour", action="store_true")
        parser.add_argument("--separate", type=int, metavar="N", help="a sheet before each N letters, 0: each file")
        parser.add_argument("--no-health-data", action="store_true", help="Maileva: do not set with_health_data")

    def handle(self, **options: Any) -> None:
        if (separate := options["separate"]) is not None and separate < 0:
            raise CommandError(f"--separate : trouvé {separate}, attendu 0 ou plus.", returncode=REFUSED)
        chosen = Options(
            options["kind"], options["postage"], options["colour"], separate, not options["no_health_data"]
        )
        actor = self._member(options["communication"], options["email"])
        try:
            made = make_package(
                actor=actor, communication_id=options["communication"], options=chosen, now=timezone.now()
            )
        except DomainError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        if options["out"] is not None:
            _write(options["out"], made)
        self._tell(made)

    def _member(self, communication: str, email: str) -> Member:
        try:
            row = Communication.objects.select_related("breach").filter(pk=communication).first()
        except ValidationError:
            row = None
        if row is None:
            raise CommandError(f"communication : « {communication} » n’existe pas ici.", returncode=REFUSED)
        found = Member.objects.filter(organisation_id=row.breach.organisation_id, email=email, active=True).first()
        if found is None:
            raise CommandError("--as : aucun membre actif de cette organisation n’a ce courriel.", returncode=REFUSED)
        return found

    def _tell(self, made: MadePackage) -> None:
        package = made.package
        self.stdout.write(
            f"{package.letters} lettres, {package.pages} pages, {package.sheets} feuilles, {package.files} fichiers\n"
            f"SHA-256 {package.file.sha256}\n"
            f"mot de passe, à transmettre par un autre canal, gardé nulle part : {made.password}"
        )


def _write(path: Path, made: MadePackage) -> None:
    """The archive under its name only when all of it is there."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("xb") as target:
            store.copy_to(made.package.file, target)
        unfinished.rename(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise CommandError(f"{path} : {error.strerror}.", returncode=REFUSED) from error
