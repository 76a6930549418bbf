"""What people aim for: goals with their check-ins, and plans worked backwards from a number."""

from goals.models.goals import CheckIn, Goal, Milestone
from goals.models.plans import Plan, Scenario
from goals.models.reminders import Reminder, ReminderChoice

__all__ = [
    "CheckIn",
    "Goal",
    "Milestone",
    "Plan",
    "Reminder",
    "ReminderChoice",
    "Scenario",
]
