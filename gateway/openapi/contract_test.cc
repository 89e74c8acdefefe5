// What the contract may say and does not say yet, in a file made up for it.

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "gateway/openapi/openapi.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptorProto;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kShelf[] = R"pb(
  name: "shelf.proto"
  package: "steward.shelf.v1"
  syntax: "proto3"
  dependency: "google/protobuf/duration.proto"
  dependency: "google/protobuf/struct.proto"
  dependency: "google/protobuf/wrappers.proto"
  message_type {
    name: "Book"
    options {
      [steward.options.v1.resource] { type: "steward.dev/Book" collection: "books" }
    }
    field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field {
      name: "parts"
      number: 2
      type: TYPE_MESSAGE
      type_name: ".steward.shelf.v1.Book"
      label: LABEL_REPEATED
      options {
        [steward.options.v1.field] { required: true }
      }
    }
    field {
      name: "labels"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".steward.shelf.v1.Book.LabelsEntry"
      label: LABEL_REPEATED
      options {
        [steward.options.v1.field] { max_items: 7 }
      }
    }
    field {
      name: "length"
      number: 4
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Duration"
      label: LABEL_OPTIONAL
      oneof_index: 0
    }
    field {
      name: "more"
      number: 5
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Struct"
      label: LABEL_OPTIONAL
      oneof_index: 0
    }
    field { name: "cover" number: 6 type: TYPE_BYTES label: LABEL_OPTIONAL }
    field {
      name: "isbn"
      number: 7
      type: TYPE_STRING
      label: LABEL_OPTIONAL
      options { deprecated: true }
    }
    oneof_decl { name: "rest" }
    nested_type {
      name: "LabelsEntry"
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
  }
  message_type {
    name: "FindRequest"
    field { name: "name" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "years" number: 2 type: TYPE_UINT32 label: LABEL_REPEATED }
    field {
      name: "max_price"
      number: 3
      type: TYPE_MESSAGE
      type_name: ".google.protobuf.Int64Value"
      label: LABEL_OPTIONAL
    }
    field {
      name: "like"
      number: 4
      type: TYPE_MESSAGE
      type_name: ".steward.shelf.v1.Book"
      label: LABEL_OPTIONAL
    }
  }
  service {
    name: "ShelfService"
    method {
      name: "Find"
      input_type: ".steward.shelf.v1.FindRequest"
      output_type: ".steward.shelf.v1.Book"
      options {
        [google.api.http] {
          get: "/v1/{name=shelves/*/books/*}"
          additional_bindings { get: "/v1/libraries/{name}" }
          additional_bindings { post: "/v1/shelves:find" body: "like" }
        }
        [steward.options.v1.method] { permission: "books.find" }
      }
    }
  }
)pb";

// A second service with a method and a message of the same names.
constexpr char kRack[] = R"pb(
  name: "rack.proto"
  package: "steward.rack.v1"
  syntax: "proto3"
  message_type { name: "Book" }
  message_type { name: "FindRequest" }
  service {
    name: "RackService"
    method {
      name: "Find"
      input_type: ".steward.rack.v1.FindRequest"
      output_type: ".steward.rack.v1.Book"
      options {
        deprecated: true
        [google.api.http] { get: "/v1/racks" }
        [steward.options.v1.method] { permission: "racks.find" }
      }
    }
    method {
      name: "Hidden"
      input_type: ".steward.rack.v1.FindRequest"
      output_type: ".steward.rack.v1.Book"
      options {
        [steward.options.v1.method] { permission: "racks.hide" }
      }
    }
  }
)pb";

std::string Generate(const std::vector<const char*>& texts) {
  google::protobuf::StringValue::descriptor();
  google::protobuf::Struct::descriptor();
  google::protobuf::Duration::descriptor();
  DescriptorPool pool(DescriptorPool::generated_pool());
  std::vector<const google::protobuf::FileDescriptor*> files;
  for (const char* text : texts) {
    FileDescriptorProto file;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file));
    files.push_back(pool.BuildFile(file));
    EXPECT_NE(files.back(), nullptr);
  }
  return GenerateOpenApi(pool, files, OpenApiOptions{});
}

TEST(Contract, MayBindAMethodMoreThanOnce) {
  EXPECT_THAT(
      Generate({kShelf}),
      AllOf(HasSubstr(R"("/v1/shelves/{shelve}/books/{book}":{"get":{"operationId":"find")"),
            HasSubstr(R"("/v1/libraries/{library}":{"get":{"operationId":"find2")"),
            HasSubstr(R"("/v1/shelves:find":{"post":{"operationId":"find3")")));
}

TEST(Contract, MayHaveOneNameInTwoPackages) {
  EXPECT_THAT(Generate({kShelf, kRack}),
              AllOf(HasSubstr(R"("RackBook":{)"), HasSubstr(R"("ShelfBook":{)"),
                    Not(HasSubstr(R"("Book":{)")), HasSubstr(R"("operationId":"rackServiceFind")"),
                    HasSubstr(R"("operationId":"shelfServiceFind")")));
}

TEST(Contract, MayHaveMethodsWithoutAnHttpRule) {
  EXPECT_THAT(Generate({kRack}), Not(HasSubstr("racks.hide")));
}

TEST(Contract, MayHaveWhatIsDeprecated) {
  EXPECT_THAT(Generate({kShelf}), AllOf(HasSubstr(R"("isbn":{"type":"string","deprecated":true})"),
                                        Not(HasSubstr(R"(`.","deprecated":true)"))));
  EXPECT_THAT(Generate({kRack}),
              HasSubstr(R"("description":"Permission: `racks.find`.","deprecated":true)"));
}

TEST(Contract, MayHaveNoComments) {
  EXPECT_THAT(Generate({kRack}), AllOf(HasSubstr(R"("summary":"Find")"),
                                       HasSubstr(R"("description":"Permission: `racks.find`.")")));
}

TEST(Contract, MayHaveRecursiveMessages) {
  EXPECT_THAT(Generate({kShelf}),
              HasSubstr(R"("parts":{"type":"array","items":{"$ref":"#/components/schemas/Book"},)"
                        R"("minItems":1,"maxItems":100})"));
}

TEST(Contract, MayHaveMapsOneofsAndBytes) {
  EXPECT_THAT(Generate({kShelf}),
              AllOf(HasSubstr(R"("labels":{"type":"object","additionalProperties":)"
                              R"({"type":"string"},"maxProperties":7})"),
                    HasSubstr("At most one of `length`, `more` is set."),
                    HasSubstr(R"("more":{"type":"object","additionalProperties":true})"),
                    HasSubstr(R"("cover":{"type":"string","contentEncoding":"base64"})")));
}

TEST(Contract, MayHaveListsAndWrappersInTheQuery) {
  const std::string text = Generate({kShelf});
  EXPECT_THAT(text, HasSubstr(R"({"name":"years","in":"query","schema":{"type":"array","items":)"
                              R"({"type":"integer","format":"int64","minimum":0,)"
                              R"("maximum":4294967295},"maxItems":100}})"));
  EXPECT_THAT(text, HasSubstr(R"({"name":"maxPrice","in":"query","schema":{"type":"string",)"
                              R"("format":"int64")"));
  EXPECT_THAT(text, Not(HasSubstr(R"({"name":"like")")));
}

TEST(Contract, MayGiveNoExampleWhereNoneEnds) {
  EXPECT_THAT(Generate({kShelf}), Not(HasSubstr(R"("example":{"parts")")));
}

}  // namespace
}  // namespace steward::gateway
