"""What roles and actions are called on screens, in documents and on the command line."""

from __future__ import annotations

from typing import Final

from core.actions import Action, Role
from core.language import later

ROLES: Final[dict[Role, str]] = {
    Role.VIEWER: later("Viewer"),
    Role.CONTROLLER: later("Controller"),
    Role.MANAGER: later("Manager"),
    Role.APPROVER: later("Approver"),
    Role.ADMINISTRATOR: later("Administrator"),
    Role.ACCOUNT_MANAGER: later("Account manager"),
}
MEANINGS: Final[dict[Role, str]] = {
    Role.VIEWER: later("Sees everything and takes figures away; changes nothing."),
    Role.CONTROLLER: later("Works the list: notes, promises, disputes, replies, bank, imports, customer data."),
    Role.MANAGER: later("What a controller does, and decides how: policies, templates, campaigns, launch, agency."),
    Role.APPROVER: later("The second pair of eyes: approves campaigns and templates, and steps against people."),
    Role.ADMINISTRATOR: later("People and roles, ways to send, house rules, privacy, the audit trail, backups."),
    Role.ACCOUNT_MANAGER: later("Sees their own customers only; comments and notes promises."),
}
ACTIONS: Final[dict[Action, str]] = {
    Action.COMMENT: later("Notes on a customer; taking back one's own"),
    Action.PROMISE: later("Promises to pay; taking back one's own"),
    Action.AGREE: later("Disputes, plans, stops, reported payments; taking them back"),
    Action.HANDLE: later("Work list, calls, replies, returned mail, requests of customers"),
    Action.CUSTOMER: later("What is known better of a customer: address, language, channel"),
    Action.IDENTITY: later("Who is the same customer, and who is a natural person"),
    Action.BANK: later("Which invoice a bank line pays"),
    Action.IMPORT: later("Files, mappings, imports taken back"),
    Action.COMPANY: later("Orders, complaints, credit deadlines, control balances"),
    Action.CLOSE: later("Closing a month"),
    Action.EXPORT: later("Figures, lists and files taken away"),
    Action.VIEW: later("Views saved for everybody"),
    Action.POLICY: later("Segments, ladders, channel mix, answers, replays"),
    Action.TEMPLATE: later("Drafts of messages"),
    Action.APPROVE_TEMPLATE: later("Letting a message text go out"),
    Action.CAMPAIGN: later("Planning, writing and editing campaigns; experiments"),
    Action.APPROVE: later("Approving a campaign, a standing approval, a second look"),
    Action.STOP: later("Keeping back what has not gone: pause, cancel, leave out, hold"),
    Action.LAUNCH: later("Launching, resuming, one message now"),
    Action.DECIDE: later("A step against somebody, by name and with the reason"),
    Action.HANDOVER: later("To the agency and back"),
    Action.MODEL: later("Training and choosing the payment model"),
    Action.CHANNEL: later("Relays, gateways, speed and brakes"),
    Action.SETTING: later("House rules, choices about the law, schedules and sources"),
    Action.PEOPLE: later("People, roles, limits and deputies"),
    Action.PRIVACY: later("Export of a person's data, erasure, objection, retention"),
    Action.AUDIT: later("Taking the audit trail away"),
    Action.KEEP: later("Backup, restore, which version of the book is used"),
}
