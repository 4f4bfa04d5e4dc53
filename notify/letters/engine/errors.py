"""What the engine refuses. Messages name the place and the reason, never a value: values are people's."""


class EngineError(Exception):
    """The engine will not write this."""


class NotFlowableError(EngineError):
    """A running text whose lines we cannot foretell with certainty: WeasyPrint lays that record out.

    `field` is the name of the field that caused it, empty when the fixed text or the whole paragraph did.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        place = f"Champ « {field} »" if field else "Texte courant"
        super().__init__(f"{place} : {reason}. La mise en page ordinaire prendra ce courrier.")


class UnprovenError(EngineError):
    """A text that is outside what is proven; the caller knows whose it is."""
