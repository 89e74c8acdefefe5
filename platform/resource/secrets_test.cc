#include "platform/resource/secrets.h"

#include "gtest/gtest.h"
#include "steward/notification/v1/webhook.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::resource {
namespace {

TEST(Secrets, AreClearedAndNothingElse) {
  notification::v1::Webhook webhook;
  webhook.set_url("https://example.com/");
  EXPECT_FALSE(HasSecrets(webhook));
  webhook.set_secret("whsec_x");
  EXPECT_TRUE(HasSecrets(webhook));

  ClearSecrets(&webhook);

  EXPECT_FALSE(HasSecrets(webhook));
  EXPECT_EQ(webhook.secret(), "");
  EXPECT_EQ(webhook.url(), "https://example.com/");
}

TEST(Secrets, AreNotInEveryResource) {
  ticket::v1::Ticket ticket;
  ticket.set_title("Mail is down");
  EXPECT_FALSE(HasSecrets(ticket));
  ClearSecrets(&ticket);
  EXPECT_EQ(ticket.title(), "Mail is down");
}

}  // namespace
}  // namespace steward::resource
