#include "platform/json/read_mask.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "platform/json/print.h"
#include "platform/json/testdata/all_types.pb.h"
#include "platform/json/testdata/random_message.h"

namespace steward::json {
namespace {

using testdata::AllTypes;

const MessageTable& Table() { return *Schema::Generated().Get(AllTypes::descriptor()); }

ReadMask MaskOf(const std::vector<std::string>& paths) {
  ReadMask mask;
  for (const std::string& path : paths) EXPECT_TRUE(mask.Add(Table(), path)) << path;
  return mask;
}

std::string Print(absl::string_view wire, const ReadMask* mask, bool empty_lists = false) {
  std::string json;
  EXPECT_TRUE(PrintJson(Table(), wire, &json, {.empty_lists = empty_lists, .mask = mask}).ok());
  return json;
}

AllTypes Example() {
  AllTypes message;
  message.set_int32_value(3);
  message.set_string_value("text");
  message.mutable_inner()->set_text("a");
  message.mutable_inner()->set_count(1);
  message.mutable_inner()->mutable_inner()->set_text("b");
  message.mutable_inner()->mutable_inner()->add_tags("deep");
  message.add_strings("x");
  message.add_int32s(1);
  for (const char* text : {"c", "d"}) message.add_inners()->set_text(text);
  message.mutable_inners(1)->set_count(2);
  (*message.mutable_string_map())["k"] = "v";
  message.mutable_timestamp()->set_seconds(1);
  return message;
}

TEST(ReadMask, ShowsWhatItNames) {
  const struct {
    std::vector<std::string> paths;
    const char* shown;
  } cases[] = {
      {{}, "{}"},
      {{"int32_value"}, R"({"int32Value":3})"},
      {{"int32Value", "stringValue"}, R"({"int32Value":3,"stringValue":"text"})"},
      {{"bool_value"}, "{}"},
      {{"inner.text"}, R"({"inner":{"text":"a"}})"},
      {{"inner.inner.tags", "inner.count"}, R"({"inner":{"count":1,"inner":{"tags":["deep"]}}})"},
      {{"inner.text", "inner"},
       R"({"inner":{"text":"a","count":1,"inner":{"text":"b","tags":["deep"]}}})"},
      {{"inner.inner", "inner.inner.text"}, R"({"inner":{"inner":{"text":"b","tags":["deep"]}}})"},
      {{"inners.count"}, R"({"inners":[{},{"count":2}]})"},
      {{"strings", "int32s"}, R"({"int32s":[1],"strings":["x"]})"},
      {{"stringMap", "timestamp"}, R"({"stringMap":{"k":"v"},"timestamp":"1970-01-01T00:00:01Z"})"},
  };
  const std::string wire = Example().SerializeAsString();
  for (const auto& each : cases) {
    SCOPED_TRACE(absl::StrJoin(each.paths, ","));
    const ReadMask mask = MaskOf(each.paths);
    EXPECT_EQ(Print(wire, &mask), each.shown);
    const auto applied = mask.Apply(wire);
    ASSERT_TRUE(applied.ok());
    EXPECT_EQ(Print(*applied, nullptr), each.shown);
  }
}

TEST(ReadMask, RefusesWhatIsNoField) {
  for (const char* path :
       {"", ".", "int32_valu", "int32_value.x", "inner.", ".inner", "inner..text", "inner.missing",
        "inner.tags.x", "strings.0", "string_map.k", "int32_map.text", "int32_map.value.text",
        "timestamp.seconds", "struct.a", "any.type_url", "*", "inner.text "}) {
    ReadMask mask;
    EXPECT_FALSE(mask.Add(Table(), path)) << path;
  }
  ReadMask whole = MaskOf({"inner"});
  EXPECT_FALSE(whole.Add(Table(), "inner.missing"));
}

TEST(ReadMask, ShowsListsWithoutElementsThatItNames) {
  const ReadMask mask = MaskOf({"inners.tags", "strings", "int32s", "int32_value"});
  AllTypes message;
  EXPECT_EQ(Print(message.SerializeAsString(), &mask, true),
            R"({"int32s":[],"strings":[],"inners":[]})");
  message.add_inners()->set_text("hidden");
  message.add_colors(AllTypes::RED);
  message.set_int32_value(1);
  EXPECT_EQ(Print(message.SerializeAsString(), &mask, true),
            R"({"int32Value":1,"int32s":[],"strings":[],"inners":[{"tags":[]}]})");
}

TEST(ReadMask, IsTheSameOnTheWireAndInJson) {
  RandomMessage random(7);
  const ReadMask mask = MaskOf({"inner.inner.text", "inners.inner", "int64s", "choice_inner.tags",
                                "int32_map", "any", "value_map", "uint64_wrapper"});
  for (int i = 0; i < 500; ++i) {
    AllTypes message;
    random.Fill(&message);
    const std::string wire = message.SerializeAsString();
    const auto applied = mask.Apply(wire);
    ASSERT_TRUE(applied.ok());
    EXPECT_EQ(Print(*applied, nullptr), Print(wire, &mask));
    EXPECT_LE(applied->size(), wire.size());
  }
}

TEST(ReadMask, IsNotAppliedToBrokenBytes) {
  const std::string wire = Example().SerializeAsString();
  EXPECT_FALSE(MaskOf({"inner"}).Apply(wire.substr(0, wire.size() - 1)).ok());
  EXPECT_FALSE(MaskOf({"inner.text"}).Apply("\x8a\x01\x02\x0a\x05").ok());
}

}  // namespace
}  // namespace steward::json
