"""The methods of the contract, and how each is asked for a record."""

import grpc


# What else a request must have to be about its record, where no single field must be set.
GIVEN = {
    "AssignTicket": {"assignee": "users/something"},
    "RestateApproval": {"subjectDigest": "0" * 64},
    "UpdateNotificationRule": {
        "notificationRule": {
            "eventTypes": ["dev.steward.ticket.created.v1"],
            "recipients": [{"field": "requester"}],
        }
    },
}


class Methods:
    """The public methods of the contract and how to ask them for a record."""

    def __init__(self, contract):
        self.contract = contract

    def _option(self, options, kind):
        return self.contract.option(options, f"steward.options.v1.{kind}")

    def public(self):
        """(full name, permission) of each that needs one."""
        for file in self.contract.files.file:
            for service in file.service if file.package.startswith("steward.") else ():
                for method in service.method:
                    rules = self._option(method.options, "method")
                    if not rules.internal and not rules.anonymous:
                        yield f"{file.package}.{service.name}/{method.name}", rules.permission

    def target(self, name):
        """(path of the field that names the record, its collection), or None."""
        descriptor = self.contract.method(name)[0].DESCRIPTOR
        for field in descriptor.fields:
            rules = self._option(field.GetOptions(), "field")
            if field.name in ("name", "parent") and rules.reference:
                return (field.name,), rules.reference
            if rules.id_in:
                return (field.name,), rules.id_in
        updates = "update_mask" in descriptor.fields_by_name
        for field in descriptor.fields if updates else ():
            if field.message_type is not None:
                rules = self._option(field.message_type.GetOptions(), "resource")
                if rules.collection:
                    return (field.name, "name"), rules.collection
        return None

    def request(self, name, path, record):
        """A request for the record with something in every field that must be set."""
        given = GIVEN.get(name.rpartition("/")[2], {})
        request = self.contract.build(self.contract.method(name)[0].DESCRIPTOR.full_name, given)
        self._fill(request)
        message = request
        for step in path[:-1]:
            message = getattr(message, step)
        rules = self._option(message.DESCRIPTOR.fields_by_name[path[-1]].GetOptions(), "field")
        setattr(message, path[-1], record.rpartition("/")[2] if rules.id_in else record)
        return request

    def _fill(self, message):
        for field in message.DESCRIPTOR.fields:
            rules = self._option(field.GetOptions(), "field")
            if not rules.required or rules.output_only:
                continue
            value = getattr(message, field.name)
            if field.label == field.LABEL_REPEATED and value:
                continue
            if field.label == field.LABEL_REPEATED and field.message_type is not None:
                value.add()
            elif field.label == field.LABEL_REPEATED:
                value.append(1 if field.enum_type else "tickets.get")
            elif field.message_type is not None:
                value.SetInParent()
                if field.message_type.full_name.startswith("steward."):
                    self._fill(value)
            elif field.enum_type is not None:
                setattr(message, field.name, field.enum_type.values[1].number)
            elif not value:
                collection = f"{rules.reference}/" if rules.reference else ""
                setattr(message, field.name, f"{collection}something")


def answer(client, name, request):
    """(code, reason) of a call; (OK, None) when it succeeds."""
    try:
        client.call(name, request)
        return grpc.StatusCode.OK, None
    except grpc.RpcError as error:
        return error.code(), client.reason_of(error)
