#include "platform/pg/params.h"

#include <cmath>
#include <limits>

#include "platform/pg/connection.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"

namespace steward::pg {
namespace {

// Runs one statement that returns rows.
Result Select(const std::string& text, Params params) {
  static Connection* connection =
      Connection::Open(TestPostgres::Get().CreateDatabase()).value().release();
  auto results = connection->Run(std::vector<Statement>{{nullptr, std::move(params), text}},
                                 absl::Now() + absl::Seconds(10));
  EXPECT_THAT(results, IsOk());
  return results.ok() ? results->at(0) : Result();
}

TEST(Params, CarryTextsOfEveryKind) {
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string("Zürich 東京 🎫"),
        std::string("quote ' \" \\ {,} %s $1"), std::string(100000, 'x')}) {
    Params params;
    params.Text(text);
    Result result = Select("SELECT $1, length($1)::bigint = char_length($1), $1 IS NULL", params);

    ASSERT_EQ(result.rows(), 1);
    EXPECT_EQ(result.Text(0, 0), text);
    EXPECT_FALSE(result.Bool(0, 2));
  }
}

TEST(Params, CarryBytesWithZeros) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  for (const std::string& value : {std::string(), bytes}) {
    Params params;
    params.Bytes(value);
    Result result = Select("SELECT $1, octet_length($1)", params);

    EXPECT_EQ(result.Bytes(0, 0), value);
    EXPECT_EQ(result.Int(0, 1), static_cast<int64_t>(value.size()));
  }
}

TEST(Params, CarryNumbersUpToTheirLimits) {
  for (int64_t value : {int64_t{0}, int64_t{-1}, std::numeric_limits<int64_t>::min(),
                        std::numeric_limits<int64_t>::max(), int64_t{1} << 32}) {
    Params params;
    params.Int(value);
    Result result = Select("SELECT $1, $1::text", params);

    EXPECT_EQ(result.Int(0, 0), value);
    EXPECT_EQ(result.Text(0, 1), std::to_string(value));
  }
  for (int16_t value : {int16_t{0}, int16_t{-32768}, int16_t{32767}}) {
    Params params;
    params.Small(value);
    Result result = Select("SELECT $1, $1::int", params);

    EXPECT_EQ(result.Int(0, 0), value);
    EXPECT_EQ(result.Int(0, 1), value);
  }
}

TEST(Params, CarryDoublesAndBooleans) {
  Params params;
  params.Double(-1.5).Double(std::numeric_limits<double>::infinity()).Double(std::nan(""));
  params.Bool(true).Bool(false);
  Result result = Select("SELECT $1::text, $2::text, $3::text, $4, $5", params);

  EXPECT_EQ(result.Text(0, 0), "-1.5");
  EXPECT_EQ(result.Text(0, 1), "Infinity");
  EXPECT_EQ(result.Text(0, 2), "NaN");
  EXPECT_TRUE(result.Bool(0, 3));
  EXPECT_FALSE(result.Bool(0, 4));
}

TEST(Params, CarryTimesToTheMicrosecond) {
  struct Case {
    const char* text;
    absl::Time time;
  };
  const Case kCases[] = {
      {"2000-01-01 00:00:00+00", absl::FromUnixSeconds(946684800)},
      {"1970-01-01 00:00:00+00", absl::UnixEpoch()},
      {"1969-12-31 23:59:59.999999+00", absl::UnixEpoch() - absl::Microseconds(1)},
      {"2026-02-03 04:05:06.789012+00", absl::FromUnixMicros(1770091506789012)},
      {"infinity", absl::InfiniteFuture()},
      {"-infinity", absl::InfinitePast()},
  };
  for (const Case& c : kCases) {
    Params params;
    params.Time(c.time).Text(c.text);
    Result result = Select("SELECT $1, $1::text, $1 = $2::timestamptz", params);

    EXPECT_EQ(result.Time(0, 0), c.time) << c.text;
    EXPECT_EQ(result.Text(0, 1), c.text);
    EXPECT_TRUE(result.Bool(0, 2)) << c.text;
  }
}

