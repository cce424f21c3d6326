"""The migrations make exactly the tables that the code declares, also when several processes start at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import inspect

from core.desk.engine import DeskUrlError, open_desk
from core.desk.migrate import configuration, migrate
from core.desk.tables import Base

if TYPE_CHECKING:
    from core.desk.engine import Desk


def test_migrated_tables_are_the_declared_ones(desk: Desk) -> None:
    with desk.transaction() as connection:
        command.check(configuration(connection))  # raises when a column, key or index differs
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_several_starts_at_once_migrate_once(desk_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [desk_url] * 4))
    again = open_desk(desk_url)
    migrate(again)
    with again.reading() as session:
        assert inspect(session.connection()).has_table("message")
    again.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "not a url"])
def test_other_databases_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(DeskUrlError, match="sqlite:///FILE or postgresql://"):
        open_desk(url)
