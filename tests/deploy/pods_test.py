"""Every pod is labelled, confined, probed, bounded and easy to move."""

import re

import pytest

from tests.deploy.overlays import (
    OVERLAYS,
    ROOT,
    config_of,
    objects,
    of_kind,
    our_workloads,
    program,
    title,
    workloads,
)
from tests.deploy.references import containers_of, pod_of
from tests.tidy.source import expect_none, text

pytestmark = pytest.mark.parametrize("overlay", OVERLAYS)
LABEL = "app.kubernetes.io/"
LABELS = {"instance", "part-of", "managed-by"}


def seconds(duration):
    return int(re.fullmatch(r"(\d+)s", duration).group(1))


def complain(overlay, found, kinds=workloads):
    """A complaint about each object of which `found` tells something."""
    complaints = ((each, found(each)) for each in kinds(overlay))
    expect_none(f"{overlay}: {title(each)}: {why}" for each, why in complaints if why)


def test_every_object_says_what_it_belongs_to(overlay):
    def missing(each):
        has = {key.removeprefix(LABEL) for key in each["metadata"].get("labels", {})}
        return sorted(LABELS - has)

    complain(overlay, missing, objects)


def test_every_workload_and_its_pods_have_all_labels(overlay):
    def missing(each):
        wanted = {LABEL + name for name in LABELS | {"name", "component", "version"}}
        template = each["spec"]["template"]["metadata"]["labels"]
        return sorted(wanted - set(each["metadata"]["labels"]) | wanted - set(template))

    complain(overlay, missing)


def test_versions_are_those_of_this_release(overlay):
    version = re.search(r"project\(steward VERSION (\S+)", text("CMakeLists.txt")).group(1)

    def other(each):
        found = each["metadata"]["labels"][LABEL + "version"]
        tags = [one["image"].rpartition(":")[2] for one in containers_of(each)]
        return {found, *tags} - {version}

    complain(overlay, other, our_workloads)


def test_pods_are_restricted(overlay):
    (namespace,) = of_kind(overlay, "Namespace")
    labels = namespace["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"

    def loose(each):
        pod, context = pod_of(each), pod_of(each).get("securityContext", {})
        held = (
            context.get("runAsNonRoot") is True
            and context.get("runAsUser", 0) > 0
            and context.get("seccompProfile") == {"type": "RuntimeDefault"}
            and pod.get("automountServiceAccountToken") is False
            and pod.get("serviceAccountName") == each["metadata"]["name"].replace("migration-", "")
            and not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        )
        return "" if held else "is not restricted, or has the account of another"

    complain(overlay, loose)


def test_containers_can_do_nothing_but_their_work(overlay):
    def loose(each):
        wanted = {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        return [c["name"] for c in containers_of(each) if c.get("securityContext") != wanted]

    complain(overlay, loose)


def test_containers_say_what_they_need(overlay):
    def silent(each):
        for container in containers_of(each):
            resources = container.get("resources", {})
            if not {"cpu", "memory"} <= set(resources.get("requests", {})):
                yield "requests of cpu and memory"
            if "memory" not in resources.get("limits", {}):
                yield "a limit of memory"

    complain(overlay, lambda each: list(silent(each)))


def test_images_have_a_version(overlay):
    def loose(each):
        images = [container["image"] for container in containers_of(each)]
        pattern = r"\S+(:(?!latest)[\w.-]+|@sha256:[0-9a-f]{64})"
        return [image for image in images if not re.fullmatch(pattern, image)]

    complain(overlay, loose)


def test_what_serves_is_probed(overlay):
    def silent(each):
        wanted = {"livenessProbe", "readinessProbe"} if each["kind"] != "Job" else set()
        if program(each) and wanted:
            wanted.add("startupProbe")
        return [sorted(wanted - set(one)) for one in containers_of(each) if wanted - set(one)]

    complain(overlay, silent)


def test_probes_give_time_to_start_and_notice_soon(overlay):
    # Seconds between two, and how many have to fail; None: any number.
    wanted = {"startupProbe": (2, 30), "livenessProbe": (10, 3), "readinessProbe": (5, None)}

    def other(each):
        if each["kind"] == "Job":
            return
        for name, (period, failures) in wanted.items():
            probe = containers_of(each)[0][name]
            asks_enough = failures in (None, probe["failureThreshold"])
            if probe["periodSeconds"] != period or not asks_enough:
                yield f"{name} every {period} s, {failures or 'any number of'} times"

    complain(overlay, lambda each: list(other(each)), our_workloads)


def test_nothing_is_cut_off_while_it_drains(overlay):
    def short(each):
        if each["kind"] == "Job":
            return ""
        config = config_of(overlay, each)
        drain = seconds(config["drain_delay"]) + seconds(config["drain_grace"])
        grace = pod_of(each)["terminationGracePeriodSeconds"]
        return "" if grace >= drain + 10 else f"grace {grace} s, and draining takes {drain} s"

    complain(overlay, short, our_workloads)


def test_releases_replace_replicas_one_after_the_other(overlay):
    def wrong(each):
        if each["kind"] == "Job":
            return ""
        rolling = {"maxUnavailable": 0, "maxSurge": 1}
        spread = pod_of(each).get("topologySpreadConstraints", [])
        own = each["spec"]["selector"]["matchLabels"]
        held = each["spec"]["strategy"].get("rollingUpdate") == rolling and all(
            one["labelSelector"]["matchLabels"] == own for one in spread
        )
        return "" if held and len(spread) == 2 else "rolls or spreads in another way"

    complain(overlay, wrong, our_workloads)


def test_what_has_replicas_scales_and_keeps_one_when_nodes_are_drained(overlay):
    deployments = {x["metadata"]["name"] for x in our_workloads(overlay) if x["kind"] != "Job"}
    scalers = [each["spec"] for each in of_kind(overlay, "HorizontalPodAutoscaler")]
    scaled = {each["scaleTargetRef"]["name"] for each in scalers}
    kept = {each["metadata"]["name"] for each in of_kind(overlay, "PodDisruptionBudget")}

    assert scaled == kept
    assert scaled in (set(), deployments)
    assert all(each["minReplicas"] >= 2 for each in scalers)


def test_the_image_has_the_programs(overlay):
    built = (ROOT / "deploy/docker/Dockerfile").read_text().split()
    complain(
        overlay,
        lambda each: "" if program(each) in built else "name its program in the Dockerfile",
        our_workloads,
    )
