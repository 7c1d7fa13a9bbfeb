"""Whom somebody does not want to be introduced to. Seen by them alone."""

from django.db import models
from django.db.models import F, Q

from introductions.querysets import DoNotIntroduceQuerySet
from members.models import Person


class DoNotIntroduce(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="do_not_introduce")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    objects = DoNotIntroduceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "do not introduce"
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="not_to_be_introduced_once"),
            models.CheckConstraint(
                condition=~Q(person=F("other")), name="not_to_be_introduced_to_another"
            ),
        ]
        indexes = [models.Index(fields=["other"])]

    def __str__(self) -> str:
        return f"{self.person} – {self.other}"
