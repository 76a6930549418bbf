"""Users: everybody who logs in or is scored."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Role(models.TextChoices):
    """What a person may do; what they are paid to do is their job role."""

    REP = "rep", _("Rep")
    MANAGER = "manager", _("Manager")
    LEADER = "leader", _("Leader")
    ADMIN = "admin", _("Admin")


class JobRole(models.Model):
    """SDR, AE, …: scorecards are assigned to job roles."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("job role")
        verbose_name_plural = _("job roles")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FormerJob(models.Model):
    """The job role a person had until a day (inclusive); the present one is on the person.

    Without it a promotion would put the past on another scorecard.
    """

    user = models.ForeignKey("User", models.CASCADE, related_name="former_jobs")
    job_role = models.ForeignKey(JobRole, models.PROTECT, related_name="former_people")
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former job role")
        verbose_name_plural = _("former job roles")
        ordering = ("user", "ends_on")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "ends_on"), name="one_former_job_per_person_and_last_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.job_role_id} until {self.ends_on}"


class PeopleQuerySet(models.QuerySet["User"]):
    def reps(self) -> Self:
        return self.filter(role=Role.REP)

    def employed_on(self, day: date) -> Self:
        joined = Q(joined_on__isnull=True) | Q(joined_on__lte=day)
        return self.filter(joined, Q(left_on__isnull=True) | Q(left_on__gte=day))


class People(BaseUserManager["User"]):
    def get_queryset(self) -> PeopleQuerySet:
        return PeopleQuerySet(self.model, using=self._db)

    def reps(self) -> PeopleQuerySet:
        return self.get_queryset().reps()

    def employed_on(self, day: date) -> PeopleQuerySet:
        return self.get_queryset().employed_on(day)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields = {"role": Role.ADMIN, "is_staff": True, "is_superuser": True, **fields}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `left_on` is the last day employed; nothing of a person who left is deleted."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.REP)
    job_role = models.ForeignKey(
        JobRole, models.PROTECT, null=True, blank=True, verbose_name=_("job role")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("Empty: the organisation's.")
    )
    external_id = models.CharField(
        _("external id"),
        max_length=120,
        null=True,
        blank=True,
        unique=True,
        help_text=_("The person's id in the CRM; imports find the person by it."),
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("may open the support pages"), default=False)
    date_joined = models.DateTimeField(_("account made"), auto_now_add=True)

    objects: ClassVar[People] = People()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(
                name="people_leave_after_they_joined",
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=F("joined_on")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def is_employed_on(self, day: date) -> bool:
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or day <= self.left_on
        )
