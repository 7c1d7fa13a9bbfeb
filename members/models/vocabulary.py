"""The four lists that people choose from: professions, referral-source types, pools and events."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from members.querysets import CompetingQuerySet, EventNeedQuerySet, VocabularyQuerySet


class Term(models.Model):
    """One entry of a list. `short` is how it reads in the middle of a sentence.

    Entries without a group came with the application and are everybody's; an entry with one was
    added by its organizers, and its members alone choose it.
    """

    group = models.ForeignKey(
        "members.Group",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="own_%(class)ss",
    )
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    # Set when an organizer changes the entry: loading the starter lists again then leaves it alone.
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = VocabularyQuerySet.as_manager()

    WORDS: ClassVar[str]  # the column of OurWords that points here
    CHOSEN_AS: ClassVar[tuple[str, ...]]  # where somebody's profile may hold it

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name in the words of the groups that it was read for, if it was."""
        return str(self.__dict__.get("our_name") or self.name)

    @property
    def called_short(self) -> str:
        return str(self.__dict__.get("our_short") or self.short)

    @property
    def found_by(self) -> list[str]:
        """What else finds it: its aliases, and other names in the groups it was read for."""
        names = [self.name, *self.aliases, *(self.__dict__.get("our_aliases") or [])]
        return [name for name in dict.fromkeys(names) if name and name != self.called]


class SourceType(Term):
    """A type of people who send business: a profession's people, or others such as clergy."""

    WORDS = "source"
    CHOSEN_AS = ("sources",)
    profession = models.OneToOneField(
        "Profession", null=True, blank=True, on_delete=models.CASCADE, related_name="as_source"
    )


class ProspectPool(Term):
    """A set of clients whose custom several professions seek: first-time home buyers."""

    WORDS = "pool"
    CHOSEN_AS = ("pools", "belongs")


class Profession(Term):
    WORDS = "profession"
    CHOSEN_AS = ("profession",)

    plural = models.CharField(max_length=120)
    sphere = models.CharField(max_length=60)
    help = models.CharField(max_length=160, blank=True)
    # What somebody who chooses this profession starts with.
    sources = models.ManyToManyField(SourceType, blank=True, related_name="named_by")
    pools = models.ManyToManyField(ProspectPool, blank=True, related_name="sought_by")
    belongs = models.ManyToManyField(ProspectPool, blank=True, related_name="members")


class TriggerEvent(Term):
    """An event in a client's life or business that makes several professions needed at once."""

    WORDS = "event"
    CHOSEN_AS = ("events",)

    moment = models.CharField(max_length=160)
    professions = models.ManyToManyField(
        Profession, through="EventNeed", related_name="trigger_events"
    )


class EventNeed(models.Model):
    """What one profession does at one event: "settles who keeps the house"."""

    event = models.ForeignKey(TriggerEvent, on_delete=models.CASCADE, related_name="needs")
    profession = models.ForeignKey(Profession, on_delete=models.CASCADE, related_name="needed_at")
    does = models.CharField(max_length=160)
    # Whose organizers have added it; empty for what came with the application.
    group = models.ForeignKey(
        "members.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    objects = EventNeedQuerySet.as_manager()

    class Meta:
        constraints = [
            # A group may have words of its own for what everybody's list says, or another need.
            models.UniqueConstraint(
                fields=["event", "profession", "group"],
                nulls_distinct=False,
                name="one_need_per_event_and_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profession} {self.does}"


class CompetingProfessions(models.Model):
    """Two professions that seek the same client for the same thing are not introduced."""

    first = models.ForeignKey(Profession, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Profession, on_delete=models.CASCADE, related_name="+")
    # A group may say that two more compete, or (`lifted`) that in it these two do not.
    group = models.ForeignKey(
        "members.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="competing"
    )
    lifted = models.BooleanField(default=False)

    objects = CompetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="competing_in_order"),
            models.UniqueConstraint(
                fields=["first", "second", "group"],
                nulls_distinct=False,
                name="competing_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted=False) | Q(group__isnull=False),
                name="only_groups_lift_competition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class OurWords(models.Model):
    """What one group calls an entry that everybody has, or that it does not offer the entry.

    The entry itself stays the same for the matcher, so that members of several groups still meet.
    """

    group = models.ForeignKey("members.Group", on_delete=models.CASCADE, related_name="our_words")
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.CASCADE, related_name="our_words"
    )
    source = models.ForeignKey(
        SourceType, null=True, blank=True, on_delete=models.CASCADE, related_name="our_words"
    )
    pool = models.ForeignKey(
        ProspectPool, null=True, blank=True, on_delete=models.CASCADE, related_name="our_words"
    )
    event = models.ForeignKey(
        TriggerEvent, null=True, blank=True, on_delete=models.CASCADE, related_name="our_words"
    )
    name = models.CharField(max_length=120, blank=True)  # "" where only aliases are added
    short = models.CharField(max_length=120, blank=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "profession", "source", "pool", "event"],
                nulls_distinct=False,
                name="our_words_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(profession__isnull=False, source=None, pool=None, event=None)
                    | Q(profession=None, source__isnull=False, pool=None, event=None)
                    | Q(profession=None, source=None, pool__isnull=False, event=None)
                    | Q(profession=None, source=None, pool=None, event__isnull=False)
                ),
                name="our_words_for_one_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'an entry'} in {self.group}"
