"""Which check-ins people were reminded of by e-mail, and who wants no e-mails."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from goals.models.goals import Goal


class Reminder(models.Model):
    """A person was told that a check-in of a goal was due on a day: nobody is told twice."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = (
            models.UniqueConstraint(
                fields=("goal", "person", "day"), name="one_reminder_per_person_goal_and_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: goal {self.goal_id} due on {self.day}"


class ReminderChoice(models.Model):
    """What a person said about e-mails; who never said anything gets them."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choice"
    )
    by_email = models.BooleanField(_("e-mail when a check-in is due"), default=True)

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")

    def __str__(self) -> str:
        return f"{self.person_id}: {'e-mail' if self.by_email else 'no e-mail'}"
