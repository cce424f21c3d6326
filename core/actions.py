"""What people can do here, one name each, and which role may do it: the only place that says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is here; one person can be several."""

    VIEWER = "viewer"  # sees everything of the scope, changes nothing
    CONTROLLER = "controller"  # notes, promises, disputes, bank, work list
    MANAGER = "manager"  # policies, templates, campaigns
    APPROVER = "approver"  # the second pair of eyes
    ADMINISTRATOR = "administrator"  # people, channels, privacy, backups
    ACCOUNT_MANAGER = "account_manager"  # own customers: sees, comments, promises


class Action(StrEnum):
    """One kind of change, or of taking something away."""

    COMMENT = "comment"  # a note on a customer
    PROMISE = "promise"  # a promise to pay
    AGREE = "agree"  # disputes, plans, stops, reported payments; undoing them
    HANDLE = "handle"  # work list, calls, replies, requests of customers
    CUSTOMER = "customer"  # what is known better of a customer: address, channel, label
    IDENTITY = "identity"  # who is the same customer
    BANK = "bank"  # matching of bank lines
    IMPORT = "import"  # files, mappings, undoing of an import
    COMPANY = "company"  # orders, complaints, credit data, control balances
    CLOSE = "close"  # closing of a period
    EXPORT = "export"  # figures, lists and files taken away
    VIEW = "view"  # saved views
    POLICY = "policy"  # segments, ladders, channel mix, contact policy, standing campaigns, answers
    TEMPLATE = "template"  # drafts of messages
    APPROVE_TEMPLATE = "approve_template"
    CAMPAIGN = "campaign"  # plan, preview, edit, experiments
    APPROVE = "approve"  # a campaign
    STOP = "stop"  # keeping back what has not gone: pause, cancel, leave out, hold
    LAUNCH = "launch"  # launch, resume, one message now
    DECIDE = "decide"  # an adverse step for a natural person, by name and with the reason
    HANDOVER = "handover"  # to the agency and back
    MODEL = "model"  # training and choosing the payment model
    CHANNEL = "channel"  # relays, gateways, rates, brakes
    SETTING = "setting"  # house rules, law choices, schedules and sources
    PEOPLE = "people"  # roles, scopes, deputies
    PRIVACY = "privacy"  # export, erasure, objection, retention
    AUDIT = "audit"  # taking the audit trail away
    KEEP = "keep"  # backup, restore, version of the book


_SEES: Final = frozenset({Action.EXPORT})
_WORKS: Final = _SEES | {
    Action.COMMENT, Action.PROMISE, Action.AGREE, Action.HANDLE, Action.CUSTOMER, Action.IDENTITY, Action.BANK,
    Action.IMPORT, Action.COMPANY, Action.STOP, Action.VIEW,
}  # fmt: skip
_MANAGES: Final = _WORKS | {
    Action.CLOSE, Action.POLICY, Action.TEMPLATE, Action.CAMPAIGN, Action.LAUNCH, Action.DECIDE, Action.HANDOVER,
    Action.MODEL,
}  # fmt: skip
MATRIX: Final[dict[Role, frozenset[Action]]] = {
    Role.VIEWER: _SEES,
    Role.CONTROLLER: _WORKS,
    Role.MANAGER: _MANAGES,
    Role.APPROVER: _SEES
    | {Action.COMMENT, Action.VIEW, Action.STOP, Action.APPROVE, Action.APPROVE_TEMPLATE, Action.DECIDE},
    Role.ADMINISTRATOR: _SEES
    | {
        Action.VIEW,
        Action.STOP,
        Action.CHANNEL,
        Action.SETTING,
        Action.PEOPLE,
        Action.PRIVACY,
        Action.AUDIT,
        Action.KEEP,
    },
    Role.ACCOUNT_MANAGER: frozenset({Action.COMMENT, Action.PROMISE}),
}


def allowed(roles: frozenset[Role]) -> frozenset[Action]:
    """Return everything that somebody with these roles may do."""
    return frozenset().union(*(MATRIX[role] for role in roles))
