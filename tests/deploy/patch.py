"""Strategic merge patches, with the lists that Kubernetes merges."""

# What tells the elements of such a list apart.
KEYS = {
    "containers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey",
}


def merge(base, patch):
    """Changes `base`: null removes a key, mappings and the lists above are merged, the rest is
    replaced."""
    for key, value in patch.items():
        if value is None:
            base.pop(key, None)
        elif isinstance(value, dict):
            merge(base.setdefault(key, {}), value)
        elif is_merged(key, value):
            merge_list(base.setdefault(key, []), value, KEYS[key])
        else:
            base[key] = value


def is_merged(key, value):
    # The ports of a network policy have the same name and another shape.
    return key in KEYS and all(isinstance(each, dict) and KEYS[key] in each for each in value)


def merge_list(base, patch, key):
    for value in patch:
        known = next((each for each in base if each[key] == value[key]), None)
        if known is None:
            base.append(known := {})
        merge(known, value)
