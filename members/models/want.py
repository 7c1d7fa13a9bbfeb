"""The currencies of reciprocity, and what people would like in each of them."""

from django.db import models
from django.db.models.functions import Lower

from members.models.person import Person
from members.querysets import WantQuerySet


class Currency(models.TextChoices):
    """In what people give each other something back."""

    SOURCE = "source", "Introduction to a referral source"
    CLIENT = "client", "Introduction to a client"
    SPEAKING = "speaking", "Speaking lead"
    BLOG = "blog", "Blog or article swap"
    TESTIMONIAL = "testimonial", "Testimonial"
    ADVICE = "advice", "Advice"
    OTHER = "other", "Something else"


class Want(models.Model):
    """What a person would like now; it has ended when they got it or want it no more."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wants")
    currency = models.CharField(max_length=12, choices=Currency.choices, default=Currency.OTHER)
    text = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WantQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                "currency",
                Lower("text"),
                condition=models.Q(ended_at=None),
                name="no_want_twice",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="wants_say_something"),
        ]

    def __str__(self) -> str:
        return self.text
