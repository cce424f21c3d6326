"""What can be wrong with a statement that reads well, each in a sentence that says what to do."""

from __future__ import annotations

from core.errors import SaldoError


class UnknownAccountError(SaldoError):
    """A statement of an account that nobody said whose it is."""

    def __init__(self, account: str) -> None:
        super().__init__(
            "Account {account} is not known yet: say which company it belongs to (--entity CODE, or the list above "
            "the file). Once is enough.",
            account=account,
        )


class NoEntriesError(SaldoError):
    """A file without a statement in it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} holds no statement: ask the bank for a statement of days on which something was booked.", name=name
        )


class UnknownCustomerError(SaldoError):
    """A customer that the book does not have."""

    def __init__(self, customer_id: str, entity: str) -> None:
        super().__init__(
            "There is no customer {customer_id} at {entity}: choose one from the list of customers.",
            customer_id=customer_id,
            entity=entity,
        )


class UnknownLineError(SaldoError):
    """A line that is not on any statement here."""

    def __init__(self, line_id: int) -> None:
        super().__init__(
            "There is no bank line {line_id}: look at the page Bank for the lines there are.", line_id=line_id
        )


class SeveralCustomersError(SaldoError):
    """A line that could be several customers', or nobody's that we know."""

    def __init__(self) -> None:
        super().__init__(
            "It is not clear whose this payment is: say which customer (--customer ID, or choose one on the page)."
        )
