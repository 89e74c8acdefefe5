"""Makes what the catalog offers."""


def create_configuration_item(api, item_id, **fields):
    body = {"configurationItemId": item_id, "displayName": item_id, "class": "server", **fields}
    return api.post("/v1/configurationItems", body).ok()


def create_service(api, service_id, **fields):
    """A service that is published."""
    body = {"catalogServiceId": service_id, "displayName": service_id, **fields}
    return publish(api, api.post("/v1/catalogServices", body).ok())


def create_offering(api, offering_id, **fields):
    """An offering that is published, of a service with the same id unless it is said otherwise."""
    if "service" not in fields:
        fields["service"] = create_service(api, offering_id)["name"]
    body = {"serviceOfferingId": offering_id, "displayName": offering_id, **fields}
    return publish(api, api.post("/v1/serviceOfferings", body).ok())


def create_item(api, item_id, **fields):
    """An item that is published, in an offering with the same id unless it is said otherwise."""
    if "offering" not in fields:
        fields["offering"] = create_offering(api, item_id)["name"]
    body = {"catalogItemId": item_id, "displayName": item_id, **fields}
    return publish(api, api.post("/v1/catalogItems", body).ok())


def publish(api, record):
    return api.post(f"/v1/{record['name']}:publish", {}).ok()


# By collection: each makes one that everybody sees, with a given id.
MAKERS = {
    "configurationItems": create_configuration_item,
    "catalogServices": create_service,
    "serviceOfferings": create_offering,
    "catalogItems": create_item,
}
