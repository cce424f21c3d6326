"""The templates that go out, files with the approved versions over them; and those a campaign was written with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from core.campaigns.contents import pack, unpack
from core.desk.template_tables import TemplateApproval, TemplateSet, TemplateUse, TemplateVersion
from core.messages.sources import BASE, FOLDER, FileLoader, lineage
from core.messages.templates import Templates, edited, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from core.desk.campaign_tables import Campaign

_WRITTEN = frozenset({".txt", ".html", ".md", ".typ", ".toml", ".css"})


@dataclass(frozen=True, kw_only=True)
class Used:
    """The templates of a moment: every text by name, and the number of each version that is not the file's."""

    sha256: str
    texts: Mapping[str, str]
    over: Mapping[str, str]  # of these, the ones that are no files
    versions: Mapping[str, int]
    templates: Templates


def approved_set(session: Session) -> Used:
    """Return the templates that go out now."""
    versions: dict[str, int] = {}
    over: dict[str, str] = {}
    for row in session.scalars(select(TemplateVersion).where(TemplateVersion.id.in_(_ruling()))):
        folder = f"{row.message}/{row.language}"
        versions[folder] = row.number
        over |= {f"{folder}/{form}": text for form, text in row.forms.items()}
    texts = dict(shipped_texts()) | over
    return Used(
        sha256=_sha256(texts),
        texts=texts,
        over=over,
        versions=versions,
        templates=_compiled(tuple(sorted(over.items()))) if over else shipped(),
    )


def keep_use(session: Session, campaign: Campaign, used: Used, at: datetime) -> None:
    """Note what ``campaign`` was written with; the texts are kept once for all campaigns."""
    if session.get(TemplateSet, used.sha256) is None:
        compressed, length, _ = pack([json.dumps(used.texts, sort_keys=True).encode()])
        session.add(TemplateSet(sha256=used.sha256, sources=compressed, length=length, kept_at=at))
        session.flush()
    session.execute(delete(TemplateUse).where(TemplateUse.campaign_id == campaign.id))
    session.add(TemplateUse(campaign_id=campaign.id, set_sha256=used.sha256, versions=dict(used.versions)))


def templates_of(session: Session, campaign: Campaign) -> Templates:
    """Return the templates that ``campaign`` was written with: what is changed in it later comes out of the same ones."""
    kept = session.scalar(
        select(TemplateSet)
        .join(TemplateUse, TemplateUse.set_sha256 == TemplateSet.sha256)
        .where(TemplateUse.campaign_id == campaign.id)
    )
    if kept is None or kept.sha256 == _sha256(shipped_texts()):
        return shipped()  # written before this was noted, or with the files as they are
    texts: dict[str, str] = json.loads(unpack(kept.sources, kept.length))
    return _compiled(tuple(sorted(texts.items())))


def versions_of(session: Session, campaign: Campaign) -> Mapping[str, int]:
    """Return the versions that ``campaign`` was written with, by message and language; absent: the file."""
    return session.scalar(select(TemplateUse.versions).where(TemplateUse.campaign_id == campaign.id)) or {}


@lru_cache(maxsize=1)
def shipped_texts() -> Mapping[str, str]:
    """Return the text of every file in the template folder, by name."""
    files = (file for file in FOLDER.rglob("*") if file.suffix in _WRITTEN)
    return {file.relative_to(FOLDER).as_posix(): file.read_text(encoding="utf-8") for file in sorted(files)}


@lru_cache(maxsize=1)
def shipped_loader() -> FileLoader:
    """Return the loader of the template folder, without any version over it."""
    return FileLoader(FOLDER)


def shared_parts(language: str) -> tuple[str, ...]:
    """Return the names of the parts that the messages of ``language`` share, as files of sentences."""
    places = (f"{BASE}/{spoken_in}/" for spoken_in in lineage(language))
    found = {
        name.removeprefix(place)
        for place in places
        for name in shipped_loader().list_templates()
        if name.startswith(place) and name.endswith(".md")
    }
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _compiled(texts: tuple[tuple[str, str], ...]) -> Templates:
    return edited(dict(texts))


def _ruling() -> Select[int | None]:
    newest = select(func.max(TemplateApproval.id)).group_by(TemplateApproval.message, TemplateApproval.language)
    return select(TemplateApproval.version_id).where(
        TemplateApproval.id.in_(newest), TemplateApproval.version_id.is_not(None)
    )


def _sha256(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()
