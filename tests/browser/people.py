"""Who signs in during the browser tests. Nobody here exists."""

from dataclasses import dataclass

PASSWORD = "un long mot de passe pour essais"


@dataclass(frozen=True, slots=True)
class Person:
    """A name, the roles held, and the address to sign in with (none: this person never does)."""

    name: str
    roles: tuple[str, ...]
    signs_in: bool = True

    @property
    def key(self) -> str:
        return self.name.split()[0].lower()

    @property
    def address(self) -> str:
        return f"{self.key}@example.org"


# The laboratory is empty: the journey fills it.
ALICE = Person("Alice Martin", ("reporter",), signs_in=False)
BOB = Person("Bob Lefèvre", ("dpo",))
CARLA = Person("Carla Nguyen", ("legal",))
DAVID = Person("David Œillet", ("mailing",))
EVE = Person("Eve Morel", ("admin",))
LABORATORY = (ALICE, BOB, CARLA, DAVID, EVE)

# The clinic has breaches at several stages.
DAN = Person("Dan Petit", ("dpo",))
FANNY = Person("Fanny Roussel", ("legal",))
GAEL = Person("Gaël Le Bihan", ("mailing",))
CLINIC = (DAN, FANNY, GAEL)
