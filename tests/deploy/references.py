"""Which objects of Kubernetes an object names."""


def pod_of(each):
    """The specification of the pods that an object makes; empty for one that makes none."""
    return each.get("spec", {}).get("template", {}).get("spec", {})


def containers_of(each):
    return pod_of(each).get("containers", [])


def references(each):
    """(kind, holder, key): holder[key] is the name of an object of that kind."""
    yield from references_of_spec(each)
    for volume in pod_of(each).get("volumes", []):
        yield from references_of_volume(volume)
    for container in containers_of(each):
        for source in container.get("envFrom", []):
            yield from named(source, configMapRef="ConfigMap", secretRef="Secret")
        for variable in container.get("env", []):
            source = variable.get("valueFrom", {})
            yield from named(source, configMapKeyRef="ConfigMap", secretKeyRef="Secret")


def references_of_spec(each):
    if "serviceAccountName" in pod_of(each):
        yield "ServiceAccount", pod_of(each), "serviceAccountName"
    spec = each.get("spec", {})
    if each["kind"] == "StatefulSet":
        yield "Service", spec, "serviceName"
    for field in ("scaleTargetRef", "issuerRef"):
        if field in spec:
            yield spec[field]["kind"], spec[field], "name"
    for rule in spec.get("rules", []):
        for backend in rule.get("backendRefs", []):
            yield "Service", backend, "name"
    if each["kind"] == "Issuer":
        yield "Secret", spec["ca"], "secretName"


def references_of_volume(volume):
    yield from named(volume, configMap="ConfigMap")
    if "secret" in volume:
        yield "Secret", volume["secret"], "secretName"
    for source in volume.get("projected", {}).get("sources", []):
        yield from named(source, configMap="ConfigMap", secret="Secret")


def named(holder, **kinds):
    for field, kind in kinds.items():
        if field in holder:
            yield kind, holder[field], "name"
