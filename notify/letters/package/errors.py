"""Why no package is made: each refusal says where, what was found and what was expected. Nothing is kept of it."""

from breaches.errors import DomainError


class NothingToPackError(DomainError):
    """A communication without a single letter."""

    message = "Communication « {key} » : zéro lettre produite. Un paquet en tient au moins une."


class LotsMissingError(DomainError):
    """Lots that are not produced."""

    message = "Lots {lots} : pas encore produits. Le paquet attend que tous les lots le soient."


class LotSimulatedError(DomainError):
    """Lots counted by a demonstration, never rendered."""

    message = "Lots {lots} : comptés pour une démonstration, jamais imprimés. Il n’y a rien à remettre."


class LotWithoutTableError(DomainError):
    """A lot made before the places of its letters were kept."""

    message = "Lot {lot} : la table de ses lettres manque (il date d’une version antérieure). Produisez-le de nouveau."


class LotAlteredError(DomainError):
    """The stored file or its table is not the one that the journal tells of."""

    message = "Lot {lot} : {what} (trouvé {found}, attendu {expected}). Rien n’est remis : prévenez l’administrateur."


class LetterTooHeavyError(DomainError):
    """One letter alone is over the limit of a file."""

    message = "Lot {lot}, lettre de rang {rank} : {found} octets à elle seule, {expected} au plus par fichier."


class SeparatorsRefusedError(DomainError):
    """Maileva prints what it is given: a separator sheet would be posted to somebody."""

    message = "Maileva n’accepte pas de feuille de séparation : choisissez « sans »."
    default_field = "separators"


class MailevaLimitError(DomainError):
    """Rows of the file that break a documented limit, by their line."""

    message = "Maileva refuserait {count} lettres. Lignes du fichier importé : {lines}. Corrigez-les à la source."
