"""Two mappings that say different things about one side file, or about the files of one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.side_errors import SourceMappingsDisagreeError
from core.desk.side_tables import SideFact, SideFile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.desk.side import NewFile


def file_before(session: Session, file: NewFile) -> SideFile | None:
    """Return the last time this very file was taken in and not taken back."""
    if not file.file_sha256:
        return None
    wanted = select(SideFile).where(
        SideFile.kind == file.kind, SideFile.file_sha256 == file.file_sha256, SideFile.taken_back_at.is_(None)
    )
    return session.scalars(wanted.order_by(SideFile.id.desc()).limit(1)).one_or_none()


def differing_lines(session: Session, file: NewFile, before: SideFile) -> list[int]:
    """Return the lines that say something else now than when the file was taken in."""
    if dict(file.mapping) == before.mapping:
        return []
    known = (
        select(SideFact.source, SideFact.key, SideFact.digest)
        .where(SideFact.kind == file.kind, SideFact.known_at <= before.taken_at)
        .where(
            (SideFact.file_id == before.id) | SideFact.replaced_at.is_(None) | (SideFact.replaced_at > before.taken_at)
        )
    )
    said = {(source, key, digest) for source, key, digest in session.execute(known)}
    return [each.line for each in file.facts if (each.source, each.key, each.digest) not in said]


def refuse_other_columns(session: Session, file: NewFile) -> None:
    """Raise when a field came from another column until now, and that column is in this file as well."""
    wanted = select(SideFile).where(
        SideFile.kind == file.kind, SideFile.file_name != "", SideFile.taken_back_at.is_(None)
    )
    sources = {each.source for each in file.facts}
    present = {_plain(each) for each in file.headers}
    for row in session.scalars(wanted.order_by(SideFile.id.desc())):
        if sources.isdisjoint(row.sources):
            continue
        for name, header in file.columns.items():
            earlier = row.columns.get(name)
            if earlier is not None and _plain(earlier) != _plain(header) and _plain(earlier) in present:
                raise SourceMappingsDisagreeError(
                    file.file_name, min(sources.intersection(row.sources)), name, earlier, header
                )
        return


def _plain(header: str) -> str:
    return " ".join(header.replace("_", " ").split()).casefold()
