"""``python -m core``: Saldo without a screen."""

from __future__ import annotations

import sys

import typer

from core import logs
from core.console import (
    agreements,
    audit,
    bank,
    brakes,
    campaign,
    close,
    company,
    effect,
    erasing,
    explain,
    export,
    freshness,
    gateways,
    identity,
    ledger,
    mail,
    operations,
    people,
    prediction,
    replay,
    review,
    standing,
    upkeep,
    who,
    work,
    work_list,
)
from core.errors import SaldoError
from core.settings import Settings

app = typer.Typer(
    name="saldo",
    help="Saldo: see the portfolio, decide who hears what, send it, and know what happened. Everything lives in $SALDO_HOME (default ./var).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.callback()(who.begin)
for part in (
    ledger,
    close,
    campaign,
    work,
    brakes,
    agreements,
    upkeep,
    bank,
    export,
    explain,
    prediction,
    review,
    replay,
    standing,
    company,
    effect,
    freshness,
    gateways,
    identity,
    mail,
    work_list,
    operations,
    audit,
    people,
    erasing,
):
    part.register(app)


def main() -> int:
    """Run the command line; an error a person can mend is one sentence on stderr and exit code 2."""
    try:
        settings = Settings()
        logs.configure(form=settings.log_form, level=settings.log_level)
        with logs.traced("command"):
            app()
    except SaldoError as error:
        typer.echo(str(error), err=True)
        return 2
    except OSError as error:
        typer.echo(
            f"{error.filename or 'This'}: {error.strerror or error}. Check the name and who may write there.", err=True
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
