"""Which addresses count as a trusted proxy's: those that the operator named, and no other."""

import pytest

from api.proxies import Proxies
from api.settings import Settings, read_settings
from geo.errors import InputError


def test_nobody_is_trusted_unless_named(monkeypatch):
    monkeypatch.delenv("SALIENT_TRUSTED_PROXIES", raising=False)
    assert not any(Settings().proxies.trust(host) for host in ("127.0.0.1", "::1", "10.0.0.1", "", "testclient", "localhost"))


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", False),
        ("::ffff:127.0.0.1", True),
        ("10.255.0.1", True),
        ("11.0.0.1", False),
        ("::1", True),
        ("fd00::7", True),
        ("fe80::1", False),
        ("localhost", False),
        ("127.0.0.1, 8.8.8.8", False),
    ],
)
def test_addresses_and_networks_that_are_named_are_trusted(host, trusted, monkeypatch):
    monkeypatch.setenv("SALIENT_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,::1,fd00::/8")
    assert read_settings().proxies.trust(host) is trusted


@pytest.mark.parametrize("name", ["localhost", "10.0.0.1/8", "10.0.0.0/40", "*", "proxy.example"])
def test_what_is_no_address_is_refused_by_its_value(name, monkeypatch):
    monkeypatch.setenv("SALIENT_TRUSTED_PROXIES", name)
    with pytest.raises(InputError, match=r"SALIENT_TRUSTED_PROXIES: .* is no address or network") as refused:
        read_settings()
    assert repr(name) in str(refused.value)


def test_it_is_the_other_end_of_the_connection_that_is_trusted():
    proxies = Proxies.read(["127.0.0.1"])
    assert proxies.sent({"client": ("127.0.0.1", 50_000)})
    assert not proxies.sent({"client": ("192.0.2.7", 50_000)})
    assert not proxies.sent({"client": None})
    assert not proxies.sent({})


PROXY, INNER, READER, LIAR = "127.0.0.1", "10.0.0.2", "192.0.2.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        (READER, [], READER),
        (READER, [LIAR], READER),
        (PROXY, [], PROXY),
        (PROXY, [READER], READER),
        (PROXY, [f"{LIAR}, {READER}"], READER),
        (PROXY, [LIAR, READER], READER),
        (PROXY, [f"{LIAR}, {READER}, {INNER}"], READER),
        (PROXY, [INNER], INNER),
        (PROXY, [f"{READER}, unknown"], PROXY),
        (PROXY, [f"{LIAR}, unknown, {INNER}"], INNER),
        (PROXY, [f"{READER}:50000"], READER),
        (PROXY, ["[2001:db8::7]:50000"], "2001:db8::7"),
        (PROXY, ["2001:DB8:0::7"], "2001:db8::7"),
        (PROXY, [f"::ffff:{READER}"], READER),
        (f"::ffff:{PROXY}", [READER], READER),
        (PROXY, [""], PROXY),
        (PROXY, ["x" * 10_000], PROXY),
    ],
)
def test_who_asks_is_believed_from_named_proxies_only(peer, said, client):
    """Each proxy adds at the end who asked it: the last address that is no proxy's is the reader's, and what stands before it anybody may have written."""
    scope = {"client": (peer, 50_000), "headers": [(b"x-forwarded-for", value.encode()) for value in said]}
    assert Proxies.read(["127.0.0.1", "10.0.0.0/8"]).client(scope) == client
    assert Proxies().client(scope) == peer


def test_a_connection_without_an_address_is_nobody_in_particular():
    assert Proxies.read(["127.0.0.1"]).client({"client": None, "headers": [(b"x-forwarded-for", READER.encode())]}) == ""
