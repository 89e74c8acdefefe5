#include "platform/webhook/event_type.h"

#include <gtest/gtest.h>

#include "steward/directory/v1/api_key.pb.h"
#include "steward/ticket/v1/comment.pb.h"

namespace steward::webhook {
namespace {

TEST(EventType, SaysWhatHappenedToWhat) {
  const struct {
    const char* type;
    const char* verb;
    const char* name;
    const google::protobuf::Descriptor* resource;
  } cases[] = {
      {"dev.steward.ticket.comment.created.v1", "created", "TicketCommentCreatedV1",
       ticket::v1::Comment::descriptor()},
      {"dev.steward.directory.api_key.revoked.v1", "revoked", "DirectoryApiKeyRevokedV1",
       directory::v1::ApiKey::descriptor()},
      {"dev.steward.horse.created.v1", "created", "HorseCreatedV1", nullptr},
      {"dev.steward.v1", "", "", nullptr},
      {"org.example.ticket.comment.created.v1", "", "", nullptr},
      {"", "", "", nullptr},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(VerbOf(each.type), each.verb) << each.type;
    EXPECT_EQ(NameOfType(each.type), each.name) << each.type;
    EXPECT_EQ(ResourceOfType(each.type, {ticket::v1::Comment::descriptor(),
                                         directory::v1::ApiKey::descriptor()}),
              each.resource)
        << each.type;
  }
}

}  // namespace
}  // namespace steward::webhook
