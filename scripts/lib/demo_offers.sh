# shellcheck shell=bash
# What the demo tenant offers and how it changes: sourced by demo.sh, whose post and group it calls.

# publish COLLECTION ID BODY: creates something of the catalog and publishes it.
publish() {
  post "$2-$1" "/v1/$1" "$3" >/dev/null
  post "$2-$1-publish" "/v1/$1/$2:publish" '{}' >/dev/null
}

# Whoever the tokens of up are for, so that what one of them orders another one approves.
load_token_users() {
  local role
  user approver "Ann Approver" "Head of sales" approver hamburg
  for role in agent resolver requester change_manager catalog_manager notification_manager auditor \
    provisioner; do
    user "$role" "Demo $role" "Demo $role" "$role" hamburg approver
  done
  board finance Finance approver alice
  group workplace Workplace agent bob
  group desk "Service desk" resolver agent
}

load_catalog() {
  publish catalogServices workplace \
    '{"catalogServiceId":"workplace","displayName":"Workplace","supportGroup":"groups/workplace"}'
  publish serviceOfferings workplace '{"serviceOfferingId":"workplace",
    "service":"catalogServices/workplace","displayName":"Standard workplace"}'
  publish catalogItems laptop '{"catalogItemId":"laptop","displayName":"Laptop",
    "offering":"serviceOfferings/workplace","category":"Hardware",
    "price":{"currencyCode":"EUR","amount":"1500.00"},
    "form":{"fields":[
      {"id":"model","label":"Model","type":"CHOICE","required":true,"choices":[
        {"value":"standard","label":"Standard, 14 inch"},
        {"value":"pro","label":"Pro, 16 inch","price":{"currencyCode":"EUR","amount":"600.00"}}]},
      {"id":"extra_memory","label":"Extra memory","type":"BOOLEAN"},
      {"id":"reason","label":"Why more memory?","type":"TEXT"}],
      "rules":[
      {"condition":"extra_memory = true","effects":[{"field":"reason","action":"REQUIRE"}]},
      {"condition":"NOT extra_memory = true","effects":[{"field":"reason","action":"HIDE"}]}]},
    "approvalRules":[
      {"title":"Manager","manager":true,"rule":"ANY"},
      {"title":"Finance","condition":"price > 2000","groups":["groups/finance"],"rule":"ANY"}],
    "tasks":[
      {"id":"prepare","title":"Prepare the laptop","group":"groups/workplace"},
      {"id":"hand_over","title":"Hand it over","group":"groups/desk","dependsOn":["prepare"]}],
    "subscription":{"duration":"94608000s"}}'
  post switch /v1/configurationItems \
    '{"configurationItemId":"sw-oslo-1","displayName":"Switch 1 in Oslo","class":"switch"}' \
    >/dev/null
}

# A normal change is approved by a technician and the board; a standard one has a template.
load_changes() {
  post model-network /v1/changeModels '{"changeModelId":"network","title":"Network",
    "kind":"NORMAL","incidentGroup":"groups/network","stages":[
      {"title":"Technical","rule":"ANY","users":["users/approver","users/carol"],
       "fields":["implementation_plan","backout_plan"]},
      {"title":"Board","rule":"ANY","groups":["groups/finance"],
       "fields":["planned_start_time","planned_end_time"]}]}' >/dev/null
  post model-routine /v1/changeModels \
    '{"changeModelId":"routine","title":"Routine","kind":"STANDARD"}' >/dev/null
  post template-restart /v1/changeTemplates '{"changeTemplateId":"restart-proxy",
    "title":"Restart the proxy","implementationPlan":"systemctl restart proxy",
    "backoutPlan":"Start the old configuration.","testPlan":"Ask it for a page.",
    "impact":"LOW","maxDuration":"3600s"}' >/dev/null
  # Nobody approves what they wrote.
  # shellcheck disable=SC2154 # demo.sh sets it.
  token=$second_token post template-restart-approve \
    /v1/changeTemplates/restart-proxy:approve '{}' >/dev/null
}
