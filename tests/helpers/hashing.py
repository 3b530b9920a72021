"""Passwords -> hashes, in no time: what slows an attacker down slows a test as much. The site can read them."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    iterations = 1
