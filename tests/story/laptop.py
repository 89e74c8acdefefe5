"""What the catalog manager of the story publishes."""

SERVICE = {"catalogServiceId": "workplace", "displayName": "Workplace"}
OFFERING = {
    "serviceOfferingId": "workplace",
    "service": "catalogServices/workplace",
    "displayName": "Standard workplace",
}
MODEL = {
    "id": "model",
    "label": "Model",
    "type": "CHOICE",
    "required": True,
    "choices": [
        {"value": "air", "label": "Air, 13 inch"},
        {
            "value": "pro",
            "label": "Pro, 16 inch",
            "price": {"currencyCode": "EUR", "amount": "600.00"},
        },
    ],
}
FORM = {
    "fields": [
        MODEL,
        {"id": "extra_memory", "label": "Extra memory", "type": "BOOLEAN"},
        {"id": "reason", "label": "Why more memory?", "type": "TEXT"},
        {
            "id": "cost_center",
            "label": "Cost center",
            "type": "REFERENCE",
            "required": True,
            "pattern": "CC-[0-9]{4}",
        },
    ],
    "rules": [
        {
            "condition": "extra_memory = true",
            "effects": [{"field": "reason", "action": "REQUIRE"}],
        },
        {
            "condition": "NOT extra_memory = true",
            "effects": [{"field": "reason", "action": "HIDE"}],
        },
    ],
}
LAPTOP = {
    "offering": "serviceOfferings/workplace",
    "category": "Hardware",
    "displayName": "Laptop",
    "price": {"currencyCode": "EUR", "amount": "1500.00"},
    "form": FORM,
    "approvalRules": [
        {"title": "Manager", "manager": True, "rule": "ANY"},
        {
            "title": "Finance",
            "condition": "price > 2000",
            "groups": ["groups/finance"],
            "rule": "COUNT",
            "requiredCount": 2,
        },
    ],
    "tasks": [
        {"id": "prepare", "title": "Prepare the laptop", "group": "groups/workplace"},
        {
            "id": "hand_over",
            "title": "Hand it over",
            "group": "groups/desk",
            "dependsOn": ["prepare"],
        },
    ],
    "subscription": {"duration": "94608000s"},
}
