"""Which network addresses belong to the public internet."""

import ipaddress

_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291 2.5.5.1: deprecated
        "64:ff9b::/96",  # NAT64, RFC 6052: leads to any IPv4 address
        "64:ff9b:1::/48",  # NAT64 for local use, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056: carries an IPv4 address
        "fec0::/10",  # site-local, RFC 3879: deprecated
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody's machine may have, and no way to a private one.

    False for what is no address at all, and for every form in which IPv6 carries an IPv4 address,
    except the mapped form (`::ffff:192.0.2.1`), which counts as the address that it carries.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return False
    return not any(ip.version == network.version and ip in network for network in _REFUSED)
