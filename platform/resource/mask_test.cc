#include "platform/resource/mask.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "platform/status/errors.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldMask;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ticket::v1::Ticket;

FieldMask Mask(std::initializer_list<const char*> paths) {
  FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

Ticket Incident() {
  Ticket ticket;
  ticket.set_kind(Ticket::INCIDENT);
  return ticket;
}

std::set<std::string> Names(const FieldMask& mask, const Ticket& patch) {
  std::set<std::string> names;
  const auto fields = ResolveUpdateMask(mask, patch, Incident());
  EXPECT_TRUE(fields.ok()) << fields.status();
  if (fields.ok())
    for (const auto* field : *fields) names.insert(field->name());
  return names;
}

std::string PathOf(const absl::Status& status) {
  const google::rpc::Status proto = errors::ToProto(status);
  for (const auto& any : proto.details())
    if (google::rpc::ErrorInfo info; any.UnpackTo(&info)) return info.metadata().at("path");
  return "none";
}

TEST(ResolveUpdateMask, TakesWhatIsSetWhenEmpty) {
  Ticket patch;
  patch.set_name("tickets/INC-1");
  patch.set_etag("x");
  patch.set_kind(Ticket::INCIDENT);
  patch.set_state(Ticket::CLOSED);
  patch.set_title("VPN");

  EXPECT_THAT(Names({}, patch), UnorderedElementsAre("title"));
}

TEST(ResolveUpdateMask, TakesAllThatCanChangeForStar) {
  EXPECT_THAT(Names(Mask({"*"}), {}),
              UnorderedElementsAre("title", "description", "impact", "urgency", "requester",
                                   "confidential", "links"));
}

TEST(ResolveUpdateMask, LeavesOutServerSideFieldsAndRepeats) {
  EXPECT_THAT(Names(Mask({"title", "state", "create_time", "name", "etag", "title"}), {}),
              UnorderedElementsAre("title"));
  EXPECT_THAT(Names(Mask({"state"}), {}), IsEmpty());
}

TEST(ResolveUpdateMask, TakesImmutableFieldsThatStayAsTheyAre) {
  Ticket patch = Incident();
  patch.set_title("VPN");
  for (const FieldMask& mask : {Mask({}), Mask({"kind", "title"})})
    EXPECT_THAT(Names(mask, patch), UnorderedElementsAre("title"));
  EXPECT_THAT(Names(Mask({"kind"}), patch), IsEmpty());
}

TEST(ResolveUpdateMask, RefusesImmutableFieldsThatWouldChange) {
  Ticket patch;
  patch.set_kind(static_cast<Ticket::Kind>(99));
  for (const FieldMask& mask : {Mask({}), Mask({"*"}), Mask({"kind"})})
    EXPECT_EQ(PathOf(ResolveUpdateMask(mask, patch, Incident()).status()), "kind");
}

TEST(ResolveUpdateMask, RefusesPathsThatCannotBeUpdated) {
  struct Case {
    FieldMask mask;
    std::string path;
  };
  const Case cases[] = {
      {Mask({"kind"}), "kind"},
      {Mask({"colour"}), "colour"},
      {Mask({"title.0"}), "title.0"},
      {Mask({"create_time.seconds"}), "create_time.seconds"},
      {Mask({"a..b"}), "a..b"},
      {Mask({""}), ""},
      {Mask({","}), "_"},
      {Mask({"*", "title"}), "*"},
      {Mask({"title", "*"}), "*"},
      {Mask({"Title"}), "Title"},
      {Mask({"x<script>"}), "x_script_"},
      {Mask({std::string(100, 'y').c_str()}), std::string(64, 'y')},
  };
  for (const Case& c : cases) {
    const auto status = ResolveUpdateMask(c.mask, Ticket(), Incident()).status();
    EXPECT_EQ(errors::ReasonOf(status), errors::Reason::INVALID_UPDATE_MASK) << c.path;
    EXPECT_EQ(PathOf(status), c.path);
  }
}

TEST(ResolveUpdateMask, RefusesMoreThanHundredPaths) {
  FieldMask mask;
  for (int i = 0; i < 100; ++i) mask.add_paths("title");
  EXPECT_THAT(Names(mask, {}), UnorderedElementsAre("title"));

  mask.add_paths("title");
  EXPECT_EQ(errors::ReasonOf(ResolveUpdateMask(mask, Ticket(), Incident()).status()),
            errors::Reason::INVALID_UPDATE_MASK);
}

TEST(ApplyUpdate, CopiesSetFieldsAndClearsTheRest) {
  Ticket target, patch;
  target.set_name("tickets/INC-1");
  target.set_title("old");
  target.set_description("old");
  patch.set_title("new");
  patch.set_urgency(Ticket::HIGH);
  const auto fields = ResolveUpdateMask(Mask({"title", "description"}), patch, target);

  ApplyUpdate(fields.value(), patch, &target);

  EXPECT_EQ(target.title(), "new");
  EXPECT_EQ(target.description(), "");
  EXPECT_EQ(target.urgency(), Ticket::LEVEL_UNSPECIFIED);
  EXPECT_EQ(target.name(), "tickets/INC-1");
  EXPECT_EQ(patch.title(), "new");
}

}  // namespace
}  // namespace steward::resource
