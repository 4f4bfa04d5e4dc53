"""Acts of a mailing that ask for the password again."""

from django import forms

from notify.accounts.reauth import PasswordAgain


class SignProofForm(PasswordAgain):
    """Sign the packet that was read, and no other."""

    read_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class StartForm(PasswordAgain):
    """Begin the production of every letter."""


class HandOverForm(PasswordAgain):
    """Every lot was handed over."""
