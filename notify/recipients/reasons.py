"""Why a row is set aside: codes for counting, French sentences for `rejets.csv` and the report page."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "cells": "Le nombre de cellules n’est pas celui de l’en-tête.",
    "quotes": "Des guillemets sont mal placés.",
    "line_break": "Une cellule contient un retour à la ligne.",
    "control": "Une cellule contient un caractère invisible ou qui change le sens de lecture.",
    "mojibake": "Les accents sont abîmés : le texte a été lu dans un mauvais codage avant l’export.",
    "lost_character": "Un caractère a été perdu et remplacé par « ? ».",
    "missing": "La valeur manque.",
    "placeholder": "La valeur est un mot de remplissage, pas une donnée.",
    "no_fixed_abode": "La personne n’a pas d’adresse postale connue.",
    "name_characters": "Le nom contient des caractères qu’un nom n’a pas.",
    "script": "Ces lettres ne s’écrivent pas dans une adresse postale française.",
    "too_long": "La ligne dépasse 38 caractères, même abrégée.",
    "address_overflow": "L’adresse a plus d’éléments que de lignes postales.",
    "postcode": "Le code postal n’existe pas en France.",
    "postcode_city": "La dernière ligne doit être un code postal suivi d’une ville.",
    "country": "Le pays n’est pas reconnu.",
    "name_mismatch": "La ligne 1 ne contient pas le nom de la personne.",
    "civility": "La civilité n’est pas reconnue.",
    "date": "La date n’est pas lisible.",
    "date_range": "La date de naissance est dans le futur ou a plus de 130 ans.",
    "flag": "L’indication de décès n’est pas lisible.",
    "email": "L’adresse électronique n’est pas lisible.",
    "deceased": "La personne est décédée.",
    "deceased_elsewhere": "Une autre ligne du fichier indique que cette personne est décédée.",
    "duplicate": "La même personne figure déjà à la même adresse.",
}

REPAIRS: Mapping[str, str] = {
    "leading_zero": "Zéro initial du code postal rétabli.",
    "postcode_spaces": "Espaces retirées du code postal.",
    "abbreviation": "Ligne d’adresse abrégée pour tenir en 38 caractères.",
    "name_abbreviation": "Civilité abrégée ou omise pour tenir en 38 caractères.",
    "null_as_blank": "Mot de remplissage lu comme une cellule vide.",
}


class RowError(Exception):
    """One row is refused. Carries the kind of what was found, never the value."""

    def __init__(self, code: str, column: str, *, found: str, expected: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.found = found
        self.expected = expected
