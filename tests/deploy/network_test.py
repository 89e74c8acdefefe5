"""Network policies let through what processes call, and nothing else."""

import ipaddress
import urllib.parse

import pytest

from tests.deploy.flows import allowed, expected, name_of, selects
from tests.deploy.overlays import OVERLAYS, config_of, of_kind, our_workloads, program

pytestmark = pytest.mark.parametrize("overlay", OVERLAYS)
PRIVATE = "10.1.2.3 127.0.0.1 169.254.169.254 172.16.0.1 192.168.1.1 100.64.0.1 fd00::1 fe80::1"


def test_everything_is_denied_first(overlay):
    (deny,) = [x for x in of_kind(overlay, "NetworkPolicy") if x["metadata"]["name"] == "deny-all"]

    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_exactly_the_flows_of_the_configuration_are_let_through(overlay):
    flows = expected(overlay)

    assert ("steward-gateway", "steward-ticket", 9090) in flows
    assert allowed(overlay, "Ingress") == flows
    assert allowed(overlay, "Egress") == flows


def test_policies_name_their_peers_and_ports(overlay):
    for policy in of_kind(overlay, "NetworkPolicy"):
        spec = policy["spec"]
        for direction, side in (("ingress", "from"), ("egress", "to")):
            for rule in spec.get(direction, []):
                assert rule.get(side) and rule.get("ports"), policy["metadata"]["name"]


def blocks(overlay):
    """(policy, rule) of what may leave the cluster."""
    for policy in of_kind(overlay, "NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            if any("ipBlock" in each for each in rule["to"]):
                yield policy["metadata"]["name"], rule


def covers(block, address):
    def holds(network):
        network = ipaddress.ip_network(network)
        return network.version == address.version and address in network

    return holds(block["cidr"]) and not any(map(holds, block.get("except", [])))


def test_only_two_processes_reach_the_internet_and_no_private_network(overlay):
    found = {name for name, _ in blocks(overlay)}
    assert found - {"mail"} == {"gateway", "notification"}
    assert {*map(chosen(overlay), found)} == {("steward-gateway",), ("steward-notification",)}
    for name, rule in blocks(overlay):
        covered = [each["ipBlock"] for each in rule["to"]]
        for text in PRIVATE.split():
            address = ipaddress.ip_address(text)
            assert not any(covers(block, address) for block in covered), f"{name}: {text}"
        for text in ("93.184.216.34", "2606:2800:220:1::1"):
            assert any(covers(block, ipaddress.ip_address(text)) for block in covered)
        ports = {465, 587} if name == "mail" else {443, 8443}
        assert {port["port"] for port in rule["ports"]} <= ports


def chosen(overlay):
    """By the name of a policy: the names of the processes that it is for."""
    policies = {x["metadata"]["name"]: x["spec"] for x in of_kind(overlay, "NetworkPolicy")}

    def names(policy):
        selector = policies[policy]["podSelector"]
        return tuple(name_of(each) for each in our_workloads(overlay) if selects(selector, each))

    return names


def test_the_mail_server_of_the_configuration_is_reached(overlay):
    (sender,) = [x for x in our_workloads(overlay) if name_of(x) == "steward-notification"]
    url = urllib.parse.urlsplit(config_of(overlay, sender).get("smtp_url", ""))
    opened = {
        port["port"]
        for name, rule in blocks(overlay)
        for port in rule["ports"]
        if chosen(overlay)(name) == ("steward-notification",)
    }

    assert opened - {443, 8443} == ({465, 587} if url.scheme else set())
    assert url.port in opened | {None}


def test_certificates_admit_the_processes_that_call(overlay):
    programs = {name_of(each): program(each) for each in our_workloads(overlay)}
    for workload in our_workloads(overlay):
        if workload["kind"] == "Job":
            continue
        peers = config_of(overlay, workload).get("mtls_peers")
        callers = {
            programs[caller].removeprefix("steward-")
            for caller, called, _ in expected(overlay)
            if called == name_of(workload)
        }
        if "mtls_certificate" in config_of(overlay, workload):
            assert set(peers.split(",") if peers else []) == callers, name_of(workload)
