"""Country cells → inland, or the name printed on line 7 (French, capitals)."""

from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from notify.recipients.characters import normalised
from notify.recipients.columns import Column
from notify.recipients.reasons import RowError

# No country line from France to these: the French postcode is enough (Monaco has one too).
_INLAND = {"FR", "FX", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF", "MC"}
_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
_OTHER_NAMES = {
    "ETATS UNIS D AMERIQUE": "US",
    "USA": "US",
    "GRANDE BRETAGNE": "GB",
    "ANGLETERRE": "GB",
    "HOLLANDE": "NL",
    "REPUBLIQUE TCHEQUE": "CZ",
    "VIETNAM": "VN",
    "COTE D IVOIRE": "CI",
    "GUYANE": "GF",
    "REUNION": "RE",
    "CONGO": "CG",
    "REPUBLIQUE DEMOCRATIQUE DU CONGO": "CD",
    "FRANCE METROPOLITAINE": "FR",
}


@cache
def _codes() -> Mapping[str, str]:
    """Normalised name or ISO code → ISO code, from the CLDR names in French and English."""
    known = dict(_OTHER_NAMES)
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code not in _NOT_COUNTRIES:
                known[normalised(name)] = known[code] = code
    return known


@lru_cache(maxsize=512)
def country_line(value: str) -> str:
    """Empty for an inland address, else the country's French name in capitals. Raises RowError (country)."""
    if not value:
        return ""
    code = _codes().get(normalised(value))
    if code is None:
        raise RowError("country", Column.COUNTRY, found="pays inconnu", expected="un nom de pays ou un code ISO")
    return "" if code in _INLAND else normalised(Locale("fr").territories[code])


def country_code(line: str) -> str:
    """The ISO code of a printed country line, FR when there is none. KeyError for a name that nobody knows."""
    return _codes()[normalised(line)] if line else "FR"
