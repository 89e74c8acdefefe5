"""What an object names is there: in the overlay, or among what an installation brings."""

import re

import pytest

from tests.deploy.overlays import (
    OVERLAYS,
    config_of,
    objects,
    of_kind,
    our_workloads,
    title,
    workloads,
)
from tests.deploy.references import containers_of, pod_of, references, references_of_volume
from tests.tidy.source import expect_none, text

pytestmark = pytest.mark.parametrize("overlay", OVERLAYS)
MAP = "docs/operations/kubernetes.md"


def brought():
    """(kind, name): keys, of what the table in the documentation has installations bring."""
    rows = re.findall(r"^\| (Secret|ConfigMap) `([\w-]+)` \| ([^|]+) \|", text(MAP), re.M)
    return {(kind, name): set(re.findall(r"`([\w.-]+)`", keys)) for kind, name, keys in rows}


def there(overlay):
    """(kind, name): keys, of what the overlay has; None for what has no keys."""
    found = {
        (each["kind"], each["metadata"]["name"]): set(each["data"]) if "data" in each else None
        for each in objects(overlay)
    }
    made = {
        ("Secret", each["spec"]["secretName"]): {"ca.crt", "tls.crt", "tls.key"}
        for each in of_kind(overlay, "Certificate")
    }
    return {**found, **made}


def test_named_objects_are_there(overlay):
    known = {**brought(), **there(overlay)}
    expect_none(
        f"{overlay}: {title(each)}: {kind} {holder[key]} -> make it, or name it in {MAP}"
        for each in objects(overlay)
        for kind, holder, key in references(each)
        if (kind, holder[key]) not in known
    )


def test_generated_objects_are_used(overlay):
    used = {
        (kind, holder[key]) for each in objects(overlay) for kind, holder, key in references(each)
    }
    expect_none(
        f"{overlay}: {title(each)}: nobody names it"
        for each in of_kind(overlay, "ConfigMap", "Secret", "ServiceAccount")
        if (each["kind"], each["metadata"]["name"]) not in used
    )


def test_keys_of_secrets_and_configuration_are_there(overlay):
    known = {**brought(), **there(overlay)}
    expect_none(
        f"{overlay}: {title(each)}: {kind} {holder['name']} has no {holder['key']}"
        for each in workloads(overlay)
        for kind, holder, _ in references(each)
        if "key" in holder and holder["key"] not in known[kind, holder["name"]]
    )


def mounted(each):
    """Mount path: (kind, name) of what is mounted there."""
    sources = {
        volume["name"]: (kind, holder[key])
        for volume in pod_of(each).get("volumes", [])
        for kind, holder, key in references_of_volume(volume)
    }
    (container,) = containers_of(each)
    return {mount["mountPath"]: sources[mount["name"]] for mount in container["volumeMounts"]}


def files_named(config):
    """Paths in a configuration, those within the lines of `issuers` too."""
    for value in config.values():
        words = " ".join(value) if isinstance(value, list) else str(value)
        yield from re.findall(r"(?:^|[\s=])(/etc/steward/\S+)", words)


def test_files_named_in_the_configuration_are_mounted(overlay):
    known = {**brought(), **there(overlay)}
    complaints = []
    for each in our_workloads(overlay):
        if each["kind"] == "Job":
            continue
        mounts = mounted(each)
        for path in files_named(config_of(overlay, each)):
            folder, _, name = path.rpartition("/")
            if folder not in mounts or name not in known[mounts[folder]]:
                complaints.append(f"{overlay}: {title(each)}: {path} is not mounted")
    expect_none(complaints)


def pods(overlay, selector):
    """Workloads whose pods a plain selector chooses."""
    return [
        each
        for each in workloads(overlay)
        if selector.items() <= each["spec"]["template"]["metadata"]["labels"].items()
    ]


def test_selectors_choose_the_pods_of_one_workload(overlay):
    kinds = ("Service", "Deployment", "StatefulSet", "PodDisruptionBudget")
    complaints = []
    for each in of_kind(overlay, *kinds):
        selector = each["spec"]["selector"]
        chosen = pods(overlay, selector.get("matchLabels", selector))
        if [one["metadata"]["name"] for one in chosen] != [each["metadata"]["name"]]:
            complaints.append(f"{overlay}: {title(each)}: chooses {[*map(title, chosen)]}")
    expect_none(complaints)


def ports(each):
    """Names and numbers of the ports of a workload."""
    found = [port for one in containers_of(each) for port in one.get("ports", [])]
    return {port["name"] for port in found} | {port["containerPort"] for port in found}


def test_routes_lead_to_ports_of_services(overlay):
    served = {
        (each["metadata"]["name"], port["port"])
        for each in of_kind(overlay, "Service")
        for port in each["spec"]["ports"]
    }
    expect_none(
        f"{overlay}: {title(each)}: no port {holder['port']} of {holder['name']}"
        for each in of_kind(overlay, "HTTPRoute", "GRPCRoute")
        for kind, holder, _ in references(each)
        if (holder["name"], holder["port"]) not in served
    )


def test_alerts_are_about_metrics_that_are_documented(overlay):
    known = set(re.findall(r"\bsteward_\w+", text("docs/operations/README.md")))
    expect_none(
        f"{overlay}: {rule['alert']}: {metric} is not documented"
        for each in of_kind(overlay, "PrometheusRule")
        for group in each["spec"]["groups"]
        for rule in group["rules"]
        for metric in re.findall(r"\bsteward_\w+", rule["expr"])
        if metric not in known
    )


def test_services_and_probes_lead_to_ports_that_are_there(overlay):
    complaints = []
    for each in of_kind(overlay, "Service"):
        (target,) = pods(overlay, each["spec"]["selector"])
        for port in each["spec"]["ports"]:
            if port["targetPort"] not in ports(target):
                complaints.append(f"{overlay}: {title(each)}: no port {port['targetPort']}")
    for each in workloads(overlay):
        for container in containers_of(each):
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                for kind in ("grpc", "httpGet", "tcpSocket"):
                    port = container.get(probe, {}).get(kind, {}).get("port")
                    if port is not None and port not in ports(each):
                        complaints.append(f"{overlay}: {title(each)}: {probe}: no port {port}")
    expect_none(complaints)


def passwords_mounted(database):
    """Role: Secret of its password, of those that a PostgreSQL of the overlay makes."""
    return {
        f"steward_{item['path']}_app": source["secret"]["name"]
        for volume in pod_of(database)["volumes"]
        for source in volume.get("projected", {}).get("sources", [])
        for item in source["secret"]["items"]
    }


def password_of(workload):
    """The Secret of the file that is the password of its database."""
    volumes = {each["name"]: each for each in pod_of(workload).get("volumes", [])}
    return volumes.get("database", {}).get("secret", {}).get("secretName")


def test_a_database_of_the_overlay_makes_the_roles_of_all_services(overlay):
    complaints = []
    for database in of_kind(overlay, "StatefulSet"):
        made = passwords_mounted(database)
        for each in our_workloads(overlay):
            conninfo = config_of(overlay, each).get("database", "")
            for role in re.findall(r"\buser=(\w+)", conninfo):
                if each["kind"] == "Deployment" and made.get(role) != password_of(each):
                    complaints.append(f"{overlay}: {title(database)}: mount the password of {role}")
    expect_none(complaints)
