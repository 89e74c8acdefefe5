#include "services/catalog/jobs/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

Request RequestBy(const std::string& creator) {
  Request request;
  request.set_name("requests/REQ-7");
  request.set_title("Laptop");
  request.set_requester("users/rita");
  request.set_creator(creator);
  request.mutable_price()->set_amount("2100.00");
  request.mutable_price()->set_currency_code("EUR");
  *request.mutable_answers() = Answers(R"({"model": "pro", "extra_memory": true})");
  return request;
}

TEST(Question, ExcludesWhoOrderedIt) {
  EXPECT_THAT(QuestionFor(RequestBy("users/agnes")).approval().excluded(),
              ElementsAre("users/agnes"));
  // The requester is no approver anyway, and programs decide nothing.
  for (const char* creator : {"users/rita", "serviceAccounts/erp"})
    EXPECT_THAT(QuestionFor(RequestBy(creator)).approval().excluded(), IsEmpty()) << creator;
  EXPECT_EQ(QuestionFor(RequestBy("users/agnes")).approval().requester(), "users/rita");
}

TEST(Question, SaysWhatItIsAndWhatItCosts) {
  Request request = RequestBy("users/rita");
  EXPECT_EQ(QuestionFor(request).approval().title(), "Laptop, 2100.00 EUR");
  request.clear_price();
  EXPECT_EQ(QuestionFor(request).approval().title(), "Laptop");
}

TEST(Ticket, SaysWhatWasAnswered) {
  v1::TaskTemplate task;
  task.set_id("prepare");
  task.set_title("Prepare it");
  task.set_description("By the book.");

  const auto creation = TicketFor(RequestBy("users/agnes"), task);

  EXPECT_EQ(creation.request_id(), "task-REQ-7-prepare");
  EXPECT_EQ(creation.ticket().parent(), "requests/REQ-7");
  EXPECT_EQ(creation.ticket().description(),
            "By the book.\n\nLaptop for users/rita (requests/REQ-7)\n"
            "- extra_memory: yes\n- model: pro");
}

TEST(Ticket, SaysWholeNumbersAsTheyWereAnswered) {
  Request request = RequestBy("users/rita");
  *request.mutable_answers() = Answers(R"({"budget": 1234567, "seats": 1000000})");

  EXPECT_THAT(TicketFor(request, {}).ticket().description(),
              EndsWith("\n- budget: 1234567\n- seats: 1000000"));
}

}  // namespace
}  // namespace steward::catalog
