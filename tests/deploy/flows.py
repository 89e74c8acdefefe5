"""Who talks to whom: as the configuration says, and as the network policies let them."""

from tests.deploy.overlays import config_of, of_kind, our_workloads, workloads
from tests.deploy.references import containers_of


def name_of(workload):
    return workload["metadata"]["name"]


def environment(overlay, workload):
    """What comes from ConfigMaps."""
    maps = {each["metadata"]["name"]: each["data"] for each in of_kind(overlay, "ConfigMap")}
    (container,) = containers_of(workload)
    found = {}
    for source in container.get("envFrom", []):
        found.update(maps.get(source["configMapRef"]["name"], {}))
    return found


def addresses(overlay, workload):
    """host:port of all that a process of Steward calls in its cluster."""
    settings = {**environment(overlay, workload)}
    if "PGHOST" in settings:
        yield f"{settings['PGHOST']}:{settings['PGPORT']}"
    if workload["kind"] == "Job":
        return
    config = config_of(overlay, workload)
    yield config["redis"]
    yield from (each.partition("=")[2] for each in config.get("services", []))
    for key, value in config.items():
        if key.endswith("_service"):
            yield value.removeprefix("dns:///")


def expected(overlay):
    """(caller, called, port) by workload; without what is outside of the namespace."""
    flows = set()
    for workload in our_workloads(overlay):
        for address in addresses(overlay, workload):
            host, _, port = address.rpartition(":")
            if "." not in host:
                flows.add((name_of(workload), host, int(port)))
    return flows


def selects(selector, workload):
    """Whether a label selector of a policy chooses the pods of a workload."""
    labels = workload["spec"]["template"]["metadata"]["labels"]
    wanted = selector.get("matchLabels", {})
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    rules = selector.get("matchExpressions", [])
    assert all(rule["operator"] == "In" for rule in rules)
    return all(labels.get(rule["key"]) in rule["values"] for rule in rules)


def ports_of(workload):
    return {
        port["name"]: port["containerPort"]
        for container in containers_of(workload)
        for port in container.get("ports", [])
    }


def open_ports(overlay, direction, caller, called):
    """Numbers of the ports of `called` that policies of one end open for `caller`."""
    side = {"Ingress": "from", "Egress": "to"}[direction]
    owner, peer = (called, caller) if direction == "Ingress" else (caller, called)
    found = set()
    for policy in of_kind(overlay, "NetworkPolicy"):
        spec = policy["spec"]
        if direction not in spec["policyTypes"] or not selects(spec["podSelector"], owner):
            continue
        for rule in spec.get(direction.lower(), []):
            if any(is_peer(each, peer) for each in rule[side]):
                named = ports_of(called)
                found |= {named.get(port["port"], port["port"]) for port in rule["ports"]}
    return found


def is_peer(entry, workload):
    # Addresses and other namespaces are none of our pods.
    return set(entry) == {"podSelector"} and selects(entry["podSelector"], workload)


def allowed(overlay, direction):
    """(caller, called, port) that the policies of one end let through."""
    return {
        (name_of(caller), name_of(called), port)
        for caller in workloads(overlay)
        for called in workloads(overlay)
        for port in open_ports(overlay, direction, caller, called)
    }
