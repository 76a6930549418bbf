"""The people, their teams and their working time; the marks of what must be computed anew."""

from accounts.models.calendars import Calendar, ClosedDay, TimeOff
from accounts.models.live import Announcement
from accounts.models.marks import StaleMark
from accounts.models.organisation import Organisation
from accounts.models.people import FormerJob, JobRole, Role, User
from accounts.models.teams import Membership, Team
from accounts.models.tokens import ApiToken

__all__ = [
    "Announcement",
    "ApiToken",
    "Calendar",
    "ClosedDay",
    "FormerJob",
    "JobRole",
    "Membership",
    "Organisation",
    "Role",
    "StaleMark",
    "Team",
    "TimeOff",
    "User",
]
