#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "platform/crypto/hmac.h"
#include "platform/crypto/random.h"
#include "platform/journal/journal.h"
#include "platform/journal/mutate.h"

namespace steward::journal {
namespace {

constexpr size_t kKeyBytes = 16;

// The same bytes for the same request.
std::string Canonical(const google::protobuf::Message& request) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  request.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// Whoever asks what a request would do asks about the same request.
std::string HashOf(const google::protobuf::Message& request) {
  if (!IsValidateOnly(request)) return crypto::Sha256(Canonical(request));
  std::unique_ptr<google::protobuf::Message> body(request.New());
  body->CopyFrom(request);
  body->GetReflection()->ClearField(body.get(),
                                    body->GetDescriptor()->FindFieldByName("validate_only"));
  return crypto::Sha256(Canonical(*body));
}

}  // namespace

RequestKey KeyOf(const Call& call, const google::protobuf::Message& request) {
  const auto* descriptor = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  RequestKey key;
  key.tenant = call.tenant;
  std::string id;
  if (const auto* field = descriptor->FindFieldByName("request_id"))
    id = reflection->GetString(request, field);
  if (id.empty()) {
    key.key = crypto::RandomBytes(kKeyBytes);
  } else {
    std::string separator(1, '\0');
    key.key = crypto::Sha256(absl::StrCat(call.subject, separator, call.method, separator, id))
                  .substr(0, kKeyBytes);
  }
  key.body_hash = HashOf(request);
  return key;
}

}  // namespace steward::journal
