#pragma once

// What templates know of an event and the one who is told. Pure functions, thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"
#include "services/notification/domain/template_text.h"
#include "steward/event/v1/event.pb.h"

namespace steward::notification {

// Somebody as texts call them.
struct Named {
  // Such as "users/alice".
  std::string name;
  // As people call them; the name when that is not known.
  std::string display_name;
};

// Where a recipient reads on; empty: nowhere.
struct Links {
  std::string record;
  // By which they decide.
  std::string decision;
};

// `resource`: the fields that are set, by their JSON names; enums by the names of their values, and
// with "Is" behind their name an object in which that name is true; times in UTC.
TemplateData DataOf(const google::protobuf::Message& resource);
TemplateData DataOf(const google::protobuf::Struct& example);

// `event`: with its time in a zone.
TemplateData DataOf(const event::v1::Event& event, const absl::TimeZone& zone);

// All of it. `resource` and `event` are as above; whoever the recipient stands in for is nobody
// when the name is empty.
TemplateData ContextOf(TemplateData event, TemplateData resource, const Named& actor,
                       const Named& recipient, const Links& links, const Named& on_behalf_of = {});

// Something of everything but the fields of a resource.
TemplateData SampleContext();

// "tickets/INC-1" of "tickets/INC-1/comments/7".
std::string RecordOf(absl::string_view resource_name);

}  // namespace steward::notification
