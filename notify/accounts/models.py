"""The user who signs in, and the members (person in an organisation) that this user is."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from breaches.models import Member


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        """A saved user with a hashed password."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in; roles belong to members, never to the user."""

    username = None  # type: ignore[assignment]  # the e-mail address takes its place
    email = models.EmailField(_("courriel"), unique=True)
    temporary_password = models.BooleanField(_("mot de passe à changer"), default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # narrower than AbstractUser's

    def __str__(self) -> str:
        return self.email


class Link(models.Model):
    """This user is that member. One person may be a member of several organisations."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="link")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.member_id}"
