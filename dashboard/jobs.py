"""Long work beside the pages: it goes on when its reader closes the page, and any page can show how far it is.

It stops at its next write when its reader was removed, was signed out or lost the role meanwhile.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING

import streamlit as st

from core.access import lasting
from core.acting import Actor, acting, current
from core.errors import SaldoError
from core.logs import trace, traced
from dashboard.reads import application
from dashboard.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.acting import Still
    from dashboard.i18n import Words

    Progress = Callable[[float, str], None]
    Work = Callable[[Progress], object]

LOG = logging.getLogger("saldo.jobs")
LOOK_EVERY_SECONDS = 0.5


@dataclass(kw_only=True)
class Job:
    """One piece of work: how far it is, and in the end its result or the sentence that says what went wrong."""

    title: str
    share: float = 0.0
    step: str = ""
    is_done: bool = False
    result: object = None
    problem: Exception | None = None

    def advance(self, share: float, step: str) -> None:
        """Note that ``share`` (0-1) is done and what comes next."""
        self.share, self.step = min(max(share, 0.0), 1.0), step


@st.cache_resource(show_spinner=False)
def _board() -> tuple[dict[tuple[str, str], Job], Lock]:
    """Return the jobs of this process by limits and key, and the lock around them."""
    return {}, Lock()


def _own(key: str) -> tuple[str, str]:
    """Return ``key`` as the board knows it: what was made for one scope is not found by who has another."""
    return current().limits.key, key


def start(key: str, title: str, work: Work) -> Job:
    """Start ``work`` under ``key`` for whoever clicked, and return its job; one that is running is returned instead."""
    who = current(is_writing=True)
    still = lasting.still(application().desk, who) if who.is_known else None
    jobs, lock = _board()
    own = who.limits.key, key
    with lock:
        job = jobs.get(own)
        if job is not None and not job.is_done:
            return job
        job = jobs[own] = Job(title=title)
    Thread(target=_run, args=(job, work, who, still, trace()), name=f"saldo-{key}", daemon=True).start()
    return job


def find(key: str) -> Job | None:
    """Return the job of ``key``, running or done, until somebody forgets it."""
    return _board()[0].get(_own(key))


def is_running(key: str) -> bool:
    """Return whether the work of ``key`` goes on."""
    job = find(key)
    return job is not None and not job.is_done


def forget(key: str) -> None:
    """Drop a finished job, once its outcome was read."""
    jobs, lock = _board()
    with lock:
        own = _own(key)
        if own in jobs and jobs[own].is_done:
            del jobs[own]


def watch(key: str, words: Words) -> Job | None:
    """Return the job of ``key`` when it is done; while it runs, show how far it is and return None."""
    job = find(key)
    if job is None or job.is_done:
        return job
    _bar(key, words)
    return None


def keep(key: str, place: str) -> None:
    """Take what finished work made out of the jobs into the session, as ``place``: it goes when its reader goes."""
    done = find(key)
    if done is not None and done.is_done and done.problem is None:
        st.session_state[place] = done.result
        forget(key)


def follow(key: str, words: Words) -> None:
    """Show how far the work of ``key`` is, and once what went wrong with it."""
    done = watch(key, words)
    if done is not None and done.problem is not None:
        tell(done.problem, words)
        forget(key)


def tell(problem: Exception, words: Words) -> None:
    """Show what went wrong: a sentence that says what to do, or that the log has it."""
    if isinstance(problem, SaldoError):
        refuse(problem)
    else:
        st.error(
            words("This did not work, and it is not your doing. The log of the app says more."), icon=":material/error:"
        )


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _bar(key: str, words: Words) -> None:
    job = find(key)
    if job is None or job.is_done:
        st.rerun()
    st.progress(job.share, text=f"**{words(job.title)}** {words(job.step)}")


def _run(job: Job, work: Work, who: Actor, still: Still | None, cause: str) -> None:
    try:
        with traced("click", given=cause, title=job.title), acting(who, still=still):
            job.result = work(job.advance)
    except Exception as problem:  # shown to the reader who started it; a thread has nobody else to tell
        if not isinstance(problem, SaldoError):
            LOG.exception("%s failed", job.title)
        job.problem = problem
    finally:
        job.is_done = True
