"""What can be wrong with a change of people, roles and deputies; each says what to do."""

from __future__ import annotations

from core.errors import SaldoError


class NoNameError(SaldoError):
    """A person without a name, or with one that is too long."""

    def __init__(self) -> None:
        super().__init__("Give the person a name of 1 to 120 characters: it goes with everything they do.")


class PersonKnownError(SaldoError):
    """A name or address that somebody else has, or had."""

    def __init__(self, name: str, email: str | None) -> None:
        if email:
            super().__init__(
                "Somebody has the name {name} or the address {email} already, or had it: let that person in again, or add a middle initial.",
                name=name,
                email=email,
            )
        else:
            super().__init__(
                "Somebody has the name {name} already, or had it: let that person in again, or add a middle initial.",
                name=name,
            )


class NoRoleError(SaldoError):
    """A person without a role."""

    def __init__(self) -> None:
        super().__init__("Choose at least one role; who is to see everything and change nothing is a viewer.")


class LastAdministratorError(SaldoError):
    """A change after which nobody could change what people may do."""

    def __init__(self, name: str) -> None:
        super().__init__("{name} is the last administrator: make somebody else an administrator first.", name=name)


class OwnRolesError(SaldoError):
    """Somebody who changes their own roles while a colleague can."""

    def __init__(self, name: str) -> None:
        super().__init__("{name} cannot change their own roles or limits: ask another administrator.", name=name)


class GoneAdministratorError(SaldoError):
    """Somebody who was an administrator until a moment ago."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} is no administrator any more: somebody changed that just now, and nothing was done.", name=name
        )


class DeputyError(SaldoError):
    """A deputy who cannot stand in: not there, the same person, or days in the wrong order."""

    def __init__(self) -> None:
        super().__init__(
            "Choose a deputy who is among the people and somebody else, and a last day that is not before the first."
        )


class DeputySeesOthersError(SaldoError):
    """A deputy whose customers and those of who is away cannot be put together without showing more than both see."""

    def __init__(self, person: str, deputy: str) -> None:
        super().__init__(
            "{deputy} and {person} see customers that differ in more than one respect, and together they would see "
            "more than either of them does: choose a deputy with the same companies, countries or account managers.",
            deputy=deputy,
            person=person,
        )