TEST(Params, RoundTimesDownLikeTheColumnThatStoresThem) {
  Params params;
  params.Time(absl::FromUnixNanos(1770091506789012999));
  EXPECT_EQ(Select("SELECT $1", params).Time(0, 0), absl::FromUnixMicros(1770091506789012));
}

TEST(Params, CarryAbsentTimes) {
  Params params;
  params.OptionalTime(absl::nullopt).OptionalTime(absl::UnixEpoch());
  Result result = Select("SELECT $1, $2", params);

  EXPECT_TRUE(result.IsNull(0, 0));
  EXPECT_FALSE(result.IsNull(0, 1));
  EXPECT_EQ(result.Time(0, 1), absl::UnixEpoch());
}

TEST(Params, CarryArraysElementByElement) {
  Params params;
  params.TextArray({"a", "", "NULL", "{,\"\\}"}).BytesArray({std::string("\0x", 2), ""});
  params.IntArray({1, -2, std::numeric_limits<int64_t>::max()}).SmallArray({-3, 4});
  params.TimeArray({absl::UnixEpoch(), absl::InfiniteFuture()});
  Result result = Select(
      "SELECT ($1)[1], ($1)[2], ($1)[3], ($1)[4], ($2)[1], ($2)[2], ($3)[2], ($3)[3], ($4)[1],"
      " ($5)[1], ($5)[2], array_position($1, NULL) IS NULL, cardinality($1), cardinality($5)",
      params);

  EXPECT_EQ(result.Text(0, 0), "a");
  EXPECT_EQ(result.Text(0, 1), "");
  EXPECT_EQ(result.Text(0, 2), "NULL");
  EXPECT_EQ(result.Text(0, 3), "{,\"\\}");
  EXPECT_EQ(result.Bytes(0, 4), absl::string_view("\0x", 2));
  EXPECT_EQ(result.Bytes(0, 5), "");
  EXPECT_EQ(result.Int(0, 6), -2);
  EXPECT_EQ(result.Int(0, 7), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(result.Int(0, 8), -3);
  EXPECT_EQ(result.Time(0, 9), absl::UnixEpoch());
  EXPECT_EQ(result.Time(0, 10), absl::InfiniteFuture());
  EXPECT_TRUE(result.Bool(0, 11));
  EXPECT_EQ(result.Int(0, 12), 4);
  EXPECT_EQ(result.Int(0, 13), 2);
}

TEST(Params, CarryEmptyArrays) {
  Params params;
  params.TextArray({}).BytesArray({}).IntArray({}).SmallArray({}).TimeArray({});
  Result result = Select(
      "SELECT cardinality($1), cardinality($2), cardinality($3), cardinality($4), cardinality($5)",
      params);

  for (int column = 0; column < 5; ++column) EXPECT_EQ(result.Int(0, column), 0);
}

TEST(Params, OverwriteANumberInPlace) {
  Params params;
  params.Text("before").Int(0).Text("after");
  params.SetInt(1, 42);
  Result result = Select("SELECT $1, $2, $3", params);

  EXPECT_EQ(result.Text(0, 0), "before");
  EXPECT_EQ(result.Int(0, 1), 42);
  EXPECT_EQ(result.Text(0, 2), "after");
}

TEST(Params, KeepTheirValuesWhenCopied) {
  Params first;
  first.Text("shared").Int(1);
  Params second = first;
  second.SetInt(1, 2);

  EXPECT_EQ(Select("SELECT $1, $2", first).Int(0, 1), 1);
  EXPECT_EQ(Select("SELECT $1, $2", second).Int(0, 1), 2);
}

TEST(Result, ReadsUuidsAndCountsRows) {
  Result result = Select("SELECT '01890A5D-AC96-774B-BCCE-B302099A8057'::uuid", Params());
  EXPECT_EQ(result.Uuid(0, 0), "01890a5d-ac96-774b-bcce-b302099a8057");

  Select("CREATE TABLE counted AS SELECT generate_series(1, 5) AS n", Params());
  EXPECT_EQ(Select("UPDATE counted SET n = n WHERE n > 2", Params()).affected(), 3);
  EXPECT_EQ(Select("SELECT n FROM counted WHERE n > 5", Params()).rows(), 0);
  EXPECT_EQ(Result().rows(), 0);
}

}  // namespace
}  // namespace steward::pg
