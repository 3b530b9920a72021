"""Whoever tries passwords is locked out for a while, and nobody else is."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forum import logins

pytestmark = pytest.mark.django_db
RIGHT = "a long password"
HERE, ELSEWHERE = "203.0.113.5", "198.51.100.7"


@pytest.fixture(autouse=True)
def ada():
    return get_user_model().objects.create_superuser("ada", password=RIGHT)


def sign_in(name: str = "ada", password: str = "wrong", *, address: str = HERE, path: str = "/login/", **headers: str):
    return Client(REMOTE_ADDR=address, headers=headers).post(path, {"username": name, "password": password})


def tried(times: int, name: str = "ada", **more: str) -> int:
    """As if so many had been wrong, of which the last one was asked; what that was answered."""
    if times > 1:
        sign_in(name, **more)
        AccessAttempt.objects.filter(username=name).update(failures_since_start=times - 1)
    return sign_in(name, **more).status_code


@pytest.mark.parametrize("path", ["/login/", "/admin/login/"])
def test_ten_wrong_passwords_lock_and_the_right_one_is_not_let_in(path: str):
    codes = [
        sign_in(password=f"wrong {number}", path=path).status_code for number in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert codes == [200] * 9 + [429]

    for where in ("/login/", "/admin/login/"):
        refused = sign_in(password=RIGHT, path=where)
        assert refused.status_code == 429
        assert "sessionid" not in refused.cookies


def test_nine_wrong_passwords_do_not_lock_and_are_forgotten_after_the_right_one():
    assert tried(9) == 200

    assert sign_in(password=RIGHT).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_page_says_for_how_long_and_looks_like_the_site():
    tried(10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=17, seconds=30))

    page = sign_in(password=RIGHT)
    shown = page.content.decode()

    assert 700 < int(page["Retry-After"]) <= 750
    assert "It opens again in 13 minutes" in shown
    assert 'class="masthead"' in shown
    assert "ada" not in shown
    assert page["Content-Security-Policy"]


def test_a_stranger_locks_nobody_out_who_signs_in_from_elsewhere():
    tried(10)

    assert sign_in(password=RIGHT, address=ELSEWHERE).status_code == 302
    assert sign_in("bruno", address=HERE).status_code == 200


def test_fifty_tries_of_any_names_lock_an_address():
    for number in range(5):
        tried(9, f"name {number}")
    codes = [sign_in(f"another {number}").status_code for number in range(logins.ADDRESS_MOST - 45)]

    assert codes == [200] * 4 + [429]
    assert sign_in(password=RIGHT).status_code == 429
    assert sign_in(password=RIGHT, address=ELSEWHERE).status_code == 302


def test_signing_in_with_an_account_of_ones_own_does_not_clear_an_address():
    get_user_model().objects.create_user("bruno", password=RIGHT)
    tried(9)

    assert sign_in("bruno", RIGHT).status_code == 302
    assert sign_in().status_code == 429


def test_another_browser_is_counted_with_the_first():
    tried(9, user_agent="one browser")

    assert sign_in(user_agent="another").status_code == 429


def test_nobody_is_believed_about_where_they_come_from():
    tried(9, x_forwarded_for="192.0.2.1")

    assert sign_in(x_forwarded_for="192.0.2.2").status_code == 429


def test_behind_a_trusted_proxy_each_visitor_has_an_address(settings):
    settings.TRUSTED_PROXY = ["127.0.0.1"]
    tried(9, address="127.0.0.1", x_forwarded_for=f"192.0.2.1, {HERE}")
    tried(1, address="127.0.0.1", x_forwarded_for=f"192.0.2.2, {HERE}")

    assert sign_in(password=RIGHT, address="127.0.0.1", x_forwarded_for=HERE).status_code == 429
    assert sign_in(password=RIGHT, address="127.0.0.1", x_forwarded_for=ELSEWHERE).status_code == 302


def test_trying_on_does_not_make_it_longer_and_stores_nothing():
    tried(10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    before = list(AccessAttempt.objects.values())

    sign_in()
    sign_in(user_agent="another browser")

    assert list(AccessAttempt.objects.values()) == before


def test_after_a_while_it_opens_and_old_tries_are_gone():
    tried(10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))

    assert sign_in(password=RIGHT).status_code == 302
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("command", [["axes_reset"], ["axes_reset_username", "ada"], ["axes_reset_ip", HERE]])
def test_a_command_opens_it_at_once(command: list[str]):
    tried(10)

    call_command(*command, stdout=StringIO())

    assert sign_in(password=RIGHT).status_code == 302


def test_a_known_and_an_unknown_name_are_told_the_same_after_the_same_work(monkeypatch):
    hashed = []
    hasher = get_user_model().check_password
    monkeypatch.setattr(get_user_model(), "check_password", lambda *given: hashed.append("known") or hasher(*given))
    make = get_user_model().set_password
    monkeypatch.setattr(get_user_model(), "set_password", lambda *given: hashed.append("unknown") or make(*given))

    known, unknown = sign_in("ada"), sign_in("nobody")

    def told(page) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|value="(ada|nobody)"', "", page.content.decode())

    assert told(known) == told(unknown)
    assert hashed == ["known", "unknown"]


def test_neither_passwords_nor_what_was_typed_beside_them_is_kept():
    sign_in("ada", "a secret nearly right")

    [kept] = AccessAttempt.objects.values()

    assert "a secret nearly right" not in str(kept)


@pytest.mark.parametrize("address", ["", "unknown", "203.0.113.5:4711"])
def test_an_address_that_is_none_is_counted_too(address: str):
    assert tried(10, address=address) == 429


def test_one_network_of_ipv6_is_one_address():
    tried(9, address="2001:db8:1:2::1")

    assert sign_in(address="2001:db8:1:2::2").status_code == 429
    assert sign_in(password=RIGHT, address="2001:db8:1:3::1").status_code == 302


def test_a_visitor_costs_no_query_more(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/help/")
        client.get("/login/")
