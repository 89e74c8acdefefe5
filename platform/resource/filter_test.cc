#include "platform/resource/filter.h"

#include <random>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "platform/resource/ticket_columns_for_test.h"
#include "platform/status/errors.h"
#include "steward/notification/v1/webhook.pb.h"

namespace steward::resource {
namespace {

using errors::Reason;

std::string TextOf(const std::string& filter) {
  const auto sql = CompileFilter(filter, TicketColumns(), 3);
  EXPECT_TRUE(sql.ok()) << filter << ": " << sql.status();
  return sql.ok() ? sql->text : "";
}

Value ParamOf(const std::string& filter) {
  const auto sql = CompileFilter(filter, TicketColumns(), 1);
  EXPECT_TRUE(sql.ok()) << filter << ": " << sql.status();
  return sql.ok() && sql->params.size() == 1 ? sql->params[0] : Value("none");
}

Reason ReasonFor(const std::string& filter) {
  return errors::ReasonOf(CompileFilter(filter, TicketColumns(), 1).status());
}

std::string MetadataOf(const std::string& filter, const std::string& key) {
  const auto proto = errors::ToProto(CompileFilter(filter, TicketColumns(), 1).status());
  google::rpc::ErrorInfo info;
  for (const auto& any : proto.details())
    if (any.UnpackTo(&info)) return info.metadata().count(key) ? info.metadata().at(key) : "";
  return "no error";
}

struct Translation {
  const char* filter;
  const char* text;
};

TEST(CompileFilter, FollowsThePrecedenceOfAip160) {
  const Translation cases[] = {
      {"", "TRUE"},
      {" \t\n", "TRUE"},
      {"state = NEW", "(t.state = $3::smallint)"},
      {"title=a AND title=b OR title=c",
       "((t.title = $3::text) AND ((t.title = $4::text) OR (t.title = $5::text)))"},
      {"title=a title=b OR title=c",
       "((t.title = $3::text) AND ((t.title = $4::text) OR (t.title = $5::text)))"},
      {"title=a OR title=b AND title=c OR title=d",
       "(((t.title = $3::text) OR (t.title = $4::text)) AND "
       "((t.title = $5::text) OR (t.title = $6::text)))"},
      {"(title=a AND title=b) OR title=c",
       "(((t.title = $3::text) AND (t.title = $4::text)) OR (t.title = $5::text))"},
      {"NOT title=a title=b", "((NOT (t.title = $3::text)) AND (t.title = $4::text))"},
      {"-title=a", "(NOT (t.title = $3::text))"},
      {"NOT(title=a OR title=b)", "(NOT ((t.title = $3::text) OR (t.title = $4::text)))"},
      {"((title=a))", "(t.title = $3::text)"},
  };
  for (const Translation& c : cases) EXPECT_EQ(TextOf(c.filter), c.text) << c.filter;
}

TEST(CompileFilter, TranslatesEachComparator) {
  const Translation cases[] = {
      {"reopen_count<=1", "(t.reopen_count <= $3::bigint)"},
      {"reopen_count != -1", "(t.reopen_count <> $3::bigint)"},
      {"create_time > 2030-01-31T08:00:00Z", "(t.create_time > $3::timestamptz)"},
      {"title:vpn", "(strpos(lower(t.title), lower($3::text)) > 0)"},
      {"title=vpn*", "(t.title LIKE $3::text)"},
      {"title!=*vpn", "(t.title NOT LIKE $3::text)"},
      {"state:*", "(t.state <> 0)"},
      {"assignee:*", "(t.assignee <> '')"},
      {"reopen_count:*", "(t.reopen_count <> 0)"},
      {"close_time:*", "(t.close_time IS NOT NULL)"},
  };
  for (const Translation& c : cases) EXPECT_EQ(TextOf(c.filter), c.text) << c.filter;
}

TEST(CompileFilter, KeepsNegationTwoValued) {
  const Translation cases[] = {
      {"close_time < 2030-01-31T08:00:00Z", "(t.close_time < $3::timestamptz)"},
      {"NOT close_time < 2030-01-31T08:00:00Z",
       "(NOT COALESCE(t.close_time < $3::timestamptz, false))"},
      {"close_time != 2030-01-31T08:00:00Z", "(t.close_time IS DISTINCT FROM $3::timestamptz)"},
      {"requester != a*", "(COALESCE(t.requester, '') NOT LIKE $3::text)"},
      {"NOT (title=a NOT requester:x)",
       "(NOT ((t.title = $3::text) AND (NOT COALESCE(strpos(lower(t.requester), "
       "lower($4::text)) > 0, false))))"},
  };
  for (const Translation& c : cases) EXPECT_EQ(TextOf(c.filter), c.text) << c.filter;
}

TEST(CompileFilter, ReadsLiteralsByTheTypeOfTheField) {
  EXPECT_EQ(ParamOf("state = ON_HOLD"), Value(int64_t{3}));
  EXPECT_EQ(ParamOf("state != \"NEW\""), Value(int64_t{1}));
  EXPECT_EQ(ParamOf("reopen_count > -5"), Value(int64_t{-5}));
  EXPECT_EQ(ParamOf("create_time < '2024-02-29T01:00:00.25+01:00'"),
            Value(absl::FromUnixMillis(1'709'164'800'250)));
  EXPECT_EQ(ParamOf("title = b"), Value("b"));
  EXPECT_EQ(ParamOf("assignee = users/alice@example.org"), Value("users/alice@example.org"));
  EXPECT_EQ(ParamOf("title = \"it's \\\"x\\\" \\\\ \xC3\xA4\""), Value("it's \"x\" \\ \xC3\xA4"));
}

TEST(CompileFilter, ListsTheValuesOfAnEnum) {
  EXPECT_EQ(CompileFilter("priority = HIGH", TicketColumns(), 1).status().message(),
            "'priority' must be compared with one of P1, P2, P3, P4, P5 (at character 12)");
}

TEST(CompileFilter, TakesStarsAtTheEndsOnly) {
  EXPECT_EQ(ParamOf("title = a*"), Value("a%"));
  EXPECT_EQ(ParamOf("title = \"*a b*\""), Value("%a b%"));
  EXPECT_EQ(ParamOf("title = *"), Value("%"));
  EXPECT_EQ(ParamOf("title = a*b"), Value("a*b"));
  EXPECT_EQ(ParamOf("title = \"\\*a\""), Value("*a"));
  EXPECT_EQ(ParamOf("title = \"50%_\\\\*\""), Value("50\\%\\_\\\\%"));
  EXPECT_EQ(ParamOf("title:\"*%_\\\\*\""), Value("*%_\\*"));
  EXPECT_EQ(ParamOf("title:\"*\""), Value("*"));
}

TEST(CompileFilter, KeepsClientInputOutOfTheText) {
  EXPECT_EQ(TextOf("title = \"x' OR '1'='1\""), "(t.title = $3::text)");
  EXPECT_EQ(ParamOf("title = \"x' OR '1'='1\""), Value("x' OR '1'='1"));
  EXPECT_EQ(TextOf("title = \"$1; DROP TABLE ticket --\""), "(t.title = $3::text)");
}

TEST(CompileFilter, AsksListsForTheirElements) {
  const Column columns[] = {{"event_types", "w.event_types", Column::Type::kTextArray}};
  const ColumnTable table = {
      notification::v1::Webhook::descriptor(), columns, {"name", "w.id", Column::Type::kText}};

  EXPECT_EQ(CompileFilter("event_types:a", table, 1)->text, "($1::text = ANY(w.event_types))");
  EXPECT_EQ(CompileFilter("-event_types:*", table, 1)->text,
            "(NOT (cardinality(w.event_types) > 0))");
  EXPECT_FALSE(CompileFilter("event_types = a", table, 1).ok());
  EXPECT_FALSE(CompileFilter("secret = a", table, 1).ok());
}

TEST(CompileFilter, RefusesWhatItDoesNotUnderstand) {
  for (const char* filter : {"colour = red",
                             "description:vpn",
                             "etag = x",
                             "vpn",
                             "\"vpn\"",
                             "state",
                             "5",
                             "title =",
                             "= x",
                             "title = a b",
                             "(title = a",
                             "title = a)",
                             "()",
                             "title = (a)",
                             "AND",
                             "title=a AND",
                             "OR title=a",
                             "title=a OR",
                             "NOT",
                             "NOT NOT title=a",
                             "--title=a",
                             "title=a and title=b",
                             "not title=a",
                             "title == a",
                             "title = a = b",
                             "title = \"a",
                             "title = \"a\"b",
                             "title = \"\\x\"",
                             "title = a,title = b",
                             "title = AND",
                             "title.x = a",
                             "title. = a",
                             "title..x = a",
                             "pg_sleep(10)",
                             "pg_sleep(10) = 1",
                             "title = now()",
                             "state > NEW",
                             "state = 1",
                             "state = new",
                             "state = \"OPEN' OR '1'='1\"",
                             "state:NEW",
                             "priority >= P1",
                             "reopen_count = a",
                             "reopen_count = 1.5",
                             "reopen_count = \" 1\"",
                             "reopen_count = +1",
                             "reopen_count = 9223372036854775808",
                             "reopen_count:1",
                             "create_time = 5",
                             "create_time > \"2024-02-30T00:00:00Z\"",
                             "create_time > \"2016-12-31T23:59:60Z\"",
                             "create_time > \"2024-02-03T24:00:00Z\"",
                             "create_time > \"2024-02-03T00:00:00+00:60\"",
                             "create_time > 2024-02-03",
                             "create_time > infinite-future",
                             "create_time > \"0000-01-01T00:00:00Z\"",
                             "create_time > NaN",
                             "create_time:2024",
                             "close_time = \"\"",
                             "^(a+)+$",
                             "title ~ a",
                             "title\xFF = a",
                             "title = \"\xED\xA0\x80\""})
    EXPECT_EQ(ReasonFor(filter), Reason::INVALID_FILTER) << filter;
  EXPECT_EQ(ReasonFor(std::string("title = a\0b", 11)), Reason::INVALID_FILTER);
}

TEST(CompileFilter, TellsWhereAndWhatWentWrong) {
  EXPECT_EQ(MetadataOf("title:\"\xC3\xA4\" AND titel = x", "column"), "15");
  EXPECT_EQ(MetadataOf("titel = x", "field"), "titel");
  EXPECT_EQ(MetadataOf("titel = x", "nearest"), "title");
  EXPECT_EQ(MetadataOf("description = x", "nearest"), "");
  EXPECT_EQ(MetadataOf("reopen_count = 1 AND state = OPEN", "column"), "30");
  EXPECT_EQ(MetadataOf("(title = a", "column"), "11");
}

TEST(CompileFilter, NeverEchoesValues) {
  for (const char* filter : {"state = hunter2", "reopen_count = hunter2", "hunter2", "hunter2(1)",
                             "create_time > hunter2", "title = \"hunter2", "hunter2 = 1"}) {
    const auto sql = CompileFilter(filter, TicketColumns(), 1);
    EXPECT_EQ(sql.status().message().find("hunter2"), absl::string_view::npos) << filter;
  }
}

TEST(CompileFilter, LimitsLengthConditionsAndDepth) {
  std::string many = "title=a";
  for (int i = 1; i < 64; ++i) many += " title=a";
  const std::string deep = std::string(16, '(') + "title=a" + std::string(16, ')');
  const std::string lengthy = "title=" + std::string(4090, 'a');
  for (const std::string& filter : {many, deep, lengthy})
    EXPECT_TRUE(CompileFilter(filter, TicketColumns(), 1).ok());

  for (const std::string& filter :
       {many + " title=a", "(" + deep + ")", lengthy + "a", std::string(4000, '(')})
    EXPECT_EQ(ReasonFor(filter), Reason::FILTER_TOO_COMPLEX) << filter.size();
}

TEST(CompileFilter, CompilesOrRefusesAnyText) {
  const std::string pieces[] = {"title",      "state", "NEW", "=",  ":",  "*",    " ",   "(",
                                ")",          "AND",   "OR",  "\"", "\\", "-",    "NOT", "1",
                                "close_time", ",",     "<",   "!=", "'",  "\xC3", "."};
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string filter = i % 2 == 0 ? "title=a " : "";
    for (unsigned n = random() % 8; n > 0; --n) filter += pieces[random() % std::size(pieces)];
    const auto sql = CompileFilter(filter, TicketColumns(), 1);
    if (sql.ok()) {
      ++accepted;
      continue;
    }
    EXPECT_EQ(errors::ReasonOf(sql.status()), Reason::INVALID_FILTER) << filter;
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace steward::resource
